"""LEXIMIN level by level, from both sides: the best of the panels so far, and the relaxation under the cuts so far.

At each level a linear programme over the panels found (Flanigan, Gölz, Gupta, Hennig, Procaccia: "Fair algorithms for
selecting citizens' assemblies", Nature 596, 2021) says how large the smallest chance can be made; its duals are the
prices with which an integer programme finds a better panel. The same integer programme proves a limit on all panels:
a cut, which brings the relaxation down. Where both sides meet, the level is proved and the next begins. It ends,
however few panels there are, because each step brings a panel or a cut that is new. No Django.
"""

import math
from collections.abc import Callable, Iterable

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
Told = Callable[[float, float, int], None]


class Inside:
    """Panels, cuts, and both programmes. One use."""

    def __init__(self, types: Types, panels: Iterable[Integers], max_chance: float | None) -> None:
        self.types, self.max_chance = types, max_chance
        self.pricing = _Pricing(types)
        self.panels: list[Integers] = []
        self.cuts: list[Cut] = []
        self.master = _Master(types, max_chance)
        for panel in panels:
            self._add(panel)
        self._look_for_all()

    def solve(self, told: Told | None = None) -> tuple[tuple[Integers, ...], tuple[float, ...]]:
        """Return the panels of the LEXIMIN mixture and their probabilities; `cuts` then prove it.

        Raises:
            NoPanelError: no mixture of panels keeps the cap.
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
        stuck = 0
        while True:
            high, low = outer.solve(), self.master.solve()
            if told is not None:
                told(low, max(high - low, 0.0), len(self.panels))
            if stuck > 1 or (high - low <= MET and not self.master.over):
                if self.master.over > MET:
                    raise NoPanelError("No lottery over whole panels keeps every chance below the cap.")
                return min(high, low)
            panel, cut = self.pricing.dearest(self.master.prices())
            self.cuts.append(cut)
            outer.add(cut)
            # No panel is worth more at these prices: the level is proved but for rounding.
            stuck = 0 if self._add(panel) else stuck + 1

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
            panel, cut = self.pricing.dearest(unseen * self.types.units)
            if not (self.types.chances(panel.astype(float))[unseen] > 0).any():
                never = Cut(cut.weights, 0.0)
                self.cuts.append(never)
                self.pricing.bar(unseen)
                return
            self._add(panel)


class _Pricing:
    """The integer programme that finds the panel worth most."""

    def __init__(self, types: Types) -> None:
        self.types = types
        self.solver = programme_of(types, whole=True)
        self.solver.setOptionValue("mip_rel_gap", 0.0)

    def bar(self, goods: "np.typing.NDArray[np.bool_]") -> None:
        """Leave out types that no panel holds."""
        for column in np.nonzero(goods[self.types.good])[0]:
            self.solver.changeColBounds(int(column), 0.0, 0.0)

    def dearest(self, weights: Floats) -> tuple[Integers, Cut]:
        """Return a panel with the largest sum of weights · chances, and a cut that says so.

        The weights are rounded before, not after: the cut holds for what was asked.

        Raises:
            NoPanelError: no whole panel keeps the rules.
        """
        each, exact = _whole(weights / self.types.units)
        columns = self.types.matrix.shape[1]
        self.solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), -each[self.types.good])
        self.solver.run()
        if self.solver.getModelStatus() != OPTIMAL:
            raise NoPanelError("No whole panel keeps all the rules.")
        panel = np.round(np.array(self.solver.getSolution().col_value)).astype(np.int64)
        most = -self.solver.getInfo().mip_dual_bound
        # A sum of whole numbers is whole; else what the solver calls equal is left as room.
        most = float(math.floor(most + 1e-3)) if exact else most + EXACT
        return panel, Cut(tuple((each * self.types.units).tolist()), most)


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
