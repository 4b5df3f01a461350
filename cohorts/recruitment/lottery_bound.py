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

from cohorts.recruitment.lottery_types import Floats, Integers, Types

# The solver's own type hints leave out half of its methods.
Solver = Any
INFINITY = highspy.kHighsInf
OPTIMAL = highspy.HighsModelStatus.kOptimal
INFEASIBLE = highspy.HighsModelStatus.kInfeasible
# A type whose share of the dual is below this may be able to have more; it waits for a later level.
SMALLEST_DUAL = 1e-6
# How exactly the levels keep each other: an error in one, times the dual of another, is an error in that.
EXACT = 1e-9
# What was settled may give way by this, then by ten times as much, where the solver finds no room at a later level.
HAIR = 1e-11
MOST_HAIR = 1e-7
# A sum of chances so near to a cut, beside its largest weight, has reached it.
REACHED = 1e-6

# Such a small programme is solved sooner without a new start and with few cutting planes kept.
QUICK = (
    ("mip_allow_restart", False),
    ("mip_pool_soft_limit", 10),
    ("mip_heuristic_run_rens", False),
    ("mip_heuristic_run_rins", False),
    ("mip_heuristic_run_root_reduced_cost", False),
    ("mip_heuristic_run_feasibility_jump", False),
)


