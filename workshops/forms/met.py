"""Whether what a person needs was there."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm
from workshops.actions.met import Reply
from workshops.models import Arrangement

ANSWERS = (
    ("yes", gettext_lazy("Yes")),
    ("partly", gettext_lazy("Partly")),
    ("no", gettext_lazy("No")),
)


class MetForm(LTForm):
    """One question a need, and room for words. Any of them may stay empty."""

    submit_label = gettext_lazy("Send")
    mark_optional = False

    def __init__(self, *args: Any, rows: Sequence[Arrangement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            need = str(row.need)
            self.fields[f"met_{row.pk}"] = forms.ChoiceField(
                label=_("Was it there?"),
                choices=ANSWERS,
                required=False,
                initial=row.met,
                widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": _("Choose one of the answers listed for “%(need)s”.") % {"need": need}
                },
            )
            self.fields[f"words_{row.pk}"] = forms.CharField(
                label=_("Would you like to say more?"),
                required=False,
                max_length=500,
                initial=row.met_words or "",
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={
                    "max_length": _("Shorten what you say about “%(need)s” to 500 characters.") % {"need": need}
                },
            )

    def layout(self) -> Layout:
        """Return one group a need."""
        return Layout(*(Fieldset(row.need.in_words(), f"met_{row.pk}", f"words_{row.pk}") for row in self.rows))

    def clean(self) -> dict[str, Any]:
        """Ask for an answer where there are words: words alone would be lost."""
        cleaned = super().clean() or {}
        for row in self.rows:
            if cleaned.get(f"words_{row.pk}") and not cleaned.get(f"met_{row.pk}"):
                need = str(row.need)
                self.add_error(f"met_{row.pk}", _("Choose yes, partly or no for “%(need)s”.") % {"need": need})
        return cleaned

    def replies(self) -> dict[int, Reply]:
        """Return what was answered, by arrangement."""
        typed = self.cleaned_data
        return {row.pk: Reply(typed[f"met_{row.pk}"], typed[f"words_{row.pk}"]) for row in self.rows}
