"""Cuts that hold for panels at the edges before them: brute force agrees, and a forged proof is found."""

import math
import random
from collections import Counter
from dataclasses import replace

import pytest

from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_leximin import Lottery, LotteryError, chances_of, hold, problem_of, verify
from cohorts.recruitment.lottery_types import Problem, types_of
from tests.cohorts.recruitment.test_leximin import brute_force

VALUES = (3, 3, 3, 2)
# Pools in which cuts lean on edges; found by trying seeds from 0 on.
LEANING = (164, 194, 199, 271, 358, 386)


def tight_pool(seed: int) -> Problem:
    """Fourteen people for five places, and quotas that are the shares of an area, rounded down and up."""
    chance = random.Random(seed)
    pool: dict[str, dict[str, str | None]] = {
        f"p{number:02d}": {f"c{category}": f"v{chance.randrange(count)}" for category, count in enumerate(VALUES)}
        for number in range(14)
    }
    quotas = {}
    for category, count in enumerate(VALUES):
        there = Counter(has[f"c{category}"] for has in pool.values())
        area = [chance.gammavariate(2, 1) for _value in range(count)]
        exact = {f"v{value}": 5 * share / sum(area) for value, share in enumerate(area) if there[f"v{value}"]}
        quotas[f"c{category}"] = {
            value: (min(int(share), there[value]), math.ceil(share)) for value, share in exact.items()
        }
    return problem_of(pool, quotas, 5)


@pytest.fixture(scope="module")
def lottery() -> Lottery:
    """A lottery whose proof has four edges, each leaning on those before it."""
    return hold(tight_pool(194))


def with_cuts(lottery: Lottery, *cuts: Cut) -> Lottery:
    return replace(lottery, certificate=replace(lottery.certificate, cuts=cuts))


@pytest.mark.parametrize("seed", LEANING)
def test_cuts_that_lean_on_edges_agree_with_brute_force(seed: int) -> None:
    found = hold(tight_pool(seed))

    verify(found)
    assert max(cut.under for cut in found.certificate.cuts) > 0
    assert found.chances == pytest.approx(brute_force(found.problem), abs=1e-6)


def test_verify_finds_an_edge_that_leans_on_itself(lottery: Lottery) -> None:
    first, *others = lottery.certificate.cuts

    with pytest.raises(LotteryError, match="Edge 1 leans on itself"):
        verify(with_cuts(lottery, replace(first, under=1), *others))


def test_verify_finds_an_edge_whose_limit_is_no_whole_number(lottery: Lottery) -> None:
    first, *others = lottery.certificate.cuts
    half = replace(first, weights=tuple(weight / 2 for weight in first.weights), most=first.most / 2)

    with pytest.raises(LotteryError, match="or its limit is no whole number"):
        verify(with_cuts(lottery, half, *others))


def test_verify_finds_that_an_edge_is_missing(lottery: Lottery) -> None:
    with pytest.raises(LotteryError, match="or one is missing"):
        verify(with_cuts(lottery, *lottery.certificate.cuts[1:]))


def test_verify_finds_a_leaning_cut_that_cuts_off_a_panel(lottery: Lottery) -> None:
    *others, last = lottery.certificate.cuts

    with pytest.raises(LotteryError, match=f"Cut {len(others) + 1} cuts off a panel"):
        verify(with_cuts(lottery, *others, replace(last, most=last.most - 1)))


def test_what_leans_on_an_edge_that_is_not_reached_proves_nothing() -> None:
    """An edge that the fairest lotteries need not reach leaves out panels that they may hold."""
    problem = tight_pool(194)
    fairest = hold(problem)
    panel = fairest.panels[0]
    unfair = replace(fairest, panels=(replace(panel, probability=1.0),), chances={})
    unfair = replace(unfair, chances=chances_of(unfair.panels, problem.people))
    types = types_of(problem)
    # Exactly the people of this panel: true of it alone, and then nobody else has a chance.
    inside = tuple(float(unfair.chances[person]) for person in (kind.households[0][0][0][0] for kind in types.kinds))
    edge = Cut(tuple(weight * units for weight, units in zip(inside, types.units, strict=True)), 5.0, edge=1)
    rest = tuple(float(units) * (weight == 0) for weight, units in zip(inside, types.units, strict=True))

    with pytest.raises(LotteryError, match="below the bound"):
        verify(with_cuts(unfair, edge, Cut(rest, 0.0, under=1)))
