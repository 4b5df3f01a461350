"""Forms of "My details". Each carries the version of the row that it was shown with."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import LTForm
from common.words import say_phone
from people.forms.fields import PhoneField, PostcodeField
from people.models import ContactMethod, Person

Method = ContactMethod.Method
CHOICES = ("first", "second", "third")


class DetailsForm(LTForm):
    """Fields of one person; what differs from them is shown when two people save at once."""

    title: str | Promise = ""
    submit_label = gettext_lazy("Save")
    asked_apart: ClassVar[tuple[str, ...]] = ()
    never_for_them: ClassVar[tuple[str, ...]] = ()
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, person: Person, helped: bool = False, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)
        # A supporter cannot lead somebody's email to another address.
        for name in self.never_for_them if helped else ():
            del self.fields[name]
        self.initial = {**self.saved(person), "version": person.version, **self.initial}

    def saved(self, person: Person) -> dict[str, Any]:
        """Return what is saved of this form's fields."""
        names = (name for name in self.fields if name not in {"version", *self.asked_apart})
        return {name: getattr(person, name) for name in names}

    def values(self) -> dict[str, Any]:
        """Return the details to save."""
        kept = {"version", *self.asked_apart}
        return {name: value for name, value in self.cleaned_data.items() if name not in kept}

    def contact_order(self) -> list[str] | None:
        """Return the ways to reach the person, the best first; None where the form does not ask."""
        return None

    def differences(self, current: Person) -> Iterable[tuple[str, str, str]]:
        """Return label, saved text and typed text of each field where a row saved meanwhile differs from this form."""
        saved = self.saved(current)
        for name, field in self.fields.items():
            if name != "version" and (saved.get(name) or "") != (self.cleaned_data.get(name) or ""):
                yield str(field.label), _say(field, saved.get(name)), _say(field, self.cleaned_data.get(name))


class NameForm(DetailsForm):
    """Names."""

    title = gettext_lazy("Your name")
    given_name = forms.CharField(
        label=gettext_lazy("First name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    known_as = forms.CharField(
        label=gettext_lazy("What should we call you?"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("If it is not your first name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )


class ContactForm(DetailsForm):
    """Where to reach somebody."""

    title = gettext_lazy("Where we can reach you")
    never_for_them = ("contact_email",)
    contact_email = forms.EmailField(
        label=gettext_lazy("Email for messages"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Only if it is not the email that you sign in with. You may share it at home."),
    )
    mobile = PhoneField(label=gettext_lazy("Mobile number"), required=False)
    phone = PhoneField(label=gettext_lazy("Other telephone number"), required=False)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "street-address"}),
    )
    postcode = PostcodeField(label=gettext_lazy("Postcode"), required=False)

    def clean_address(self) -> str:
        """Keep line ends as one character: a browser sends two."""
        return "\n".join(str(self.cleaned_data["address"]).splitlines())

    def clean_contact_email(self) -> str:
        """Keep addresses in lower case, as the one for signing in."""
        return str(self.cleaned_data["contact_email"]).lower()


class WaysForm(DetailsForm):
    """The ways to reach somebody, in order, and when."""

    title = gettext_lazy("How we should contact you")
    asked_apart = CHOICES
    unmarked = frozenset({"links_in_texts"})
    first = forms.ChoiceField(label=gettext_lazy("Best way"), choices=Method)
    second = forms.ChoiceField(label=gettext_lazy("Second best"), required=False)
    third = forms.ChoiceField(label=gettext_lazy("Third best"), required=False)
    safe_times = forms.CharField(
        label=gettext_lazy("When is it all right to phone you?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For example: weekdays after 2pm, never in the evening."),
    )
    links_in_texts = forms.BooleanField(label=gettext_lazy("You may put links in text messages"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, empty in (("first", _("Choose a way")), ("second", _("No other way")), ("third", _("No other way"))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", empty), *Method.choices]

    def saved(self, person: Person) -> dict[str, Any]:
        """Return the saved order too."""
        order = dict(zip(CHOICES, person.preferred_methods, strict=False))
        return super().saved(person) | order

    def contact_order(self) -> list[str]:
        """Return the ways in order, without gaps."""
        return [self.cleaned_data[name] for name in CHOICES if self.cleaned_data.get(name)]

    def clean(self) -> None:
        """Refuse a way that was chosen before, and one that we cannot use yet."""
        super().clean()
        seen: set[str] = set()
        for name in CHOICES:
            method = self.cleaned_data.get(name)
            if not method:
                continue
            if method in seen:
                self.add_error(
                    name, _("Choose each way once. You chose “%(way)s” before.") % {"way": Method(method).label}
                )
            elif (missing := _missing_for(method, self.person)) is not None:
                self.add_error(name, missing)
            seen.add(method)


class ReadingForm(DetailsForm):
    """The language and the kind of words."""

    title = gettext_lazy("Language and Easy Read")
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Person.Language, widget=forms.RadioSelect)
    easy_read = forms.ChoiceField(
        label=gettext_lazy("Which words do you want?"),
        choices=[("no", gettext_lazy("Ordinary text")), ("yes", gettext_lazy("Easy Read: short sentences, pictures"))],
        widget=forms.RadioSelect,
    )

    def saved(self, person: Person) -> dict[str, Any]:
        """Return the choice as the radios name it."""
        return {"language": person.language, "easy_read": "yes" if person.easy_read else "no"}

    def values(self) -> dict[str, Any]:
        """Return the choice as the row keeps it."""
        return super().values() | {"easy_read": self.cleaned_data["easy_read"] == "yes"}


FORMS: dict[str, type[DetailsForm]] = {
    "name": NameForm,
    "contact": ContactForm,
    "ways": WaysForm,
    "reading": ReadingForm,
}


def _say(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value or "", ""))  # type: ignore[arg-type]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if value else _("No")
    return say_phone(str(value)) if isinstance(field, PhoneField) and value else str(value or "")


def _missing_for(method: str, person: Person) -> str | None:
    """Return what to add before this way can be used; None where nothing is missing."""
    needed = {
        Method.EMAIL: (person.reachable_email, _("Add an email for messages first, or choose another way.")),
        Method.SMS: (person.mobile, _("Add your mobile number first, or choose another way.")),
        Method.LETTER: (person.address, _("Add your address first, or choose another way.")),
        Method.PHONE: (person.mobile or person.phone, _("Add a telephone number first, or choose another way.")),
        Method.RELAY_UK: (person.mobile or person.phone, _("Add a telephone number first, or choose another way.")),
    }
    if method == Method.SUPPORTER:
        helped = person.supporters.filter(ended_at__isnull=True).exists()
        return None if helped else _("Tell us who supports you first, or choose another way.")
    there, sentence = needed.get(Method(method), ("none needed", ""))
    return None if there else sentence
