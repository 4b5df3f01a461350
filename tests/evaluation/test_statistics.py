"""Scores and statistics, against sums done by hand and the standard library. No database."""

import math
import statistics
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.statistics import (
    Alpha,
    Change,
    Item,
    Share,
    Summary,
    answered,
    cronbach_alpha,
    item_scores,
    paired_change,
    percentage_agreeing,
    response_rate,
    reverse_scored,
    rounded_total,
    share_of,
    subscale_score,
    summary,
    wave_summaries,
)

COLLABORATION = [Item("col1"), Item("col2"), Item("col3"), Item("col4", reverse=True), Item("col5")]
NETWORKS = [Item("net1"), Item("net2"), Item("net3", reverse=True), Item("net4")]


def near(expected):
    return pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(
    ("answer", "expected"), [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1), (None, None), (-98, None), (-99, None)]
)
def test_reverse_scored_is_six_minus_the_answer(answer, expected):
    assert reverse_scored(answer) == expected


def test_reverse_scored_turns_round_another_scale():
    assert reverse_scored(1, lowest=1, highest=3) == 3


@pytest.mark.parametrize("answer", [0, 6, -1, -97])
def test_answered_refuses_what_is_not_on_the_scale(answer):
    with pytest.raises(ValueError, match="not on the scale from 1 to 5"):
        answered(answer)


def test_item_scores_keep_the_order_and_turn_reversed_items():
    assert item_scores({"net3": 2, "net1": 5, "net2": -99}, NETWORKS) == [5, None, 4, None]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"net1": 4, "net2": 3, "net3": 1, "net4": 5}, 4.25),
        ({"net1": 4, "net2": 3, "net3": 1}, 4.0),
        ({"net1": 4, "net2": 3, "net3": -98, "net4": -99}, None),
        ({}, None),
    ],
)
def test_subscale_score_needs_three_of_four(answers, expected):
    assert subscale_score(answers, NETWORKS) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"col1": 5, "col2": 4, "col3": 4, "col4": 2}, 4.25),
        ({"col1": 5, "col2": 4, "col3": 4, "col4": -98, "col5": None}, None),
    ],
)
def test_subscale_score_needs_four_of_five(answers, expected):
    assert subscale_score(answers, COLLABORATION) == expected


def test_subscale_score_of_no_items_is_none():
    assert subscale_score({"col1": 5}, []) is None


def test_summary_is_that_of_a_hand_sum():
    # 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squared distances 32, sample variance 32 / 7.
    assert summary([2, 4, 4, 4, None, 5, 5, 7, 9]) == Summary(8, 5.0, math.sqrt(32 / 7))


def test_summary_of_one_has_no_deviation_and_of_none_no_mean():
    assert summary([3.5, None]) == Summary(1, 3.5, None)
    assert summary([]) == Summary(0, None, None)


@given(st.lists(st.floats(1, 5), min_size=2, max_size=40))
def test_summary_agrees_with_the_standard_library(scores):
    result = summary(scores)

    assert result.mean == pytest.approx(statistics.fmean(scores))
    assert result.standard_deviation == pytest.approx(statistics.stdev(scores), abs=1e-7)


def test_wave_summaries_keep_the_order_and_each_own_n():
    result = wave_summaries({"baseline": [2.0, 4.0], "end": [5.0, None]})

    assert list(result.items()) == [("baseline", Summary(2, 3.0, math.sqrt(2))), ("end", Summary(1, 5.0, None))]


def test_paired_change_is_that_of_students_sleep_data():
    # Student 1908: extra hours of sleep under two drugs; mean difference 1.58, t = 4.0621, interval 0.7001 to 2.4599.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

    change = paired_change(
        {f"p{n}": hours for n, hours in enumerate(first)}, {f"p{n}": hours for n, hours in enumerate(second)}
    )

    assert change.n == 10
    assert (change.before, change.after, change.mean) == (near(0.75), near(2.33), near(1.58))
    assert change.standard_deviation == near(1.2300)
    assert (change.low, change.high) == (near(0.7001), near(2.4599))


def test_paired_change_leaves_out_who_answered_once():
    before = {"a": 3.0, "b": 2.0, "c": None, "d": 1.0}
    after = {"a": 4.0, "b": 4.0, "c": 5.0, "e": 5.0}

    change = paired_change(before, after)

    # Changes 1 and 2: mean 1.5, s = √0.5, half an interval 12.7062 * √0.5 / √2 = 6.3531.
    assert (change.n, change.before, change.after, change.mean) == (2, 2.5, 4.0, 1.5)
    assert (change.low, change.high) == (near(1.5 - 6.3531), near(1.5 + 6.3531))


def test_paired_change_of_one_person_has_no_interval():
    assert paired_change({"a": 3.0}, {"a": 4.0}) == Change(1, 3.0, 4.0, 1.0, None, None, None)
    assert paired_change({"a": 3.0}, {"b": 4.0}) == Change(0, None, None, None, None, None, None)


