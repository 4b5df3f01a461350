"""LEXIMIN level by level, from both sides: the best of the panels so far, and the relaxation under the cuts so far.

At each level a linear programme over the panels found (Flanigan, Gölz, Gupta, Hennig, Procaccia: "Fair algorithms for
selecting citizens' assemblies", Nature 596, 2021) says how large the smallest chance can be made; its duals are the
prices with which an integer programme finds a better panel. The same integer programme proves a limit on all panels:
a cut, which brings the relaxation down. Where both sides meet, the level is proved and the next begins. It ends,
however few panels there are, because each step brings a panel or a cut that is new. No Django.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from cohorts.recruitment.lottery_bound import (
    EXACT,
    HAIR,
    INFINITY,
    MOST_HAIR,
    OPTIMAL,
    Cut,
    Levels,
    NoPanelError,
    quiet_solver,
)
from cohorts.recruitment.lottery_neighbours import Neighbours
from cohorts.recruitment.lottery_pricing import TOO_LONG, Pricing
from cohorts.recruitment.lottery_types import Floats, Integers, Types

# Both sides of a level have met.
MET = 1e-9
# What a chance above the cap costs, beside a level: no level is worth it.
OVER = 100.0
# A panel found by exchanges is better by so much, or an integer programme is asked. So many panels are tried, and so
# many added before the prices are worked out anew.
LEAST_GAIN = 1e-7
# A cut that the fairest chances so far do not come so near to is no edge.
NEAR = 1e-3
MOST_TRIED, MOST_FOUND = 12, 4
Told = Callable[[float, float, int], None]


class Inside:
    """Panels, cuts, and both programmes. One use."""

    def __init__(self, types: Types, panels: Iterable[Integers], max_chance: float | None) -> None:
        self.types, self.max_chance = types, max_chance
        self.pricing = Pricing(types)
        self.panels: list[Integers] = []
        # Whether each panel reaches the edges found so far.
        self.there: list[bool] = []
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
            self._find_edges(outer)
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
            prices = self.master.prices()
            worth = (prices / self.types.units)[self.types.good]
            if self._exchanged(worth) or self._dived(worth):
                continue
            self._check_time(low, high)
            best = self.panels[int(np.argmax(self._values(worth)))]
            panel, cut = self.pricing.dearest(prices, best, enough=True)
            if cut is not None:
                self.cuts.append(cut)
                outer.add(cut)
            # No panel is worth more at these prices: the level is proved but for rounding.
            proved = not self._add(panel)

    def _find_edges(self, outer: Levels) -> None:
        """See which cuts are edges now: only panels at these are looked for from now on."""
        chances, before = outer.mean(), len(self.pricing.edges)
        for at, cut in enumerate(self.cuts):
            may = not cut.edge and cut.most > 0.0 and chances @ cut.weights > cut.most - NEAR
            if may and cut.exact(self.types) and outer.reaches(cut):
                self.cuts[at] = replace(cut, edge=len(self.pricing.edges) + 1)
                self.pricing.keep_at(self.cuts[at])
        if len(self.pricing.edges) > before:
            self.there = [self.pricing.reaches(panel) for panel in self.panels]
            if self.neighbours is not None:
                self.neighbours = Neighbours(self.types, self.pricing.edges)

    def _check_time(self, low: float, high: float) -> None:
        """Raise NoPanelError, a sentence that says how far it came, where there is no time left."""
        if self.pricing.left <= 0:
            reached = f"At the level reached, chances between {low:.2%} and {high:.2%} can be had."
            raise NoPanelError(f"{TOO_LONG} {reached}")

    def _exchanged(self, worth: Floats) -> bool:
        """Add panels worth more than any so far, found by exchanging people of the best; tell whether there are any."""
        if self.neighbours is None:
            return False
        values = self._values(worth)
        most, found = values.max() + LEAST_GAIN, 0
        shuffled = self.random.permutation(np.nonzero(values > -np.inf)[0])
        for at in shuffled[np.argsort(-values[shuffled], kind="stable")][:MOST_TRIED]:
            better = self.neighbours.better(self.panels[at], worth)
            found += bool(worth @ better > most) and self._add(better)
            if found >= MOST_FOUND:
                break
        return found > 0

    def _dived(self, worth: Floats) -> bool:
        """Add a panel worth more than any so far, if one is soon found; tell whether it was."""
        panel = self.pricing.quickly(worth, float(self._values(worth).max()))
        if panel is not None and self.neighbours is not None:
            panel = self.neighbours.better(panel, worth)
        return panel is not None and self._add(panel)

    def _values(self, worth: Floats) -> Floats:
        """Return what each panel is worth that reaches the edges, and -infinity for the others."""
        return np.where(self.there, np.array(self.panels) @ worth, -np.inf)

    def _add(self, panel: Integers) -> bool:
        new = self.master.add(panel)
        if new:
            self.panels.append(panel)
            self.there.append(True)
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


class _Master:
    """The smallest chance of the free types over mixtures of the panels so far: grows by columns."""

    def __init__(self, types: Types, max_chance: float | None) -> None:
        self.types = types
        self.known: set[bytes] = set()
        self.settled: dict[int, float] = {}
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
        hair = HAIR
        while self.solver.getModelStatus() != OPTIMAL and hair < MOST_HAIR:
            # There is a solution, so that only rounding can hide it: from nothing again, then with a little more room.
            self.solver.clearSolver()
            self.solver.run()
            hair *= 10
            if self.solver.getModelStatus() != OPTIMAL:
                for good, level in self.settled.items():
                    self.solver.changeRowBounds(good, level - hair, INFINITY)
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
            self.settled[int(good)] = level
            self.solver.changeRowBounds(int(good), level - HAIR, INFINITY)

    def weights(self) -> Floats:
        """Return the probability of each panel."""
        return np.array(self.solver.getSolution().col_value[2:])
