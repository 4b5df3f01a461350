"""Forms for words: of a purpose, and of one message."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import LTForm


class ProgrammeForm(LTForm):
    """Of which programme something is shown."""

    form_method = "get"
    form_class = "lt-filters"
    submit_label = _("Show")
    submit_class = "govuk-button--secondary"
    mark_optional = False

    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, *args: Any, programmes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["programme"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = programmes
        self.programmes = programmes

    def chosen(self) -> tuple[str, str]:
        """Return (ref, name) of the programme that was chosen, the newest where none was or it is not theirs."""
        self.is_valid()
        ref = self.cleaned_data.get("programme")
        return next((one for one in self.programmes if one[0] == ref), self.programmes[0])


class _Words(LTForm):
    """A subject line and words with placeholders. What may stand in them, the action decides."""

    title = forms.CharField(
        label=_("Subject line"), max_length=250, strip=False, widget=forms.TextInput(attrs={"class": "lt-wide"})
    )
    body = forms.CharField(
        label=_("Words"),
        max_length=8000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_(
            "Leave an empty line between paragraphs. The phone number, how to stop and “something is wrong” are added "
            "below by themselves."
        ),
    )

    def compare(self, after: object) -> None:
        """Say that somebody else has saved meanwhile, and let what was typed be saved after theirs."""
        self.add_error("body", gettext("Somebody else saved these words meanwhile. Compare, then save again."))
        self.data = {**self.data.dict(), "after": str(after)} if isinstance(self.data, QueryDict) else self.data


class EditForm(_Words):
    """The words of one message."""

    submit_label = _("Save for this message")
    secondary_label = _("See how it reads")
    secondary_name = "preview"

    after = forms.CharField(widget=forms.HiddenInput, required=False)


class WordsForm(_Words):
    """The words of a purpose, and on whom to try them."""

    submit_label = _("Save")
    secondary_label = _("See how it reads")
    secondary_name = "preview"

    who = forms.CharField(
        label=_("Try it on"),
        required=False,
        max_length=80,
        help_text=_("A name or reference of somebody in this programme. Leave it empty to try it on anybody."),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
