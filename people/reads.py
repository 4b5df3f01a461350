"""Reads of what hangs on people, each composed once a process; those of many people are for `fetch_along`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet, Value

from common.along import fetch_along
from common.prepared import prepared
from people.models import Consent, ContactMethod, Need, Person, Supporter
from people.querysets import NAMED, ConsentQuerySet, NeedQuerySet, SupporterQuerySet


@prepared
def ways_of(people: list[int]) -> "QuerySet[ContactMethod]":
    """The ways of these people, each one's first way first."""
    return ContactMethod.objects.filter(person__in=people).order_by("person", "position")


@prepared
def needs_of(people: list[int]) -> NeedQuerySet:
    """Which needs these people have, and which of them have ended; nothing else of each."""
    return Need.objects.filter(person__in=people).only("person", "slug", "ended_at")


@prepared
def _ways_and_needs(people: list[int]) -> "QuerySet[Any, Any]":
    """Person, method and position of each way of these people; person, slug and zero of each need that they have."""
    ways = ContactMethod.objects.filter(person__in=people).annotate(place=F("position"))
    needs = Need.objects.current().filter(person__in=people).annotate(place=Value(0))
    first, other = ways.values_list("person", "method", "place"), needs.values_list("person", "slug", "place")
    return first.order_by().union(other.order_by(), all=True).order_by("person", "place", "method")


def ways_and_needs_of(people: list[int]) -> tuple[list[ContactMethod], list[Need]]:
    """Return the ways of these people, each one's first way first, and their needs, of which the slug alone is known.

    One query: whoever is reached is reached by some way and in some format.
    """
    ways, needs = [], []
    for person, word, place in _ways_and_needs(people):
        if place:
            ways.append(ContactMethod(person_id=person, method=word, position=place))
        else:
            needs.append(Need(person_id=person, slug=word))
    return ways, needs


@prepared
def helpers_of(people: list[int]) -> SupporterQuerySet:
    """Who helps these people now, and how a helper is phoned."""
    phone = ("mobile", "phone")
    who = (*NAMED, *phone, "do_not_contact", "deceased_on", "merged_into")
    return Supporter.objects.current().filter(person__in=people).joined(supporter=who, supporter__reached_via=phone)


@prepared
def standing_needs(person: Person) -> NeedQuerySet:
    """What somebody needs now."""
    return Need.objects.current().of(person)


@prepared
def standing_supporters(person: Person) -> SupporterQuerySet:
    """Who supports somebody now."""
    return Supporter.objects.current().of(person).joined(supporter=NAMED)


@prepared
def standing_consents(person: Person) -> ConsentQuerySet:
    """What somebody agreed to and did not take back."""
    return Consent.objects.standing().of(person)


@prepared
def supports_of(person: Person, email: str | None) -> SupporterQuerySet:
    """The agreements by which somebody who has proved this email supports others."""
    return Supporter.objects.current().helped_as(person, email)


@prepared
def _methods_of(people: list[int]) -> "QuerySet[ContactMethod, tuple[int, str]]":
    return (
        ContactMethod.objects.filter(person__in=people).order_by("person", "-position").values_list("person", "method")
    )


def first_ways(people: Sequence[Person]) -> dict[int, str]:
    """Return by the key of each of these people the method that they like best; who said none is left out."""
    # The last one that is read of each stays.
    return dict(_methods_of(keys_of(people)))


def keys_of(people: Sequence[Person]) -> list[int]:
    """Return the key of each of these people once."""
    return list(dict.fromkeys(person.pk for person in people))


def fetch_needs(people: Sequence[Person]) -> None:
    """Fetch what these people need along with them. One query."""
    fetch_along(people, needs=needs_of(keys_of(people)))
