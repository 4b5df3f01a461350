"""Forms of a place."""

from django import forms
from django.utils.translation import gettext_lazy

from common.forms import LTForm


class WithdrawForm(LTForm):
    """Why a person leaves the programme."""

    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Only coordinators see this. Leave it empty if the person did not say."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sure = forms.BooleanField(label=gettext_lazy("This person is leaving the programme"))
    submit_label = gettext_lazy("Withdraw from the programme")
    submit_class = "govuk-button--warning"
