"""Forms of supporters."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DateField, LTForm
from people.forms.fields import PhoneField
from people.models import AgreedVia, Supporter

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


class RecordedSupporterForm(SupporterForm):
    """A supporter whom staff write down, with who said so and how."""

    submit_label = gettext_lazy("Record this supporter")
    said_by = forms.CharField(
        label=gettext_lazy("Who told you?"),
        max_length=120,
        help_text=gettext_lazy("The person themselves has to agree. Write who said so, like “Mair herself”."),
    )
    agreed_via = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[choice for choice in AgreedVia.choices if choice[0] != AgreedVia.WEB],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].label = _("Who are they to this person?")
        self.fields["gets_copies"].label = _("The person wants copies of their messages sent to them")
        self.fields["gets_copies"].help_text = _("By email. Never what is for the person alone.")


class AuthorityForm(LTForm):
    """A legal authority that was seen."""

    submit_label = gettext_lazy("Save")
    mark_optional = False
    authority = forms.CharField(
        label=gettext_lazy("Which legal authority?"),
        max_length=100,
        help_text=gettext_lazy("For example: lasting power of attorney for health and welfare."),
    )
    seen_on = DateField(label=gettext_lazy("When was the paper seen?"))

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_seen_on(self) -> date:
        """Refuse a day that has not come."""
        seen_on: date = self.cleaned_data["seen_on"]
        if seen_on > self.today:
            raise forms.ValidationError(_("This day has not come yet. Enter the day on which the paper was seen."))
        return seen_on
