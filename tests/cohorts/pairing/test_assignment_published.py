"""The pairing core against optima that others have published, and against a second method up to seven a side."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.pairing.assignment import repair, solve
from cohorts.pairing.assignment_blocked import smallest_blocked

DATA = Path(__file__).parent / "data"

# name: (matrix, whether the largest sum is asked for, the published optimum)
PUBLISHED = {
    # Documentation of scipy.optimize.linear_sum_assignment.
    "scipy": ([[4, 1, 3], [2, 0, 5], [3, 2, 2]], False, 5),
    # scipy's own tests of it (scipy/sparse/csgraph/tests/test_matching.py): square, and one task more than workers.
    "scipy, square": ([[400, 150, 400], [400, 450, 600], [300, 225, 300]], False, 850),
    "scipy, square again": ([[10, 10, 8], [9, 8, 1], [9, 7, 4]], False, 18),
    "scipy, rectangular": ([[400, 150, 400, 1], [400, 450, 600, 2], [300, 225, 300, 3]], False, 452),
    "scipy, rectangular again": ([[10, 10, 8, 11], [9, 8, 1, 1], [9, 7, 4, 10]], False, 15),
    # OR-Tools, "Linear Sum Assignment Solver": https://developers.google.com/optimization/assignment/.
    "OR-Tools": ([[90, 76, 75, 70], [35, 85, 55, 65], [125, 95, 90, 105], [45, 110, 95, 115]], False, 265),
    # Documentation of the Python package munkres, whose program prints "total cost=12".
    "munkres": ([[5, 9, 1], [10, 3, 2], [8, 7, 4]], False, 12),
    # Wikipedia, "Hungarian algorithm": three people, three chores.
    "Wikipedia": ([[8, 4, 7], [5, 2, 3], [9, 4, 8]], False, 15),
    # Project Euler, problem 345: the example, whose sum is given with it.
    "Project Euler 345": (
        [
            [7, 53, 183, 439, 863],
            [497, 383, 563, 79, 973],
            [287, 63, 343, 169, 583],
            [627, 343, 773, 959, 943],
            [767, 473, 103, 699, 303],
        ],
        True,
        3315,
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_solve_reaches_published_optima(name):
    matrix, largest, optimum = PUBLISHED[name]
    fit = np.array(matrix) if largest else -np.array(matrix)

    assert abs(solve(fit).total_fit) == optimum


def test_solve_keeps_exclusions_of_a_published_problem():
    """scipy's test of the same file where all but four cells are infinite: 10, 1 and 7."""
    inf = math.inf
    costs = np.array([[10, inf, inf], [inf, inf, 1], [inf, 7, inf]])
    open_cells = np.isfinite(costs)

    found = solve(-np.where(open_cells, costs, 0), ~open_cells)

    assert (found.pairs, found.total_fit) == (((0, 0), (1, 2), (2, 1)), -18)


def test_solve_reaches_the_optimum_of_the_or_library():
    """OR-Library's assign100, published least cost 305; its source and licence lie beside the data."""
    size, *costs = (int(number) for number in (DATA / "assign100.txt").read_text(encoding="utf-8").split())

    assert solve(-np.array(costs).reshape(size, size)).total_fit == -305


@pytest.mark.parametrize("size", [2, 10, 100, 300])
def test_solve_reaches_the_optimum_of_machol_and_wien(size):
    """Costs i × j from 0, the problems of R. E. Machol and M. Wien as OR-Tools' tests of its solver have them.

    Their source there is "Errata: A Hard Assignment Problem", Operations Research 25 (1977) 364. The optimum pairs the
    largest with the smallest (i + j = n - 1), and no other does: n(n - 1)(n - 2) / 6.
    """
    numbers = np.arange(size)

    found = solve(-np.outer(numbers, numbers))

    assert found.pairs == tuple((row, size - 1 - row) for row in range(size))
    assert found.total_fit == -size * (size - 1) * (size - 2) / 6


def test_solve_has_the_mean_optimum_of_random_costs():
    """Exponential costs of mean 1 cost 1 + 1/4 + … + 1/n² on average (Parisi's conjecture of 1998, proved in 2003).

    S. Linusson and J. Wästlund, "A proof of Parisi's conjecture on the random assignment problem", Probability Theory
    and Related Fields, doi 10.1007/s00440-003-0308-9, theorem 1.1.
    The standard error of 4,000 samples is about 0.007.
    """
    costs = np.random.default_rng(1998).exponential(size=(4000, 6, 6))

    mean = float(np.mean([-solve(-cost).total_fit for cost in costs]))

    assert mean == pytest.approx(math.fsum(1 / k**2 for k in range(1, 7)), abs=0.03)


