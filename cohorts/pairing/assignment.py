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

from cohorts.pairing.assignment_blocked import above_the_best_floor, smallest_blocked
from cohorts.pairing.assignment_budget import best_keeping
from cohorts.pairing.assignment_ties import (
    Floats,
    Indices,
    Names,
    add_noise,
    cells_of,
    in_order,
    numbers,
    step_of,
)

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
    # None where nobody is kept from anybody.
    forbidden: Booleans | None
    locked: tuple[Pair, ...]
    keys: tuple[Names, Names]
    # Whether the total alone was made as large as possible.
    by_total: bool = True

    def allowed(self, lay: Indices, professional: Indices) -> Booleans:
        """Which of these rows and columns may be paired."""
        if self.forbidden is None:
            return np.ones((len(lay), len(professional)), np.bool_)
        return ~cells_of(self.forbidden, lay, professional)

    def bars(self, pair: Pair) -> bool:
        """Whether this pair can never be."""
        return self.forbidden is not None and bool(self.forbidden[pair])

    def rest(self) -> tuple[Indices, Indices, tuple[Names, Names]]:
        """Rows and columns that no lock holds, in the order of their hashes, and the keys of these people."""
        keys = self.keys
        lay, professional = in_order("lay", keys[0])[0], in_order("professional", keys[1])[0]
        if self.locked:
            rows, columns = zip(*self.locked, strict=True)
            lay, professional = lay[~np.isin(lay, rows)], professional[~np.isin(professional, columns)]
            keys = tuple(keys[0][row] for row in lay), tuple(keys[1][column] for column in professional)
        return lay, professional, keys


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
    lay, professional, names = problem.rest()
    scores = cells_of(problem.fit, lay, professional)
    allowed = None if problem.forbidden is None else problem.allowed(lay, professional)
    within = above_the_best_floor(scores, problem.allowed(lay, professional)) if worst_first else allowed
    rows, columns = linear_sum_assignment(_cost(scores, within, names))
    blocked = None
    if within is not None and not (real := within[rows, columns]).all():
        rows, columns = rows[real], columns[real]
        blocked = _blocked(problem.allowed(lay, professional), lay, professional)
    return _assignment(problem, lay[rows], professional[columns], blocked)


