"""LEXIMIN level by level, from both sides: the best of the panels so far, and the relaxation under the cuts so far.

At each level a linear programme over the panels found (Flanigan, Gölz, Gupta, Hennig, Procaccia: "Fair algorithms for
selecting citizens' assemblies", Nature 596, 2021) says how large the smallest chance can be made; its duals are the
prices with which an integer programme finds a better panel. The same integer programme proves a limit on all panels:
a cut, which brings the relaxation down. Where both sides meet, the level is proved and the next begins. It ends,
however few panels there are, because each step brings a panel or a cut that is new. No Django.
"""

import math
import time
from collections.abc import Callable, Iterable

import highspy
import numpy as np

from cohorts.recruitment.lottery_bound import (
    EXACT,
    HAIR,
    INFINITY,
    OPTIMAL,
    Cut,
    Levels,
    NoPanelError,
    programme_of,
    quiet_solver,
)
from cohorts.recruitment.lottery_exchange import MOST_COLUMNS, Exchange
from cohorts.recruitment.lottery_types import Floats, Integers, Types

# Both sides of a level have met.
MET = 1e-9
# What a chance above the cap costs, beside a level: no level is worth it.
OVER = 100.0
# Weights are made whole numbers, if that is possible without a larger one than this: a limit on them is exact.
LARGEST_WEIGHT = 10_000
MOST_TIMES = 60
# What is smaller beside the largest weight is rounding.
DUST = 1e-9
# A panel found by exchanges is better by so much, or an integer programme is asked. So many panels are tried, and so
# many added before the prices are worked out anew.
LEAST_GAIN = 1e-7
MOST_TRIED, MOST_FOUND = 12, 4
# CPU seconds after which it is said that the quotas are too tight for the fairest lottery.
LONGEST = 240.0
TOO_LONG = (
    "The fairest lottery was not found in four minutes: so many tight quotas leave too few panels. "
    "Widen the tightest quotas by one, or leave out a category."
)
TIMED_OUT, FOUND = highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kObjectiveTarget
# While panels still get better, the integer programme need not find the best: better by this part is enough.
LEAST_PART = 1e-4
# Such a small programme is solved sooner without a new start and with few cutting planes kept.
QUICK = (("mip_allow_restart", False), ("mip_pool_soft_limit", 10))
Told = Callable[[float, float, int], None]


class Inside:
    """Panels, cuts, and both programmes. One use."""

    def __init__(self, types: Types, panels: Iterable[Integers], max_chance: float | None) -> None:
        self.types, self.max_chance = types, max_chance
        self.pricing = _Pricing(types)
        self.panels: list[Integers] = []
        self.cuts: list[Cut] = []
        self.master = _Master(types, max_chance)
        self.neighbours = Neighbours(types) if Neighbours.suits(types) else None
        self.random = np.random.default_rng(0)
        for panel in panels:
            self._add(panel)
        self._look_for_all()

    def solve(self, told: Told | None = None) -> tuple[tuple[Integers, ...], tuple[float, ...]]:
        """Return the panels of the LEXIMIN mixture and their probabilities; `cuts` then prove it.

        Raises:
            NoPanelError: no mixture of panels keeps the cap, or it takes too long to find the best.
        """
        outer = Levels(self.types, self.cuts, self.max_chance)
        self.master.settle(np.nonzero(~outer.free & ~self.types.fixed)[0], 0.0)
        while outer.free.any():
            level = self._level(outer, told)
            self.master.settle(outer.settle(level), level)
        weights = self.master.weights()
        kept = np.nonzero(weights > 1e-12)[0]
        shares = weights[kept] / weights[kept].sum()
        return tuple(self.panels[at] for at in kept), tuple(shares.tolist())

    def _level(self, outer: Levels, told: Told | None) -> float:
        """Return the level at which both sides meet."""
        proved = False
        while True:
            high, low = outer.solve(), self.master.solve()
            if told is not None:
                smallest = float(np.fmin.reduce(outer.chances, initial=high))
                told(smallest, max(high - low, 0.0), len(self.panels))
            if proved or (high - low <= MET and not self.master.over):
                if self.master.over > MET:
                    raise NoPanelError("No lottery over whole panels keeps every chance below the cap.")
                return min(high, low)
            if self._exchanged(self.master.prices()):
                continue
            self._check_time(low, high)
            prices = self.master.prices()
            panel, cut = self.pricing.dearest(prices, self._best(prices), enough=True)
            if cut is not None:
                self.cuts.append(cut)
                outer.add(cut)
            # No panel is worth more at these prices: the level is proved but for rounding.
            proved = not self._add(panel)

    def _check_time(self, low: float, high: float) -> None:
        """Raise NoPanelError, a sentence that says how far it came, where there is no time left."""
        if self.pricing.left <= 0:
            reached = f"At the level reached, chances between {low:.2%} and {high:.2%} can be had."
            raise NoPanelError(f"{TOO_LONG} {reached}")

    def _exchanged(self, prices: Floats) -> bool:
        """Add panels worth more than any so far, found by exchanging people of some; tell whether there are any."""
        if self.neighbours is None:
            return False
        worth = (prices / self.types.units)[self.types.good]
        used = np.nonzero(self.master.weights() > 0)[0]
        most = max(float(worth @ self.panels[at]) for at in used) + LEAST_GAIN
        found = 0
        for at in self.random.permutation(used)[:MOST_TRIED]:
            better = self.neighbours.better(self.panels[at], worth)
            found += bool(worth @ better > most) and self._add(better)
            if found >= MOST_FOUND:
                break
        return found > 0

    def _best(self, prices: Floats) -> Integers:
        """Return the panel so far that is worth most: the integer programme need not look for less."""
        worth = (prices / self.types.units)[self.types.good]
        return max(self.panels, key=lambda panel: float(worth @ panel))

    def _add(self, panel: Integers) -> bool:
        new = self.master.add(panel)
        if new:
            self.panels.append(panel)
        return new

    def _look_for_all(self) -> None:
        """Find a panel with each type, or prove that there is none: many at once."""
        if not self.panels:
            self._add(self.pricing.dearest(np.zeros(len(self.types.units)))[0])
        while (unseen := ~self.master.seen).any():
            panel, cut = self.pricing.dearest(unseen * self.types.units, enough=True)
            if not (self.types.chances(panel.astype(float))[unseen] > 0).any() and cut is not None:
                never = Cut(cut.weights, 0.0)
                self.cuts.append(never)
                self.pricing.bar(unseen)
                return
            self._add(panel)
            self._exchange_unseen()

    def _exchange_unseen(self) -> None:
        """Exchange people of the panels for some of types that no panel holds yet, as long as that succeeds."""
        at = len(self.panels) - 1
        while self.neighbours is not None and at < len(self.panels):
            worth = (~self.master.seen / self.types.units)[self.types.good]
            better = self.neighbours.better(self.panels[at], worth)
            if not (worth @ better > 0 and self._add(better)):
                at += 1


