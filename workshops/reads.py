"""Reads of the pages about workshops, each composed once a process (`common.prepared`)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from cohorts.models import Cohort, Place
from cohorts.permissions import COORDINATOR, FACILITATOR
from cohorts.querysets import CohortQuerySet, PlaceQuerySet, people_coordinated_by
from common.prepared import prepared
from people.models import Need, Person
from people.querysets import NAMED, NeedQuerySet, PersonQuerySet
from workshops.models import (
    Arrangement,
    Claim,
    ClaimLine,
    Debrief,
    DebriefPair,
    DebriefSection,
    LeadRequest,
    Provision,
    RegisterEntry,
    Session,
    Workshop,
)
from workshops.querysets import (
    ArrangementQuerySet,
    ClaimQuerySet,
    DebriefPairQuerySet,
    LeadRequestQuerySet,
    ProvisionQuerySet,
    RegisterQuerySet,
    WorkshopQuerySet,
)

# Cohorts whose schedule is not looked at any more.
OVER = (Cohort.State.ARCHIVED, Cohort.State.CANCELLED)
DEBRIEF = (
    "lay_agreed_at",
    "lay_agreed_by",
    "professional_agreed_at",
    "professional_agreed_by",
    "workshop__lay_facilitator",
    "workshop__professional_facilitator",
)
SECTION = ("debrief", "kind", "words", "written_at", "version")
TO_COME = (Workshop.State.PLANNED, Workshop.State.CONFIRMED)


@prepared
def scheduled_cohorts(person: Person, *, every: bool) -> CohortQuerySet:
    """Return the cohorts of the schedule, first those whose next workshop, or register to take, is nearest."""
    cohorts = Cohort.objects.for_team(person, COORDINATOR, FACILITATOR).select_related("programme")
    columns = ("ref", "name", "state", "programme__ref", "programme__name", "programme__workshops")
    if not every:
        cohorts = cohorts.exclude(state__in=[*OVER, Cohort.State.FINISHED])
    planned = Workshop.objects.filter(cohort=OuterRef("pk"), state__in=TO_COME)
    nearest = Subquery(planned.order_by("date").values("date")[:1])
    return cohorts.only(*columns).annotate(nearest=nearest).order_by(F("nearest").asc(nulls_last=True), "name", "pk")


@prepared
def workshops_in(cohorts: list[int]) -> WorkshopQuerySet:
    """Return the workshops of these cohorts for a list, in their order."""
    return Workshop.objects.filter(cohort__in=cohorts).for_lists().order_by("number")


@prepared
def led_ahead(person: Person) -> WorkshopQuerySet:
    """Return the workshops that somebody leads and that are not over, the next first.

    A day that has passed stays on top until its register is done.
    """
    return Workshop.objects.led_by(person).for_lists().filter(state__in=TO_COME).order_by("date", "starts", "pk")


@prepared
def led_before(person: Person) -> WorkshopQuerySet:
    """Return the workshops that somebody leads and that were held, postponed or cancelled, the latest first."""
    return Workshop.objects.led_by(person).for_cards().exclude(state__in=TO_COME).order_by("-date", "-starts", "-pk")


@prepared
def led_by(person: Person) -> WorkshopQuerySet:
    """Return the workshops that somebody leads."""
    return Workshop.objects.led_by(person)


@prepared
def staff_workshops(person: Person, ref: str) -> WorkshopQuerySet:
    """Return the workshop of this reference to who may take its register, with all that is named."""
    return Workshop.objects.for_staff(person).with_names().filter(ref=ref)


@prepared
def known_workshops(person: Person, ref: str) -> WorkshopQuerySet:
    """Return the workshop of this reference to who may know what people need there, with all that is named."""
    return Workshop.objects.known_to(person).with_names().filter(ref=ref)


@prepared
def counted_workshops(person: Person, ref: str) -> WorkshopQuerySet:
    """Return the same with how many are expected, came, and did not."""
    return Workshop.objects.for_staff(person).with_names().with_counts().with_places().filter(ref=ref)


@prepared
def own_workshops(person: Person) -> WorkshopQuerySet:
    """Return the workshops of somebody who takes part, in their order, with all that is named."""
    return Workshop.objects.for_participant(person).with_names().order_by("date", "starts", "pk")


@prepared
def own_workshop(person: Person, ref: str) -> WorkshopQuerySet:
    """Return the workshop of this reference to who takes part, with all that is named."""
    return Workshop.objects.for_participant(person).with_names().filter(ref=ref)


@prepared
def claimable_workshop(person: Person, ref: str) -> WorkshopQuerySet:
    """Return the workshop of this reference to who may claim its costs, with all that is named."""
    return Workshop.objects.claimable_by(person).with_names().filter(ref=ref)


@prepared
def places_in_use(person: Person, cohort_id: int | None = None) -> PlaceQuerySet:
    """Return the places that somebody did not leave, that in one cohort where it is named."""
    found = Place.objects.in_use().of(person)
    return found if cohort_id is None else found.filter(cohort=cohort_id)


@prepared
def places_in(person: Person, cohort_id: int) -> PlaceQuerySet:
    """Return the places of somebody in a cohort: the one that is held first, then the one that was left last."""
    return Place.objects.of(person).filter(cohort=cohort_id).order_by(F("withdrawn_at").desc(nulls_first=True), "pk")


@prepared
def entries_of(person: Person) -> RegisterQuerySet:
    """Return what the registers say of somebody."""
    return RegisterEntry.objects.filter(place__person=person)


@prepared
def entry_of(workshop: Workshop, place: Place) -> RegisterQuerySet:
    """Return what the register of a workshop says of a place."""
    return RegisterEntry.objects.filter(workshop=workshop, place=place)


@prepared
def own_arrangements(person: Person, workshop: Workshop) -> ArrangementQuerySet:
    """Return what is arranged for somebody's own needs at a workshop."""
    return Arrangement.objects.for_person(person).filter(workshop=workshop)


