"""A panel worth so much, found by diving: the simplex finds a point, one part of it is rounded, and so on.

A search depth first that is given up soon. The linear programme goes on from where it stood, so that a dive takes some
thousandths of a second where an integer programme takes tenths. What it does not find may exist all the same.
No Django.
"""

import numpy as np

from cohorts.recruitment.lottery_bound import OPTIMAL, Solver
from cohorts.recruitment.lottery_types import Floats, Integers

# So many linear programmes a dive.
MOST_PROGRAMMES = 60
WHOLE = 1e-6


def dive(solver: Solver, bounds: tuple[Floats, Floats], worth: Floats, asked: float) -> Integers | None:
    """Return whole numbers in the columns, worth at least `asked`, or None where none is found soon.

    `solver` holds the rules and the bounds of the columns, which are as before when it ends.
    """
    least, most = bounds[0].copy(), bounds[1].copy()
    columns = np.arange(len(worth), dtype=np.int32)
    solver.changeColsCost(len(columns), columns, -worth)
    # What was rounded: its column, its bounds before, and the whole number below, or None where both sides were tried.
    steps: list[tuple[int, float, float, float | None]] = []
    found = None
    for _programme in range(MOST_PROGRAMMES):
        point = _point(solver, asked)
        if point is None:
            while steps and steps[-1][3] is None:
                column, least[column], most[column], _floor = steps.pop()
                solver.changeColBounds(column, least[column], most[column])
            if not steps:
                break
            column, before, after, floor = steps.pop()
            steps.append((column, before, after, None))
            least[column], most[column] = before, floor
        else:
            parts = point - np.floor(point + WHOLE)
            if parts.max() <= WHOLE:
                found = np.round(point).astype(np.int64)
                break
            column = int(np.argmax(parts))
            floor = float(np.floor(point[column] + WHOLE))
            steps.append((column, least[column], most[column], floor))
            least[column] = floor + 1.0
        solver.changeColBounds(column, least[column], most[column])
    solver.changeColsBounds(len(columns), columns, *bounds)
    return found


def _point(solver: Solver, asked: float) -> Floats | None:
    """Return the point that is worth most, or None where none is worth what is asked."""
    solver.run()
    if solver.getModelStatus() != OPTIMAL or -solver.getInfo().objective_function_value < asked:
        return None
    return np.array(solver.getSolution().col_value)
