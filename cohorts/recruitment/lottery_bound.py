"""The fairest chances that any lottery could give: LEXIMIN over the linear relaxation, a bound on every lottery.

LEXIMIN makes the smallest chance as large as it can be, then the next smallest, and so on (Flanigan, Gölz, Gupta,
Hennig, Procaccia: "Fair algorithms for selecting citizens' assemblies", Nature 596, 2021). Here over numbers of types
that may be fractions; `Cut`s, each proved by an integer programme, take away what no mixture of whole panels can reach.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from cohorts.recruitment.lottery_types import Floats, Types

# The solver's own type hints leave out half of its methods.
Solver = Any
INFINITY = highspy.kHighsInf
OPTIMAL = highspy.HighsModelStatus.kOptimal
# A type whose share of the dual is below this may be able to have more; it waits for a later level.
SMALLEST_DUAL = 1e-6
# How exactly the levels keep each other: an error in one, times the dual of another, is an error in that.
EXACT = 1e-9
# What was settled may give way by this, then by ten times as much, where the solver finds no room at a later level.
HAIR = 1e-11
MOST_HAIR = 1e-7


class _QuietHighs(highspy.Highs):
    """The solver without its call-backs: they print a banner, and a call for each iteration costs time."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class NoPanelError(ValueError):
    """No panel keeps all the rules."""


@dataclass(frozen=True)
class Cut:
    """No mixture of whole panels has a larger sum of weights · chances than `most` (one weight a type)."""

    weights: tuple[float, ...]
    most: float


@dataclass(frozen=True)
class Bound:
    """The LEXIMIN chances of the relaxation, one a type, and numbers in the columns that give them."""

    chances: Floats
    columns: Floats
    levels: int


def programme_of(types: Types, *, whole: bool) -> Solver:
    """Return a solver that holds the rules; `whole` asks for whole numbers. One thread and a fixed seed: repeatable."""
    solver = quiet_solver()
    model = highspy.HighsLp()
    rows, columns = types.matrix.shape
    model.num_row_, model.num_col_ = rows, columns
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = types.least, types.most
    model.row_lower_, model.row_upper_ = types.lower, types.upper
    in_row, in_column = np.nonzero(types.matrix)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(in_row, minlength=rows))])
    model.a_matrix_.index_ = in_column
    model.a_matrix_.value_ = types.matrix[in_row, in_column]
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    solver.passModel(model)
    return solver


def quiet_solver() -> Solver:
    """Return an empty solver that prints nothing and gives the same answer each time."""
    solver: Solver = _QuietHighs()
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
        solver.setOptionValue(option, value)
    return solver


def leximin_bound(types: Types, cuts: Sequence[Cut] = (), max_chance: float | None = None) -> Bound:
    """Return the LEXIMIN chances of the relaxation under these cuts.

    Each level is one linear programme: the smallest chance z of those not settled yet is made as large as it can be;
    types with a positive dual are at z in every best solution, so they are settled there. `max_chance` caps them all.

    Raises:
        NoPanelError: not even fractions keep the rules.
        ArithmeticError: the solver contradicts itself: it found a point, and then none where that point lies.
    """
    solver = _with_levels(types, cuts, max_chance)
    columns, first = types.matrix.shape[1], solver.getNumRow() - len(types.units)
    chances, free, levels = np.where(types.fixed, 1.0, np.nan), ~types.fixed, 0
    while free.any():
        solver.run()
        levels += 1
        if solver.getModelStatus() != OPTIMAL:
            _loosen(solver, types, first, chances)
        solution = solver.getSolution()
        level = min(max(solution.col_value[columns], 0.0), 1.0)
        dual = np.abs(np.array(solution.row_dual[first:])) * types.units * free
        settled = free if level >= (1.0 if max_chance is None else max_chance) - 1e-12 else dual > SMALLEST_DUAL
        for good in np.nonzero(free & settled)[0]:
            chances[good] = level
            solver.changeCoeff(int(first + good), columns, 0.0)
            # A hair below: what the solver calls feasible at one level must stay so at the next.
            solver.changeRowBounds(int(first + good), level * types.units[good] - HAIR, INFINITY)
        free = free & ~settled
    return Bound(chances, np.array(solver.getSolution().col_value[:columns]), levels)


def _loosen(solver: Solver, types: Types, first: int, chances: Floats) -> None:
    """Solve a level again that seemed to have no solution, with a little room below what was settled before it.

    There is a solution after the first level, so that only rounding can hide it.
    """
    settled = np.nonzero(np.isfinite(chances) & ~types.fixed)[0]
    if not len(settled):
        raise NoPanelError("No panel keeps all the rules.")
    hair = HAIR
    while hair < MOST_HAIR and solver.getModelStatus() != OPTIMAL:
        solver.clearSolver()
        solver.run()
        hair *= 10
        if solver.getModelStatus() != OPTIMAL:
            for good in settled:
                solver.changeRowBounds(int(first + good), (chances[good] - hair) * types.units[good], INFINITY)
    if solver.getModelStatus() != OPTIMAL:
        raise ArithmeticError("The solver contradicts itself about the chances that can be had.")


def lowest_cap(types: Types) -> float:
    """Return the lowest cap on every chance (but of those who are fixed) that the relaxation can keep.

    Raises:
        NoPanelError: not even fractions keep the rules.
    """
    solver = programme_of(types, whole=False)
    columns = types.matrix.shape[1]
    solver.addVar(0.0, 1.0)
    solver.changeColCost(columns, 1.0)
    for good, units in enumerate(types.units):
        if not types.fixed[good]:
            _add_row(solver, -INFINITY, 0.0, np.append((types.good == good).astype(float), -units))
    solver.run()
    if solver.getModelStatus() != OPTIMAL:
        raise NoPanelError("No panel keeps all the rules.")
    return float(min(max(solver.getSolution().col_value[columns], 0.0), 1.0))


def _with_levels(types: Types, cuts: Sequence[Cut], max_chance: float | None) -> Solver:
    """Add the cuts, the caps, the level z as a last column, and a row a type: its sum ≥ z times its units."""
    solver = programme_of(types, whole=False)
    solver.setOptionValue("primal_feasibility_tolerance", EXACT)
    solver.setOptionValue("dual_feasibility_tolerance", EXACT)
    columns = types.matrix.shape[1]
    for cut in cuts:
        weights = (np.array(cut.weights) / types.units)[types.good]
        _add_row(solver, -INFINITY, cut.most, weights)
    of_good = types.good[None, :] == np.arange(len(types.units))[:, None]
    if max_chance is not None:
        for capped in np.nonzero(~types.fixed)[0]:
            _add_row(solver, -INFINITY, max_chance * types.units[capped], of_good[capped].astype(float))
    solver.addVar(0.0, 1.0 if max_chance is None else max_chance)
    solver.changeColCost(columns, -1.0)
    for good, units in enumerate(types.units * ~types.fixed):
        _add_row(solver, 0.0, INFINITY, np.append(of_good[good].astype(float), -units))
    return solver


def _add_row(solver: Solver, lower: float, upper: float, values: Floats) -> None:
    at = np.nonzero(values)[0].astype(np.int32)
    solver.addRow(lower, upper, len(at), at, values[at])
