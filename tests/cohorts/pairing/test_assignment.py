"""The pairing core: best pairs, ties, locks, exclusions, alternatives, repair. Pure, against brute force."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.pairing.assignment import Alternative, Assignment, Blocked, Repair, alternatives, losses, repair, solve
from cohorts.pairing.assignment_blocked import smallest_blocked


def arrays(most_rows=5, most_columns=5, top=6):
    """Small fits with many ties, and exclusions of any density."""
    return st.tuples(st.integers(1, most_rows), st.integers(1, most_columns)).flatmap(
        lambda shape: st.tuples(
            st.lists(
                st.lists(st.integers(0, top), min_size=shape[1], max_size=shape[1]),
                min_size=shape[0],
                max_size=shape[0],
            ),
            st.lists(
                st.lists(st.sampled_from([False, False, True]), min_size=shape[1], max_size=shape[1]),
                min_size=shape[0],
                max_size=shape[0],
            ),
        )
    )


def every_matching(forbidden, row=0, used=()):
    """Every set of allowed pairs, the empty one too."""
    if row == len(forbidden):
        yield ()
        return
    yield from every_matching(forbidden, row + 1, used)
    for column, barred in enumerate(forbidden[row]):
        if not barred and column not in used:
            for rest in every_matching(forbidden, row + 1, (*used, column)):
                yield ((row, column), *rest)


def rank(pairs, fit):
    return len(pairs), sum(fit[row][column] for row, column in pairs)


def best_rank(fit, forbidden, holds=set().issubset):
    return max((rank(pairs, fit) for pairs in every_matching(forbidden) if holds(pairs)), default=None)


def named(fit):
    """A fit as an array, and keys of its rows and columns."""
    fit = np.array(fit)
    return fit, ([f"lay {row}" for row in range(fit.shape[0])], [f"pro {column}" for column in range(fit.shape[1])])


def is_matching(assignment, forbidden):
    lay = [pair[0] for pair in assignment.pairs]
    professional = [pair[1] for pair in assignment.pairs]
    return (
        list(assignment.pairs) == sorted(assignment.pairs)
        and sorted([*lay, *assignment.unpaired_lay]) == list(range(len(forbidden)))
        and sorted([*professional, *assignment.unpaired_professional]) == list(range(len(forbidden[0])))
        and not any(forbidden[row][column] for row, column in assignment.pairs)
    )


@settings(max_examples=200, deadline=None)
@given(arrays())
def test_solve_equals_brute_force(case):
    fit, forbidden = case

    assignment = solve(fit, forbidden)

    assert is_matching(assignment, forbidden)
    assert rank(assignment.pairs, fit) == best_rank(fit, forbidden)
    assert assignment.total_fit == rank(assignment.pairs, fit)[1]


@pytest.mark.parametrize("seed", range(3))
def test_solve_equals_brute_force_at_seven(seed):
    fit = np.random.default_rng(seed).integers(0, 1001, (7, 7))

    assignment = solve(fit)

    best = max(sum(fit[row, column] for row, column in enumerate(order)) for order in itertools.permutations(range(7)))
    assert assignment.total_fit == best
    assert assignment.blocked is None


@settings(max_examples=150, deadline=None)
@given(arrays(), st.randoms(use_true_random=False))
def test_solve_gives_the_same_pairs_on_every_row_order(case, shuffler):
    fit, keys = named(case[0])
    forbidden = np.array(case[1])
    rows = shuffler.sample(range(len(fit)), len(fit))
    columns = shuffler.sample(range(fit.shape[1]), fit.shape[1])

    first = solve(fit, forbidden, keys=keys)
    second = solve(
        fit[np.ix_(rows, columns)],
        forbidden[np.ix_(rows, columns)],
        keys=([keys[0][row] for row in rows], [keys[1][column] for column in columns]),
    )

    assert sorted((rows[row], columns[column]) for row, column in second.pairs) == list(first.pairs)


def test_solve_ties_do_not_go_by_the_order_of_rows():
    fit = np.zeros((40, 40), dtype=int)
    _, keys = named(fit)

    assignment = solve(fit, keys=keys)

    assert sum(row == column for row, column in assignment.pairs) < 10
    assert solve(fit, keys=(list(reversed(keys[0])), keys[1])).pairs == tuple(
        sorted((39 - row, column) for row, column in assignment.pairs)
    )


def test_solve_tie_breaking_never_costs_a_step_of_fit():
    rng = np.random.default_rng(4)
    fit = rng.integers(0, 3, (80, 80))
    tenths = fit / 10

    # With three values among 80 people a perfect assignment of twos exists, whatever the ties.
    assert solve(fit).total_fit == 160
    assert solve(tenths).total_fit == pytest.approx(16)
    assert solve(tenths).pairs == solve(fit).pairs


def test_solve_of_values_without_a_common_step_is_the_best():
    fit = np.random.default_rng(5).random((6, 6))

    best = max(sum(fit[row, column] for row, column in enumerate(order)) for order in itertools.permutations(range(6)))
    assert solve(fit).total_fit == pytest.approx(best, abs=1e-9)


def test_solve_more_pairs_come_before_more_fit():
    fit = [[1000, 1], [1000, 1000]]
    forbidden = [[False, False], [False, True]]

    assignment = solve(fit, forbidden)

    assert assignment.pairs == ((0, 1), (1, 0))
    assert assignment.total_fit == 1001


def test_solve_unequal_sides_leaves_the_least_fitting_over():
    assignment = solve([[5, 9], [7, 1], [6, 8]])

    assert assignment.pairs == ((0, 1), (1, 0))
    assert (assignment.unpaired_lay, assignment.unpaired_professional) == ((2,), ())
    assert assignment.blocked is None


@settings(max_examples=150, deadline=None)
@given(arrays(4, 4), st.data())
def test_solve_keeps_locks(case, data):
    fit, forbidden = case
    matchings = list(every_matching(forbidden))
    locked = data.draw(st.sampled_from(matchings))

    assignment = solve(fit, forbidden, locked)

    assert is_matching(assignment, forbidden)
    assert set(locked).issubset(assignment.pairs)
    assert rank(assignment.pairs, fit) == best_rank(fit, forbidden, set(locked).issubset)


@settings(max_examples=150, deadline=None)
@given(arrays())
def test_solve_worst_first_lifts_the_worst_pair_then_the_total(case):
    fit, forbidden = case

    assignment = solve(fit, forbidden, worst_first=True)

    def judged(pairs):
        return len(pairs), min((fit[row][column] for row, column in pairs), default=0), rank(pairs, fit)[1]

    assert judged(assignment.pairs) == max(judged(pairs) for pairs in every_matching(forbidden))


@settings(max_examples=200, deadline=None)
@given(arrays())
def test_solve_names_the_smallest_group_that_exclusions_block(case):
    fit, forbidden = case
    rows, columns = len(forbidden), len(forbidden[0])

    assignment = solve(fit, forbidden)

    if len(assignment.pairs) == min(rows, columns):
        assert assignment.blocked is None
        return
    sides = {"lay": forbidden, "professional": [list(column) for column in zip(*forbidden, strict=True)]}
    smallest = min(
        len(group)
        for cells in sides.values()
        if len(cells) <= len(cells[0])
        for size in range(1, len(cells) + 1)
        for group in itertools.combinations(cells, size)
        if sum(not all(column) for column in zip(*group, strict=True)) < size
    )
    blocked = assignment.blocked
    group = [sides[blocked.side][person] for person in blocked.people]
    assert len(blocked.people) == smallest
    assert blocked.partners == tuple(
        number for number, column in enumerate(zip(*group, strict=True)) if not all(column)
    )
    assert len(blocked.partners) < len(blocked.people)


def test_solve_names_two_people_who_have_one_partner_between_them():
    forbidden = np.zeros((4, 4), dtype=bool)
    forbidden[[1, 3], :] = True
    forbidden[[1, 3], 2] = False

    assignment = solve(np.full((4, 4), 500), forbidden)

    assert assignment.blocked == Blocked("lay", (1, 3), (2,))
    assert len(assignment.pairs) == 3
    assert assignment.total_fit == 1500


def test_solve_all_excluded_names_one_person_without_a_partner():
    assignment = solve(np.ones((2, 2)), np.ones((2, 2), dtype=bool))

    assert assignment.pairs == ()
    assert (assignment.unpaired_lay, assignment.unpaired_professional) == ((0, 1), (0, 1))
    assert (assignment.blocked.side, len(assignment.blocked.people), assignment.blocked.partners) == ("lay", 1, ())


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_solve_of_an_empty_side_pairs_nobody(shape):
    assignment = solve(np.zeros(shape), worst_first=True)

    assert assignment.pairs == ()
    assert assignment.unpaired_lay == tuple(range(shape[0]))
    assert assignment.unpaired_professional == tuple(range(shape[1]))
    assert assignment.blocked is None


def test_smallest_blocked_is_smaller_than_what_one_matching_shows():
    # A matching of the first two leaves each of the others in a group of three; the last two alone are a group of two.
    allowed = np.array([[True, True], [True, True], [True, False], [True, False]])

    assert smallest_blocked(allowed) == ([2, 3], [0])


def test_smallest_blocked_is_none_where_all_can_be_paired():
    assert smallest_blocked(np.eye(3, dtype=bool)) is None


def test_smallest_blocked_is_found_beyond_the_bounded_search(monkeypatch):
    monkeypatch.setattr("cohorts.pairing.assignment_blocked.SEARCH_STEPS", 0)
    allowed = np.array([[True, False], [True, False], [True, True]])

    rows, columns = smallest_blocked(allowed)

    assert len(columns) < len(rows)
    assert columns == np.flatnonzero(allowed[rows].any(axis=0)).tolist()


@pytest.mark.parametrize(
    ("fit", "options", "message"),
    [
        ([1, 2], {}, "must have two dimensions"),
        ([[1.0, float("nan")]], {}, "lay person 0 and professional 1 is nan"),
        ([[1.0, float("inf")]], {}, "is inf, no number"),
        ([[1, 2]], {"forbidden": [[True], [False]]}, "they must be the same"),
        ([[1, 2]], {"locked": [(0, 2)]}, r"people \(0, 2\) are not all there"),
        ([[1, 2]], {"locked": [(-1, 0)]}, r"people \(-1, 0\) are not all there"),
        ([[1, 2]], {"forbidden": [[True, False]], "locked": [(0, 0)]}, "locked and excluded at once"),
        ([[1, 2]], {"locked": [(0, 0), (0, 1)]}, "lay person 0 is locked to two partners"),
        ([[1], [2]], {"locked": [(0, 0), (1, 0)]}, "professional 0 is locked to two partners"),
        ([[1, 2]], {"keys": (["a"], ["b"])}, "1 keys are given for 2 people"),
        ([[1, 2]], {"keys": (["a"], ["b", "b"])}, "1 different keys are given for 2 people"),
    ],
)
def test_solve_refuses_bad_input(fit, options, message):
    with pytest.raises(ValueError, match=message):
        solve(fit, **options)


@settings(max_examples=150, deadline=None)
@given(arrays(4, 4, top=9), st.data())
def test_losses_are_those_of_forcing_each_pair(case, data):
    fit, forbidden = case
    locked = data.draw(st.sampled_from(list(every_matching(forbidden)))) if data.draw(st.booleans()) else ()
    assignment = solve(fit, forbidden, locked, worst_first=data.draw(st.booleans()))

    found = losses(assignment)

    held = {pair[0] for pair in locked}, {pair[1] for pair in locked}
    for row, column in np.ndindex(len(fit), len(fit[0])):
        if forbidden[row][column] or row in held[0] or column in held[1]:
            assert np.isnan(found.loss[row, column])
            continue
        pairs, total = best_rank(fit, forbidden, {*locked, (row, column)}.issubset)
        assert found.pairs_lost[row, column] == len(assignment.pairs) - pairs
        assert found.loss[row, column] == assignment.total_fit - total


def test_alternatives_come_cheapest_first_with_exact_losses():
    fit = [[900, 800, 100], [850, 700, 300], [400, 350, 600]]
    assignment = solve(fit)

    others = alternatives(assignment, 0)

    # At best 800 + 850 + 600 = 2250; with the first forced 900 + 700 + 600, with the last 100 + 850 + 350.
    assert assignment.pairs == ((0, 1), (1, 0), (2, 2))
    assert others == (Alternative(0, 50, 0), Alternative(2, 950, 0))
    assert alternatives(assignment, 0, losses(assignment)) == others


def test_alternatives_that_leave_somebody_over_come_last():
    fit = [[500, 900], [800, 0]]
    assignment = solve(fit, [[False, False], [False, True]])

    assert alternatives(assignment, 0) == (Alternative(0, 1200, 1),)


def test_alternatives_of_an_unpaired_person_say_whom_they_would_replace():
    assignment = solve([[9], [7]])

    assert alternatives(assignment, 1) == (Alternative(0, 2, 0),)


def test_alternatives_of_a_locked_person_are_none():
    assignment = solve([[9, 1], [7, 2]], locked=[(0, 1)])

    assert alternatives(assignment, 0) == ()


def test_alternatives_of_an_unknown_person_are_refused():
    with pytest.raises(ValueError, match="There is no lay person 2"):
        alternatives(solve([[9, 1], [7, 2]]), 2)


@settings(max_examples=100, deadline=None)
@given(arrays(4, 4, top=9), st.data())
def test_repair_equals_brute_force_for_every_number_of_broken_pairs(case, data):
    fit, forbidden = case
    free = [[False] * len(row) for row in forbidden]
    previous = data.draw(st.sampled_from(list(every_matching(free))))
    locked = data.draw(st.sampled_from([pairs for pairs in every_matching(forbidden) if len(pairs) < 2]))

    result = repair(previous, fit, forbidden, locked)

    busy = {pair[0] for pair in locked}, {pair[1] for pair in locked}
    gone = [
        pair
        for pair in previous
        if pair not in locked and (forbidden[pair[0]][pair[1]] or pair[0] in busy[0] or pair[1] in busy[1])
    ]
    kept = set(previous) - set(gone)
    frontier = {}
    for breaks in range(len(kept) + 1):
        best = best_rank(
            fit,
            forbidden,
            lambda pairs, breaks=breaks: set(locked) <= set(pairs) and len(kept - set(pairs)) <= breaks,
        )
        if not frontier or best > max(frontier.values()):
            frontier[breaks] = best
    assert result.impossible == tuple(sorted(gone))
    assert {len(step.broken): rank(step.assignment.pairs, fit) for step in result.steps} == frontier
    for step in result.steps:
        assert set(step.broken) == kept - set(step.assignment.pairs)
        assert is_matching(step.assignment, forbidden)


def test_repair_stops_at_the_changes_allowed():
    fit = np.array([[1, 9, 0], [0, 1, 9], [9, 0, 1]])

    none = repair([(0, 0), (1, 1), (2, 2)], fit, max_changes=2)
    every = repair([(0, 0), (1, 1), (2, 2)], fit)

    # Breaking two of three gives 1 + 9 + 0 = 10; breaking all three gives 27.
    assert [(len(step.broken), step.assignment.total_fit) for step in none.steps] == [(0, 3), (2, 10)]
    assert [(len(step.broken), step.assignment.total_fit) for step in every.steps] == [(0, 3), (2, 10), (3, 27)]


def test_repair_pairs_a_newcomer_with_who_is_left_and_disturbs_nobody():
    fit = [[5, 5, 5], [5, 5, 5], [5, 5, 5]]

    result = repair([(0, 1), (2, 0)], fit)

    assert [step.assignment.pairs for step in result.steps] == [((0, 1), (1, 2), (2, 0))]
    assert result.steps[0].broken == ()


def test_repair_of_nothing_is_the_best_assignment():
    fit = [[3, 1], [1, 3]]

    result = repair([], fit)

    assert isinstance(result, Repair)
    assert [step.assignment for step in result.steps] == [solve(fit)]
    assert isinstance(result.steps[0].assignment, Assignment)


@pytest.mark.parametrize(
    ("previous", "options", "message"),
    [
        ([(0, 5)], {}, r"The paired people \(0, 5\) are not all there"),
        ([(0, 0), (0, 1)], {}, "lay person 0 is paired to two partners"),
        ([(0, 0)], {"max_changes": -1}, "cannot be below 0"),
    ],
)
def test_repair_refuses_bad_input(previous, options, message):
    with pytest.raises(ValueError, match=message):
        repair(previous, [[1, 2], [3, 4]], **options)
