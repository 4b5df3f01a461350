"""The columns of an import file: what each means, and how its words are read.

Every reader takes a text and returns a value, or raises ValueError with a sentence that says what to write instead.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts import geography
from cohorts.models import Role
from cohorts.recruitment.characteristics import FOR_SELECTION, Characteristic
from cohorts.recruitment.models import Application
from cohorts.recruitment.topics import MEETING_TIMES, TOPICS
from common.refs import clean_ref
from people.models import ContactMethod
from people.needs import KINDS

Text = str | Promise
# What people write where they have nothing to say.
NOTHING = frozenset({"", "-", "n/a", "na", "nil", "no", "none", "nothing"})


@dataclass(frozen=True)
class Column:
    """One column, with what to write in it."""

    name: str
    says: Text
    longest: int = 3000


def _some(slugs: Iterable[str]) -> Text:
    """Say which words a list may hold."""
    return format_lazy(gettext_lazy("several with ; between, of: {slugs}"), slugs=", ".join(slugs))


def _value(one: Characteristic) -> Text:
    """Say which words a characteristic may have."""
    slugs = ", ".join(slug for slug, _label in one.values)
    return format_lazy(gettext_lazy("with consent_selection: {slugs}; empty: prefer not to say"), slugs=slugs)


# A row needs each of these groups: any column of the group.
REQUIRED: tuple[tuple[str, ...], ...] = (("given_name",), ("role",), ("postcode", "outward_code"), ("first_choice",))
_YES: Text = gettext_lazy("yes or no")
COLUMNS: dict[str, Column] = {
    column.name: column
    for column in (
        Column("given_name", gettext_lazy("first name (needed)"), 100),
        Column("family_name", gettext_lazy("last name"), 100),
        Column("known_as", gettext_lazy("what to call the person"), 100),
        Column("role", gettext_lazy("lay or professional (needed)"), 60),
        Column("email", gettext_lazy("email"), 254),
        Column("mobile", gettext_lazy("mobile"), 30),
        Column("phone", gettext_lazy("another telephone number"), 30),
        Column("address", gettext_lazy("postal address"), 400),
        Column("postcode", gettext_lazy("postcode (needed, or outward_code)"), 12),
        Column("outward_code", gettext_lazy("first half of the postcode"), 6),
        Column("contact", _some(slug for slug, _label in ContactMethod.Method.choices)),
        Column("safe_times", gettext_lazy("when it is good and safe to call"), 200),
        Column("first_choice", gettext_lazy("name of a cohort, its town or its reference (needed)"), 120),
        Column("second_choice", gettext_lazy("as first_choice"), 120),
        Column("third_choice", gettext_lazy("as first_choice"), 120),
        Column("all_dates", gettext_lazy("can come to all workshops: yes, no, or empty for not sure"), 20),
        Column("dates_note", gettext_lazy("about the dates"), 500),
        Column("travel_mode", gettext_lazy("car, public, taxi, walk, bicycle or lift"), 30),
        Column("miles", gettext_lazy("travels at most so many miles"), 10),
        Column("meeting_times", _some(slug for slug, _label in MEETING_TIMES)),
        Column("motivation", gettext_lazy("why they want to take part")),
        Column("experience", gettext_lazy("experience")),
        Column("topics", _some(slug for slug, _label in TOPICS)),
        Column("project_idea", gettext_lazy("idea for a project"), 1500),
        Column("job_title", gettext_lazy("professionals: job title"), 120),
        Column("employer", gettext_lazy("professionals: employer"), 160),
        Column("manager_name", gettext_lazy("professionals: manager"), 120),
        Column("manager_email", gettext_lazy("professionals: manager’s email"), 254),
        Column("partner_name", gettext_lazy("applies together with"), 120),
        Column("partner_ref", gettext_lazy("the partner’s application number"), 20),
        Column("needs", _some(kind.slug for kind in KINDS)),
        Column("needs_note", gettext_lazy("what else helps"), 500),
        Column("supporter", _YES, 10),
        Column("heard_from", gettext_lazy("how they heard of it"), 60),
        Column("outreach_code", gettext_lazy("code of the leaflet or poster, or the address that it is in"), 200),
        Column("consent_selection", gettext_lazy("yes if they agreed to the words of the website’s form"), 10),
        Column("consent_evaluation", gettext_lazy("as consent_selection"), 10),
        Column("consent_follow_up", gettext_lazy("as consent_selection"), 10),
        Column("consent_sharing_needs", gettext_lazy("as consent_selection"), 10),
        *(
            Column(one.slug.replace("-", "_"), _value(one), 80)
            for one in FOR_SELECTION
        ),
    )
}  # fmt: skip
ALIASES = {
    "first_name": "given_name", "forename": "given_name", "name": "given_name",
    "last_name": "family_name", "surname": "family_name",
    "email_address": "email", "e_mail": "email", "mobile_phone": "mobile", "mobile_number": "mobile",
    "telephone": "phone", "phone_number": "phone", "post_code": "postcode", "outward": "outward_code",
    "cohort": "first_choice", "venue": "first_choice", "why": "motivation",
    "leaflet_code": "outreach_code", "via": "outreach_code",
}  # fmt: skip
ROLE_WORDS = {
    "lay": Role.LAY, "lay partner": Role.LAY, "patient": Role.LAY, "carer": Role.LAY, "public": Role.LAY,
    "member of the public": Role.LAY, "service user": Role.LAY,
    "professional": Role.PROFESSIONAL, "professional partner": Role.PROFESSIONAL, "staff": Role.PROFESSIONAL,
    "clinician": Role.PROFESSIONAL,
}  # fmt: skip
YES_WORDS = {"yes", "y", "true", "1", "x"}
NO_WORDS = {"no", "n", "false", "0"}


def read_code(text: str) -> str:
    """Return the code in a cell: by itself, or at the end of an address that a form tool has kept."""
    return clean_ref(re.split(r"[/=]", text.strip().rstrip("/"))[-1])


def read_role(text: str) -> str:
    """Return the role of a word for it."""
    role = ROLE_WORDS.get(text.casefold())
    if role is None:
        raise ValueError(_("“%(text)s” is not a role. Write lay or professional.") % {"text": text})
    return role


def read_email(text: str) -> str:
    """Return an email in lower case."""
    try:
        validate_email(text)
    except ValidationError:
        sentence = _("“%(text)s” is not an email address. Correct it, or leave it empty.")
        raise ValueError(sentence % {"text": text}) from None
    return text.lower()


def read_phone(text: str) -> str:
    """Return a number in international form."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        sentence = _("“%(text)s” is not a telephone number. Correct it, or leave it empty.")
        raise ValueError(sentence % {"text": text})
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def read_home(postcode: str, outward: str) -> tuple[str, str]:
    """Return (postcode or empty, outward code); a column may hold a whole postcode or its first half."""
    text = postcode or outward
    code = geography.outward_of(text)
    if code is None:
        sentence = _("“%(text)s” is not a postcode. Write it like OX4 1AA, or its first half like OX4.")
        raise ValueError(sentence % {"text": text})
    if not geography.is_known(code):
        raise ValueError(_("There is no outward code %(code)s. Check the postcode.") % {"code": code})
    whole = geography.split_postcode(text)
    return (whole[0] if whole else "", code)


