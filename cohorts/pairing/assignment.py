"""The best pairs there are: fit in, pairs out. No Django; it loads scipy, so workers and commands import it, not pages.

Throughout, `fit` is an array of lay people (rows) by professionals (columns), higher is better, made for whole
numbers from 0 to 1000; people are indices of its rows and columns; a pair is (lay, professional).
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from cohorts.pairing.assignment_blocked import most_pairs, smallest_blocked
from cohorts.pairing.assignment_budget import best_keeping
from cohorts.pairing.assignment_ties import Floats, Hashes, add_noise, in_order, step_of

Booleans = npt.NDArray[np.bool_]
Pair = tuple[int, int]
Keys = tuple[Sequence[str], Sequence[str]]


@dataclass(frozen=True)
class Blocked:
    """Why fewer are paired than the numbers allow: `people` may be paired with `partners` only, who are fewer.

    `side` is "lay" or "professional"; `partners` are on the other side. People who are locked elsewhere are left out.
    """

    side: str
    people: tuple[int, ...]
    partners: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """A checked pairing problem, kept with its solution so that alternatives can be found later."""

    fit: Floats
    forbidden: Booleans
    locked: tuple[Pair, ...]
    keys: Keys
    # Whether the total alone was made as large as possible.
    by_total: bool = True

    def allowed(self, lay: npt.NDArray[np.intp], professional: npt.NDArray[np.intp]) -> Booleans:
        """Which of these rows and columns may be paired."""
        if not self.forbidden.any():
            return np.ones((len(lay), len(professional)), np.bool_)
        return ~self.forbidden[np.ix_(lay, professional)]

    def rest(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], tuple[Hashes, Hashes]]:
        """Rows and columns that no lock holds, in the order of their hashes, and these hashes."""
        sides, hashes = [], []
        for side, (name, keys) in enumerate(zip(("lay", "professional"), self.keys, strict=True)):
            order, hashed = in_order(name, tuple(keys))
            if self.locked:
                free = ~np.isin(order, [pair[side] for pair in self.locked])
                order, hashed = order[free], hashed[free]
            sides.append(order)
            hashes.append(hashed)
        return sides[0], sides[1], (hashes[0], hashes[1])


@dataclass(frozen=True)
class Assignment:
    """Pairs sorted by lay index, the sum of their fit, and who is left over on each side (sorted indices).

    `blocked` is None unless exclusions, and not numbers, leave somebody over.
    """

    pairs: tuple[Pair, ...]
    total_fit: float
    unpaired_lay: tuple[int, ...]
    unpaired_professional: tuple[int, ...]
    blocked: Blocked | None
    problem: Problem = field(repr=False, compare=False)


@dataclass(frozen=True)
class Alternative:
    """Another partner: what the total fit loses at best if that pair is forced, and how many pairs fewer there are."""

    professional: int
    loss: float
    pairs_lost: int


@dataclass(frozen=True)
class Losses:
    """Arrays of the shape of fit: `loss` in total fit (NaN where the pair cannot be), `pairs_lost` in pairs."""

    loss: Floats
    pairs_lost: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Step:
    """The best assignment that breaks the pairs in `broken` and no others."""

    broken: tuple[Pair, ...]
    assignment: Assignment


@dataclass(frozen=True)
class Repair:
    """Each number of broken pairs that pays, rising; `impossible` are earlier pairs that exclusions or locks end."""

    steps: tuple[Step, ...]
    impossible: tuple[Pair, ...]


def solve(
    fit: npt.ArrayLike,
    forbidden: npt.ArrayLike | None = None,
    locked: Iterable[Pair] = (),
    keys: Keys | None = None,
    *,
    worst_first: bool = False,
) -> Assignment:
    """Pair as many people as can be paired, and among all ways to do so take the one with the largest total fit.

    `forbidden` (same shape, True: never) and `locked` (pairs that stay) are kept whatever they cost. With
    `worst_first` the least fit of any pair is made as large as possible before the total. `keys` are stable names of
    rows and columns: with them equal totals are decided alike whatever the order of the rows (a SHA-256 hash of each
    person, mixed cell by cell below the smallest step of fit). Raises ValueError for arrays of wrong shape, values
    that are not finite, and locks that contradict each other or an exclusion.
    """
    problem = _checked(fit, forbidden, locked, keys, by_total=not worst_first)
    lay, professional, hashes = problem.rest()
    scores, allowed = problem.fit[np.ix_(lay, professional)], problem.allowed(lay, professional)
    within = _above_the_best_floor(scores, allowed) if worst_first else allowed
    step = step_of(scores if within.all() else scores[within])
    cost = _cost(scores, within, step)
    add_noise(cost, hashes, step)
    if cost.shape[0] == cost.shape[1] and cost.size:
        # Where everybody is taken, a column's own constant decides nothing; without it the search is far shorter.
        cost -= cost.min(axis=0)
    rows, columns = linear_sum_assignment(cost)
    real = within[rows, columns]
    found = zip(lay[rows[real]].tolist(), professional[columns[real]].tolist(), strict=True)
    blocked = None if real.all() else _blocked(allowed, lay, professional)
    return _assignment(problem, [*problem.locked, *found], blocked)


def losses(assignment: Assignment) -> Losses:
    """What every possible pair would cost if it were forced: exact, for all cells at once, in O(n³).

    Forcing lay i with professional j frees i's partner and takes j from j's own: the cheapest way to set the others
    right is a shortest path along which each person takes the next one's partner. Floyd and Warshall find all of
    them. Locked pairs stay. The loss is against this assignment's total fit; after `worst_first` it may be negative.
    """
    problem = assignment.problem
    lay, professional, _ = problem.rest()
    scores, allowed = problem.fit[np.ix_(lay, professional)], problem.allowed(lay, professional)
    size = max(scores.shape)
    unpaired = 4.0 * (min(scores.shape) + 1) * (float(np.abs(scores).max(initial=0)) + 1)
    cost = np.zeros((size, size))
    cost[: len(lay), : len(professional)] = np.where(allowed, -scores, unpaired)
    partner = _partners(assignment, lay, professional) if problem.by_total else linear_sum_assignment(cost)[1]
    taken = cost[:, partner]
    change = _narrowed(taken - np.diagonal(taken)[:, np.newaxis])
    through = np.empty_like(change)
    for row in range(size):
        np.add(change[:, row, np.newaxis], change[row], out=through)
        np.minimum(change, through, out=change)
    total = float(np.trace(taken)) - _worth(assignment, unpaired, min(scores.shape))
    forced = cost - np.diagonal(taken)[:, np.newaxis] + change[np.argsort(partner)].T + total
    pairs_lost = np.rint(forced / unpaired)
    loss = np.full(problem.fit.shape, np.nan)
    fewer = np.zeros(problem.fit.shape, dtype=np.int64)
    cells, inside = np.ix_(lay, professional), np.s_[: len(lay), : len(professional)]
    loss[cells] = np.where(allowed, (forced - pairs_lost * unpaired)[inside], np.nan)
    fewer[cells] = np.where(allowed, pairs_lost[inside], 0)
    return Losses(loss, fewer)


def alternatives(assignment: Assignment, lay: int, known: Losses | None = None) -> tuple[Alternative, ...]:
    """Every other partner whom this lay person may have, those who cost least first; nobody for who is locked.

    Pass `known = losses(assignment)` to ask for many people at the price of one.
    """
    if not 0 <= lay < assignment.problem.fit.shape[0]:
        raise ValueError(f"There is no lay person {lay}: there are {assignment.problem.fit.shape[0]}.")
    found = known or losses(assignment)
    others = [
        Alternative(int(column), float(found.loss[lay, column]), int(found.pairs_lost[lay, column]))
        for column in np.flatnonzero(~np.isnan(found.loss[lay]))
        if (lay, int(column)) not in assignment.pairs
    ]
    return tuple(sorted(others, key=lambda other: (other.pairs_lost, other.loss, other.professional)))


def repair(
    previous: Iterable[Pair],
    fit: npt.ArrayLike,
    forbidden: npt.ArrayLike | None = None,
    locked: Iterable[Pair] = (),
    keys: Keys | None = None,
    *,
    max_changes: int | None = None,
) -> Repair:
    """After drop-outs and newcomers: the best assignment for 0, 1, 2 … broken pairs, as far as breaking one more pays.

    `previous` are the pairs of which both are still there, as indices of the new arrays. Better means more pairs,
    then more total fit. Exact, by an integer programme for each number: meant for cohorts (seconds at 100 pairs).
    """
    problem = _checked(fit, forbidden, locked, keys)
    if max_changes is not None and max_changes < 0:
        raise ValueError(f"At most {max_changes} pairs are to be broken: it cannot be below 0.")
    before = _checked_locks(previous, np.zeros_like(problem.forbidden), "paired")
    busy = ({pair[0] for pair in problem.locked}, {pair[1] for pair in problem.locked})
    impossible = tuple(
        pair
        for pair in before
        if pair not in problem.locked and (problem.forbidden[pair] or pair[0] in busy[0] or pair[1] in busy[1])
    )
    kept = [pair for pair in before if pair not in impossible]
    goal = solve(fit, forbidden, problem.locked, problem.keys)
    steps: list[Step] = []
    for breaks in range(min(len(kept), len(kept) if max_changes is None else max_changes) + 1):
        holding = kept if breaks == 0 else _keep(problem, kept, len(kept) - breaks)
        best = solve(fit, forbidden, {*problem.locked, *holding}, problem.keys)
        if not steps or _rank(best) > _rank(steps[-1].assignment):
            steps.append(Step(tuple(pair for pair in kept if pair not in best.pairs), best))
        if _rank(best) >= _rank(goal):
            break
    return Repair(tuple(steps), impossible)


def _rank(assignment: Assignment) -> tuple[int, float]:
    return len(assignment.pairs), assignment.total_fit


def _keep(problem: Problem, pairs: list[Pair], at_least: int) -> set[Pair]:
    """Which of these pairs the best assignment holds that holds so many of them."""
    lay, professional, _ = problem.rest()
    wanted = np.zeros(problem.fit.shape, dtype=np.bool_)
    wanted[tuple(np.array(pairs).T)] = True
    cells = np.ix_(lay, professional)
    scores, allowed = problem.fit[cells], ~problem.forbidden[cells]
    worth = scores + 2.0 * (min(scores.shape) + 1) * (float(np.abs(scores).max(initial=0)) + 1)
    free = wanted[cells]
    chosen = best_keeping(worth, allowed, free, at_least - int(wanted.sum() - free.sum()))
    rows, columns = np.nonzero(chosen & free)
    return set(zip(lay[rows].tolist(), professional[columns].tolist(), strict=True))


def _assignment(problem: Problem, pairs: list[Pair], blocked: Blocked | None) -> Assignment:
    pairs = sorted(pairs)
    rows, columns = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return Assignment(
        pairs=tuple(pairs),
        total_fit=math.fsum(problem.fit[rows, columns].tolist()) if pairs else 0.0,
        unpaired_lay=_left_over(problem.fit.shape[0], rows),
        unpaired_professional=_left_over(problem.fit.shape[1], columns),
        blocked=blocked,
        problem=problem,
    )


def _left_over(count: int, paired: Sequence[int]) -> tuple[int, ...]:
    return () if len(paired) == count else tuple(sorted(set(range(count)).difference(paired)))


def _partners(
    assignment: Assignment, lay: npt.NDArray[np.intp], professional: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Whom each of the rows has, made square: who is left over gets a column that is, in order."""
    size = max(len(lay), len(professional))
    columns = {int(column): place for place, column in enumerate(professional)}
    of = {pair[0]: columns[pair[1]] for pair in assignment.pairs if pair[1] in columns}
    partner = np.array([of.get(int(row), -1) for row in lay] + [-1] * (size - len(lay)), dtype=np.intp)
    partner[partner < 0] = np.setdiff1d(np.arange(size), partner)
    return partner


