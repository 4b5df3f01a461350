"""What the call sheet reads of the people on one page of it, and the page of one call; composed once."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from cohorts.querysets import is_coordinated_by
from common.prepared import prepared
from messaging.models import Call, Message
from messaging.querysets import CallQuerySet, MessageQuerySet
from people.models import ContactMethod, Need, Person, Supporter
from people.querysets import NAMED, NeedQuerySet, PersonQuerySet, SupporterQuerySet

# Of a call: what came of it, and who made it.
SHOWN: Final = ("person", "outcome", "note", "again_on", "at", "by__given_name", "by__family_name")
TELEPHONES: Final = ("mobile", "phone", "reached_via__mobile", "reached_via__phone")


@prepared
def put_off(on: date) -> "QuerySet[Any, int]":
    """Return the numbers of those who are not to be rung before a day after this one."""
    return Call.objects.to_repeat(after=on).order_by().values_list("person", flat=True)


@prepared
def last_calls_to(people: Sequence[int]) -> CallQuerySet:
    """Return the last call to each of these people, with who made it."""
    return Call.objects.filter(person__in=people).last_to_each().select_related("by").only(*SHOWN).order_by("pk")


@prepared
def calls_newest_first(person: Person) -> CallQuerySet:
    """Return the calls to one person, the last one first, with who made them."""
    return Call.objects.filter(person=person).select_related("by").only(*SHOWN).order_by("-at", "-pk")


@prepared
def rung(people: Sequence[int]) -> PersonQuerySet:
    """Return those of these people whom the programme may contact, with what a line of the call sheet says."""
    found = Person.objects.filter(pk__in=people).reachable().select_related("reached_via")
    return found.only(*NAMED, *TELEPHONES, "safe_times", "language", "postcode")


@prepared
def to_be_rung(coordinator: Person, refs: tuple[str, ...], ref: str) -> PersonQuerySet:
    """Return the person with a reference whom a coordinator of these programmes may ring.

    They are in one of them, or are to hear something from it: a manager who is asked for a release is rung too, but has
    no page of their own.
    """
    known = is_coordinated_by(coordinator)
    to_hear = Exists(Message.objects.coordinated(refs).to_call().filter(person=OuterRef("pk")))
    found = Person.objects.filter(known | Q(to_hear), ref=ref).reachable()
    has_page = ExpressionWrapper(known, BooleanField())
    return found.joined(reached_via=(*NAMED, "mobile", "phone")).annotate(has_page=has_page)


@prepared
def asking(messages: Sequence[str], purposes: Sequence[str]) -> MessageQuerySet:
    """Return those of the messages with these references that are said for one of these purposes."""
    return Message.objects.filter(ref__in=messages, purpose__in=purposes).select_related("person")


@prepared
def ways_of(people: Sequence[int]) -> "QuerySet[ContactMethod]":
    """Return the ways of these people, each one's first way first."""
    return ContactMethod.objects.filter(person__in=people).order_by("person", "position")


@prepared
def needs_of(people: Sequence[int]) -> NeedQuerySet:
    """Return which needs these people have now."""
    current = Need.objects.current().filter(person__in=people)
    return current.only("person", "category", "slug", "ended_at").order_by("category", "slug")


@prepared
def helpers_of(people: Sequence[int]) -> SupporterQuerySet:
    """Return who helps these people now, and how to phone them."""
    found = Supporter.objects.current().filter(person__in=people).select_related("supporter__reached_via")
    asked = (*NAMED, *TELEPHONES, "do_not_contact", "deceased_on", "merged_into")
    return found.only("person", "ended_at", *(f"supporter__{name}" for name in asked)).order_by("person", "agreed_at")
