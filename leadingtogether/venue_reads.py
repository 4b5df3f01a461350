"""Reads of the cohorts of some programmes in numbers, composed once a process."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cohorts.models import Cohort, Place, Programme, TeamMembership
from cohorts.pairing.models import Pair
from cohorts.querysets import CohortQuerySet, ProgrammeQuerySet
from cohorts.recruitment.models import CohortChoice, EqualityAnswer, Offer
from common.prepared import prepared
from evaluation.models import Invitation
from evaluation.querysets import ANSWERED
from leadingtogether.counting import count_of
from messaging.models import Message
from people.models import Person
from projects.models import CaseStudy, Project
from projects.querysets import CaseStudyQuerySet
from workshops.models import Workshop

CAME = Q(register__mark__in=["present", "part"])
# Who left before they were marked is not expected any more.
EXPECTED = ~Q(register__place__state="withdrawn", register__mark="expected")
COORDINATOR, COMMISSIONER = TeamMembership.Role.COORDINATOR, TeamMembership.Role.COMMISSIONER
# What is said of a cohort and decides its next step, and what its venue is called.
OF_COHORT = ("ref", "name", "state", "pairs_wanted", "recruitment_opens", "recruitment_closes", "programme")
OF_VENUE = ("venue__name", "venue__town")


@prepared
def programmes_counted(person: Person) -> ProgrammeQuerySet:
    """Return the programmes that somebody coordinates, the newest first.

    Each has `under_way`, in how many of its cohorts something goes on, and `shown`, how many were not cancelled.
    """
    mine = Programme.objects.for_team(person, COORDINATOR).with_under_way()
    counted = mine.annotate(shown=Count("cohorts", filter=~Q(cohorts__state=Cohort.State.CANCELLED)))
    return counted.only("ref", "name", "year").order_by("-year", "name")


@prepared
def programmes_totalled(person: Person) -> ProgrammeQuerySet:
    """Return the programmes whose rounded totals somebody may see, the newest first."""
    mine = Programme.objects.for_team(person, COMMISSIONER, COORDINATOR).only("ref", "name", "year")
    return mine.order_by("-year", "-pk")


@prepared
def cohorts_counted(programmes: Sequence[Programme]) -> CohortQuerySet:
    """Return the cohorts of programmes that were not cancelled, each with its offers and pairs counted beside it."""
    counts = {
        f"offers_{state}": count_of(Offer.objects.filter(cohort=OuterRef("pk"), state=state))
        for state in ("open", "accepted")
    }
    counts |= {
        f"pairs_{state}": count_of(Pair.objects.filter(cohort=OuterRef("pk"), state=state))
        for state in ("proposed", "introduced", "active")
    }
    found = Cohort.objects.filter(programme__in=programmes).exclude(state=Cohort.State.CANCELLED).annotate(**counts)
    named = found.select_related("venue").only(*OF_COHORT, *OF_VENUE)
    return named.order_by("-programme__year", "name", "pk")


@prepared
def days_counted(cohorts: Sequence[int]) -> "QuerySet[Any, Any]":
    """Return cohort, number, reference, date and state of each workshop, how many came to it, and of how many."""
    rows = Workshop.objects.filter(cohort__in=cohorts).exclude(state=Workshop.State.CANCELLED).order_by("number")
    said = rows.values_list("cohort_id", "number", "ref", "date", "state")
    return said.annotate(came=Count("register", filter=CAME), expected=Count("register", filter=EXPECTED))


@prepared
def projects_counted(cohorts: Sequence[int]) -> "QuerySet[Any, Any]":
    """Return cohort, status, and how many projects there are."""
    rows = Project.objects.filter(cohort__in=cohorts).order_by()
    return rows.values_list("cohort_id", "status").annotate(count=Count("pk"))


@prepared
def responses_counted(cohorts: Sequence[int], now: datetime) -> "QuerySet[Any, Any]":
    """Return cohort, what a survey is called after, how many were asked, and how many answered.

    Also of those who left afterwards: a rate that forgot them would look better than it is.
    """
    wave = ("position", "anchor", "workshop_number", "months", "slug", "title")
    rows = Invitation.objects.filter(cohort__in=cohorts).were_asked(now=now).order_by("wave__position")
    said = rows.values_list("cohort_id", *(f"wave__{name}" for name in wave))
    return said.annotate(asked_of=Count("pk"), sent=Count("pk", filter=ANSWERED))


@prepared
def trouble_counted(refs: Sequence[str]) -> "QuerySet[Any, Any]":
    """Return the cohort of who a message is for, and how many of theirs in these programmes need attention.

    Their cohort is that of their place, else that of their first choice.
    """
    # Asked of each place, and not joined: the database then begins at the person, who has few, not at the programme.
    its_programme = Programme.objects.filter(ref=OuterRef(OuterRef("programme_ref")))
    places = Place.objects.filter(Exists(its_programme.filter(pk=OuterRef("programme"))), person=OuterRef("person"))
    wishes = CohortChoice.objects.filter(
        Exists(its_programme.filter(pk=OuterRef("application__programme"))),
        rank=1,
        application__person=OuterRef("person"),
    )
    rows = Message.objects.needing_attention().in_programmes(refs).order_by()
    cohort = Coalesce(
        Subquery(places.order_by("-pk").values("cohort")[:1]),
        Subquery(wishes.order_by("application").values("cohort")[:1]),
    )
    return rows.annotate(cohort=cohort).values_list("cohort").annotate(count=Count("pk"))


@prepared
def equality_counted(programme: Programme) -> "QuerySet[Any, Any]":
    """Return role, question, answer, and how many gave it."""
    rows = EqualityAnswer.objects.filter(programme=programme).order_by().values_list("role", "category", "value")
    return rows.annotate(count=Count("pk"))


@prepared
def studies_public(programme: Programme) -> "CaseStudyQuerySet":
    """Return the case studies of a programme that are public, which everybody in them has agreed to."""
    rows = CaseStudy.objects.public().filter(project__programme=programme)
    return rows.only("ref", "title", "published_at").newest_first()
