"""Reads of the page on which staff begin to key an application, composed once a process."""

from typing import Any

from django.db.models import QuerySet

from cohorts.models import Cohort, Programme, TeamMembership
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import ApplicationQuerySet
from common.prepared import prepared
from people.models import Person
from people.querysets import NAMED

COORDINATOR = TeamMembership.Role.COORDINATOR
# Paper takes its time: it is keyed until places are offered, not only until applications close.
KEYABLE = (Cohort.State.RECRUITING, Cohort.State.SELECTING)
# Nothing can be keyed to these now, because they have not begun to recruit, or offer places.
CLOSED = (Cohort.State.PLANNING, Cohort.State.CONFIRMING, Cohort.State.RUNNING)
# More of either than this is read by nobody.
MOST = 50


@prepared
def programmes_to_key(person: Person) -> "QuerySet[Any, Any]":
    """Return reference and name of the programmes that somebody coordinates and to which can be keyed."""
    mine = Programme.objects.for_team(person, COORDINATOR).filter(cohorts__state__in=KEYABLE)
    return mine.distinct().values_list("ref", "name")


@prepared
def cohorts_closed(person: Person) -> CohortQuerySet:
    """Return the first cohorts to which nothing can be keyed now, each with the name of its programme."""
    mine = Cohort.objects.for_team(person, COORDINATOR).filter(state__in=CLOSED, programme__archived_at=None)
    named = mine.select_related("programme").only("ref", "name", "state", "programme__name")
    return named.order_by("-programme__year", "programme__name", "name")[:MOST]


@prepared
def drafts_keyed(person: Person) -> ApplicationQuerySet:
    """Return what was begun and not finished, the latest first, each with who keyed it."""
    mine = Application.objects.for_team(person, COORDINATOR).keyed().filter(state=Application.State.DRAFT)
    said = ("ref", "source", "saved_at", *(f"keyed_by__{name}" for name in NAMED))
    return mine.select_related("keyed_by").only(*said).order_by("-saved_at")[:MOST]
