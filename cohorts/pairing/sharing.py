"""What one member of a pair lets the other know about how to reach them."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.words import say_phone
from people.models import Person

CHOICES: tuple[tuple[str, str | Promise], ...] = (
    ("email", _("Email")),
    ("mobile", _("Mobile")),
    ("phone", _("Telephone")),
)


def address_of(person: Person, way: str) -> str:
    """Return the address or number of one way, as it is shown; empty where there is none."""
    if way == "email":
        return person.reachable_email
    number = person.mobile if way == "mobile" else person.phone
    return say_phone(number) if number else ""


def sharable(person: Person) -> list[tuple[str, str, str]]:
    """Return the ways that somebody could share: (slug, label, address), those that they have."""
    return [(way, str(label), address) for way, label in CHOICES if (address := address_of(person, way))]


def ways_to_reach(person: Person, shared: Iterable[str]) -> list[tuple[str, str]]:
    """Return (label, address) for each way that somebody shares and still has."""
    chosen = set(shared)
    return [(label, address) for way, label, address in sharable(person) if way in chosen]


def ways_named(shared: Iterable[str]) -> list[str]:
    """Return the names of the ways that somebody shares, without the addresses."""
    chosen = set(shared)
    return [str(label) for way, label in CHOICES if way in chosen]