@prepared
def needs_of(person: Person) -> NeedQuerySet:
    """Return what somebody needs now."""
    return Need.objects.current().of(person)


@prepared
def person_coordinated(coordinator: Person, ref: str) -> PersonQuerySet:
    """Return the person with a reference who is in a programme of this coordinator."""
    return people_coordinated_by(coordinator).filter(ref=ref).only(*NAMED)


@prepared
def needs_ever_of(person: Person) -> NeedQuerySet:
    """Return what somebody needs, and before it or after it what they needed once."""
    return Need.objects.of(person).order_by("ended_at", "category", "slug")


@prepared
def arranged_for(coordinator: Person, person: Person) -> ArrangementQuerySet:
    """Return what was arranged for somebody at the workshops of a coordinator, the first workshop first."""
    seen = Workshop.objects.for_team(coordinator, COORDINATOR)
    own = ("need", "cancelled_at", "cancelled_why", "met", "met_words")
    day = [f"workshop__{name}" for name in ("ref", "number", "title", "date", "cohort__name")]
    what = [f"provision__{name}" for name in ("booked", "done_at", "at_venue")]
    found = Arrangement.objects.of(person).filter(workshop__in=seen)
    named = found.select_related("workshop__cohort", "provision", "met_by")
    return named.only(*own, *day, *what, *(f"met_by__{name}" for name in NAMED)).order_by("workshop__date", "pk")


@prepared
def claims_of(workshop: Workshop, place: Place) -> ClaimQuerySet:
    """Return the claim of a place for a workshop; there is one at most."""
    return Claim.objects.filter(workshop=workshop, place=place)


@prepared
def claim_lines_of(claim: Claim) -> QuerySet[ClaimLine]:
    """Return the lines of a claim."""
    return ClaimLine.objects.filter(claim=claim)


@prepared
def workshops_of(cohort: Cohort) -> WorkshopQuerySet:
    """Return the workshops of a cohort, in their order."""
    return Workshop.objects.filter(cohort=cohort)


@prepared
def sessions_of(workshop: Workshop) -> QuerySet[Session]:
    """Return the agenda of a workshop."""
    return Session.objects.filter(workshop=workshop)


@prepared
def days_to_arrange(workshop: Workshop) -> "QuerySet[Provision, date]":
    """Return by when each thing is to be done that is still to do for a workshop."""
    return Provision.objects.to_do().filter(workshop=workshop).values_list("due_on", flat=True)


@prepared
def provisions_of(workshop: Workshop) -> ProvisionQuerySet:
    """Return what is arranged and to be arranged for a workshop, the most urgent first."""
    named = Provision.objects.joined(workshop=("ref", "date"), responsible=NAMED, done_by=NAMED)
    return named.filter(workshop=workshop).order_by("due_on", "group")


class Shown(Enum):
    """Which things are listed, by their names in the address of the list."""

    TO_DO = ""
    LATE = "late"
    DONE = "done"
    ALL = "all"


class Who(Enum):
    """Who arranges the things that are listed, by their names in the address of the list."""

    ME = "me"
    NOBODY = "nobody"


