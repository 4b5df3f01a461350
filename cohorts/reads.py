"""Reads of the pages of programmes, cohorts and places, composed once a process; the chains are in `querysets`."""

from collections.abc import Sequence
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Q, QuerySet

from cohorts.models import Cohort, Concern, ConcernNote, Exclusion, Place, Programme, Task, TeamMembership, Venue
from cohorts.models.venues import Room
from cohorts.querysets import (
    CohortQuerySet,
    ConcernQuerySet,
    ExclusionQuerySet,
    PlaceQuerySet,
    ProgrammeQuerySet,
    TaskQuerySet,
    TeamMembershipQuerySet,
    VenueQuerySet,
    coordinators_of,
    people_coordinated_by,
    programmes_of,
)
from cohorts.querysets.programmes import SAFEGUARDING
from common.prepared import prepared
from people.finding import Word
from people.models import AuditEvent, Person
from people.querysets import NAMED, PersonQuerySet

COORDINATOR = TeamMembership.Role.COORDINATOR


@prepared
def programmes_coordinated(person: Person) -> ProgrammeQuerySet:
    """Return the programmes that somebody coordinates, in order, each with how many cohorts it has."""
    return Programme.objects.for_team(person, COORDINATOR).with_cohort_count().in_order()


@prepared
def programme_coordinated(person: Person, ref: str) -> ProgrammeQuerySet:
    """Return the programme with a reference, where this person coordinates it."""
    return Programme.objects.for_team(person, COORDINATOR).filter(ref=ref)


@prepared
def programmes_without_safeguarding(person: Person) -> ProgrammeQuerySet:
    """Return the programmes that somebody coordinates in which nobody reads what people report; none of the archive."""
    return Programme.objects.for_team(person, COORDINATOR).without_safeguarding().filter(archived_at=None)


@prepared
def cohort_coordinated(person: Person, ref: str, *, dates: bool = False) -> CohortQuerySet:
    """Return the cohort with a reference, where this person coordinates its programme, with programme and venue.

    With its workshops where `dates` are asked for.
    """
    mine = Cohort.objects.for_team(person, COORDINATOR).with_everything_named().filter(ref=ref)
    return mine.prefetch_related("workshops") if dates else mine


@prepared
def cohorts_at_venues(programmes: Sequence[Programme]) -> CohortQuerySet:
    """Return the cohorts of programmes with what a table says of them, each with what its venue is called."""
    own = ("ref", "name", "state", "pairs_wanted", "recruitment_opens", "recruitment_closes", "programme")
    found = Cohort.objects.filter(programme__in=programmes).select_related("venue")
    return found.only(*own, "venue__name", "venue__town")


@prepared
def first_choices(cohorts: Sequence[Cohort]) -> "QuerySet[Any, Any]":
    """Return cohort, role, state and count of the applications that name one of these first."""
    return _among(cohorts).with_first_choices()


@prepared
def open_offers(cohorts: Sequence[Cohort]) -> "QuerySet[Any, Any]":
    """Return cohort, role and count of the open offers of these cohorts."""
    return _among(cohorts).with_open_offers()


@prepared
def places_in_use(cohorts: Sequence[Cohort]) -> "QuerySet[Any, Any]":
    """Return cohort, role and count of the places in use in these cohorts, and how many of them are provisional."""
    return _among(cohorts).with_places_in_use()


@prepared
def all_held(cohorts: Sequence[Cohort]) -> "QuerySet[Any, Any]":
    """Return those of these cohorts that have no workshop left."""
    return _among(cohorts).all_held().order_by().values_list("pk", flat=True)


def _among(cohorts: Sequence[Cohort]) -> CohortQuerySet:
    return Cohort.objects.filter(pk__in=[cohort.pk for cohort in cohorts])


@prepared
def places_of_cohort(cohort: Cohort) -> PlaceQuerySet:
    """Return the places of a cohort, each with who holds it."""
    rows = Place.objects.filter(cohort=cohort).joined(person=(*NAMED, "deceased_on"))
    return rows.order_by("state", "role", "person")


