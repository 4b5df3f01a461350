"""Chances become whole panels: a mixture of panels whose mean is what the relaxation promised, if there is one.

Peeling: from the point of the relaxation, find a whole panel close to it on the same face, take as much of it as leaves
the rest inside the rules, and go on with the rest. Each step fixes a column or a row, so there are at most as many
panels as columns and rows. What peeling leaves is closed by column generation: the dual of "how far off is the mixture"
prices a new panel; where no panel improves it, no mixture has this mean, and `lottery_inside` finds what can be had.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from cohorts.recruitment.lottery_approach import Approach
from cohorts.recruitment.lottery_bound import (
    INFINITY,
    OPTIMAL,
    Bound,
    NoPanelError,
    Solver,
    programme_of,
    quiet_solver,
)
from cohorts.recruitment.lottery_face import SAME, Booleans, Face
from cohorts.recruitment.lottery_repair import FEW_SWAPS, MOST_SWAPS, Repair
from cohorts.recruitment.lottery_types import Floats, Integers, Types

# How far the chance of any type may stay below its bound: the certificate promises 1e-6.
CLOSE = 5e-7
PEELINGS = 5
# Columns freed beside those that the simplex leaves broken; none of these sizes found a panel: all are freed.
FREED = (30, 90)
# From so many corners swaps are tried before an integer programme is.
CORNERS = 5


@dataclass(frozen=True)
class Mixture:
    """Panels as numbers in the columns, each with its probability; `gap` is the largest shortfall of a chance."""

    panels: tuple[Integers, ...]
    probabilities: tuple[float, ...]
    gap: float


# Told the smallest chance of the bound, the gap to it, and how many panels there are so far.
Progress = Callable[[float, float, int], None]


def realise(types: Types, bound: Bound, *, progress: Progress | None = None) -> Mixture | list[Integers]:
    """Return a mixture of panels that gives every type the chance of the bound, or the panels found where none does.

    `progress` is told the smallest chance of the bound, the gap and the number of panels so far.

    Raises:
        NoPanelError: no whole panel keeps the rules.
    """
    master = _Master(types, bound)
    small = Approach.suits(bound)
    for round_of in range(1 if small else PEELINGS):
        for panel in peel(types, bound.columns, round_of, mend=not small):
            master.add(panel)
        closed = bool(master.panels) and master.solve() <= CLOSE
        if progress is not None:
            progress(master.least, master.gap, len(master.panels))
        if closed:
            return master.mixture()
    return (_approached if small else _generate)(types, bound, master, progress)


def _approached(types: Types, bound: Bound, master: "_Master", progress: Progress | None) -> Mixture | list[Integers]:
    """Return the mixture that approaches the bound from the panels so far, or all panels found where it cannot."""

    def told(gap: float, panels: int) -> None:
        if progress is not None:
            progress(master.least, gap, panels)

    approach = Approach(types, bound, master.panels)
    if approach.close(CLOSE, told):
        weights = approach.mixing.weights
        panels = tuple(approach.panel(number) for number in approach.mixing.numbers)
        return Mixture(panels, tuple(weights.tolist()), approach.gap)
    return [*master.panels, *(approach.panel(number) for number in range(len(approach.taken)))]


def _generate(types: Types, bound: Bound, master: "_Master", progress: Progress | None) -> Mixture | list[Integers]:
    """Add the panel that the duals ask for until the gap is closed; return all panels where no panel closes it."""
    pricing = programme_of(types, whole=True)
    pricing.setOptionValue("mip_rel_gap", 0.0)
    if not master.panels:
        panel, _most = _dearest(types, pricing, np.where(types.fixed, 0.0, bound.chances))
        master.add(panel)
    while (gap := master.solve()) > CLOSE:
        weights = master.prices()
        panel, most = _dearest(types, pricing, weights)
        if gap - (float(weights @ bound.chances) - most) < SAME or not master.add(panel):
            return master.panels
        if progress is not None:
            progress(master.least, gap, len(master.panels))
    return master.mixture()


def _dearest(types: Types, solver: Solver, weights: Floats) -> tuple[Integers, float]:
    """Return the panel with the largest sum of weights · chances, and a proved upper limit of that sum."""
    columns = types.matrix.shape[1]
    cost = -(weights / types.units)[types.good]
    solver.changeColsCost(columns, np.arange(columns, dtype=np.int32), cost)
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        raise NoPanelError("No whole panel keeps all the rules.")
    panel = np.round(np.array(solver.getSolution().col_value)).astype(np.int64)
    return panel, -solver.getInfo().mip_dual_bound


class _Master:
    """How far the best mixture of the panels so far stays below the bound: a linear programme that grows by columns."""

    def __init__(self, types: Types, bound: Bound) -> None:
        self.types = types
        self.panels: list[Integers] = []
        self.known: set[bytes] = set()
        self.gap = math.inf
        self.least = float(np.min(bound.chances))
        self.solver = quiet_solver()
        self.solver.addVar(0.0, INFINITY)
        self.solver.changeColCost(0, 1.0)
        zero, one = np.array([0], dtype=np.int32), np.array([1.0])
        for chance in bound.chances:
            self.solver.addRow(float(chance), INFINITY, 1, zero, one)
        self.solver.addRow(1.0, 1.0, 0, zero[:0], one[:0])

    def add(self, panel: Integers) -> bool:
        """Add a panel; tell whether it is new."""
        if panel.tobytes() in self.known:
            return False
        self.known.add(panel.tobytes())
        self.panels.append(panel)
        chances = self.types.chances(panel.astype(float))
        at = np.nonzero(chances)[0]
        rows = np.append(at, len(chances)).astype(np.int32)
        self.solver.addCol(0.0, 0.0, INFINITY, len(rows), rows, np.append(chances[at], 1.0))
        return True

    def solve(self) -> float:
        """Return the gap of the best mixture."""
        self.solver.run()
        self.gap = max(float(self.solver.getInfo().objective_function_value), 0.0)
        return self.gap

    def prices(self) -> Floats:
        """Return the dual of each type: where more chance would help most. They add up to at most 1."""
        duals: Floats = np.array(self.solver.getSolution().row_dual[:-1])
        return np.maximum(duals, 0.0)

    def mixture(self) -> Mixture:
        """Return the best mixture, without panels of probability zero."""
        weights = np.array(self.solver.getSolution().col_value[1:])
        kept = np.nonzero(weights > 1e-12)[0]
        shares = weights[kept] / weights[kept].sum()
        return Mixture(tuple(self.panels[at] for at in kept), tuple(shares.tolist()), self.gap)


def peel(types: Types, point: Floats, round_of: int = 0, *, mend: bool = True) -> Iterator[Integers]:
    """Yield whole panels near `point`, each taken off what the ones before leave; `round_of` varies the choice.

    `mend`: ask an integer programme where swaps find no panel, instead of ending there.
    """
    search = _Search(types, round_of, mend=mend)
    for _step in range(sum(types.matrix.shape)):
        face = Face(types, point)
        panel = face.floor.astype(np.int64) if not face.broken.any() else search.near(face)
        if panel is None:
            return
        yield panel
        share = face.share(types, panel)
        # Less is lost in rounding than the certificate allows.
        search.rest *= 1.0 - share
        if share <= 1e-12 or search.rest < CLOSE / 5:
            return
        point = face.without(panel, share)


class _Search:
    """Finds a whole panel close to a point: simplex first, then swaps, then an integer programme over what is left."""

    def __init__(self, types: Types, round_of: int, *, mend: bool) -> None:
        self.mend = mend
        self.linear, self.whole = programme_of(types, whole=False), programme_of(types, whole=True)
        self.matrix = types.matrix
        self.random = np.random.default_rng(round_of)
        self.varied = round_of > 0
        self.rest = 1.0

    def near(self, face: Face) -> Integers | None:
        """Return the likeliest panel of the face, or None where the search finds none."""
        parts = face.parts[face.broken]
        cost = np.zeros(len(face.point))
        cost[face.broken] = -np.log(parts / (1 - np.minimum(parts, 1 - SAME)))
        if self.varied:
            cost *= self.random.uniform(0.5, 1.5, len(cost))
        starts: list[tuple[Floats, Booleans]] = []
        for turn in range(CORNERS if self.mend else 1):
            # Another corner is another start for the swaps: that is much quicker than an integer programme.
            near_cost = cost * self.random.uniform(0.5, 1.5, len(cost)) if turn else cost
            corner = face.corner(self.linear, near_cost)
            if corner is None:
                return None
            loose = np.abs(corner - np.round(corner)) > 1e-7
            if not loose.any():
                return np.round(corner).astype(np.int64)
            found = self._swapped(face, cost, corner)
            if found is not None:
                return found
            starts.append((np.round(corner), loose))
        return self._mend(face, cost, *starts[-1]) if self.mend else None

    def _swapped(self, face: Face, cost: Floats, corner: Floats) -> Integers | None:
        """Put the rounded corner right by swaps; None where that does not succeed, or rows count somebody twice."""
        open_ = np.nonzero(face.broken)[0]
        rows = self.matrix[:, open_]
        if not Repair.suits(rows):
            return None
        fixed = self.matrix @ face.floor
        taken = np.round(corner[open_] - face.floor[open_]).astype(np.int64)
        found = Repair(rows, face.lower - fixed, face.upper - fixed, cost[open_]).mended(
            taken, MOST_SWAPS if self.mend else FEW_SWAPS
        )
        if found is None:
            return None
        panel = face.floor.astype(np.int64)
        panel[open_] += found
        return panel

    def _mend(self, face: Face, cost: Floats, corner: Floats, loose: Booleans) -> Integers | None:
        others = np.nonzero(face.broken & ~loose)[0]
        for freed in (*FREED, len(others)):
            free = loose.copy()
            # The cheapest to change are those whose parts lie near one half.
            reluctance = np.abs(cost[others]) * self.random.uniform(0.5, 1.5, len(others))
            free[others[np.argsort(reluctance, kind="stable")[:freed]]] = True
            lower, upper = np.where(free, face.floor, corner), np.where(free, face.ceiling, corner)
            # Any panel of the face will do: without a cost the first that is found ends the search.
            found = face.corner(self.whole, np.zeros(len(cost)), (lower, upper))
            if found is not None:
                return np.round(found).astype(np.int64)
        return None
