"""The first pages of the application: who applies, and how we reach them."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts import geography
from cohorts.models import Role
from cohorts.recruitment.forms.apply_base import ApplyForm, Radios
from common.words import say_phone
from people.models import ContactMethod

Method = ContactMethod.Method


class PhoneField(forms.CharField):
    """A telephone number as people write it; cleaned to its international form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 30)
        super().__init__(widget=forms.TextInput(attrs={"type": "tel", "class": "govuk-input--width-20"}), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the number as +447700900123; nothing stays nothing."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(text, "GB")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            sentence = _("Check “%(label)s”. Write the whole number, like 07700 900123.")
            raise ValidationError(sentence % {"label": self.label}, code="phone")
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class PostcodeField(forms.CharField):
    """A postcode of the British Isles; cleaned to capitals with one space."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-10", "autocomplete": "postal-code"})

    def clean(self, value: Any) -> str:
        """Return the postcode. Its first half must exist."""
        text = super().clean(value)
        if not text:
            return ""
        parts = geography.split_postcode(text)
        if parts is None:
            raise ValidationError(_("Enter a full postcode, like OX4 1AA."), code="postcode")
        if not geography.is_known(parts[1]):
            sentence = _("We do not know a postcode that begins with %(outward)s. Check it, and write it again.")
            raise ValidationError(sentence % {"outward": parts[1]}, code="outward")
        return parts[0]


class RolePage(ApplyForm):
    """Lay partner or professional partner."""

    title = gettext_lazy("Which of these are you?")
    page_heading = "role"
    role = Radios(
        label=title,
        error_messages={"required": gettext_lazy("Choose whether you are a lay or a professional partner.")},
        choices=((Role.LAY, gettext_lazy("Lay partner")), (Role.PROFESSIONAL, gettext_lazy("Professional partner"))),
        help_text=gettext_lazy(
            "Half of the places are for each. If you are both, choose the one that you want to speak as."
        ),
    )
    hints = {
        "role": {
            Role.LAY: gettext_lazy("You are a patient, a carer or a member of the public."),
            Role.PROFESSIONAL: gettext_lazy(
                "You work in health, care or research: for example as a nurse, a manager or a doctor."
            ),
        }
    }


class NamePage(ApplyForm):
    """The name on letters, and the name to say hello with."""

    title = gettext_lazy("What is your name?")
    given_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Write your first name.")},
    )
    family_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("Leave it empty if you use one name."),
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    known_as = forms.CharField(
        label=gettext_lazy("What should we call you?"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("If it is not your first name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class ContactPage(ApplyForm):
    """Email and telephone, none of which is needed."""

    title = gettext_lazy("How can we reach you?")
    lead = (
        gettext_lazy(
            "Give us what you have. You do not need an email or a mobile. We can also phone you, or write letters."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("Email"),
        required=False,
        help_text=gettext_lazy("It may be an address that you share with somebody at home."),
    )
    mobile = PhoneField(label=gettext_lazy("Mobile"), required=False, help_text=gettext_lazy("For text messages."))
    phone = PhoneField(label=gettext_lazy("Another phone number"), required=False)

    def as_read(self, name: str, typed: str) -> str:
        """Numbers in the usual groups."""
        return say_phone(typed) if typed and name != "email" else typed

    def clean_email(self) -> str:
        """Emails are compared in lower case."""
        return str(self.cleaned_data["email"]).lower()


class AddressPage(ApplyForm):
    """Where letters go; the first half of the postcode gives the distance to each venue."""

    title = gettext_lazy("What is your address?")
    blank_on_paper = ("postcode",)
    lead = (
        gettext_lazy(
            "We use the first half of your postcode to work out how far each place is from you. "
            "If you have no fixed address, give the postcode of a place where you often are."
        ),
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("We need it if you want letters."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )
    postcode = PostcodeField(
        label=gettext_lazy("Postcode"),
        help_text=gettext_lazy("For example, OX4 1AA."),
        error_messages={"required": gettext_lazy("Write your postcode.")},
    )

    def as_read(self, name: str, typed: str) -> str:
        """The postcode in capitals."""
        parts = geography.split_postcode(typed) if name == "postcode" else None
        return parts[0] if parts else typed

    def clean(self) -> dict[str, Any]:
        """Somebody whom we could not reach at all could not be offered a place."""
        cleaned = super().clean() or {}
        reachable = any(self.so_far.text("contact", name) for name in ("email", "mobile", "phone"))
        if not reachable and not cleaned.get("address"):
            self.add_error(
                "address", _("Write your address, or go back and give an email or a phone number. We must reach you.")
            )
        return cleaned


# What each way of contact needs: any of these answers.
NEEDED: dict[str, tuple[tuple[str, str], ...]] = {
    Method.EMAIL: (("contact", "email"),),
    Method.SMS: (("contact", "mobile"),),
    Method.PHONE: (("contact", "mobile"), ("contact", "phone")),
    Method.RELAY_UK: (("contact", "mobile"), ("contact", "phone")),
    Method.LETTER: (("address", "address"),),
    Method.BSL_RELAY: (("contact", "email"), ("contact", "mobile"), ("contact", "phone"), ("address", "address")),
    Method.SUPPORTER: (("contact", "email"), ("contact", "mobile"), ("contact", "phone"), ("address", "address")),
}
ORDER = ("first", "second", "third")


class MethodsPage(ApplyForm):
    """The ways of contact, in the applicant's own order; only ways for which we have a number or an address."""

    title = gettext_lazy("How do you like to be contacted?")
    blank_on_paper = ("first",)
    short = {"safe_times": gettext_lazy("Good and safe times")}
    first = Radios(
        label=gettext_lazy("Best way"),
        error_messages={"required": gettext_lazy("Choose the way that is best for you.")},
    )
    second = forms.ChoiceField(label=gettext_lazy("Second best"), required=False)
    third = forms.ChoiceField(label=gettext_lazy("Third best"), required=False)
    safe_times = forms.CharField(
        label=gettext_lazy("When is a good and safe time?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "For example: mornings, not Fridays. If somebody else should not hear of it, tell us here. "
            "If we should ask for your supporter, give their name and number."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ways = [(way, label) for way, label in Method.choices if self.so_far.keyed or self.can_use(way)]
        self.fields["first"].choices = ways  # type: ignore[attr-defined]
        for name in ("second", "third"):
            self.fields[name].choices = [("", _("No other way")), *ways]  # type: ignore[attr-defined]

    def can_use(self, way: str) -> bool:
        """Whether we have what this way needs: a number or an address."""
        return any(self.so_far.text(page, name) for page, name in NEEDED[way])

    def clean(self) -> dict[str, Any]:
        """Each way is named once, and we have what it needs."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for name in ORDER:
            way = cleaned.get(name)
            if way and way in seen:
                self.add_error(name, _("You chose this way before. Choose another, or “No other way”."))
            elif way and not self.can_use(way):
                self.add_error(name, _("This way needs a number or an address. Write it above, or choose another."))
            seen.add(way or "")
        return cleaned
