"""Reads of what hangs on people, each composed once a process; to be handed to `fetch_along`."""

from collections.abc import Sequence

from django.db.models import QuerySet

from common.along import fetch_along
from common.prepared import prepared
from people.models import ContactMethod, Need, Person, Supporter
from people.querysets import NeedQuerySet, SupporterQuerySet


@prepared
def ways_of(people: list[int]) -> "QuerySet[ContactMethod]":
    """The ways of these people, each one's first way first."""
    return ContactMethod.objects.filter(person__in=people).order_by("person", "position")


@prepared
def needs_of(people: list[int]) -> NeedQuerySet:
    """Which needs these people have, and which of them have ended; nothing else of each."""
    return Need.objects.filter(person__in=people).only("person", "slug", "ended_at")


@prepared
def helpers_of(people: list[int]) -> SupporterQuerySet:
    """Who helps these people now, and through whom a helper is reached."""
    return Supporter.objects.current().filter(person__in=people).select_related("supporter__reached_via")


def keys_of(people: Sequence[Person]) -> list[int]:
    """Return the key of each of these people once."""
    return list(dict.fromkeys(person.pk for person in people))


def fetch_needs(people: Sequence[Person]) -> None:
    """Fetch what these people need along with them. One query."""
    fetch_along(people, needs=needs_of(keys_of(people)))
