"""What commissioners see: rounded totals, from which nobody can be picked out.

Every number on the page follows from head counts that were rounded first. Sums and shares are worked out from the
rounded parts, never from the exact ones, so that nothing can be found out by taking one from another. A true share
beside two rounded counts would name both (59% between “15” and “20” is 13 of 22 and nothing else), and one that is
rounded by itself would still rule out some of what the counts allow. Counts below 5 are all said in the same words,
zero among them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.characteristics import FOR_MONITORING
from common.charts import Chart, bar_chart
from common.words import say_number
from evaluation.statistics import rounded_total
from leadingtogether.all_venues import Line, total_of
from leadingtogether.venue_reads import equality_counted
from projects.models import Project

# Before these stages nobody is counted, however many there may be: the stage is told, not the number.
APPLIED_FROM = frozenset(Cohort.State.values) - {"planning"}
PLACED_FROM = frozenset({"confirming", "running", "finished", "archived"})
# A share of fewer people than this says too much about each of them.
SMALLEST_BASE = 20


@dataclass(frozen=True)
class Figure:
    """A head count as it may be seen: to the nearest 5; None is fewer than 5."""

    count: int | None

    def __str__(self) -> str:
        return _("fewer than 5") if self.count is None else say_number(self.count)


@dataclass(frozen=True)
class Sum:
    """A sum of figures; `whole` is false where figures below 5 had to be left out."""

    count: int
    whole: bool

    def __str__(self) -> str:
        if self.whole:
            return say_number(self.count)
        return (
            _("%(count)s and the small numbers") % {"count": say_number(self.count)} if self.count else _("not shown")
        )


def figure_of(exact: int) -> Figure:
    """Round a head count. This is the only way from an exact count to the page."""
    return Figure(rounded_total(exact))


def sum_of(figures: Iterable[Figure]) -> Sum:
    """Add figures up as they are seen."""
    counts = [figure.count for figure in figures]
    return Sum(sum(count or 0 for count in counts), None not in counts)


def share_of(part: Figure, base: Figure | Sum) -> float | None:
    """Return a share of what is seen, 0 to 1; None where the base is small or either is not known."""
    if part.count is None or base.count is None or base.count < SMALLEST_BASE:
        return None
    return min(part.count / base.count, 1.0)


@dataclass(frozen=True)
class VenueRow:
    """One venue: who applied and who takes part by role, and how many came to each workshop held.

    None stands for what is not counted yet at the venue's stage.
    """

    cohort: Cohort
    applied: tuple[Figure, Figure] | None
    places: tuple[Figure, Figure] | None
    came: Sequence[tuple[Figure, float | None] | None]


@dataclass(frozen=True)
class SurveyRow:
    """One survey over all venues."""

    name: str
    asked: Figure
    answered: Figure

    @property
    def share(self) -> float | None:
        """The rate of what is seen."""
        return share_of(self.answered, self.asked)


@dataclass(frozen=True)
class EqualityTable:
    """One question of equality monitoring in one role: each answer with its figure and share."""

    name: str
    rows: Sequence[tuple[str, Figure, float | None]]


@dataclass(frozen=True)
class Totals:
    """The whole page of one programme."""

    numbers: Sequence[int]
    venues: Sequence[VenueRow]
    applied: tuple[Sum, Sum]
    places: tuple[Sum, Sum]
    projects: Sequence[tuple[str, Figure]]
    projects_total: Sum
    surveys: Sequence[SurveyRow]

    @property
    def wanted(self) -> int:
        """Places wanted in each role: a plan, not a head count."""
        return sum(row.cohort.pairs_wanted for row in self.venues)


def totals_of(lines: Sequence[Line]) -> Totals:
    """Round the lines of one programme, then add the rounded numbers up."""
    numbers = sorted({day.number for line in lines for day in line.days if day.held})
    venues = [_venue(line, numbers) for line in lines]
    projects = [
        (str(label), figure_of(sum(line.projects.get(status, 0) for line in lines)))
        for status, label in Project.Status.choices
    ]
    return Totals(
        numbers=numbers,
        venues=venues,
        applied=_both([venue.applied for venue in venues]),
        places=_both([venue.places for venue in venues]),
        projects=projects,
        projects_total=sum_of(figure for _label, figure in projects),
        surveys=[
            SurveyRow(one.name, figure_of(one.asked), figure_of(one.answered)) for one in total_of(lines).responses
        ],
    )


def _both(figures: Sequence[tuple[Figure, Figure] | None]) -> tuple[Sum, Sum]:
    known = [both for both in figures if both is not None]
    return sum_of(lay for lay, _other in known), sum_of(professional for _other, professional in known)


def _venue(line: Line, numbers: Sequence[int]) -> VenueRow:
    held = {day.number: day for day in line.days if day.held}
    came: list[tuple[Figure, float | None] | None] = []
    for number in numbers:
        day = held.get(number)
        figure = figure_of(day.came) if day else None
        came.append((figure, share_of(figure, figure_of(day.expected))) if day and figure else None)
    stage = line.cohort.state
    applied = (figure_of(line.lay.applied), figure_of(line.professional.applied))
    places = (figure_of(line.lay.places), figure_of(line.professional.places))
    return VenueRow(
        line.cohort,
        applied=applied if stage in APPLIED_FROM else None,
        places=places if stage in PLACED_FROM else None,
        came=came,
    )


def equality_of(programme: Programme) -> list[tuple[str, list[EqualityTable]]]:
    """Return equality monitoring by role, each question a table, in one query.

    It is counted over the programme and never by venue. A role with too few answers has no table at all.
    """
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for role, category, value, count in equality_counted(programme):
        counts[role, category][value] = count
    return [
        (
            str(role.label),
            [
                _equality(str(one.name), one.labels, counts[role.value, one.slug])
                for one in FOR_MONITORING
                if sum(counts[role.value, one.slug].values()) >= SMALLEST_BASE
            ],
        )
        for role in Role
    ]


def _equality(name: str, labels: Mapping[str, object], counts: Mapping[str, int]) -> EqualityTable:
    # "Prefer not to say" comes first on the form and last in a table.
    ordered = [*((value, label) for value, label in labels.items() if value), ("", labels[""])]
    figures = [(str(label), figure_of(counts.get(value, 0))) for value, label in ordered]
    base = sum_of(figure for _label, figure in figures)
    return EqualityTable(name, [(label, figure, share_of(figure, base)) for label, figure in figures])


def may_show_equality(lines: Sequence[Line]) -> bool:
    """Whether nobody can be answering now: else a number that moves on the page would say who has just answered."""
    return bool(lines) and all(line.cohort.state != Cohort.State.RECRUITING for line in lines)


def charts_of(totals: Totals) -> list[Chart]:
    """Return the balance of the two roles, and the response rates; each of rounded numbers alone."""
    charts = []
    if totals.wanted:
        charts.append(_balance_chart(totals))
    if totals.surveys:
        charts.append(_survey_chart(totals))
    return charts


def _balance_chart(totals: Totals) -> Chart:
    lay, professional = totals.places
    return bar_chart(
        title=_("Lay and professional places taken"),
        sentence=_("Lay partners: %(lay)s. Professional partners: %(professional)s. Places for each: %(wanted)s.")
        % {"lay": lay, "professional": professional, "wanted": say_number(totals.wanted)},
        label=_("Role"),
        measure=_("Places taken"),
        rows=[
            (str(role.label), min(one.count / totals.wanted, 1.0))
            for role, one in zip(Role, totals.places, strict=True)
        ],
    )


def _survey_chart(totals: Totals) -> Chart:
    return bar_chart(
        title=_("How many answered each survey"),
        sentence=_("The share of those asked who answered, over all venues."),
        label=_("Survey"),
        measure=_("Answered"),
        rows=[(row.name, row.share) for row in totals.surveys],
    )