class Neighbours:
    """Panels near a panel: some people exchanged for others, looked up in a table."""

    def __init__(self, types: Types) -> None:
        self.first = np.concatenate([[0], np.cumsum(types.most)[:-1]]).astype(np.int64)
        self.of = np.repeat(np.arange(len(types.most)), types.most.astype(np.int64))
        self.exchange = Exchange(types.matrix[:, self.of], types.lower, types.upper)

    @staticmethod
    def suits(types: Types) -> bool:
        """Whether the tables of the exchange stay small."""
        return float(types.most.sum()) <= MOST_COLUMNS

    def better(self, panel: Integers, worth: Floats) -> Integers:
        """Return a panel that no exchange found makes worth more."""
        taken = (np.arange(len(self.of)) - self.first[self.of] < panel[self.of]).astype(np.int64)
        improved = self.exchange.improved(taken, worth[self.of])
        return np.bincount(self.of, improved, minlength=len(panel)).astype(np.int64)


class _Pricing:
    """The integer programme that finds the panel worth most."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.solver = programme_of(types, whole=True)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        for option, value in QUICK:
            self.solver.setOptionValue(option, value)
        self.until = time.thread_time() + LONGEST

    @property
    def left(self) -> float:
        """CPU seconds that are left."""
        return self.until - time.thread_time()

    def bar(self, goods: "np.typing.NDArray[np.bool_]") -> None:
        """Leave out types that no panel holds."""
        for column in np.nonzero(goods[self.types.good])[0]:
            self.solver.changeColBounds(int(column), 0.0, 0.0)

    def dearest(
        self, weights: Floats, start: Integers | None = None, *, enough: bool = False
    ) -> tuple[Integers, Cut | None]:
        """Return a panel with the largest sum of weights · chances, and a cut that says so.

        `start` is a panel to begin with; `enough` ends the search at the first that is worth more (than nothing, where
        there is no `start`), and then there may be no cut. The weights are rounded before, not after: the cut holds
        for what was asked.

        Raises:
            NoPanelError: no whole panel keeps the rules.
        """
        each, exact = _whole(weights / self.types.units)
        worth = each[self.types.good]
        columns = np.arange(len(worth), dtype=np.int32)
        self.solver.changeColsCost(len(columns), columns, -worth)
        least = 0.0
        if start is not None:
            self.solver.setSolution(len(columns), columns, start.astype(float))
            least = float(worth @ start)
        target = least + LEAST_PART * (abs(least) + 1.0)
        self.solver.setOptionValue("objective_target", -target if enough else -INFINITY)
        self._run()
        panel = np.round(np.array(self.solver.getSolution().col_value)).astype(np.int64)
        most = -self.solver.getInfo().mip_dual_bound
        if not math.isfinite(most):
            return panel, None
        # A sum of whole numbers is whole; else what the solver calls equal is left as room.
        most = float(math.floor(most + 1e-3)) if exact else most + EXACT
        return panel, Cut(tuple((each * self.types.units).tolist()), most)

    def _run(self) -> None:
        """Solve, in the time that is left."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(self.left, 0.0) + 1.0)
        self.solver.run()
        if self.solver.getModelStatus() == TIMED_OUT:
            raise NoPanelError(TOO_LONG)
        if self.solver.getModelStatus() not in {OPTIMAL, FOUND}:
            raise NoPanelError("No whole panel keeps all the rules.")


