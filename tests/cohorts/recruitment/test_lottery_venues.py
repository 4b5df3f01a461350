"""Several cohorts in one lottery, against brute force over every way to seat people."""

import itertools
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from cohorts.recruitment.lottery import verify
from cohorts.recruitment.lottery_cohort import fair_draw, fair_lottery, kept_form, problem_of_cohort, replay
from cohorts.recruitment.lottery_leximin import hold
from cohorts.recruitment.lottery_pool import LAY, PROFESSIONAL, ROLES, Candidate, DrawResult, Quota
from cohorts.recruitment.lottery_venues import nearest_draw
from tests.cohorts.recruitment.test_leximin import all_panels, leximin_over

WHERE = ("north", "south")


def small(seed: int) -> tuple[list[Candidate], list[Quota], dict[str, int]]:
    """Up to eight people who rank one or two venues, with a quota at either, one pair each or two at one."""
    chance = random.Random(seed)
    count = chance.randint(5, 8)
    pool = [
        Candidate(
            f"{role[0]}{number}",
            role,
            {"age": chance.choice(["old", "young", None])},
            tuple(chance.sample(WHERE, chance.randint(1, 2))),
        )
        for number, role in zip(range(count), itertools.cycle(ROLES), strict=False)
    ]
    quotas = [
        Quota("age", "young", chance.randint(0, 1), chance.choice([None, 1, 2]), None, venue)
        for venue in WHERE
        if chance.random() < 0.7
    ]
    return pool, quotas, {"north": chance.randint(1, 2), "south": 1}


def change_of(found: DrawResult) -> tuple[int, int]:
    """By how much parity is broken, and everything that gives way."""
    uneven = sum(abs(seats[LAY] - seats[PROFESSIONAL]) for seats in found.at.values())
    return uneven, sum(one.by for one in found.shortfalls)


def smallest_change(pool: Sequence[Candidate], quotas: Sequence[Quota], pairs: dict[str, int]) -> tuple[int, int]:
    """Try every way to seat people: nobody too many, each seat left empty and each step of a quota counts one."""
    ways = itertools.product(*[(None, *candidate.venues) for candidate in pool])
    best = (99, 99)
    for way in ways:
        seated = [(one, venue) for one, venue in zip(pool, way, strict=True) if venue]
        count = Counter((venue, one.role) for one, venue in seated)
        if any(count[venue, role] > pairs[venue] for venue in pairs for role in ROLES):
            continue
        uneven = sum(abs(count[venue, LAY] - count[venue, PROFESSIONAL]) for venue in pairs)
        change = 2 * sum(pairs.values()) - len(seated)
        for quota in quotas:
            have = sum(quota.counts(one) for one, venue in seated if venue == quota.venue)
            change += max(quota.minimum - have, 0)
            change += max(have - quota.maximum, 0) if quota.maximum is not None else 0
        best = min(best, (uneven, change))
    return best


@pytest.mark.parametrize("seed", range(60))
def test_nearest_draw_agrees_with_every_way_to_seat_people(seed: int) -> None:
    pool, quotas, pairs = small(seed)

    found = nearest_draw(pool, quotas, pairs=pairs)

    assert change_of(found) == smallest_change(pool, quotas, pairs)
    assert found.met == (not found.shortfalls)


@pytest.mark.parametrize("seed", range(60))
def test_fair_lottery_over_venues_agrees_with_brute_force(seed: int) -> None:
    pool, quotas, pairs = small(seed)
    nearest = nearest_draw(pool, quotas, pairs=pairs)
    problem = problem_of_cohort(pool, quotas, nearest)
    expected = leximin_over(problem, all_panels(problem))

    held = fair_lottery(pool, quotas, nearest=nearest).lottery

    verify(held)
    assert held.chances == pytest.approx(expected, abs=2e-6)


def test_fair_lottery_over_venues_does_not_depend_on_the_order_of_rows() -> None:
    for seed in range(10):
        pool, quotas, pairs = small(seed)
        first = fair_lottery(pool, quotas, nearest=nearest_draw(pool, quotas, pairs=pairs)).lottery
        mixed = random.Random(seed).sample(pool, len(pool))

        again = fair_lottery(
            mixed, quotas[::-1], nearest=nearest_draw(mixed, quotas[::-1], pairs=dict(reversed(pairs.items())))
        ).lottery

        assert again.chances == pytest.approx(first.chances, abs=2e-7)


