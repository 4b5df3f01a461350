"""Reads of the pages about draws, composed once a process; the chains are in `querysets`."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.actions.draws import DRAWABLE
from cohorts.recruitment.models import Application, Ceremony, CeremonyCohort, Draw, Quota, Stay
from cohorts.recruitment.querysets import (
    ApplicationQuerySet,
    CeremonyQuerySet,
    DrawQuerySet,
    QuotaQuerySet,
    StayQuerySet,
)
from common.prepared import prepared
from people.models import Person
from people.querysets import NAMED

# The columns of a programme that is joined for its name alone.
CALLED = ("ref", "name")


@prepared
def cohorts_open(person: Person) -> CohortQuerySet:
    """Return the cohorts that somebody coordinates and that can be drawn, or soon: by programme and name."""
    mine = Cohort.objects.for_team(person, COORDINATOR).filter(state__in=["recruiting", "selecting", "confirming"])
    own = ("ref", "name", "state", "pairs_wanted", "programme")
    named = mine.select_related("programme").only(*own, *(f"programme__{column}" for column in CALLED))
    return named.order_by("-programme__year", "programme_id", "name")


@prepared
def quotas_counted(cohorts: Sequence[Cohort]) -> "QuerySet[Quota, tuple[int, int]]":
    """Return each of these cohorts that has quotas, and how many."""
    return Quota.objects.filter(cohort__in=cohorts).order_by().values_list("cohort").annotate(count=Count("pk"))


@prepared
def draws_standing(cohorts: Sequence[Cohort]) -> "QuerySet[Draw, Any]":
    """Return each of these cohorts that was drawn, with reference, state and forerunner of each draw, newest first."""
    rows = Draw.objects.filter(~Q(state="discarded"), cohorts__in=cohorts)
    return rows.values_list("cohorts", "ref", "state", "follows")


@prepared
def ceremonies_open(cohorts: Sequence[Cohort]) -> "QuerySet[CeremonyCohort, tuple[int, str]]":
    """Return each of these cohorts that is being drawn, with the reference of the ceremony."""
    return CeremonyCohort.objects.filter(cohort__in=cohorts, open=True).values_list("cohort", "ceremony__ref")


@prepared
def draws_made(person: Person) -> DrawQuerySet:
    """Return the draws of programmes that somebody coordinates, the newest first, with what a list says of them."""
    mine = Draw.objects.for_team(person, COORDINATOR).select_related("made_by")
    return mine.only("ref", "state", "follows", "met", "made_at", *(f"made_by__{column}" for column in NAMED))


@prepared
def cohort_names_of(draws: Sequence[Draw]) -> "QuerySet[Any, tuple[int, str]]":
    """Return draw and name of every cohort of these draws."""
    rows = Draw.cohorts.through.objects.filter(draw__in=draws)
    return rows.order_by("cohort__programme", "cohort__name").values_list("draw", "cohort__name")


@prepared
def cohort_to_draw(person: Person, ref: str) -> CohortQuerySet:
    """Return the cohort with a reference, where this person coordinates it, with what stands in the way of its draw."""
    made = Draw.objects.filter(cohorts=OuterRef("pk"), state=Draw.State.MADE).values("ref")[:1]
    begun = CeremonyCohort.objects.filter(cohort=OuterRef("pk"), open=True).values("ceremony__ref")[:1]
    mine = Cohort.objects.for_team(person, COORDINATOR).with_everything_named().filter(ref=ref)
    return _with_doubts(mine).annotate(waiting=Subquery(made), under_way=Subquery(begun))


@prepared
def cohorts_to_draw_together(person: Person, ref: str) -> CohortQuerySet:
    """Return the cohorts of the programme with a reference that can be drawn now, where this person coordinates it."""
    mine = Cohort.objects.for_team(person, COORDINATOR).filter(programme__ref=ref)
    ready = mine.filter(state__in=sorted(DRAWABLE))
    return _with_doubts(ready.with_everything_named()).order_by("name")


def _with_doubts(cohorts: CohortQuerySet) -> CohortQuerySet:
    """Each with `unapproved`: whether a quota waits; and with `twice`: whether somebody may have applied twice."""
    unapproved = Quota.objects.filter(cohort=OuterRef("pk")).waiting()
    # The programme leads to the few who may be known; by the state alone SQLite would look at everybody eligible.
    twice = Application.objects.possible_duplicates().filter(
        programme=OuterRef("programme"), choices__cohort=OuterRef("pk"), state="eligible"
    )
    return cohorts.annotate(unapproved=Exists(unapproved), twice=Exists(twice))


@prepared
def draw_coordinated(person: Person, ref: str) -> DrawQuerySet:
    """Return the draw with a reference, where this person coordinates its programme, with who made and settled it."""
    mine = Draw.objects.for_team(person, COORDINATOR).filter(ref=ref)
    return mine.joined(programme=CALLED, made_by=NAMED, settled_by=NAMED, follows=("ref",))


@prepared
def ceremony_of(draw: Draw) -> CeremonyQuerySet:
    """Return the ceremony of a draw, of which its page is named and the way in which chance came in."""
    return Ceremony.objects.filter(draw=draw).only("ref", "way")


@prepared
def cohorts_of(draw: Draw) -> CohortQuerySet:
    """Return the cohorts of a draw by name."""
    return Cohort.objects.filter(draws=draw).order_by("name")


@prepared
def named(refs: Sequence[str]) -> ApplicationQuerySet:
    """Return the applications with these references, with who applied, by role and name."""
    rows = Application.objects.filter(ref__in=refs).order_by("role", "person").select_related("person")
    return rows.only(
        "ref", "role", "travel_limit_km", "possible_duplicate_of", *(f"person__{column}" for column in NAMED)
    )


@prepared
def quotas_with_approvers(cohort: Cohort) -> QuotaQuerySet:
    """Return the quotas of a cohort, each with who approved it."""
    return Quota.objects.filter(cohort=cohort).select_related("approved_by")


def stays_for(person: Person, cohort: Cohort) -> StayQuerySet:
    """Return the wishes to stay that a cohort can fulfil, of programmes that somebody coordinates, the oldest first."""
    return _stays_for(person, cohort, cohort.programme_id, cohort.programme.year)


@prepared
def _stays_for(person: Person, cohort: Cohort, programme: int, year: int) -> StayQuerySet:
    able = Application.objects.for_team(person, COORDINATOR).able_to_join(cohort, programme=programme, year=year)
    return (
        Stay.objects.standing_of(able)
        .joined(
            application=("ref", "role", "person", "programme"),
            application__person=NAMED,
            application__programme=("name",),
        )
        .order_by("said_at", "pk")
    )
