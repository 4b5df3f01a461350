"""Forms about a death."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DateField, LTForm

YES, NO = "yes", "no"


class DeathForm(LTForm):
    """When somebody died, if we know, and who told us."""

    died_on = DateField(
        label=gettext_lazy("When did they die?"),
        required=False,
        help_text=gettext_lazy("Leave it empty if you do not know. Do not ask the family for it."),
    )
    told_by = forms.CharField(
        label=gettext_lazy("Who told us?"),
        max_length=160,
        help_text=gettext_lazy("For example “his daughter Rhian, by phone”."),
    )
    unmarked = frozenset({"died_on"})
    submit_label = gettext_lazy("Show what stops")

    def clean_died_on(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["died_on"]
        if day is not None and day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Check it, or leave it empty."))
        return day


class FamilyForm(LTForm):
    """What the family says about public work."""

    agrees = forms.ChoiceField(
        label=gettext_lazy("Does the family want their work to be shown?"),
        choices=[
            (YES, gettext_lazy("Yes, show it")),
            (NO, gettext_lazy("No, keep it back")),
        ],
        widget=forms.RadioSelect,
    )
    submit_label = gettext_lazy("Save")