@prepared
def workshops_of_cohort(cohort: Cohort) -> "QuerySet[Any]":
    """Return the workshops of a cohort in order, each with its venue."""
    # Workshops belong to an app above this one: they are reached through the cohort, not imported.
    return cohort.workshops.model.objects.filter(cohort=cohort).select_related("venue").order_by("number")


@prepared
def place_coordinated(person: Person, ref: str) -> PlaceQuerySet:
    """Return the place with a reference, with everything named, where this person coordinates its programme."""
    return Place.objects.for_team(person, COORDINATOR).with_everything_named().filter(ref=ref)


@prepared
def exclusions_of(programme: Programme) -> ExclusionQuerySet:
    """Return who must not be paired in a programme, those that stand first, then the newest."""
    return Exclusion.objects.filter(programme=programme).with_people().order_by("ended_at", "-declared_at")


@prepared
def done_by(person: Person, action: str) -> "QuerySet[AuditEvent, str]":
    """Return the keys of what somebody did this to, as the audit trail has them."""
    return AuditEvent.objects.filter(by=person, action=action).order_by("pk").values_list("object_id", flat=True)


@prepared
def exclusions_among(person: Person, keys: Sequence[int]) -> ExclusionQuerySet:
    """Return those of these exclusions that stand and name this person, with both people."""
    theirs = Q(first=person) | Q(second=person)
    found = Exclusion.objects.current().filter(theirs, pk__in=keys).joined(first=NAMED, second=NAMED)
    return found.order_by("pk")


@prepared
def venues_in_order() -> VenueQuerySet:
    """Return the venues by name and town, each with the number of its cohorts."""
    return Venue.objects.with_cohort_count().order_by("name", "town")


@prepared
def rooms_of(venues: Sequence[Venue]) -> "QuerySet[Room]":
    """Return the rooms of venues, by name."""
    return Room.objects.filter(venue__in=venues).order_by("venue", "name")


@prepared
def concerns_read_by(person: Person, *, closed: bool) -> ConcernQuerySet:
    """Return the reports that somebody may read, those that are closed or the others; unread ones come first."""
    mine = Concern.objects.for_safeguarding(person).for_lists().unread_first()
    return mine.filter(state=Concern.State.CLOSED) if closed else mine.exclude(state=Concern.State.CLOSED)


@prepared
def programmes_looked_after(person: Person) -> ProgrammeQuerySet:
    """Return the programmes whose reports somebody reads, with whom to phone instead; none of the archive."""
    mine = Programme.objects.for_team(person, *SAFEGUARDING).filter(archived_at=None)
    return mine.only("ref", "name", "call_instead")


@prepared
def programmes_to_report_on() -> ProgrammeQuerySet:
    """Return what a report can be about, the newest first: every programme out of the archive, and whom to phone."""
    return Programme.objects.filter(archived_at=None).order_by("-year", "name").only("ref", "name", "call_instead")


@prepared
def programmes_taken_part_in(person: Person) -> ProgrammeQuerySet:
    """Return the programmes in which somebody has a place or for which they applied, the newest first."""
    return Programme.objects.taken_part_in(person).order_by("-year", "-pk").only("ref")


@prepared
def readers_everywhere() -> TeamMembershipQuerySet:
    """Return who reads what is reported, in every programme, and when they are away."""
    return TeamMembership.objects.safeguarding().only("programme", "person", "away_from", "away_until")


@prepared
def concern_read_by(person: Person, ref: str) -> ConcernQuerySet:
    """Return the report with a reference, where this person may read it, with everybody's name."""
    return Concern.objects.for_safeguarding(person).with_names().filter(ref=ref)


@prepared
def notes_of(concern: Concern) -> "QuerySet[ConcernNote]":
    """Return what was done about a report, with the names of who did it and to whom it was handed."""
    names = [f"{who}__{name}" for who in ("by", "to") for name in NAMED]
    notes = ConcernNote.objects.filter(concern=concern).select_related("by", "to")
    return notes.only("concern", "kind", "words", "at", *names)


@prepared
def readers_named(programme: Programme | None) -> TeamMembershipQuerySet:
    """Return who reads the reports on a programme, or on none that is known, by name."""
    return TeamMembership.objects.reading_of(programme).joined(person=NAMED)