def _narrowed(values: Floats) -> npt.NDArray[Any]:
    """The same numbers in the narrowest whole numbers that hold every sum of two paths, where they are whole.

    No path is longer than the largest value or shorter than its negative: there is no cycle below 0.
    """
    most = 2 * float(np.abs(values).max(initial=0))
    if not np.array_equal(values, np.rint(values)) or most > np.iinfo(np.int32).max:
        return values
    return values.astype(np.int16 if most <= np.iinfo(np.int16).max else np.int32)


def _worth(assignment: Assignment, unpaired: float, most: int) -> float:
    """An assignment's cost among those whom no lock holds, with a fixed cost for each pair fewer than `most`."""
    free = [pair for pair in assignment.pairs if pair not in assignment.problem.locked]
    return unpaired * (most - len(free)) - math.fsum(assignment.problem.fit[pair] for pair in free)


def _blocked(allowed: Booleans, lay: npt.NDArray[np.intp], professional: npt.NDArray[np.intp]) -> Blocked | None:
    """The smallest group that cannot be paired, on the smaller side, or on either where both are as many."""
    found = []
    for side, cells, people, partners in (
        ("lay", allowed, lay, professional),
        ("professional", allowed.T, professional, lay),
    ):
        if cells.shape[0] <= cells.shape[1] and (group := smallest_blocked(cells)) is not None:
            found.append(Blocked(side, _named(people, group[0]), _named(partners, group[1])))
    return min(found, key=lambda blocked: len(blocked.people), default=None)


