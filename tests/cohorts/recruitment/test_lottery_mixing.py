"""The nearest mixture: it reaches a point inside, stops at the nearest point outside, and stays short."""

import numpy as np

from cohorts.recruitment.lottery_mixing import Mixing


def mixed(target: np.ndarray, points: np.ndarray, rounds: int = 500) -> Mixing:
    """Add the point that helps most until none does."""
    mixing = Mixing(target)
    mixing.add(points[0], 0)
    for _round in range(rounds):
        missing = mixing.missing()
        best = int(np.argmax(points @ missing))
        if missing @ (points[best] - target + missing) < 1e-12 or not mixing.add(points[best], best):
            break
    return mixing


def test_add_reaches_a_point_inside() -> None:
    for seed in range(10):
        random = np.random.default_rng(seed)
        points = random.normal(size=(200, 30))
        target = random.dirichlet(np.ones(200)) @ points

        mixing = mixed(target, points)

        assert np.abs(mixing.missing()).max() < 1e-6
        assert np.allclose(mixing.weights @ points[mixing.numbers], target, atol=1e-6)
        assert abs(mixing.weights.sum() - 1) < 1e-9
        assert mixing.weights.min() >= 0
        assert len(mixing.numbers) <= 31


def test_add_stops_at_the_nearest_point_of_a_square() -> None:
    square = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])

    mixing = mixed(np.array([0.25, 3.0]), square)

    assert np.allclose(mixing.missing(), [0.0, 2.0], atol=1e-9)
    assert sorted(mixing.numbers) == [2, 3]


def test_add_refuses_a_point_that_the_others_span() -> None:
    mixing = Mixing(np.array([5.0, 0.0]))

    assert mixing.add(np.array([0.0, 1.0]), 0) is True
    assert mixing.add(np.array([0.0, 1.0]), 1) is False
    assert mixing.numbers == [0]