@prepared
def things_ahead(person: Person, on: date, shown: Shown, who: Who | None = None) -> ProvisionQuerySet:
    """Return the keys of what is arranged or to be arranged for workshops ahead, the most urgent first."""
    found = Provision.objects.for_team(person, COORDINATOR).wanted().ahead(on=on).only("pk")
    if who is not None:
        found = found.filter(responsible=person if who is Who.ME else None)
    if shown is Shown.DONE:
        found = found.filter(done_at__isnull=False)
    elif shown is not Shown.ALL:
        found = found.overdue(on=on) if shown is Shown.LATE else found.to_do()
    return found.order_by("due_on", "workshop__date", "group", "pk")


@prepared
def things_listed(keys: list[int]) -> ProvisionQuerySet:
    """Return these things, with what a line of the list says but for whom they serve."""
    workshop = ("ref", "date", "number", "title", "cohort")
    named = Provision.objects.joined(workshop=workshop, workshop__cohort=("name",), responsible=NAMED, done_by=NAMED)
    return named.filter(pk__in=keys).order_by()


@prepared
def requests_waiting(person: Person, on: date) -> LeadRequestQuerySet:
    """Return what somebody is asked to lead and has not answered, the next first."""
    return LeadRequest.objects.of(person).waiting(on=on).with_everything_named()


@prepared
def _marks_in(workshops: list[int]) -> "QuerySet[RegisterEntry, Any]":
    entries = RegisterEntry.objects.filter(workshop__in=workshops).order_by()
    return entries.values_list("workshop", "mark").annotate(count=Count("pk"))


def marks_of(workshops: Iterable[Workshop]) -> dict[int, Counter[str]]:
    """Return how many have each mark, by workshop. One query."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for workshop, mark, count in _marks_in([one.pk for one in workshops]):
        found[workshop][mark] = count
    return found


@prepared
def _active_in(cohorts: list[int]) -> "QuerySet[Place, Any]":
    places = Place.objects.active().filter(cohort__in=cohorts).order_by()
    return places.values_list("cohort_id").annotate(count=Count("pk"))


def people_of(cohorts: Iterable[int]) -> Counter[int]:
    """Return how many have an active place, by cohort. One query."""
    return Counter(dict(_active_in(sorted(cohorts))))


@prepared
def workshops_named(keys: Sequence[int]) -> WorkshopQuerySet:
    """Return these workshops with everything that a message about one names."""
    return Workshop.objects.with_everything_named().filter(pk__in=keys)


@prepared
def active_places(keys: Sequence[int], workshops: Sequence[int]) -> "QuerySet[Any, Any]":
    """Return the key of each of these places that is active, with each of these workshops to which its person does not
    come, or with none.
    """
    condition = Q(register_entries__mark=RegisterEntry.Mark.APOLOGIES, register_entries__workshop__in=workshops)
    apologies = FilteredRelation("register_entries", condition=condition)
    named = Place.objects.active().filter(pk__in=keys).annotate(apologies=apologies)
    return named.order_by().values_list("pk", "apologies__workshop")


@prepared
def workshop_for_staff(person: Person, ref: str) -> WorkshopQuerySet:
    """Return the workshop with a reference, with everything named, where this person may take its register."""
    return Workshop.objects.for_staff(person).with_everything_named().filter(ref=ref)


@prepared
def needs_in_cohort(cohort: int, slug: str) -> NeedQuerySet:
    """Return the needs of one kind of who takes part in a cohort."""
    people = Place.objects.active().filter(cohort=cohort).values("person")
    return Need.objects.current().filter(slug=slug, person__in=people)


@prepared
def debrief_of(workshop: Workshop) -> "QuerySet[Debrief]":
    """Return the debrief of a workshop, with who leads it."""
    return Debrief.objects.filter(workshop=workshop).select_related("workshop").only(*DEBRIEF)


@prepared
def debrief_sections(workshop: Workshop) -> "QuerySet[DebriefSection]":
    """Return what is written in the debrief of a workshop, with the names of who wrote it last."""
    written = DebriefSection.objects.filter(debrief__workshop=workshop).select_related("written_by")
    return written.only(*SECTION, *(f"written_by__{name}" for name in NAMED))


@prepared
def debrief_pairs(workshop: Workshop) -> DebriefPairQuerySet:
    """Return the pairs that need attention after a workshop, with everybody's name."""
    return DebriefPair.objects.filter(debrief__workshop=workshop).with_names()
