"""Whole panels whose mixture approaches a point of the relaxation, until its mean is that point.

What the mixture still lacks is the price of a panel. The simplex finds the dearest point of the face; rounded, it
breaks a few rules, and swaps or an exchange of a few people put it right. An integer programme is asked only where that
fails. No Django.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator

import highspy
import numpy as np

from cohorts.recruitment.lottery_bound import QUICK, Bound, Solver, programme_of
from cohorts.recruitment.lottery_dive import dive
from cohorts.recruitment.lottery_exchange import MOST_COLUMNS, Exchange
from cohorts.recruitment.lottery_face import Face
from cohorts.recruitment.lottery_mixing import Mixing
from cohorts.recruitment.lottery_repair import FEW_SWAPS, Repair
from cohorts.recruitment.lottery_types import Floats, Integers, Types

# A panel is good enough if it promises this share of what the point itself would; else another corner is tried.
ENOUGH = 0.9
CORNERS = 4
# Fewer open columns are left to integer programmes.
FEWEST_COLUMNS = 8
FIRST_PANELS = 20
# More panels than this are never needed: a mixture has at most as many as there are types.
MOST_PANELS = 4_000
MOST_NODES = 500
# So many panels are made better by exchanges before another way is tried.
MOST_BETTERED = 12
# Where the point can be reached, few integer programmes are needed. It is given up after so many that have not brought
# the mixture nearer by this part.
MOST_SOLVED, NEARER = 3, 0.2
Told = Callable[[float, int], None]


class Approach:
    """The panels so far, as counts in the open columns of the face, and their best mixture. One use."""

    def __init__(self, types: Types, bound: Bound, near: Iterable[Integers] = ()) -> None:
        self.types, self.bound, self.face = types, bound, Face(types, bound.columns)
        self.open = np.nonzero(self.face.broken)[0]
        self.linear = programme_of(types, whole=False)
        self.whole: Solver | None = None
        self.solved, self.far = 0, np.inf
        self.random = np.random.default_rng(0)
        self.mixing = Mixing(bound.chances)
        self.exchange = self._exchange()
        self.gap = np.inf
        self._pool: Floats = np.zeros((MOST_PANELS, len(self.open)))
        self.known: set[bytes] = set()
        for panel in near:
            self._remember((panel - self.face.floor).astype(np.int64)[self.open])

    def _exchange(self) -> Exchange:
        rows = self.types.matrix[:, self.open]
        fixed = self.types.matrix @ self.face.floor
        return Exchange(rows, self.face.lower - fixed, self.face.upper - fixed)

    def _remember(self, taken: Integers) -> None:
        if taken.tobytes() not in self.known and len(self.known) < MOST_PANELS:
            self._pool[len(self.known)] = taken
            self.known.add(taken.tobytes())

    @property
    def taken(self) -> Floats:
        """The panels so far, one a row: which open columns each takes."""
        return self._pool[: len(self.known)]

    @staticmethod
    def suits(bound: Bound) -> bool:
        """Whether the tables of the exchange stay small."""
        broken = np.abs(bound.columns - np.round(bound.columns)) > 1e-7
        return FEWEST_COLUMNS <= int(broken.sum()) <= MOST_COLUMNS

    def panel(self, number: int) -> Integers:
        """Return a panel as counts in all columns."""
        whole = self.face.floor.astype(np.int64)
        whole[self.open] += self.taken[number].astype(np.int64)
        return whole

    def close(self, near: float, told: Told) -> bool:
        """Add panels until no chance lies more than `near` below the bound; False where no panel helps any more."""
        self._begin()
        if not len(self.taken):
            return False
        self._add(0)
        missing = self.mixing.missing()
        while (gap := float(np.max(missing))) > near:
            told(gap, len(self.taken))
            number = self._helpful(missing)
            if number is None or not self._add(number):
                return False
            missing = self.mixing.missing()
        self.gap = max(gap, 0.0)
        return True

    def _add(self, number: int) -> bool:
        return self.mixing.add(self.types.chances(self.panel(number).astype(float)), number)

    def _begin(self) -> None:
        """Find some panels near the point: each as likely as its people's chances make it."""
        parts = np.clip(self.face.parts[self.open], 1e-6, 1 - 1e-6)
        odds = np.log(parts / (1 - parts))
        for _try in range(FIRST_PANELS):
            if len(self.taken) >= FIRST_PANELS:
                return
            worth = odds + self.random.logistic(size=len(odds))
            for found in itertools.islice(self._rounded(worth, worth), 1):
                self._remember(found)
        if not len(self.taken):
            self._solved(np.zeros(len(odds)), -np.inf)

    def _helpful(self, missing: Floats) -> int | None:
        """Return the number of a panel that brings the mixture nearer, or None."""
        worth = (missing / self.types.units)[self.types.good][self.open]
        point = float(worth @ (self.face.point - self.face.floor)[self.open])
        asked = point - ENOUGH * float(missing @ missing)
        for turn in range(CORNERS):
            spread = float(np.abs(worth).mean())
            vary = self.random.normal(0.0, spread * turn, len(worth)) if turn else 0.0
            for found in self._rounded(worth + vary, worth):
                self._remember(found)
                if found @ worth >= asked:
                    break
            number = self._dearest(worth, asked)
            if number is not None:
                return number
        if self._bettered(worth, asked) or self._dived(worth, asked):
            return self._dearest(worth, asked)
        if not self._gets_nearer(float(missing @ missing)):
            return None
        self._solved(worth, asked)
        return self._dearest(worth, asked)

    def _bettered(self, worth: Floats, asked: float) -> bool:
        """Remember what exchanges make of the panels worth most; tell whether one is worth what is asked."""
        values = np.einsum("ij,j->i", self.taken, worth)
        for number in np.argsort(-values, kind="stable")[:MOST_BETTERED]:
            found = self.exchange.improved(self.taken[number].astype(np.int64), worth)
            self._remember(found)
            if found @ worth >= asked:
                return True
        return False

    def _dived(self, worth: Floats, asked: float) -> bool:
        """Remember a panel that is worth what is asked, if one is soon found; tell whether it was."""
        every = np.zeros(len(self.face.point))
        every[self.open] = worth
        base = float(every @ self.face.floor)
        found = dive(self.linear, (self.face.floor, self.face.ceiling), every, asked + base)
        if found is None:
            return False
        taken = (found - self.face.floor.astype(np.int64))[self.open]
        self._remember(taken)
        self._remember(self.exchange.improved(taken, worth))
        return True

    def _gets_nearer(self, far: float) -> bool:
        """Whether integer programmes are still worth their time: the mixture got nearer since they were counted."""
        if far < (1.0 - NEARER) * self.far:
            self.solved, self.far = 0, far
        return self.solved < MOST_SOLVED

    def _dearest(self, worth: Floats, asked: float) -> int | None:
        """Return the number of the panel that is worth most, if it is worth what is asked."""
        values = np.einsum("ij,j->i", self.taken, worth)
        return int(np.argmax(values)) if values.max(initial=-np.inf) >= asked else None

    def _rounded(self, towards: Floats, worth: Floats) -> Iterator[Integers]:
        """Yield panels near the corner that lies furthest `towards`, each worth more than the one before, or other."""
        cost = np.zeros(len(self.face.point))
        cost[self.open] = -towards
        corner = self.face.corner(self.linear, cost)
        if corner is None:
            return
        start = np.round(corner - self.face.floor)[self.open].astype(np.int64)
        repair = Repair(self.exchange.rows, self.exchange.lower, self.exchange.upper, -worth)
        found = repair.mended(start, FEW_SWAPS)
        if found is not None:
            yield found
            yield self.exchange.improved(found, worth)
        other = self.exchange.put_right(start, worth)
        if other is None and found is None:
            other = self.exchange.put_right(repair.nearest, worth)
        if other is not None:
            yield other
            yield self.exchange.improved(other, worth)

    def _solved(self, worth: Floats, asked: float) -> None:
        """Remember the panel that an integer programme finds to be worth what is asked, or most."""
        self.solved += 1
        if self.whole is None:
            self.whole = programme_of(self.types, whole=True)
            self.whole.setOptionValue("mip_max_nodes", MOST_NODES)
            for option, value in QUICK:
                self.whole.setOptionValue(option, value)
        cost = np.zeros(len(self.face.point))
        cost[self.open] = -worth
        self.whole.setOptionValue("objective_target", -asked if np.isfinite(asked) else -np.inf)
        self.face.corner(self.whole, cost)
        values = np.array(self.whole.getSolution().col_value)
        if (
            len(values)
            and self.whole.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        ):
            found = np.round(values - self.face.floor)[self.open].astype(np.int64)
            self._remember(found)
            self._remember(self.exchange.improved(found, worth))
