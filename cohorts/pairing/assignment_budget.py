"""The best assignment that keeps a given number of cells: an integer programme. Pure: arrays in, indices out."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack


def best_keeping(
    worth: npt.NDArray[np.float64],
    allowed: npt.NDArray[np.bool_],
    wanted: npt.NDArray[np.bool_],
    at_least: int,
) -> npt.NDArray[np.bool_]:
    """The cells, at most one in a row and column, of largest summed `worth` with `at_least` of the `wanted` ones.

    All arrays have the shape of the fit. Within a total worth some such assignment must exist.
    """
    rows, columns = np.nonzero(allowed)
    cells = np.arange(len(rows))
    ones = np.ones(len(rows))
    once = vstack(
        [
            csr_array((ones, (rows, cells)), shape=(allowed.shape[0], len(cells))),
            csr_array((ones, (columns, cells)), shape=(allowed.shape[1], len(cells))),
        ]
    )
    keep = csr_array(wanted[rows, columns].astype(float)[np.newaxis, :])
    answer = milp(
        -worth[rows, columns],
        integrality=ones,
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(once, -np.inf, 1), LinearConstraint(keep, at_least, np.inf)],
        options={"mip_rel_gap": 0.0},
    )
    if answer.x is None or answer.status != 0:
        raise RuntimeError(f"The repair could not be computed: {answer.message}")
    chosen = np.zeros(allowed.shape, dtype=np.bool_)
    chosen[rows, columns] = np.rint(answer.x) == 1
    return chosen
