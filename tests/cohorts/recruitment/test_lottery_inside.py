"""LEXIMIN from both sides agrees with brute force, also where whole panels reach less than fractions would."""

import numpy as np
import pytest

from cohorts.recruitment import lottery_pricing
from cohorts.recruitment.lottery_bound import NoPanelError, leximin_bound
from cohorts.recruitment.lottery_inside import Inside
from cohorts.recruitment.lottery_leximin import by_person, hold, problem_of, verify
from cohorts.recruitment.lottery_types import Problem, types_of
from tests.cohorts.recruitment.test_leximin import brute_force, small_problem


@pytest.mark.parametrize("batch", range(8))
def test_inside_agrees_with_brute_force_and_proves_it(batch: int) -> None:
    compared = 0
    for seed in range(batch * 30 + 240, batch * 30 + 270):
        problem = small_problem(seed)
        expected = brute_force(problem) if problem else None
        if problem is None or expected is None:
            continue
        types = types_of(problem)
        inside = Inside(types, [], problem.max_chance)
        panels, shares = inside.solve()
        mean = np.sum([share * panel for share, panel in zip(shares, panels, strict=True)], axis=0)
        chances = by_person(types, types.chances(mean))
        bound = by_person(types, leximin_bound(types, inside.cuts, problem.max_chance).chances)
        assert chances == pytest.approx(expected, abs=1e-7), seed
        assert bound == pytest.approx(expected, abs=1e-7), seed
        compared += 1
    assert compared >= 18


def test_inside_says_what_to_do_where_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lottery_pricing, "LONGEST", -1.0)
    types = types_of(evenings())

    with pytest.raises(NoPanelError, match=r"not found in half an hour.* chances between .*% and .*% can be had"):
        Inside(types, [], None).solve()


def test_inside_tells_how_far_it_is() -> None:
    told: list[tuple[float, float, int]] = []

    Inside(types_of(evenings()), [], None).solve(lambda *figures: told.append(figures))

    assert told[-1][0] == min(smallest for smallest, _gap, _panels in told)
    assert told[-1][1] <= 1e-6
    assert [panels for _smallest, _gap, panels in told] == sorted(panels for _smallest, _gap, panels in told)


def evenings() -> Problem:
    """Three people who share an evening two by two: half of each keeps the rules, but a panel holds only one."""
    pool: dict[str, dict[str, str | None]] = {
        "p0": {"first": "yes", "second": "yes", "third": "no"},
        "p1": {"first": "yes", "second": "no", "third": "yes"},
        "p2": {"first": "no", "second": "yes", "third": "yes"},
        **{f"q{number}": dict.fromkeys(("first", "second", "third"), "no") for number in range(2)},
    }
    return problem_of(pool, {name: {"yes": (0, 1)} for name in ("first", "second", "third")}, 2)


def test_leximin_proves_chances_that_only_fractions_could_pass() -> None:
    lottery = hold(evenings())

    verify(lottery)
    assert lottery.certificate.cuts
    assert lottery.chances["p0"] == pytest.approx(1 / 3, abs=1e-6)
    assert lottery.chances == pytest.approx(brute_force(lottery.problem), abs=1e-6)