def _named(people: npt.NDArray[np.intp], places: list[int]) -> tuple[int, ...]:
    return tuple(sorted(int(people[place]) for place in places))


def _above_the_best_floor(scores: Floats, allowed: Booleans) -> Booleans:
    """The allowed cells at or above the highest floor of fit that costs no pair."""
    most = np.count_nonzero(most_pairs(allowed) >= 0)
    floors = np.unique(scores[allowed])
    low, high = 0, len(floors) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if np.count_nonzero(most_pairs(allowed & (scores >= floors[middle])) >= 0) == most:
            low = middle
        else:
            high = middle - 1
    return allowed & (scores >= floors[low]) if len(floors) else allowed


def _cost(scores: Floats, allowed: Booleans, step: float) -> Floats:
    """Turn scores into costs in place, 0 for the best fit; a forbidden cell means "unpaired" and costs most of all.

    Every set of pairs extends to a full assignment over such cells, so the cheapest has the fewest of them.
    """
    values = scores if allowed.all() else scores[allowed]
    top, bottom = (float(values.max()), float(values.min())) if values.size else (0.0, 0.0)
    # In place: at 500 pairs and more, fetching memory costs more than the sum.
    cost: Floats = np.subtract(top, scores, out=scores)
    if not allowed.all():
        cost[~allowed] = (min(scores.shape) + 1) * (top - bottom + step)
    return cost


