"""Forms of supporters."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm
from people.forms.fields import PhoneField
from people.models import Supporter

COPIES = gettext_lazy("By email. Never what is for you alone. You can stop it at any time.")


class SupporterForm(LTForm):
    """Somebody who helps."""

    submit_label = gettext_lazy("Add this person")
    unmarked = frozenset({"gets_copies"})
    given_name = forms.CharField(label=gettext_lazy("First name"), max_length=100)
    family_name = forms.CharField(label=gettext_lazy("Last name"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Who are they to you?"), choices=Supporter.Kind, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=gettext_lazy("Their email"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("With it they can sign in as themselves. An email or a mobile number is enough."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    mobile = PhoneField(label=gettext_lazy("Their mobile number"), required=False)
    gets_copies = forms.BooleanField(
        label=gettext_lazy("Send them a copy of what you send me"),
        help_text=COPIES,
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mobile"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> None:
        """Ask for one way to reach them."""
        super().clean()
        if self.errors.keys().isdisjoint({"email", "mobile"}) and not (
            self.cleaned_data.get("email") or self.cleaned_data.get("mobile")
        ):
            self.add_error("email", _("Enter their email or their mobile number."))
        elif self.cleaned_data.get("gets_copies") and "email" not in self.errors and not self.cleaned_data.get("email"):
            self.add_error("email", _("Copies go by email. Enter their email, or leave out the copies."))


class CopiesForm(LTForm):
    """Whether a supporter gets copies."""

    submit_label = gettext_lazy("Save")
    mark_optional = False
    gets_copies = forms.BooleanField(
        label=gettext_lazy("Send them a copy of what you send me"), help_text=COPIES, required=False
    )
