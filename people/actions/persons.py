"""What is written about a person themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from people.actions.audit import record
from people.errors import ChangedMeanwhile
from people.models import ContactMethod, Person
from people.postcodes import outward_code_of

# What a person, or staff for them, may change. The email for signing in is not among them: a code has to prove it.
DETAILS = frozenset(
    {
        "given_name",
        "family_name",
        "known_as",
        "contact_email",
        "mobile",
        "phone",
        "address",
        "postcode",
        "language",
        "easy_read",
        "links_in_texts",
        "safe_times",
    }
)


NAMES = ("given_name", "family_name", "known_as")
# Marks that turn the direction of whatever follows: in a name they reverse the rest of a letter or a page.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with names that leave the text around them as it is; Arabic or Hebrew needs no such marks."""
    return {
        name: value.translate(TURNING) if name in NAMES and isinstance(value, str) else value
        for name, value in values.items()
    }


@transaction.atomic
def find_or_create(
    *, email: str, given_name: str, now: datetime, by: Person | None = None, **details: Any
) -> tuple[Person, bool]:
    """Return the person who signs in with `email`, and whether a new row was made.

    Call it only when a code or link has proved that the address is theirs. A duplicate leads to the person it was
    merged into. An existing person keeps their own name and details. Two calls at once give one person.
    """
    address = email.strip().lower()
    found = Person.objects.filter(email=address).select_related("merged_into").first()
    if found is None:
        try:
            with transaction.atomic():
                return create(given_name=given_name, email=address, now=now, by=by, **details), True
        except IntegrityError:
            found = Person.objects.select_related("merged_into").get(email=address)
    return found.merged_into or found, False


@transaction.atomic
def create(*, given_name: str, now: datetime, by: Person | None = None, **details: Any) -> Person:
    """Record a new person; the outward code follows the postcode. `by` is empty when they record themselves."""
    postcode = details.get("postcode", "")
    if postcode:
        details["outward_code"] = outward_code_of(postcode)
    person = Person.objects.create_person(created_at=now, **_named({"given_name": given_name, **details}))
    record(by=by or person, action="person.create", about=person, now=now, fields=["given_name", *details])
    return person


@transaction.atomic
def update_details(
    *,
    person: Person,
    version: int,
    values: Mapping[str, Any],
    by: Person,
    now: datetime,
    contact_order: Sequence[str] | None = None,
) -> frozenset[str]:
    """Change details of a person, and the order of the ways to reach them; return the names of what changed.

    `version` is the one that the form was shown with. `values` holds fields of DETAILS alone.

    Raises:
        ChangedMeanwhile: somebody else saved since then; nothing is written.
        ValueError: a field that may not be changed here.
    """
    if refused := set(values) - DETAILS:
        msg = f"These fields are not changed here: {', '.join(sorted(refused))}."
        raise ValueError(msg)
    current = Person.objects.select_for_update().get(pk=person.pk)
    changes = {name: value for name, value in _named(values).items() if getattr(current, name) != value}
    order = None if contact_order is None else list(dict.fromkeys(contact_order))
    # What is so already is no change of somebody else: the button was pressed twice.
    if current.version != version and (changes or (order is not None and order != _contact_order(person))):
        raise ChangedMeanwhile(current)
    names = set(changes)
    if "postcode" in changes:
        changes["outward_code"] = outward_code_of(changes["postcode"])
    if contact_order is not None and _replace_contact_order(person, contact_order):
        names.add("contact_methods")
    if names:
        Person.objects.filter(pk=person.pk).update(version=F("version") + 1, **changes)
        record(by=by, action="person.change", about=person, now=now, fields=names)
    return frozenset(names)


@transaction.atomic
def set_contact_order(*, person: Person, methods: Sequence[str], by: Person, now: datetime) -> None:
    """Make `methods` the ways to reach a person, the best first. A way named twice counts once."""
    Person.objects.select_for_update().get(pk=person.pk)
    if _replace_contact_order(person, methods):
        Person.objects.filter(pk=person.pk).update(version=F("version") + 1)
        record(by=by, action="person.change", about=person, now=now, fields=["contact_methods"])


@transaction.atomic
def set_do_not_contact(*, person: Person, value: bool, by: Person, now: datetime) -> None:
    """Record that somebody wants to hear nothing more, or may be contacted again. Twice changes nothing."""
    if (
        Person.objects.filter(pk=person.pk)
        .exclude(do_not_contact=value)
        .update(do_not_contact=value, version=F("version") + 1)
    ):
        record(by=by, action="person.do_not_contact", about=person, now=now, fields=["do_not_contact"])


def _contact_order(person: Person) -> list[str]:
    rows = ContactMethod.objects.filter(person=person).order_by("position")
    return list(rows.values_list("method", flat=True))


def _replace_contact_order(person: Person, methods: Sequence[str]) -> bool:
    wanted = list(dict.fromkeys(methods))
    if _contact_order(person) == wanted:
        return False
    ContactMethod.objects.filter(person=person).delete()
    ContactMethod.objects.bulk_create(
        ContactMethod(person=person, method=method, position=position) for position, method in enumerate(wanted, 1)
    )
    return True


@transaction.atomic
def choose_reading(*, person: Person, easy: bool, by: Person, now: datetime) -> Person:
    """Keep whether a person reads Easy Read, for pages, letters and messages. The same choice again changes nothing."""
    current = Person.objects.select_for_update().get(pk=person.pk)
    if current.easy_read != easy:
        current.easy_read, current.version = easy, current.version + 1
        current.save(update_fields=["easy_read", "version"])
        record(by=by, action="change details", about=current, now=now, fields=["easy_read"])
    return current
