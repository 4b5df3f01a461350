"""A lottery whose panels can all be paired, against brute force; and why a panel cannot be."""

import itertools
import json
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cohorts.recruitment.lottery import NoPanelError, draw, verify
from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_cohort import fair_draw, kept_form, problem_of_cohort, replay
from cohorts.recruitment.lottery_leximin import LotteryError, hold
from cohorts.recruitment.lottery_pairing import Bottleneck, Partners, hold_pairable
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_pool import LAY, PROFESSIONAL, Candidate, Quota
from cohorts.recruitment.lottery_types import Problem
from tests.cohorts.recruitment.test_leximin import all_panels, leximin_over


def people(lay: int, professional: int, apart: dict[str, str] | None = None) -> list[Candidate]:
    """`apart`: "l0" → "p0 p1", the people with whom they must not be paired."""
    keys = [f"l{number}" for number in range(lay)] + [f"p{number}" for number in range(professional)]
    words = apart or {}
    return [
        Candidate(key, LAY if key[0] == "l" else PROFESSIONAL, {}, (), tuple(words.get(key, "").split()))
        for key in keys
    ]


def can_be_paired(partners: Partners, members: Sequence[str]) -> bool:
    """Try every way to pair them."""
    lay, professional = (sorted(partners.of_role[role].intersection(members)) for role in (LAY, PROFESSIONAL))
    return any(
        all(other in partners.allowed(one) for one, other in zip(lay, order, strict=True))
        for order in itertools.permutations(professional)
    )


def can_be_paired_by(pool: Sequence[Candidate], panel: Panel) -> bool:
    """Try every way to pair them at each venue."""
    venues = {venue for _person, venue in panel.seats}
    return all(
        can_be_paired(Partners(pool), [person for person, where in panel.seats if where == venue]) for venue in venues
    )


def problem_of(pool: list[Candidate], pairs: int, groups: tuple[tuple[str, str], ...] = ()) -> Problem:
    nearest = draw(pool, [], lay=pairs, professional=pairs, seed="s", groups=groups)
    return problem_of_cohort(pool, [], nearest)


def test_bottleneck_names_people_who_outnumber_their_partners() -> None:
    partners = Partners(people(3, 3, {"l0": "p1 p2", "l1": "p1 p2"}))

    assert partners.bottleneck(["l0", "l1", "l2", "p0", "p1", "p2"]) == Bottleneck(("l0", "l1"), ("p0",))
    assert partners.bottleneck(["l0", "l2", "p0", "p1"]) is None


@pytest.mark.parametrize("seed", range(40))
def test_bottleneck_agrees_with_every_way_to_pair(seed: int) -> None:
    chance = random.Random(seed)
    apart = {f"l{one}": " ".join(f"p{other}" for other in range(4) if chance.random() < 0.5) for one in range(4)}
    groups = [("l3", "p3")] if chance.random() < 0.4 and "p3" not in apart["l3"] else []
    partners = Partners(people(4, 4, apart), groups)
    members = tuple(sorted(partners.people))

    found = partners.bottleneck(members)

    assert (found is None) == can_be_paired(partners, members)
    if found is not None:
        assert len(found.people) > len(found.partners)
        assert set().union(*(partners.allowed(one, members) for one in found.people)) == set(found.partners)


@pytest.mark.parametrize("seed", range(30))
def test_hold_pairable_agrees_with_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    apart = {f"l{one}": " ".join(f"p{other}" for other in range(4) if chance.random() < 0.6) for one in range(4)}
    pool, pairs = people(4, 4, apart), chance.choice([1, 2, 3])
    groups = (("l0", "p0"),) if chance.random() < 0.3 and "p0" not in apart["l0"] else ()
    problem, partners = problem_of(pool, pairs, groups), Partners(pool, groups)
    expected = leximin_over(problem, [one for one in all_panels(problem) if can_be_paired(partners, one.members)])

    if expected is None:
        with pytest.raises(NoPanelError):
            hold_pairable(problem, partners)
        return
    held = hold_pairable(problem, partners)

    verify(held.lottery)
    assert all(can_be_paired(partners, panel.members) for panel in held.lottery.panels)
    assert held.lottery.chances == pytest.approx(expected, abs=2e-6)


def test_hold_pairable_changes_nothing_where_nobody_is_apart() -> None:
    pool = people(5, 4)
    problem = problem_of(pool, 2)

    held = hold_pairable(problem, Partners(pool))

    assert (held.lottery, held.bottlenecks) == (hold(problem), ())


def test_fair_draw_is_kept_with_what_it_keeps_clear_of_and_replayed() -> None:
    pool = people(3, 3, {"l0": "p1 p2", "l1": "p1 p2"})
    quotas = [Quota("age", "under-25")]
    nearest = draw(pool, quotas, lay=2, professional=2, seed="s")

    fair = fair_draw(pool, quotas, nearest=nearest, seed="s")

    kept = kept_form(fair.lottery, fair.bottlenecks)
    assert kept["pairing"]
    assert replay(pool, quotas, result=fair.result, kept=kept, seed="s") == fair.result
    loose = kept_form(hold(problem_of_cohort(pool, quotas, nearest)))
    with pytest.raises(LotteryError, match="cannot be paired"):
        replay(pool, quotas, result=fair.result, kept=loose, seed="s")


def test_kept_form_has_no_negative_zero() -> None:
    held = hold(problem_of(people(3, 3), 1))
    proof = replace(held.certificate, gap=-0.0, bound={"l0": -0.0}, cuts=(Cut((-0.0,), -0.0),))

    assert "-0" not in json.dumps(kept_form(replace(held, certificate=proof)))


def test_fair_draw_keeps_the_cap_that_the_result_says() -> None:
    pool = people(5, 3)
    nearest = replace(draw(pool, [], lay=2, professional=2, seed="s"), max_chance=0.7)

    fair = fair_draw(pool, [], nearest=nearest, seed="s")

    assert max(fair.lottery.chances.values()) <= 0.7 + 1e-9
    assert fair.result.max_chance == 0.7
