"""Exchanges of several people at once: they put every rule right, make a panel worth more, and never break a rule."""

import numpy as np
import pytest

from cohorts.recruitment.lottery_exchange import Exchange, subsets


def pool(seed: int, people: int = 60, values: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of the places and of three categories, and a panel of 12 people."""
    random = np.random.default_rng(seed)
    rows = [np.ones(people)]
    for _category in range(3):
        has = random.integers(values, size=people)
        rows += [(has == value).astype(float) for value in range(values)]
    panel = np.zeros(people, dtype=np.int64)
    panel[random.choice(people, 12, replace=False)] = 1
    return np.array(rows), panel


def spoilt(panel: np.ndarray, out: int, into: int) -> np.ndarray:
    """Return the panel with its first people gone and the first others taken."""
    changed = panel.copy()
    changed[np.nonzero(panel == 1)[0][:out]] = 0
    changed[np.nonzero(panel == 0)[0][:into]] = 1
    return changed


@pytest.mark.parametrize(("out", "into"), [(1, 1), (2, 2), (3, 3), (1, 0), (3, 1), (0, 2), (4, 4)])
def test_put_right_keeps_every_rule(out: int, into: int) -> None:
    right = 0
    for seed in range(5):
        rows, panel = pool(seed)
        counts = rows @ panel

        found = Exchange(rows, counts, counts).put_right(spoilt(panel, out, into), np.zeros(60))

        assert found is None or np.array_equal(rows @ found, counts)
        right += found is not None
    assert right >= 4


def test_put_right_keeps_rules_that_leave_room_and_households() -> None:
    right = 0
    for seed in range(10):
        rows, panel = pool(seed)
        household = np.zeros((1, 60))
        household[0, np.append(np.nonzero(panel)[0][:1], np.nonzero(panel == 0)[0][:2])] = 1
        rows = np.vstack([rows, household])
        counts = rows @ panel
        least, most = counts - (np.arange(len(rows)) % 3 == 1), counts + (np.arange(len(rows)) % 3 == 2)
        least[-1], most[-1] = 0, 1

        found = Exchange(rows, least, most).put_right(spoilt(panel, 2, 2), np.zeros(60))

        if found is not None:
            assert np.all(rows @ found >= least)
            assert np.all(rows @ found <= most)
            right += 1
    assert right >= 8


def test_put_right_leaves_a_right_panel_and_says_where_nothing_keeps_the_rules() -> None:
    rows, panel = pool(1)
    counts = rows @ panel
    nobody = np.vstack([rows, np.zeros(60)])

    assert np.array_equal(Exchange(rows, counts, counts).put_right(panel, np.zeros(60)), panel)
    assert Exchange(nobody, np.append(counts, 1), np.append(counts, 1)).put_right(panel, np.zeros(60)) is None


def test_improved_makes_a_panel_worth_more_and_keeps_the_rules() -> None:
    better = 0
    for seed in range(10):
        rows, panel = pool(seed)
        counts, worth = rows @ panel, np.random.default_rng(seed).normal(size=60)

        found = Exchange(rows, counts, counts).improved(panel, worth)

        assert np.array_equal(rows @ found, counts)
        assert worth @ found >= worth @ panel
        better += worth @ found > worth @ panel + 0.5
    assert better >= 8


def test_subsets_lists_each_once() -> None:
    assert subsets(4, 2).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert subsets(3, 0).shape == (1, 0)
    assert subsets(2, 3).shape == (0, 3)