def test_fair_lottery_over_venues_does_not_depend_on_the_hash_seed() -> None:
    said = (
        "from tests.cohorts.recruitment.test_lottery_venues import *\n"
        "for seed in (3, 4, 5):\n"
        "    pool, quotas, pairs = small(seed)\n"
        "    nearest = nearest_draw(pool, quotas, pairs=pairs)\n"
        "    print(sorted(fair_lottery(pool, quotas, nearest=nearest).lottery.chances.items()))"
    )

    told = {
        subprocess.run(
            [sys.executable, "-c", said], env={"PYTHONHASHSEED": hashing}, capture_output=True, text=True, check=True
        ).stdout
        for hashing in ("1", "2", "3")
    }

    assert len(told) == 1


def test_nearest_draw_names_the_venue_that_is_short() -> None:
    pool = [Candidate(f"l{n}", LAY, {}, ("north",)) for n in range(3)]
    pool += [Candidate(f"p{n}", PROFESSIONAL, {}, ("south", "north")) for n in range(3)]

    found = nearest_draw(pool, [], pairs={"north": 2, "south": 1})

    assert [(one.kind, one.venue, one.role, one.wanted, one.possible) for one in found.shortfalls] == [
        ("places", "south", LAY, 1, 0),
        ("places", "south", PROFESSIONAL, 1, 0),
    ]


def test_people_who_apply_together_sit_at_one_venue() -> None:
    pool = [Candidate(f"l{n}", LAY, {}, WHERE) for n in range(3)]
    pool += [Candidate(f"p{n}", PROFESSIONAL, {}, WHERE[::-1]) for n in range(3)]
    nearest = nearest_draw(pool, [], pairs={"north": 1, "south": 1}, groups=[("l0", "p0")])

    held = fair_lottery(pool, [], nearest=nearest).lottery

    assert any("l0" in panel.members for panel in held.panels)
    for panel in held.panels:
        seats = dict(panel.seats)
        assert seats.get("l0") == seats.get("p0")


def test_panels_are_seated_where_people_would_rather_go() -> None:
    pool = [Candidate(f"l{n}", LAY, {}, WHERE if n % 2 else WHERE[::-1]) for n in range(4)]
    pool += [Candidate(f"p{n}", PROFESSIONAL, {}, WHERE if n % 2 else WHERE[::-1]) for n in range(4)]
    nearest = nearest_draw(pool, [], pairs={"north": 1, "south": 1})
    plain = hold(problem_of_cohort(pool, [], nearest))

    held = fair_lottery(pool, [], nearest=nearest).lottery

    first = {candidate.key: candidate.venues[0] for candidate in pool}
    for panel in held.panels:
        # As many sit at their first choice as can, among these people.
        for role in "lp":
            members = [person for person in panel.members if person[0] == role]
            at_first = sum(first[person] == venue for person, venue in panel.seats if person[0] == role)
            assert at_first == min(2, len({first[person] for person in members}) or 1)
    assert held.chances == pytest.approx(plain.chances)


def test_somebody_who_is_seated_stays_at_their_venue_and_the_draw_is_replayed() -> None:
    pool = [Candidate(f"l{n}", LAY, {}, WHERE) for n in range(3)]
    pool += [Candidate(f"p{n}", PROFESSIONAL, {}, WHERE) for n in range(3)]
    pool[0] = replace(pool[0], venues=("south",))
    nearest = nearest_draw(pool, [], pairs={"north": 1, "south": 1}, include=["l0"])

    fair = fair_draw(pool, [], nearest=nearest, seed="lots")

    assert (fair.result.seats["l0"], len(fair.result.seats)) == ("south", 4)
    kept = kept_form(fair.lottery, fair.bottlenecks)
    assert replay(pool, [], result=fair.result, kept=kept, seed="lots") == fair.result


def test_a_venue_where_people_must_not_be_paired_takes_others() -> None:
    pool = [
        Candidate("l0", LAY, {}, WHERE, ("p0",)),
        Candidate("l1", LAY, {}, WHERE, ()),
        Candidate("p0", PROFESSIONAL, {}, WHERE, ("l0",)),
        Candidate("p1", PROFESSIONAL, {}, WHERE, ()),
    ]
    nearest = nearest_draw(pool, [], pairs={"north": 1, "south": 1})

    held = fair_lottery(pool, [], nearest=nearest).lottery

    for panel in held.panels:
        seats = dict(panel.seats)
        assert seats["l0"] != seats["p0"]
