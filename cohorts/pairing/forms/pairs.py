"""Forms of one pair."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.models import Place
from cohorts.pairing.models import Pair
from cohorts.pairing.sharing import sharable
from common.forms import DateField, LTForm


class EndForm(LTForm):
    """Why a pair ends."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why does this pair end?"), choices=Pair.EndReason.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=250,
        help_text=gettext_lazy("Only coordinators see it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submit_label = gettext_lazy("End this pair")
    submit_class = "govuk-button--warning"


class SharingForm(LTForm):
    """How a member of a pair lets the other reach them: only ways that they have."""

    ways = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    submit_label = gettext_lazy("Save")

    def __init__(self, *args: Any, place: Place, partner: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = self.fields["ways"]
        box.label = _("How may %(name)s reach you?") % {"name": partner.person.called}
        box.help_text = _("%(name)s sees only what you tick.") % {"name": partner.person.called}
        box.choices = [  # type: ignore[attr-defined]
            (way, f"{label}: {address}") for way, label, address in sharable(place.person)
        ]


class AgreementForm(VersionedForm):
    """How the two want to work together, in their own words."""

    words = forms.CharField(
        label=gettext_lazy("What the two of you agree"),
        max_length=4000,
        help_text=gettext_lazy(
            "Write what you want to reach, how often and how you meet, and what you do when it is hard. "
            "When you change it, both of you agree to it again."
        ),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    submit_label = gettext_lazy("Save")


class PaperAgreementForm(AgreementForm):
    """An agreement that came on paper, signed by both."""

    words = forms.CharField(
        label=gettext_lazy("What the paper says"),
        max_length=4000,
        help_text=gettext_lazy("Copy their words. Both see them on their own pages."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    signed_on = DateField(label=gettext_lazy("Signed on"))
    both = forms.BooleanField(label=gettext_lazy("Both have signed the paper"))
    submit_label = gettext_lazy("Record it")

    def clean_signed_on(self) -> date:
        """Take a day that has come."""
        day: date = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet. Write the day that stands on the paper."))
        return day
