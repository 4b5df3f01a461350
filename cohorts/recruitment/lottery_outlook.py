"""Before anybody is drawn: can it be met, what comes nearest, and what would change the smallest chance. No Django.

This module loads a solver: workers and commands import it, pages do not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from math import ceil
from typing import Any

from cohorts.recruitment.lottery_bound import NoPanelError, leximin_bound, lowest_cap
from cohorts.recruitment.lottery_cohort import fair_lottery, problem_of_cohort
from cohorts.recruitment.lottery_pairable import (
    MAXIMUM,
    MINIMUM,
    Question,
    as_near,
    nearest_of,
    nearest_pairable,
)
from cohorts.recruitment.lottery_pairing import Bottleneck, Partners, with_bottlenecks
from cohorts.recruitment.lottery_pool import DrawResult, Quota, Shortfall
from cohorts.recruitment.lottery_types import Problem, types_of

NO_CHANCE, CERTAIN = 1e-9, 1 - 1e-6


@dataclass(frozen=True)
class Step:
    """One quota one step milder or stricter: the smallest chance then (at most), or None where it cannot be met."""

    quota: tuple[str, ...]
    bound: str
    to: int
    smallest: float | None


@dataclass(frozen=True)
class Outlook:
    """What a draw would be like; chances are of people who are not seated already.

    `smallest` is the smallest chance of those who have any, `without` are those who have none, `certain` those who
    are drawn whatever happens, `lowest_cap` how low a cap on every chance can be (None: nobody is certain), and
    `smallest_capped` the smallest chance under that cap. `bottlenecks` are people who cannot be drawn together, because
    they could not all be paired; `pairable` is False where no panel can. `steps` start from `asked`: the quotas, or the
    nearest that can be met.
    """

    shortfalls: tuple[Shortfall, ...]
    pairable: bool
    bottlenecks: tuple[Bottleneck, ...] = ()
    smallest: float | None = None
    without: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    lowest_cap: float | None = None
    smallest_capped: float | None = None
    steps: tuple[Step, ...] = ()
    asked: tuple[Quota, ...] = ()

    @property
    def met(self) -> bool:
        """Whether places and quotas can be filled as they are."""
        return not self.shortfalls


def outlook(question: Question, *, progress: Callable[[int, int], None] | None = None) -> Outlook:
    """Return what a draw would be like; `progress` is told how many of the steps of quotas are looked at.

    Raises:
        ValueError: the input contradicts itself.
    """
    found = nearest_pairable(question)
    way, nearest = found.in_the_way, found.result
    if nearest is None:
        return Outlook(nearest_of(question).shortfalls, pairable=False, bottlenecks=way)
    held = fair_lottery(question.pool, question.quotas, nearest=nearest)
    chances = {one: chance for one, chance in held.lottery.chances.items() if one not in set(nearest.include)}
    certain = tuple(sorted(one for one, chance in chances.items() if chance >= CERTAIN))
    cap = _cap(held.lottery.problem) if certain else None
    return Outlook(
        nearest.shortfalls,
        pairable=True,
        bottlenecks=tuple(dict.fromkeys((*way, *held.bottlenecks))),
        smallest=_smallest(chances.values()),
        without=tuple(sorted(one for one, chance in chances.items() if chance <= NO_CHANCE)),
        certain=certain,
        lowest_cap=cap,
        smallest_capped=_bound(replace(held.lottery.problem, max_chance=cap)) if cap is not None and cap < 1 else None,
        steps=tuple(_steps(begins := as_near(question, nearest), nearest, held.bottlenecks, progress)),
        asked=tuple(begins.quotas),
    )


def _smallest(chances: Iterable[float]) -> float | None:
    return min((chance for chance in chances if chance > NO_CHANCE), default=None)


def _cap(problem: Problem) -> float:
    """Return the lowest cap that can be kept, in whole percent."""
    return min(ceil(100 * lowest_cap(types_of(problem)) - 1e-6) / 100, 1.0)


def _bound(problem: Problem) -> float | None:
    """Return the smallest chance that a lottery can give, at most; None where the relaxation has no panel."""
    types = types_of(problem)
    try:
        chances = leximin_bound(types, max_chance=problem.max_chance).chances
    except NoPanelError:
        return None
    return _smallest(chances[~types.fixed].tolist())


def _steps(
    question: Question,
    nearest: DrawResult,
    bottlenecks: Iterable[Bottleneck],
    progress: Callable[[int, int], None] | None,
) -> Iterator[Step]:
    """Yield each bound of each quota one less and one more, with the smallest chance that it would give."""
    partners = Partners(question.pool, nearest.groups)
    changes, places = list(_changes(question.quotas)), _places(nearest)
    for number, (at, bound, to) in enumerate(changes, 1):
        quota = question.quotas[at]
        changed = replace(quota, minimum=to) if bound == MINIMUM else replace(quota, maximum=to)
        other = replace(question, quotas=[*question.quotas[:at], changed, *question.quotas[at + 1 :]])
        found, smallest = nearest_of(other), None
        if found.shortfalls == places:
            problem = problem_of_cohort(other.pool, other.quotas, found)
            smallest = _bound(with_bottlenecks(problem, partners, bottlenecks))
        yield Step(changed.name, bound, to, smallest)
        if progress is not None:
            progress(number, len(changes))


def _places(nearest: DrawResult) -> tuple[Shortfall, ...]:
    """Return the places that cannot be filled; these stay empty whatever a quota asks for."""
    return tuple(one for one in nearest.shortfalls if one.kind not in {MINIMUM, MAXIMUM})


def _changes(quotas: Sequence[Quota]) -> Iterator[tuple[int, str, int]]:
    for at, quota in enumerate(quotas):
        most = quota.maximum
        for to in (quota.minimum - 1, quota.minimum + 1):
            if to >= 0 and (most is None or to <= most):
                yield at, MINIMUM, to
        if most is not None:
            for to in (most - 1, most + 1):
                if to >= quota.minimum:
                    yield at, MAXIMUM, to


def as_data(found: Outlook) -> dict[str, Any]:
    """Return an outlook as plain data."""
    return asdict(found)
