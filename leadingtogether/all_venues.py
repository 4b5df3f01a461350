"""Every cohort of some programmes in numbers, from recruitment to responses: seven queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place, Programme, Role
from cohorts.pairing.models import Pair
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.models import Application, CohortChoice, Offer
from cohorts.views.next_steps import NextStep, Numbers, next_step
from common.dates import in_london
from common.words import say_number
from evaluation.models import Invitation, Wave
from evaluation.querysets import ANSWERED
from evaluation.rates import wave_name
from leadingtogether.counting import count_of
from messaging.models import Message
from projects.models import Project
from workshops.models import Workshop

# Applications that were found eligible, whatever became of them; who withdrew is not among them.
NOT_FOUND_ELIGIBLE = frozenset({"draft", "submitted", "not_eligible", "withdrawn"})
ELIGIBLE = frozenset(Application.State.values) - NOT_FOUND_ELIGIBLE
CAME = Q(register__mark__in=["present", "part"])
# Who left before they were marked is not expected any more.
EXPECTED = ~Q(register__place__state="withdrawn", register__mark="expected")


@dataclass(frozen=True)
class Side:
    """One role of one cohort: people on their way in."""

    role: Role
    wanted: int
    applied: int = 0
    eligible: int = 0
    places: int = 0
    provisional: int = 0

    @property
    def filled(self) -> float:
        """How much of what is wanted has been found among those eligible: 0 to 1."""
        return min(self.eligible / self.wanted, 1.0) if self.wanted else 0.0

    @property
    def bar(self) -> int:
        """The same in whole hundredths, as the width of a bar."""
        return round(self.filled * 100)


@dataclass(frozen=True)
class Day:
    """One workshop: when it is, and once it was held how many of how many came."""

    number: int
    ref: str
    date: date
    state: str
    came: int
    expected: int

    @property
    def held(self) -> bool:
        """Whether it took place, so that its register counts."""
        return self.state == Workshop.State.HELD


@dataclass(frozen=True)
class Response:
    """One survey in one cohort: how many of those asked answered."""

    position: int
    name: str
    asked: int
    answered: int
    # The number of the workshop after which it is asked: in a narrow column it stands for the whole name.
    after: int | None = None


@dataclass(frozen=True)
class Line:
    """One cohort in numbers, with its next step."""

    cohort: Cohort
    step: NextStep
    lay: Side
    professional: Side
    offers_open: int
    offers_accepted: int
    pairs: Mapping[str, int]
    days: Sequence[Day] = ()
    projects: Mapping[str, int] = field(default_factory=dict)
    responses: Sequence[Response] = ()
    trouble: int = 0

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both roles, the lay partners first."""
        return (self.lay, self.professional)

    @property
    def places(self) -> int:
        """All who hold a place."""
        return self.lay.places + self.professional.places

    @property
    def project_rows(self) -> list[tuple[str, str, int]]:
        """Status, its name and how many projects there are, where there are any."""
        return project_rows(self.projects)

    @property
    def pair_rows(self) -> list[str]:
        """How many pairs there are in each state, where there are any."""
        return pair_rows(self.pairs)

    @property
    def came(self) -> tuple[int, int]:
        """How many came, of how many, over all workshops held."""
        held = [day for day in self.days if day.held]
        return sum(day.came for day in held), sum(day.expected for day in held)

    @property
    def answered(self) -> tuple[int, int]:
        """How many answered, of how many asked, over all surveys."""
        return sum(one.answered for one in self.responses), sum(one.asked for one in self.responses)


