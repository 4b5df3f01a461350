"""The form of one rule."""

from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.forms import LTForm
from messaging.rules import RuleKind


class RuleForm(LTForm):
    """How far from its date something is said, or whether it is said at all."""

    submit_label = _("See what would change")
    reveals = {"number": ("use", "on")}
    unmarked = {"number"}

    use = forms.ChoiceField(
        label=_("Is it to be said?"), choices=[("on", _("Yes")), ("off", _("No"))], widget=forms.RadioSelect
    )
    number = forms.IntegerField(
        label=_("How many"), required=False, widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"})
    )

    def __init__(self, *args: Any, kind: RuleKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number = self.fields["number"]
        unit = say("days") if kind.unit == "days" else say("months")
        number.label = say("How many %(unit)s %(anchor)s?") % {"unit": unit, "anchor": kind.anchor}

    def clean(self) -> dict[str, Any]:
        """Ask for the number where it is to be said."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("use") == "on" and cleaned.get("number") is None and "number" not in self.errors:
            self.add_error("number", say("Enter how many, as a whole number."))
        return cleaned

    def chosen(self) -> int | None:
        """Return the number, or None where it is not to be said."""
        return self.cleaned_data["number"] if self.cleaned_data["use"] == "on" else None
