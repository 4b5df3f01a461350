"""The schedule and one workshop, as staff see them."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts.models import Cohort, Place
from cohorts.permissions import COORDINATOR, FACILITATOR, team_only
from people.models import Person
from people.permissions import signed_in
from workshops.cautions import Caution, cautions_of
from workshops.models import Workshop
from workshops.permissions import coordinates
from workshops.querysets import WorkshopQuerySet
from workshops.rosters import Row, roster

OVER = (Cohort.State.ARCHIVED, Cohort.State.CANCELLED)


@dataclass(frozen=True)
class Line:
    """One workshop of the schedule with what needs attention."""

    workshop: Workshop
    people: int
    cautions: list[Caution]

    @property
    def expected(self) -> int:
        """How many have a place and have not sent apologies."""
        return max(self.people - int(getattr(self.workshop, "apologies", 0)), 0)


@dataclass(frozen=True)
class Group:
    """One cohort of the schedule."""

    cohort: Cohort
    people: int
    lines: list[Line]
    to_plan: int
    may_plan: bool

    @property
    def urgent(self) -> bool:
        """Whether something in it cannot wait."""
        return any(caution.urgent for line in self.lines for caution in line.cautions)


def _groups(person: Person, workshops: WorkshopQuerySet, *, today: date, every: bool) -> list[Group]:
    cohorts = Cohort.objects.for_team(person, COORDINATOR, FACILITATOR).with_everything_named()
    if not every:
        cohorts = cohorts.exclude(state__in=[*OVER, Cohort.State.FINISHED])
    plans = set(Cohort.objects.for_team(person, COORDINATOR).values_list("pk", flat=True))
    people = Counter(Place.objects.active().for_team(person).values_list("cohort_id", flat=True))
    by_cohort: dict[int, list[Workshop]] = defaultdict(list)
    for workshop in workshops.with_everything_named().with_counts().order_by("number"):
        by_cohort[workshop.cohort_id].append(workshop)
    return [
        Group(
            cohort=cohort,
            people=people[cohort.pk],
            lines=[
                Line(one, people[cohort.pk], cautions_of(one, siblings=there, people=people[cohort.pk], today=today))
                for one in there
            ],
            to_plan=0 if cohort.state in OVER else max(cohort.programme.workshops - len(there), 0),
            may_plan=cohort.pk in plans,
        )
        for cohort in cohorts.order_by("programme__year", "programme__name", "name")
        for there in [by_cohort[cohort.pk]]
    ]


@team_only(COORDINATOR, FACILITATOR)
def schedule(request: HttpRequest) -> HttpResponse:
    """All workshops by cohort, with what needs attention."""
    person = signed_in(request)
    every = "all" in request.GET
    groups = _groups(
        person,
        Workshop.objects.for_team(person, COORDINATOR, FACILITATOR),
        today=timezone.localdate(),
        every=every,
    )
    urgent = [line for group in groups for line in group.lines if any(caution.urgent for caution in line.cautions)]
    context = {
        "groups": groups,
        "urgent": urgent,
        "every": every,
        "leads": Workshop.objects.led_by(person).exists(),
        "coordinates": any(group.may_plan for group in groups),
    }
    return render(request, "workshops/list.html", context)


@dataclass(frozen=True)
class Led:
    """One workshop that somebody leads, with who is coming."""

    workshop: Workshop
    rows: list[Row]

    @property
    def coming(self) -> int:
        """How many have not sent apologies."""
        return sum(1 for row in self.rows if row.mark != "apologies")


@team_only(COORDINATOR, FACILITATOR)
def led(request: HttpRequest) -> HttpResponse:
    """The workshops that a facilitator leads: the next in full, then the others."""
    person = signed_in(request)
    mine = list(Workshop.objects.led_by(person).with_everything_named().with_counts().order_by("date", "starts", "pk"))
    # A day that has passed stays on top until its register is done.
    ahead = [workshop for workshop in mine if workshop.goes_ahead]
    first = ahead[0] if ahead else None
    context = {
        "next": Led(first, roster(first, all_needs=coordinates(person, first))) if first else None,
        "sessions": list(first.sessions.all()) if first else [],
        "ahead": ahead[1:],
        "others": [workshop for workshop in reversed(mine) if not workshop.goes_ahead],
    }
    return render(request, "workshops/led.html", context)


def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One workshop: facts, agenda, who comes, and the one thing to do next."""
    person = signed_in(request)
    workshop = get_object_or_404(Workshop.objects.for_staff(person).with_everything_named().with_counts(), ref=ref)
    coordinator = coordinates(person, workshop)
    rows = roster(workshop, all_needs=coordinator)
    people = sum(1 for row in rows if row.place.state == "active")
    siblings = list(workshop.cohort.workshops.all())
    context = {
        "workshop": workshop,
        "rows": rows,
        "people": people,
        "coming": sum(1 for row in rows if row.mark != "apologies"),
        "with_needs": [row for row in rows if row.needs],
        "sessions": list(workshop.sessions.all()),
        "cautions": cautions_of(workshop, siblings=siblings, people=people, today=timezone.localdate()),
        "coordinates": coordinator,
        "begun": workshop.starts_at <= timezone.now(),
    }
    return render(request, "workshops/detail.html", context)