class _QuietHighs(highspy.Highs):
    """The solver without its call-backs: they print a banner, and a call for each iteration costs time."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


class NoPanelError(ValueError):
    """No panel keeps all the rules."""


@dataclass(frozen=True)
class Cut:
    """No panel has a larger sum of weights · chances than `most` (one weight a type).

    A cut that holds a level down becomes an *edge*, the first, second, …: all panels of the fairest lotteries reach its
    `most` exactly. What is proved later need hold for such panels alone, those that reach the first `under` edges.
    """

    weights: tuple[float, ...]
    most: float
    under: int = 0
    edge: int = 0

    def of_columns(self, types: Types) -> Floats:
        """Return the weight of each column."""
        weights: Floats = (np.array(self.weights) / types.units)[types.good]
        return weights

    def exact(self, types: Types) -> bool:
        """Whether all sums are whole numbers, so that a panel that does not reach `most` stays below it by 1."""
        each = self.of_columns(types)
        return self.most == round(self.most) and bool(np.all(each == np.round(each)))


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


class Levels:
    """The levels of LEXIMIN over the relaxation, each one linear programme.

    The smallest chance z of those not settled yet is made as large as it can be; types with a positive dual are at z in
    every best solution, so they are settled there. `max_chance` caps them all; types that no panel holds have 0.
    """

    def __init__(self, types: Types, cuts: Sequence[Cut] = (), max_chance: float | None = None) -> None:
        barred = np.bincount(types.good, types.most * ~_never(types, cuts), minlength=len(types.units)) == 0
        self.types, self.most = types, 1.0 if max_chance is None else max_chance
        self.solver = _with_levels(types, cuts, max_chance, ~types.fixed & ~barred)
        self.first = self.solver.getNumRow() - len(types.units)
        self.chances: Floats = np.where(types.fixed, 1.0, np.where(barred, 0.0, np.nan))
        self.free = np.isnan(self.chances)
        self.settled_now = self.free
        self.number, self.level = 0, 0.0

    def solve(self) -> float:
        """Return the level of the types that are free, and see which of them it settles.

        Raises:
            NoPanelError: not even fractions keep the rules.
            ArithmeticError: the solver contradicts itself: it found a point, and then none where that point lies.
        """
        self.solver.run()
        if self.solver.getModelStatus() != OPTIMAL:
            self._loosen()
        solution = self.solver.getSolution()
        self.level = min(max(solution.col_value[self.types.matrix.shape[1]], 0.0), self.most)
        rows = solution.row_dual[self.first : self.first + len(self.free)]
        dual = np.abs(np.array(rows)) * self.types.units * self.free
        self.settled_now = self.free if self.level >= self.most - 1e-12 else self.free & (dual > SMALLEST_DUAL)
        return self.level

    def settle(self, level: float) -> Integers:
        """Settle these types at a level, and return which."""
        self.number += 1
        for good in (settled := np.nonzero(self.settled_now)[0]):
            self.chances[good] = level
            self.solver.changeCoeff(int(self.first + good), self.types.matrix.shape[1], 0.0)
            # A hair below: what the solver calls feasible at one level must stay so at the next.
            self.solver.changeRowBounds(int(self.first + good), level * self.types.units[good] - HAIR, INFINITY)
        self.free = self.free & ~self.settled_now
        return settled

    def add(self, cut: Cut) -> None:
        """Add a cut."""
        _add_cut(self.solver, self.types, cut)

    def mean(self) -> Floats:
        """Return the chances of all types in the solution found last: those that are free may be able to have more."""
        return self.types.chances(np.array(self.solver.getSolution().col_value[: self.types.matrix.shape[1]]))

    def reaches(self, cut: Cut) -> bool:
        """Whether every mixture at the levels settled so far, and with the others no lower, is at the cut's `most`.

        Then it is an edge: each of the panels must be there, because none is beyond it.
        """
        columns, weights = self.types.matrix.shape[1], cut.of_columns(self.types)
        at = np.arange(columns + 1, dtype=np.int32)
        most = self.solver.getLp().col_upper_[columns]
        self.solver.changeColBounds(columns, min(self.level, most), most)
        self.solver.changeColsCost(columns + 1, at, np.append(weights, 0.0))
        self.solver.run()
        least = self.solver.getInfo().objective_function_value
        found = self.solver.getModelStatus() == OPTIMAL and least >= cut.most - REACHED * max(
            1.0, np.abs(weights).max()
        )
        self.solver.changeColBounds(columns, 0.0, most)
        self.solver.changeColsCost(columns + 1, at, np.append(np.zeros(columns), -1.0))
        return bool(found)

    def _loosen(self) -> None:
        """Solve a level again that seemed to have no solution, with a little room below what was settled before it.

        There is a solution after the first level, so that only rounding can hide it.
        """
        settled = np.nonzero(~self.free & ~self.types.fixed)[0]
        if not self.number:
            raise NoPanelError("No panel keeps all the rules.")
        hair = HAIR
        while hair < MOST_HAIR and self.solver.getModelStatus() != OPTIMAL:
            self.solver.clearSolver()
            self.solver.run()
            hair *= 10
            if self.solver.getModelStatus() != OPTIMAL:
                for good in settled:
                    least = (self.chances[good] - hair) * self.types.units[good]
                    self.solver.changeRowBounds(int(self.first + good), least, INFINITY)
        if self.solver.getModelStatus() != OPTIMAL:
            raise ArithmeticError("The solver contradicts itself about the chances that can be had.")


def leximin_bound(types: Types, cuts: Sequence[Cut] = (), max_chance: float | None = None) -> Bound:
    """Return the LEXIMIN chances of the relaxation under these cuts, each from the level on at which its edges hold.

    Raises:
        NoPanelError: not even fractions keep the rules.
    """
    levels = Levels(types, [cut for cut in cuts if not cut.under], max_chance)
    edges, reached = {cut.edge: cut for cut in cuts if cut.edge}, 0
    columns = types.matrix.shape[1]
    while levels.free.any():
        levels.settle(levels.solve())
        point = np.array(levels.solver.getSolution().col_value[:columns])
        while reached + 1 in edges and levels.reaches(edges[reached + 1]):
            reached += 1
            for cut in cuts:
                if cut.under == reached:
                    levels.add(cut)
    return Bound(levels.chances, point, levels.number)


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


def _never(types: Types, cuts: Sequence[Cut]) -> "np.typing.NDArray[np.bool_]":
    """Which columns the cuts leave at 0: a sum without negative weights that is at most 0."""
    never = np.zeros(types.matrix.shape[1], dtype=bool)
    for cut in cuts:
        if cut.most <= 0.0 <= min(cut.weights):
            never |= np.array(cut.weights)[types.good] > 0.0
    return never


def _with_levels(
    types: Types, cuts: Sequence[Cut], max_chance: float | None, free: "np.typing.NDArray[np.bool_]"
) -> Solver:
    """Add the cuts, the caps, the level z as a last column, and a row a type: its sum ≥ z times its units."""
    solver = programme_of(types, whole=False)
    solver.setOptionValue("primal_feasibility_tolerance", EXACT)
    solver.setOptionValue("dual_feasibility_tolerance", EXACT)
    columns = types.matrix.shape[1]
    for column in np.nonzero(_never(types, cuts))[0]:
        solver.changeColBounds(int(column), 0.0, 0.0)
    for cut in cuts:
        _add_cut(solver, types, cut)
    of_good = types.good[None, :] == np.arange(len(types.units))[:, None]
    if max_chance is not None:
        for capped in np.nonzero(~types.fixed)[0]:
            _add_row(solver, -INFINITY, max_chance * types.units[capped], of_good[capped].astype(float))
    solver.addVar(0.0, 1.0 if max_chance is None else max_chance)
    solver.changeColCost(columns, -1.0)
    for good, units in enumerate(types.units * free):
        _add_row(solver, 0.0, INFINITY, np.append(of_good[good].astype(float), -units))
    return solver


def _add_cut(solver: Solver, types: Types, cut: Cut) -> None:
    _add_row(solver, -INFINITY, cut.most, cut.of_columns(types))


def keep_at_edge(solver: Solver, types: Types, edge: Cut) -> None:
    """Let the solver look only at panels that reach an edge."""
    _add_row(solver, edge.most, INFINITY, edge.of_columns(types))


def _add_row(solver: Solver, lower: float, upper: float, values: Floats) -> None:
    at = np.nonzero(values)[0].astype(np.int32)
    solver.addRow(lower, upper, len(at), at, values[at])
