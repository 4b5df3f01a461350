"""What the page “Can it be met?” shows, worked out in Python so that its template stays plain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.recruitment.lottery_pool import Quota, Shortfall
from cohorts.recruitment.models import Application
from cohorts.recruitment.views.draw_page import bounds_of, names_of, say_value, shortfall_lines


@dataclass(frozen=True)
class StepCell:
    """One step of a quota: the number that it would be, and the smallest chance then (None: it cannot be met)."""

    to: int
    smallest: float | None
    better: bool
    worse: bool


@dataclass(frozen=True)
class StepRow:
    """A quota with its bounds as they are, and each of them one less and one more (None: there is no such step)."""

    words: str
    bounds: str
    cells: Sequence[tuple[str, StepCell | None]]


@dataclass(frozen=True)
class Blocked:
    """People who cannot all be paired if they are drawn together, and everybody with whom they may be."""

    people: Sequence[Application]
    partners: Sequence[Application]


def found_of(kept: Mapping[str, Any], cohorts: Mapping[str, Cohort]) -> dict[str, Any]:
    """Return what was found, in words and with names; `cohorts` by reference, for quotas of several."""
    shortfalls = [Shortfall(**one) for one in kept["shortfalls"]]
    named = {row.ref: row for row in names_of(sorted({*kept["certain"], *kept["without"]}))}
    names = {ref: cohort.name for ref, cohort in cohorts.items()} if len(cohorts) > 1 else {}
    return {
        "met": not shortfalls,
        "shortfalls": shortfall_lines(shortfalls, names),
        "quotas_give_way": any(one.kind in {"minimum", "maximum"} for one in shortfalls),
        "pairable": kept["pairable"],
        "blocked": blocked_of(kept["bottlenecks"]),
        "smallest": kept["smallest"],
        "without": _named(kept["without"], named),
        "certain": _named(kept["certain"], named),
        "cap": kept["lowest_cap"],
        "cap_percent": round(100 * kept["lowest_cap"]) if kept["lowest_cap"] is not None else None,
        "capped": kept["smallest_capped"],
        "steps": _step_rows([Quota(**one) for one in kept["asked"]], kept, names),
    }


def blocked_of(bottlenecks: Sequence[Mapping[str, Any]]) -> list[Blocked]:
    """Return who cannot all be paired, with names; no query where nobody is in the way."""
    refs = {ref for one in bottlenecks for ref in (*one["people"], *one["partners"])}
    named = {row.ref: row for row in names_of(sorted(refs))} if refs else {}
    return [Blocked(_named(one["people"], named), _named(one["partners"], named)) for one in bottlenecks]


def _named(refs: Sequence[str], named: Mapping[str, Application]) -> list[Application]:
    return [named[ref] for ref in refs if ref in named]


def _step_rows(quotas: Sequence[Quota], kept: Mapping[str, Any], names: Mapping[str, str]) -> list[StepRow]:
    steps = {(tuple(one["quota"]), one["bound"], one["to"]): one["smallest"] for one in kept["steps"]}
    now = kept["smallest"] or 0.0
    rows = []
    for quota in quotas:
        cells = []
        for bound, label in (("minimum", _("At least")), ("maximum", _("At most"))):
            is_now = quota.minimum if bound == "minimum" else quota.maximum
            for by in (-1, 1):
                key = (quota.name, bound, (is_now or 0) + by)
                cell = None
                if is_now is not None and key in steps:
                    chance = steps[key]
                    better, worse = (chance or 0.0) > now + 5e-5, (chance or 0.0) < now - 5e-5
                    cell = StepCell(is_now + by, chance, better, worse)
                cells.append((f"{label}, {_('one less') if by < 0 else _('one more')}", cell))
        words = say_value(quota.category, quota.value, quota.role)
        where = names.get(quota.venue or "")
        rows.append(StepRow(f"{where}: {words}" if where else words, bounds_of(quota), cells))
    # Where no quota has a most, nothing is said of one more or one less of it.
    used = {label for row in rows for label, cell in row.cells if cell is not None}
    return [replace(row, cells=[(label, cell) for label, cell in row.cells if label in used]) for row in rows]