def _checked(
    fit: npt.ArrayLike,
    forbidden: npt.ArrayLike | None,
    locked: Iterable[Pair],
    keys: Keys | None,
    *,
    by_total: bool = True,
) -> Problem:
    scores = np.asarray(fit, dtype=np.float64)
    if scores.ndim != 2:
        raise ValueError(f"Fit must have two dimensions, lay people by professionals; it has {scores.ndim}.")
    if not np.isfinite(scores).all():
        row, column = (int(part) for part in np.argwhere(~np.isfinite(scores))[0])
        raise ValueError(f"The fit of lay person {row} and professional {column} is {scores[row, column]}, no number.")
    barred = np.zeros(scores.shape, np.bool_) if forbidden is None else np.asarray(forbidden, dtype=np.bool_)
    if barred.shape != scores.shape:
        raise ValueError(f"Exclusions have the shape {barred.shape}, fit has {scores.shape}: they must be the same.")
    kept = _checked_locks(locked, barred, "locked")
    return Problem(scores, barred, kept, _checked_keys(keys, scores.shape), by_total)


def _checked_locks(locked: Iterable[Pair], forbidden: Booleans, word: str) -> tuple[Pair, ...]:
    pairs = sorted({(int(row), int(column)) for row, column in locked})
    for pair in pairs:
        if not (0 <= pair[0] < forbidden.shape[0] and 0 <= pair[1] < forbidden.shape[1]):
            raise ValueError(f"The {word} people {pair} are not all there: fit has the shape {forbidden.shape}.")
        if forbidden[pair]:
            raise ValueError(f"The pair {pair} is locked and excluded at once: lift the one or the other.")
    for side, name in enumerate(("lay person", "professional")):
        people = [pair[side] for pair in pairs]
        for person in people:
            if people.count(person) > 1:
                raise ValueError(f"The {name} {person} is {word} to two partners: keep one.")
    return tuple(pairs)


def _checked_keys(keys: Keys | None, shape: tuple[int, ...]) -> Keys:
    if keys is None:
        return [str(row) for row in range(shape[0])], [str(column) for column in range(shape[1])]
    for names, count in zip(keys, shape, strict=True):
        if len(names) != count or len(set(names)) != count:
            raise ValueError(
                f"{len(set(names))} different keys are given for {count} people: give each one of their own."
            )
    return keys
