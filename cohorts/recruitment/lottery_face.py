"""The face on which a point of the relaxation lies: every panel of every mixture of that mean lies there too.

A row that the point meets exactly is met exactly by each of the panels, and a column that is whole in the point is the
same in all of them. What is left to choose is much less than the whole problem. No Django.
"""

import numpy as np
import numpy.typing as npt

from cohorts.recruitment.lottery_bound import OPTIMAL, Solver
from cohorts.recruitment.lottery_types import Floats, Integers, Types

Booleans = npt.NDArray[np.bool_]
SAME = 1e-9


class Face:
    """The box and rows between whole numbers in which a point lies."""

    def __init__(self, types: Types, point: Floats) -> None:
        self.floor = np.floor(point + 1e-7)
        self.parts = np.clip(point - self.floor, 0.0, 1.0)
        self.broken = self.parts > 1e-7
        self.point = np.where(self.broken, point, self.floor)
        self.ceiling = self.floor + self.broken
        self.rows = types.matrix @ self.point
        self.lower = np.maximum(types.lower, np.floor(self.rows + 1e-6))
        self.upper = np.minimum(types.upper, np.ceil(self.rows - 1e-6))

    def share(self, types: Types, panel: Integers) -> float:
        """Return how much of the panel can be taken off the point before a column or a row leaves the face."""
        up = panel[self.broken] > self.floor[self.broken]
        share = float(np.min(np.where(up, self.parts[self.broken], 1 - self.parts[self.broken]), initial=1.0))
        counted = types.matrix @ panel
        for edge, sign in ((self.upper, 1.0), (self.lower, -1.0)):
            room, used = sign * (edge - self.rows), sign * (edge - counted)
            binding = used > SAME
            if binding.any():
                share = min(share, float(np.min(np.maximum(room[binding], 0.0) / used[binding])))
        return share

    def without(self, panel: Integers, share: float) -> Floats:
        """Return the point that is left when the panel is taken off."""
        left = (self.point - share * panel) / max(1.0 - share, SAME)
        return np.where(self.broken, np.clip(left, self.floor, self.ceiling), self.floor)

    def corner(self, solver: Solver, cost: Floats, within: tuple[Floats, Floats] | None = None) -> Floats | None:
        """Return the cheapest point of the face, or None; `within`: tighter least and most of each column."""
        lower, upper = within or (self.floor, self.ceiling)
        columns, rows = np.arange(len(cost), dtype=np.int32), np.arange(len(self.rows), dtype=np.int32)
        solver.changeColsBounds(len(columns), columns, lower, upper)
        solver.changeRowsBounds(len(rows), rows, self.lower, self.upper)
        solver.changeColsCost(len(columns), columns, cost)
        solver.run()
        return np.array(solver.getSolution().col_value) if solver.getModelStatus() == OPTIMAL else None