@dataclass(frozen=True)
class Total:
    """What the lines add up to; workshops and surveys by their number and name."""

    lay: Side
    professional: Side
    offers_open: int
    offers_accepted: int
    pairs: Mapping[str, int]
    days: Sequence[tuple[int, int, int]]
    projects: Mapping[str, int]
    responses: Sequence[Response]
    trouble: int

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both roles, the lay partners first."""
        return (self.lay, self.professional)

    @property
    def project_rows(self) -> list[tuple[str, str, int]]:
        """Status, its name and how many projects there are, where there are any."""
        return project_rows(self.projects)

    @property
    def pair_rows(self) -> list[str]:
        """How many pairs there are in each state, where there are any."""
        return pair_rows(self.pairs)


def project_rows(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    """Return (status, its name, how many) in the order of the statuses, where there are any."""
    return [(value, str(label), counts[value]) for value, label in Project.Status.choices if counts.get(value)]


def pair_rows(counts: Mapping[str, int]) -> list[str]:
    """Return “3 proposed” for each state in which there are pairs."""
    words = {
        "proposed": _("%(count)s proposed"),
        "introduced": _("%(count)s introduced"),
        "active": _("%(count)s at work"),
    }
    return [said % {"count": say_number(counts[state])} for state, said in words.items() if counts.get(state)]


def total_of(lines: Sequence[Line]) -> Total:
    """Add lines up."""
    days: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    responses: dict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    after: dict[tuple[int, str], int | None] = {}
    for line in lines:
        for day in line.days:
            if day.held:
                days[day.number] = (days[day.number][0] + day.came, days[day.number][1] + day.expected)
        for one in line.responses:
            asked, answered = responses[one.position, one.name]
            responses[one.position, one.name] = (asked + one.asked, answered + one.answered)
            after[one.position, one.name] = one.after
    return Total(
        lay=_sum_of_sides(Role.LAY, [line.lay for line in lines]),
        professional=_sum_of_sides(Role.PROFESSIONAL, [line.professional for line in lines]),
        offers_open=sum(line.offers_open for line in lines),
        offers_accepted=sum(line.offers_accepted for line in lines),
        pairs=_sum_of_counts(line.pairs for line in lines),
        days=[(number, *days[number]) for number in sorted(days)],
        projects=_sum_of_counts(line.projects for line in lines),
        responses=[Response(*which, *responses[which], after=after[which]) for which in sorted(responses)],
        trouble=sum(line.trouble for line in lines),
    )


def _sum_of_sides(role: Role, sides: Sequence[Side]) -> Side:
    names = ("wanted", "applied", "eligible", "places", "provisional")
    return Side(role, **{name: sum(getattr(side, name) for side in sides) for name in names})


def _sum_of_counts(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for one in counts:
        for name, count in one.items():
            found[name] += count
    return dict(found)


def lines_of(programmes: Iterable[Programme], *, now: datetime, with_trouble: bool = True) -> list[Line]:
    """Return a line for each cohort that was not cancelled, by programme and name.

    Messages in trouble cost a query of their own, and are counted only `with_trouble`.
    """
    cohorts = Cohort.objects.filter(programme__in=list(programmes)).exclude(state=Cohort.State.CANCELLED)
    rows = list(_with_counts(cohorts).select_related("programme", "venue").order_by("-programme__year", "name", "pk"))
    refs = {row.programme.ref for row in rows}
    counted = Counted(
        chosen=cohorts.first_choices(),
        places=_places(cohorts),
        days=_days(cohorts),
        projects=_projects(cohorts),
        responses=_responses(cohorts, now),
        trouble=_trouble(refs) if with_trouble else {},
    )
    return [_line(row, counted, on=in_london(now).date()) for row in rows]


@dataclass(frozen=True)
class Counted:
    """What was counted of all cohorts, each by the cohort's key."""

    chosen: Mapping[int, Mapping[str, Mapping[str, int]]]
    places: Mapping[tuple[int, str], tuple[int, int]]
    days: Mapping[int, Sequence[Day]]
    projects: Mapping[int, Mapping[str, int]]
    responses: Mapping[int, Sequence[Response]]
    trouble: Mapping[int, int]


def _line(cohort: Cohort, counted: Counted, *, on: date) -> Line:
    chosen = counted.chosen.get(cohort.pk, {})
    lay, professional = (_side(cohort, role, chosen.get(role.value, {}), counted.places) for role in Role)
    return Line(
        cohort=cohort,
        step=next_step(cohort, _numbers(cohort, chosen, lay, professional), on=on),
        lay=lay,
        professional=professional,
        offers_open=_counted(cohort, "offers_open"),
        offers_accepted=_counted(cohort, "offers_accepted"),
        pairs={state: _counted(cohort, f"pairs_{state}") for state in ("proposed", "introduced", "active")},
        days=counted.days.get(cohort.pk, ()),
        projects=counted.projects.get(cohort.pk, {}),
        responses=counted.responses.get(cohort.pk, ()),
        trouble=counted.trouble.get(cohort.pk, 0),
    )


def _with_counts(cohorts: CohortQuerySet) -> CohortQuerySet:
    """Count offers and pairs beside each cohort, so that they cost no query of their own."""
    counts = {
        f"offers_{state}": count_of(Offer.objects.filter(cohort=OuterRef("pk"), state=state))
        for state in ("open", "accepted")
    }
    counts |= {
        f"pairs_{state}": count_of(Pair.objects.filter(cohort=OuterRef("pk"), state=state))
        for state in ("proposed", "introduced", "active")
    }
    return cohorts.annotate(**counts)


