"""Every cohort of some programmes in numbers, from recruitment to responses: seven queries, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme, Role
from cohorts.querysets import by_role_and_state
from cohorts.reads import first_choices, places_in_use
from cohorts.recruitment.models import Application
from cohorts.views.next_steps import NextStep, Numbers, next_step
from common.dates import in_london
from common.prepared import alike
from common.words import say_number
from evaluation.models import Wave
from evaluation.rates import wave_name
from leadingtogether import venue_reads as reads
from projects.models import Project
from workshops.models import Workshop

# Applications that were found eligible, whatever became of them; who withdrew is not among them.
NOT_FOUND_ELIGIBLE = frozenset({"draft", "submitted", "not_eligible", "withdrawn"})
ELIGIBLE = frozenset(Application.State.values) - NOT_FOUND_ELIGIBLE
PAIRS = {
    "proposed": _("%(count)s proposed"),
    "introduced": _("%(count)s introduced"),
    "active": _("%(count)s at work"),
}
# The columns of a wave that its name is made of.
NAMED_AFTER = ("anchor", "workshop_number", "months", "slug", "title")


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
    return [str(said) % {"count": say_number(counts[state])} for state, said in PAIRS.items() if counts.get(state)]


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


def lines_of(programmes: Sequence[Programme], *, now: datetime, with_trouble: bool = True) -> list[Line]:
    """Return a line for each cohort that was not cancelled, by programme and name.

    Messages in trouble cost a query of their own, and are counted only `with_trouble`.
    """
    rows = list(reads.cohorts_counted(programmes))
    known = {programme.pk: programme for programme in programmes}
    for row in rows:
        row.programme = known[row.programme_id]
    keys = alike([row.pk for row in rows])
    counted = Counted(
        chosen=by_role_and_state(first_choices(rows)),
        places={(pk, role): (taken, waiting) for pk, role, taken, waiting in places_in_use(rows)},
        days=_days(keys),
        projects=_projects(keys),
        responses=_responses(keys, now),
        trouble=dict(reads.trouble_counted([programme.ref for programme in programmes])) if with_trouble else {},
    )
    on = in_london(now).date()
    return [_line(row, counted, on=on) for row in rows]


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
    days = counted.days.get(cohort.pk, ())
    numbers = _numbers(cohort, chosen, lay, professional, all_held=bool(days) and all(day.held for day in days))
    return Line(
        cohort=cohort,
        step=next_step(cohort, numbers, on=on),
        lay=lay,
        professional=professional,
        offers_open=_counted(cohort, "offers_open"),
        offers_accepted=_counted(cohort, "offers_accepted"),
        pairs={state: _counted(cohort, f"pairs_{state}") for state in PAIRS},
        days=days,
        projects=counted.projects.get(cohort.pk, {}),
        responses=counted.responses.get(cohort.pk, ()),
        trouble=counted.trouble.get(cohort.pk, 0),
    )


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


def _numbers(
    cohort: Cohort, chosen: Mapping[str, Mapping[str, int]], lay: Side, professional: Side, *, all_held: bool
) -> Numbers:
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
        all_held=all_held,
    )


def _days(cohorts: Sequence[int]) -> dict[int, list[Day]]:
    found: dict[int, list[Day]] = defaultdict(list)
    for cohort, *values in reads.days_counted(cohorts):
        found[cohort].append(Day(*values))
    return found


def _projects(cohorts: Sequence[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for cohort, status, count in reads.projects_counted(cohorts):
        found[cohort][status] = count
    return found


def _responses(cohorts: Sequence[int], now: datetime) -> dict[int, list[Response]]:
    """Return how many answered each survey, by cohort."""
    found: dict[int, list[Response]] = defaultdict(list)
    names: dict[tuple[Any, ...], str] = {}
    for cohort, position, *about, asked, answered in reads.responses_counted(cohorts, now):
        wave = tuple(about)
        if wave not in names:
            names[wave] = wave_name(Wave(**dict(zip(NAMED_AFTER, about, strict=True))))
        found[cohort].append(Response(position, names[wave], asked, answered, after=about[1]))
    return found