def losses(assignment: Assignment) -> Losses:
    """What every possible pair would cost if it were forced: exact, for all cells at once, in O(n³).

    Forcing lay i with professional j frees i's partner and takes j from j's own: the cheapest way to set the others
    right is a shortest path along which each person takes the next one's partner. Floyd and Warshall find all of
    them. Locked pairs stay. The loss is against this assignment's total fit; after `worst_first` it may be negative.
    """
    problem = assignment.problem
    lay, professional, _ = problem.rest()
    scores, allowed = cells_of(problem.fit, lay, professional), problem.allowed(lay, professional)
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
    before = _checked_locks(previous, problem.fit.shape, None, "paired")
    busy = ({pair[0] for pair in problem.locked}, {pair[1] for pair in problem.locked})
    impossible = tuple(
        pair
        for pair in before
        if pair not in problem.locked and (pair[0] in busy[0] or pair[1] in busy[1] or problem.bars(pair))
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
    scores, allowed = cells_of(problem.fit, lay, professional), problem.allowed(lay, professional)
    worth = scores + 2.0 * (min(scores.shape) + 1) * (float(np.abs(scores).max(initial=0)) + 1)
    free = cells_of(wanted, lay, professional)
    chosen = best_keeping(worth, allowed, free, at_least - int(wanted.sum() - free.sum()))
    rows, columns = np.nonzero(chosen & free)
    return set(zip(lay[rows].tolist(), professional[columns].tolist(), strict=True))


def _assignment(problem: Problem, lay: Indices, professional: Indices, blocked: Blocked | None) -> Assignment:
    """The locked pairs and these, in the order of the lay people."""
    partner = np.full(problem.fit.shape[0], -1, dtype=np.intp)
    partner[lay] = professional
    for row, column in problem.locked:
        partner[row] = column
    rows = (partner >= 0).nonzero()[0]
    columns = partner[rows]
    return Assignment(
        pairs=tuple(zip(rows.tolist(), columns.tolist(), strict=True)),
        total_fit=math.fsum(problem.fit[rows, columns].tolist()),
        unpaired_lay=_left_over(problem.fit.shape[0], rows),
        unpaired_professional=_left_over(problem.fit.shape[1], columns),
        blocked=blocked,
        problem=problem,
    )


def _left_over(count: int, paired: Indices) -> tuple[int, ...]:
    return () if len(paired) == count else tuple(np.setdiff1d(np.arange(count), paired).tolist())


def _partners(assignment: Assignment, lay: Indices, professional: Indices) -> Indices:
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


def _blocked(allowed: Booleans, lay: Indices, professional: Indices) -> Blocked | None:
    """The smallest group that cannot be paired, on the smaller side, or on either where both are as many."""
    found = []
    for side, cells, people, partners in (
        ("lay", allowed, lay, professional),
        ("professional", allowed.T, professional, lay),
    ):
        if cells.shape[0] <= cells.shape[1] and (group := smallest_blocked(cells)) is not None:
            found.append(Blocked(side, _named(people, group[0]), _named(partners, group[1])))
    return min(found, key=lambda blocked: len(blocked.people), default=None)


def _named(people: Indices, places: list[int]) -> tuple[int, ...]:
    return tuple(sorted(int(people[place]) for place in places))


def _cost(scores: Floats, within: Booleans | None, names: tuple[Names, Names]) -> Floats:
    """Turn scores into costs in place, with ties decided; cells outside `within` mean "unpaired" and cost most of all.

    Every set of pairs extends to a full assignment over such cells, so the cheapest has the fewest of them.
    """
    values = scores if within is None else scores[within]
    if not values.size:
        return np.zeros(scores.shape)
    step = step_of(values)
    if within is not None:
        top, bottom = float(values.max()), float(values.min())
        scores[~within] = top - (min(scores.shape) + 1) * (top - bottom + step)
    # Where everybody is taken, a column's own constant decides nothing; without it the search is far shorter.
    best = scores.max(axis=0) if scores.shape[0] == scores.shape[1] else scores.max()
    # In place: at 500 pairs and more, fetching memory costs more than the sum.
    cost: Floats = np.subtract(best, scores, out=scores)
    add_noise(cost, names, step)
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
    if np.count_nonzero(finite := np.isfinite(scores)) < scores.size:
        row, column = (int(part) for part in np.argwhere(~finite)[0])
        raise ValueError(f"The fit of lay person {row} and professional {column} is {scores[row, column]}, no number.")
    barred = None if forbidden is None else np.asarray(forbidden, dtype=np.bool_)
    if barred is not None and barred.shape != scores.shape:
        raise ValueError(f"Exclusions have the shape {barred.shape}, fit has {scores.shape}: they must be the same.")
    barred = barred if barred is not None and barred.any() else None
    kept = _checked_locks(locked, scores.shape, barred, "locked")
    return Problem(scores, barred, kept, _checked_keys(keys, scores.shape), by_total)


def _checked_locks(
    locked: Iterable[Pair], shape: tuple[int, ...], forbidden: Booleans | None, word: str
) -> tuple[Pair, ...]:
    pairs = sorted({(int(row), int(column)) for row, column in locked})
    for pair in pairs:
        if not (0 <= pair[0] < shape[0] and 0 <= pair[1] < shape[1]):
            raise ValueError(f"The {word} people {pair} are not all there: fit has the shape {shape}.")
        if forbidden is not None and forbidden[pair]:
            raise ValueError(f"The pair {pair} is locked and excluded at once: lift the one or the other.")
    for side, name in enumerate(("lay person", "professional")):
        people = [pair[side] for pair in pairs]
        for person in people:
            if people.count(person) > 1:
                raise ValueError(f"The {name} {person} is {word} to two partners: keep one.")
    return tuple(pairs)


def _checked_keys(keys: Keys | None, shape: tuple[int, ...]) -> tuple[Names, Names]:
    """The keys, as many as there are people; in_order refuses those that two people share."""
    if keys is None:
        return numbers(shape[0]), numbers(shape[1])
    for names, count in zip(keys, shape, strict=True):
        if len(names) != count:
            raise ValueError(f"{len(names)} keys are given for {count} people: give each one of their own.")
    return tuple(keys[0]), tuple(keys[1])
