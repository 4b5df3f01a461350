"""Whose programmes, and which people: what other reads begin with."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from people.models import Person
from people.querysets import PersonQuerySet

if TYPE_CHECKING:
    from cohorts.models import Programme, TeamMembership


def programmes_of(person: "Person", roles: Sequence[str]) -> "models.QuerySet[TeamMembership, Any]":
    """Programmes in which the person has one of the roles, as a subquery."""
    memberships = person.memberships.filter(ended_on__isnull=True)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return memberships.values("programme")


def coordinators_of(programmes: "Collection[int] | models.QuerySet[Any, Any]") -> "PersonQuerySet":
    """Who coordinates one of these programmes now, by name; each once."""
    current = Q(memberships__role="coordinator", memberships__ended_on__isnull=True)
    found = Person.objects.filter(current, memberships__programme__in=programmes).order_by()
    return Person.objects.filter(pk__in=found.values("pk"))


def is_known_to(programmes: "Collection[int] | models.QuerySet[Any, Any]") -> Q:
    """Whether a person has applied to one of these programmes or holds, or held, a place in one.

    Asked of each person for themselves: who is asked about is found first, and a programme knows thousands.
    """
    theirs = Person.objects.filter(pk=OuterRef("pk")).order_by()
    applied = theirs.filter(applications__programme__in=programmes, applications__submitted_at__isnull=False)
    return Q(Exists(applied)) | Q(Exists(theirs.filter(places__programme__in=programmes)))


def people_known_to(programmes: "Collection[int] | models.QuerySet[Any, Any]") -> "PersonQuerySet":
    """Everybody who has applied to one of these programmes or holds, or held, a place in one; each once."""
    return Person.objects.filter(is_known_to(programmes))


def is_coordinated_by(person: "Person") -> Q:
    """Whether somebody is known to a programme that this person coordinates."""
    return is_known_to(programmes_of(person, ("coordinator",)))


def people_coordinated_by(person: "Person") -> "PersonQuerySet":
    """Everybody known to a programme that this person coordinates: whose page they may open."""
    return people_known_to(programmes_of(person, ("coordinator",)))


def people_of(programme: "Programme") -> "PersonQuerySet":
    """Everybody who has applied to a programme or holds a place in it."""
    applied = Q(applications__programme=programme, applications__submitted_at__isnull=False)
    return Person.objects.filter(applied | Q(places__programme=programme)).distinct()