def _counted(cohort: Cohort, name: str) -> int:
    return int(getattr(cohort, name))


def _side(
    cohort: Cohort,
    role: Role,
    states: Mapping[str, int],
    places: Mapping[tuple[int, str], tuple[int, int]],
) -> Side:
    taken, provisional = places.get((cohort.pk, role.value), (0, 0))
    return Side(
        role,
        cohort.pairs_wanted,
        applied=sum(states.values()),
        eligible=sum(count for state, count in states.items() if state in ELIGIBLE),
        places=taken,
        provisional=provisional,
    )


def _numbers(cohort: Cohort, chosen: Mapping[str, Mapping[str, int]], lay: Side, professional: Side) -> Numbers:
    """Return what the next step goes by."""
    by_state: dict[str, int] = defaultdict(int)
    for states in chosen.values():
        for state, count in states.items():
            by_state[state] += count
    sides = (lay, professional)
    return Numbers(
        applied={side.role.value: side.applied for side in sides},
        by_state=by_state,
        places={side.role.value: side.places for side in sides},
        # Only their sum matters for the next step.
        offers={"": _counted(cohort, "offers_open")},
        provisional=lay.provisional + professional.provisional,
    )


def _places(cohorts: CohortQuerySet) -> dict[tuple[int, str], tuple[int, int]]:
    """Return (places in use, of these provisional) by cohort and role."""
    rows = Place.objects.in_use().filter(cohort__in=cohorts.values("pk")).order_by().values_list("cohort_id", "role")
    waits = Q(state="active", release_needed=True, released_at__isnull=True)
    counted = rows.annotate(taken=Count("pk"), waiting=Count("pk", filter=waits))
    return {(cohort, role): (taken, waiting) for cohort, role, taken, waiting in counted}


def _days(cohorts: CohortQuerySet) -> dict[int, list[Day]]:
    found: dict[int, list[Day]] = defaultdict(list)
    rows = Workshop.objects.filter(cohort__in=cohorts.values("pk")).exclude(state=Workshop.State.CANCELLED)
    counted = rows.annotate(came=Count("register", filter=CAME), expected=Count("register", filter=EXPECTED))
    columns = ("cohort_id", "number", "ref", "date", "state", "came", "expected")
    for cohort, *values in counted.order_by("number").values_list(*columns):
        found[cohort].append(Day(*values))
    return found


def _projects(cohorts: CohortQuerySet) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Project.objects.filter(cohort__in=cohorts.values("pk")).order_by().values_list("cohort_id", "status")
    for cohort, status, count in rows.annotate(count=Count("pk")):
        found[cohort][status] = count
    return found


def _responses(cohorts: CohortQuerySet, now: datetime) -> dict[int, list[Response]]:
    """Return how many answered each survey, by cohort; a rate that forgot who left would look better than it is."""
    found: dict[int, list[Response]] = defaultdict(list)
    columns = ("wave__position", "wave__anchor", "wave__workshop_number", "wave__months", "wave__slug", "wave__title")
    rows = Invitation.objects.filter(cohort__in=cohorts.values("pk")).were_asked(now=now)
    counted = rows.order_by("wave__position").values_list("cohort_id", *columns)
    for cohort, position, anchor, number, months, slug, title, asked, answered in counted.annotate(
        asked_of=Count("pk"), sent=Count("pk", filter=ANSWERED)
    ):
        wave = Wave(anchor=anchor, workshop_number=number, months=months, slug=slug, title=title)
        found[cohort].append(Response(position, wave_name(wave), asked, answered, after=number))
    return found


def _trouble(refs: Iterable[str]) -> dict[int, int]:
    """Return how many messages need attention, under the cohort of the person: their place, else their first choice."""
    of_message: dict[str, Any] = {"person": OuterRef("person"), "programme__ref": OuterRef("programme_ref")}
    place = Place.objects.filter(**of_message).order_by("-pk").values("cohort")[:1]
    wish = CohortChoice.objects.filter(
        rank=1,
        application__person=OuterRef("person"),
        application__programme__ref=OuterRef("programme_ref"),
    )
    rows = Message.objects.needing_attention().in_programmes(refs).order_by()
    with_cohort = rows.annotate(cohort=Coalesce(Subquery(place), Subquery(wish.values("cohort")[:1])))
    return dict(with_cohort.values_list("cohort").annotate(count=Count("pk")))
