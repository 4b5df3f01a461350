"""The panel worth most at some prices, by an integer programme, and the proof that none is worth more. No Django."""

import math
import time

import highspy
import numpy as np

from cohorts.recruitment.lottery_bound import (
    EXACT,
    INFINITY,
    OPTIMAL,
    QUICK,
    Cut,
    NoPanelError,
    keep_at_edge,
    programme_of,
)
from cohorts.recruitment.lottery_dive import dive
from cohorts.recruitment.lottery_types import Floats, Integers, Types

# Weights are made whole numbers, if that is possible without a larger one than this: a limit on them is exact.
LARGEST_WEIGHT = 10_000
MOST_TIMES = 60
# What is smaller beside the largest weight is rounding.
DUST = 1e-9
# CPU seconds after which it is said that the quotas are too tight for the fairest lottery.
LONGEST = 1_800.0
TOO_LONG = (
    "The fairest lottery was not found in half an hour: so many tight quotas leave too few panels. "
    "Widen the tightest quotas by one, or leave out a category."
)
TIMED_OUT, FOUND = highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kObjectiveTarget
# While panels still get better, the integer programme need not find the best: better by this part is enough.
LEAST_PART = 1e-4
LONGEST_WAIT = 16


class Pricing:
    """The integer programme that finds the panel worth most, among those that reach the edges so far."""

    def __init__(self, types: Types) -> None:
        self.types, self.most = types, types.most.copy()
        self.edges: list[Cut] = []
        self.solver, self.linear = programme_of(types, whole=True), programme_of(types, whole=False)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        for option, value in QUICK:
            self.solver.setOptionValue(option, value)
        self.until = time.thread_time() + LONGEST
        # A search that found nothing is left out for so many turns, twice as many each time.
        self.turn, self.next, self.wait = 0, 0, 1

    @property
    def left(self) -> float:
        """CPU seconds that are left."""
        return self.until - time.thread_time()

    def bar(self, goods: "np.typing.NDArray[np.bool_]") -> None:
        """Leave out types that no panel holds."""
        self.most[goods[self.types.good]] = 0.0
        for solver in (self.solver, self.linear):
            for column in np.nonzero(goods[self.types.good])[0]:
                solver.changeColBounds(int(column), 0.0, 0.0)

    def keep_at(self, edge: Cut) -> None:
        """Look only at panels that reach this edge too."""
        self.edges.append(edge)
        for solver in (self.solver, self.linear):
            keep_at_edge(solver, self.types, edge)

    def reaches(self, panel: Integers) -> bool:
        """Whether a panel reaches all the edges."""
        return all(edge.of_columns(self.types) @ panel > edge.most - 0.5 for edge in self.edges)

    def quickly(self, worth: Floats, least: float) -> Integers | None:
        """Return a panel worth more than `least`, if one is soon found."""
        self.turn += 1
        if self.turn < self.next:
            return None
        panel = dive(self.linear, (self.types.least, self.most), worth, least + LEAST_PART * (abs(least) + 1.0))
        self.wait = 1 if panel is not None else min(2 * self.wait, LONGEST_WAIT)
        self.next = self.turn + self.wait if panel is None else 0
        return panel

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
        return panel, Cut(tuple((each * self.types.units).tolist()), most, len(self.edges))

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