def read_yes(text: str) -> bool | None:
    """Return True, False, or None for nothing."""
    word = text.casefold()
    if word in YES_WORDS:
        return True
    if word in NO_WORDS:
        return False
    if word:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text})
    return None


def read_miles(text: str) -> int | None:
    """Return kilometres for whole or half miles."""
    if not text:
        return None
    try:
        miles = float(re.sub(r"\s*(miles?|mi)\.?$", "", text, flags=re.IGNORECASE))
    except ValueError:
        miles = 0
    if not 0 < miles <= 1000:
        raise ValueError(_("“%(text)s” is not a number of miles. Write a number like 20.") % {"text": text})
    return round(geography.kilometres(miles))


def reader_of_one(choices: Iterable[tuple[Any, Any]]) -> Callable[[str], str]:
    """Return a reader of one slug, written as slug or as label."""
    by_word = _words(choices)

    def read(text: str) -> str:
        if not text:
            return ""
        if text.casefold() not in by_word:
            sentence = _("“%(text)s” is not in the list. Write one of: %(list)s.")
            raise ValueError(sentence % {"text": text, "list": ", ".join(dict.fromkeys(by_word.values()))})
        return by_word[text.casefold()]

    return read


def reader_of_some(choices: Iterable[tuple[Any, Any]]) -> Callable[[str], tuple[str, ...]]:
    """Return a reader of slugs with semicolons between."""
    one = reader_of_one(choices)

    def read(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one(part.strip()) for part in text.split(";") if part.strip()))

    return read


def _words(choices: Iterable[tuple[Any, Any]]) -> Mapping[str, str]:
    """Every word for a slug: itself, and its English label."""
    words: dict[str, str] = {}
    for slug, label in choices:
        words[str(slug).casefold()] = str(slug)
        words.setdefault(str(label).casefold(), str(slug))
    return words


read_travel_mode = reader_of_one(Application.TravelMode.choices)
read_meeting_times = reader_of_some(MEETING_TIMES)
read_topics = reader_of_some(TOPICS)
read_methods = reader_of_some(ContactMethod.Method.choices)
read_needs = reader_of_some((kind.slug, kind.label) for kind in KINDS)


def needs_in(words: str) -> tuple[tuple[str, ...], str]:
    """Return the needs that somebody's own words name, and what else they say; each line is taken by itself.

    A form that asks for needs in a box of its own brings “Vegan” as words, or “None”: the first must be arranged as
    if it had been ticked, the second says that there is nothing to arrange.
    """
    named: list[str] = []
    rest: list[str] = []
    for line in words.splitlines():
        plain = line.strip().rstrip(".")
        if plain.casefold() in NOTHING:
            continue
        try:
            named += read_needs(re.sub(r"\s*(,|&|\band\b)\s*", ";", plain))
        except ValueError:
            rest.append(line.strip())
    return tuple(dict.fromkeys(named)), "\n".join(rest)


read_selection = {one.slug: reader_of_one(one.choices) for one in FOR_SELECTION}
