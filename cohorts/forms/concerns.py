"""The form behind "Something is wrong"."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import OncePostedForm


class ConcernForm(OncePostedForm):
    """What is wrong, and how to reach whoever says so, if they wish."""

    submit_label = _("Send")

    words = forms.CharField(
        label=_("What is wrong?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10_000,
        error_messages={"required": _("Write what is wrong. A few words are enough.")},
    )
    how_to_reach = forms.CharField(
        label=_("How may we reach you?"),
        help_text=_("A phone number, an email, or a safe time to call. You need not say."),
        max_length=300,
        required=False,
    )
