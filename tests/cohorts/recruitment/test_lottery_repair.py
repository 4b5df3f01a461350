"""Panels that are put right by swaps: they keep every rule, and what cannot be put right is said to be so."""

import numpy as np
import pytest

from cohorts.recruitment.lottery_repair import Repair


def pool(seed: int, people: int = 60, values: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of three categories and of the places, and the counts of a panel that keeps them."""
    random = np.random.default_rng(seed)
    rows = [np.ones(people)]
    for _category in range(3):
        has = random.integers(values, size=people)
        rows += [(has == value).astype(float) for value in range(values)]
    matrix = np.array(rows)
    panel = np.zeros(people)
    panel[random.choice(people, 12, replace=False)] = 1
    return matrix, matrix @ panel


@pytest.mark.parametrize("seed", range(20))
def test_mended_panel_keeps_every_rule(seed: int) -> None:
    rows, counts = pool(seed)
    start = np.zeros(rows.shape[1], dtype=np.int64)
    start[:12] = 1

    found = Repair(rows, counts, counts, np.zeros(rows.shape[1])).mended(start)

    assert found is None or np.array_equal(rows @ found, counts)


def test_mended_finds_most_panels_and_leaves_a_right_one_as_it_is() -> None:
    found = []
    for seed in range(20):
        rows, counts = pool(seed)
        start = np.zeros(rows.shape[1], dtype=np.int64)
        start[-12:] = 1
        found.append(Repair(rows, counts - 1, counts + 1, np.zeros(rows.shape[1])).mended(start))

    right = found[0]
    rows, counts = pool(0)
    assert sum(one is not None for one in found) >= 18
    assert right is not None
    assert np.array_equal(Repair(rows, counts - 1, counts + 1, np.zeros(60)).mended(right), right)


def test_mended_says_where_nothing_keeps_the_rules() -> None:
    rows = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
    asked = np.array([1.0, 1.0, 1.0])

    assert Repair(rows, asked, asked, np.zeros(2)).mended(np.array([1, 0])) is None


def test_repair_suits_rows_that_count_once() -> None:
    assert Repair.suits(np.array([[1.0, 0.0]])) is True
    assert Repair.suits(np.array([[2.0, 0.0]])) is False