def _whole(weights: Floats) -> tuple[Floats, bool]:
    """Return a multiple of the weights that is all whole numbers, and True; or one with the largest 1, and False."""
    largest = float(np.max(np.abs(weights), initial=0.0))
    if largest <= 0.0:
        return np.zeros(len(weights)), True
    weights = np.where(np.abs(weights) > DUST * largest, weights / largest, 0.0)
    smallest = float(np.min(np.abs(weights[weights != 0.0])))
    for times in range(1, MOST_TIMES + 1):
        scaled = weights * (times / smallest)
        if np.max(np.abs(scaled)) > LARGEST_WEIGHT:
            break
        if np.max(np.abs(scaled - np.round(scaled))) < 1e-6:
            return np.round(scaled), True
    return weights, False


class _Master:
    """The smallest chance of the free types over mixtures of the panels so far: grows by columns."""

    def __init__(self, types: Types, max_chance: float | None) -> None:
        self.types = types
        self.known: set[bytes] = set()
        self.seen = types.fixed.copy()
        self.over = 0.0
        self.solver = quiet_solver()
        for side in ("primal", "dual"):
            self.solver.setOptionValue(f"{side}_feasibility_tolerance", EXACT)
        self.solver.addVar(0.0, 1.0 if max_chance is None else max_chance)
        self.solver.addVar(0.0, 0.0 if max_chance is None else 1.0)
        self.solver.changeColCost(0, -1.0)
        self.solver.changeColCost(1, OVER)
        none: Integers = np.zeros(0, dtype=np.int32)
        for fixed in types.fixed:
            at = none if fixed else np.array([0], dtype=np.int32)
            self.solver.addRow(0.0, INFINITY, len(at), at, -np.ones(len(at)))
        for fixed in types.fixed if max_chance is not None else ():
            most = INFINITY if fixed or max_chance is None else max_chance
            self.solver.addRow(-INFINITY, most, 1, np.array([1], dtype=np.int32), np.array([-1.0]))
        self.capped = max_chance is not None
        self.solver.addRow(1.0, 1.0, 0, none, np.zeros(0))

    def add(self, panel: Integers) -> bool:
        """Add a panel; tell whether it is new."""
        if panel.tobytes() in self.known:
            return False
        self.known.add(panel.tobytes())
        chances = self.types.chances(panel.astype(float))
        self.seen |= chances > 0
        at = np.nonzero(chances)[0]
        rows = [at, at + len(chances)] if self.capped else [at]
        last = (1 + self.capped) * len(chances)
        values = np.append(np.tile(chances[at], len(rows)), 1.0)
        self.solver.addCol(0.0, 0.0, INFINITY, len(values), np.concatenate([*rows, [last]]).astype(np.int32), values)
        return True

    def solve(self) -> float:
        """Return the smallest chance of the free types; `over` is how far a chance must pass the cap."""
        self.solver.run()
        if self.solver.getModelStatus() != OPTIMAL:
            self.solver.clearSolver()
            self.solver.run()
        if self.solver.getModelStatus() != OPTIMAL:
            raise ArithmeticError("The solver contradicts itself about a mixture of panels.")
        low, self.over = self.solver.getSolution().col_value[:2]
        return float(low)

    def prices(self) -> Floats:
        """Return what one more of each type's chance is worth."""
        size = len(self.types.units)
        duals: Floats = np.array(self.solver.getSolution().row_dual)
        prices = np.maximum(duals[:size], 0.0)
        return prices + np.minimum(duals[size : 2 * size], 0.0) if self.capped else prices

    def settle(self, goods: Integers, level: float) -> None:
        """Keep these types at a level from now on."""
        for good in goods:
            self.solver.changeCoeff(int(good), 0, 0.0)
            self.solver.changeRowBounds(int(good), level - HAIR, INFINITY)

    def weights(self) -> Floats:
        """Return the probability of each panel."""
        return np.array(self.solver.getSolution().col_value[2:])