def test_paired_change_at_another_level_is_narrower():
    before, after = {"a": 1.0, "b": 2.0, "c": 3.0}, {"a": 2.0, "b": 4.0, "c": 4.0}

    change = paired_change(before, after, level=0.9)

    # Mean 4 / 3, s = √(1 / 3), t(2) at 95 % is 2.91999: half an interval is 2.91999 / 3.
    assert (change.low, change.high) == (near(4 / 3 - 0.97333), near(4 / 3 + 0.97333))
    assert change.level == 0.9


@pytest.mark.parametrize("level", [0, 1, 95])
def test_paired_change_refuses_a_level_in_per_cent(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        paired_change({}, {}, level=level)


def test_cronbach_alpha_is_that_of_a_hand_sum():
    rows = [[1, 2, 1], [2, 3, 4], [3, 4, 3], [None, 5, 5]]

    # Variances of the items 1, 1, 7/3; totals 4, 9, 10 with variance 31/3: 3/2 * (1 - 13/31).
    assert cronbach_alpha(rows) == Alpha(pytest.approx(1.5 * (1 - 13 / 31)), 3, 3)


def test_cronbach_alpha_of_items_that_say_the_same_is_one():
    assert cronbach_alpha([[1, 1], [3, 3], [4, 4]]) == Alpha(pytest.approx(1.0), 3, 2)


def test_cronbach_alpha_of_items_that_contradict_each_other_is_negative():
    # Variances 1 and 4, totals 6, 5, 4 with variance 1: 2 * (1 - 5).
    assert cronbach_alpha([[1, 5], [2, 3], [3, 1]]) == Alpha(pytest.approx(-8.0), 3, 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], Alpha(None, 0, 0, "few_items")),
        ([[1], [2]], Alpha(None, 2, 1, "few_items")),
        ([[1, 2], [None, 2]], Alpha(None, 1, 2, "few_people")),
        ([[1, 2], [2, 1]], Alpha(None, 2, 2, "no_variation")),
    ],
)
def test_cronbach_alpha_says_why_it_is_undefined(rows, expected):
    assert cronbach_alpha(rows) == expected


def test_cronbach_alpha_refuses_ragged_rows():
    with pytest.raises(ValueError, match=r"different numbers of items: \[1, 2\]"):
        cronbach_alpha([[1], [1, 2]])


def test_response_rate_has_the_wilson_interval():
    rate = response_rate(responded=15, invited=20)

    # With z² = 3.8415: (0.75 + 0.0960 ± 1.95996 √(0.009375 + 0.002401)) / 1.19207.
    assert (rate.count, rate.of, rate.share) == (15, 20, 0.75)
    assert (rate.low, rate.high) == (near(0.5313), near(0.8881))


def test_response_rate_of_nobody_and_of_everybody_touch_the_ends():
    # Of ten: 1 - 10 / (10 + z²) = 0.2775.
    assert share_of(0, 10) == Share(0, 10, 0.0, 0.0, near(0.2775))
    assert share_of(10, 10) == Share(10, 10, 1.0, near(0.7225), 1.0)


def test_response_rate_without_invitations_is_undefined():
    assert response_rate(responded=0, invited=0) == Share(0, 0, None, None, None)


@pytest.mark.parametrize(("count", "of"), [(-1, 5), (6, 5), (0, -1)])
def test_share_of_refuses_impossible_counts(count, of):
    with pytest.raises(ValueError, match="is no share"):
        share_of(count, of)


@given(st.integers(1, 500).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_share_of_bounds_solve_wilsons_equation(case):
    share = share_of(*case)

    assert 0 <= share.low <= share.share <= share.high <= 1
    for bound in (share.low, share.high):
        distance = abs(share.share - bound)
        assert distance == pytest.approx(1.959964 * math.sqrt(bound * (1 - bound) / share.of), abs=1e-6)


def test_percentage_agreeing_counts_the_two_highest_of_those_who_answered():
    share = percentage_agreeing([5, 4, 4, 3, 1, None, -98, -99])

    assert (share.count, share.of, share.share) == (3, 5, 0.6)


def test_percentage_agreeing_of_a_reversed_statement_counts_the_two_lowest():
    share = percentage_agreeing([5, 4, 3, 2, 1], reverse=True)

    assert (share.count, share.of) == (2, 5)


def test_percentage_agreeing_without_answers_is_undefined():
    assert percentage_agreeing([None, -98]).share is None


@pytest.mark.parametrize(
    ("n", "expected"), [(0, None), (4, None), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (100, 100)]
)
def test_rounded_total_is_to_the_nearest_five_and_suppressed_below(n, expected):
    assert rounded_total(n) == expected


def test_rounded_total_refuses_a_negative_count():
    with pytest.raises(ValueError, match="no head count"):
        rounded_total(-1)


def test_statistics_load_neither_scipy_nor_django():
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import evaluation.statistics, sys; print({'scipy', 'django', 'numpy'} & set(sys.modules))",
        ],
        capture_output=True,
        cwd=Path(__file__).parents[2],
        text=True,
        check=True,
    )

    assert loaded.stdout.strip() == "set()"