@prepared
def absence_of(person: Person) -> TeamMembershipQuerySet:
    """Return when somebody who reads reports is away."""
    mine = TeamMembership.objects.safeguarding().filter(person=person)
    return mine.only("away_from", "away_until").order_by("away_until")


@prepared
def programmes_named(person: Person) -> "QuerySet[Any, Any]":
    """Return reference and name of the programmes that somebody coordinates, to choose from."""
    return Programme.objects.for_team(person, COORDINATOR).values_list("ref", "name")


@prepared
def cohorts_named(person: Person) -> "QuerySet[Any, Any]":
    """Return reference, name and key of the cohorts of programmes that somebody coordinates, to choose from."""
    return Cohort.objects.for_team(person, COORDINATOR).values_list("ref", "name", "pk")


@prepared
def colleagues_of(person: Person) -> PersonQuerySet:
    """Return who coordinates one of the programmes that somebody coordinates, with their names."""
    return coordinators_of(programmes_of(person, (COORDINATOR,))).only("ref", *NAMED)


@prepared
def person_coordinated(person: Person, ref: str) -> PersonQuerySet:
    """Return whom a reference is of, where somebody coordinates a programme that knows them."""
    return people_coordinated_by(person).filter(ref=ref)


@prepared
def venues_to_choose() -> "QuerySet[Any, Any]":
    """Return key, name and town of every venue, by name."""
    return Venue.objects.order_by("name").values_list("pk", "name", "town")


@prepared
def rooms_to_choose() -> "QuerySet[Any, Any]":
    """Return key, name and how many fit, of every room, after name and town of its venue."""
    rows = Room.objects.order_by("venue__name", "name")
    return rows.values_list("pk", "name", "capacity", "venue__name", "venue__town")


class Pile(Enum):
    """Which tasks are listed, by their names in the address of the list."""

    TO_DO = ""
    SNOOZED = "snoozed"
    CLOSED = "closed"


class Whose(Enum):
    """Whose tasks are listed, by their names in the address of the list."""

    MINE = "mine"
    NOBODYS = "nobodys"


def _tasks_found(
    coordinator: Person,
    pile: Pile,
    on: date,
    *,
    words: Sequence[Word] = (),
    whose: Whose | None = None,
    before: date | None = None,
    kind: str = "",
    cohort: Cohort | None = None,
    along: bool = False,
) -> TaskQuerySet:
    """Return the tasks that the filters of the list leave, in the order that suits them.

    `before` is the day before which they are due; `along` goes along an index of the order until a page is full.
    """
    mine = Task.objects.for_team_in_order if along else Task.objects.for_team
    # Those that are still to be done are few.
    found = mine(coordinator, COORDINATOR).holding(words, few=pile is not Pile.CLOSED).only("pk")
    if whose is not None:
        found = found.filter(assigned_to=coordinator if whose is Whose.MINE else None)
    if before is not None:
        found = found.overdue(on=before)
    if kind:
        found = found.filter(kind=kind)
    if cohort is not None:
        found = found.filter(cohort=cohort)
    if pile is Pile.CLOSED:
        return found.closed()
    return (found.snoozed(on=on) if pile is Pile.SNOOZED else found.to_do(on=on)).soonest_first()


@prepared
def task_keys(coordinator: Person, **asked: Any) -> TaskQuerySet:
    """Return the keys of the tasks that the filters of the list leave, which are counted and read a page at a time."""
    return _tasks_found(coordinator, **asked)


@prepared
def task_keys_by_words(coordinator: Person, **asked: Any) -> "QuerySet[Task, int]":
    """Return the same keys as plain numbers, to be read at once: few as a rule, and it takes long to look for words."""
    return _tasks_found(coordinator, **asked).values_list("pk", flat=True)


@prepared
def tasks_listed(keys: list[int]) -> TaskQuerySet:
    """Return these tasks, with what a row of the list says."""
    return Task.objects.filter(pk__in=keys).for_lists().order_by()


@prepared
def cohorts_coordinated(coordinator: Person) -> CohortQuerySet:
    """Return the cohorts of the programmes that somebody coordinates."""
    return Cohort.objects.for_team(coordinator, COORDINATOR)