def best_by_subsets(fit, forbidden, floor=-1):
    """The most pairs, and the largest sum with so many, over all sets of columns in turn: another method."""
    best = {0: (0, 0)}
    for scores, barred in zip(fit, forbidden, strict=True):
        found = dict(best)
        for used, (count, total) in best.items():
            for column, score in enumerate(scores):
                if used & 1 << column or barred[column] or score < floor:
                    continue
                key, value = used | 1 << column, (count + 1, total + score)
                if found.get(key, (-1, 0)) < value:
                    found[key] = value
        best = found
    return max(best.values())


def cases(top):
    """Arrays up to seven a side, square or not, with exclusions."""
    sides = st.integers(1, 7)
    return st.tuples(sides, sides).flatmap(
        lambda shape: st.tuples(
            *(
                st.lists(st.lists(cell, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0])
                for cell in (st.integers(0, top), st.sampled_from([False, False, False, True]))
            )
        )
    )


@settings(max_examples=120, deadline=None)
@given(cases(1000) | cases(3))
def test_solve_equals_another_method_up_to_seven_a_side(case):
    fit, forbidden = case

    found = solve(fit, forbidden)

    assert (len(found.pairs), found.total_fit) == best_by_subsets(fit, forbidden)


@settings(max_examples=80, deadline=None)
@given(cases(20))
def test_solve_worst_first_equals_another_method_up_to_seven_a_side(case):
    fit, forbidden = case
    most = best_by_subsets(fit, forbidden)[0]
    floor = max(
        (one for one in {score for row in fit for score in row} if best_by_subsets(fit, forbidden, one)[0] == most),
        default=0,
    )

    found = solve(fit, forbidden, worst_first=True)

    assert (len(found.pairs), found.total_fit) == best_by_subsets(fit, forbidden, floor)
    assert all(fit[row][column] >= floor for row, column in found.pairs)


@settings(max_examples=40, deadline=None)
@given(cases(50), st.randoms(use_true_random=False), st.integers(0, 7))
def test_repair_never_breaks_more_pairs_than_it_says(case, chance, most):
    fit, forbidden = case
    columns = chance.sample(range(len(fit[0])), min(len(fit), len(fit[0])))
    before = list(enumerate(columns))

    result = repair(before, fit, forbidden, max_changes=most)

    kept = set(before) - set(result.impossible)
    counts = [len(step.broken) for step in result.steps]
    assert counts == sorted(set(counts))
    assert max(counts) <= most
    for step in result.steps:
        assert kept - set(step.assignment.pairs) == set(step.broken)
    ranks = [(len(step.assignment.pairs), step.assignment.total_fit) for step in result.steps]
    assert ranks == sorted(set(ranks))


def test_solve_gives_the_same_pairs_in_twenty_shuffles_at_sixty():
    chance = np.random.default_rng(60)
    fit = chance.integers(0, 21, (60, 60)) * 50
    keys = [f"lay {row}" for row in range(60)], [f"pro {column}" for column in range(60)]
    first = set(solve(fit, keys=keys).pairs)

    for _shuffle in range(20):
        rows, columns = chance.permutation(60), chance.permutation(60)
        again = solve(
            fit[np.ix_(rows, columns)],
            keys=([keys[0][row] for row in rows], [keys[1][column] for column in columns]),
        )
        assert {(int(rows[row]), int(columns[column])) for row, column in again.pairs} == first


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 127), min_size=1, max_size=7))
def test_smallest_blocked_is_minimal(masks):
    """No group of people with fewer partners than people is smaller: every group is tried."""
    allowed = np.array([[bool(mask >> column & 1) for column in range(7)] for mask in masks])
    sizes = [
        group.bit_count()
        for group in range(1, 1 << len(masks))
        if allowed[[row for row in range(len(masks)) if group >> row & 1]].any(axis=0).sum() < group.bit_count()
    ]

    found = smallest_blocked(allowed)

    assert (len(found[0]) if found else None) == min(sizes, default=None)
