"""The form of a message to a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.forms import OncePostedForm
from messaging.bulk import Group


class GroupForm(OncePostedForm):
    """To whom, and what. Whether the words can be sent, the action decides."""

    submit_label = _("See who gets it and how it reads")

    programme = forms.ChoiceField(label=_("Programme"))
    cohort = forms.ChoiceField(label=_("Cohort"), required=False)
    role = forms.ChoiceField(
        label=_("Who"),
        required=False,
        choices=[("", _("Everybody")), ("lay", _("Lay partners")), ("professional", _("Professional partners"))],
    )
    title = forms.CharField(label=_("Subject line"), max_length=250, strip=False)
    body = forms.CharField(
        label=_("Words"),
        max_length=8000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "{called} is the name of each person. The phone number, how to stop and “something is wrong” are added "
            "below by themselves."
        ),
    )
    urgent = forms.BooleanField(
        label=_("It cannot wait"),
        required=False,
        help_text=_("It then goes at any hour, also to people who were told something today."),
    )

    def __init__(
        self, *args: Any, programmes: list[tuple[str, str]], cohorts: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("programme", programmes), ("cohort", [("", say("All cohorts")), *cohorts])):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            field.choices = choices

    def group(self) -> Group:
        """Return who is written to."""
        chosen = self.cleaned_data
        return Group(chosen["programme"], chosen["cohort"], chosen["role"])

    def named(self) -> str:
        """Return who that is, in words."""
        labels = []
        for name in ("programme", "cohort", "role"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
            labels.append(str(dict(field.choices)[self.cleaned_data[name]]))  # type: ignore[arg-type]
        return ", ".join(labels)
