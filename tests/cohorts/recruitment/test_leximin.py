"""The fair lottery against brute force over every panel, and what it promises: chances, proof, order, sentences."""

import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from cohorts.recruitment.lottery import Group, LotteryError, NoPanelError, Rule, leximin, verify
from cohorts.recruitment.lottery_bound import Cut
from cohorts.recruitment.lottery_checks import faults_of_panel
from cohorts.recruitment.lottery_leximin import hold, problem_of
from cohorts.recruitment.lottery_people import Panel
from cohorts.recruitment.lottery_types import ALL, ONE, Problem, types_of

# --- brute force ------------------------------------------------------------------------------------------------------


def all_panels(problem: Problem) -> Iterator[Panel]:
    """Every panel of a small problem that keeps the rules."""
    places = sum(problem.sizes.values())
    for members in itertools.combinations(problem.people, places):
        for seats in itertools.product(*[problem.venues[person] for person in members]):
            panel = Panel(1.0, tuple(zip(members, seats, strict=True)))
            if Counter(seats) == Counter(problem.sizes) and not faults_of_panel(problem, panel):
                yield panel


def brute_force(problem: Problem) -> dict[str, float] | None:
    """LEXIMIN by its definition over all panels; None where there is no panel."""
    return leximin_over(problem, all_panels(problem))


def leximin_over(problem: Problem, some: Iterable[Panel]) -> dict[str, float] | None:
    """LEXIMIN by its definition over these panels, one linear programme a level; None where there is none."""
    panels = list({panel.members: panel for panel in some}.values())
    if not panels:
        return None
    holds = np.array([[float(person in panel.members) for panel in panels] for person in problem.people])
    cap = {at: problem.max_chance for at, one in enumerate(problem.people) if one not in problem.include}
    if any(cap.values()) and _solve(np.zeros(len(panels) + 1), holds, {}, cap, 0) is None:
        return None
    chances: dict[int, float] = {}
    while len(chances) < len(problem.people):
        level = _best_level(holds, chances, cap)
        for at in set(range(len(problem.people))) - chances.keys():
            if _most_of(at, holds, chances, cap, level) <= level + 1e-6:
                chances[at] = level
    return {problem.people[at]: chance for at, chance in chances.items()}


def _solve(cost, holds, chances, cap, level):
    """Minimise over probabilities of panels and the level z; settled people keep theirs, the others have z or more."""
    rows, limits = [], []
    for at, row in enumerate(holds):
        rows.append(np.append(-row, 0.0 if at in chances else 1.0))
        limits.append(-chances[at] + 1e-9 if at in chances else 0.0)
        if cap.get(at) is not None:
            rows.append(np.append(row, 0.0))
            limits.append(cap[at] + 1e-9)
    mixture = [np.append(np.ones(holds.shape[1]), 0.0)]
    bounds = [(0, None)] * holds.shape[1] + [(level, 1)]
    return linprog(cost, A_ub=np.array(rows), b_ub=limits, A_eq=mixture, b_eq=[1], bounds=bounds).fun


def _best_level(holds, chances, cap) -> float:
    return float(-_solve(np.append(np.zeros(holds.shape[1]), -1.0), holds, chances, cap, 0))


def _most_of(at, holds, chances, cap, level) -> float:
    return float(-_solve(np.append(-holds[at], 0.0), holds, chances, cap, level - 1e-9))


def small_problem(seed: int) -> Problem | None:
    """A random pool of 5 to 8 people with quotas; by turns households, pairs, included and excluded people, a cap."""
    chance = random.Random(seed)
    people = [f"p{number}" for number in range(chance.randint(5, 8))]
    size = chance.randint(2, 4)
    pool = {
        person: {f"c{category}": f"v{chance.randrange(chance.randint(2, 3))}" for category in range(1 + seed % 3)}
        for person in people
    }
    quotas: dict[str, dict[str, tuple[int, int]]] = {}
    for category in next(iter(pool.values())):
        share = {value: sum(has[category] == value for has in pool.values()) for value in ("v0", "v1", "v2")}
        quotas[category] = {
            value: (max(0, int(size * count / len(people) - chance.random())), int(size * count / len(people)) + 1)
            for value, count in share.items()
        }
    some = chance.sample(people, 5)
    groups = [[], [Group((some[0], some[1]), ONE)], [Group((some[0], some[1]), ALL)]][seed % 3]
    if seed % 6 == 5:
        groups = [Group((some[0], some[1]), ALL), Group((some[1], some[2]), ONE)]
    if seed % 6 == 4:
        groups = [Group((some[0], some[1], some[2]), ONE)]
    include = [some[3]] if seed % 4 == 1 else []
    exclude = [some[4]] if seed % 5 == 2 else []
    cap = 0.8 if seed % 7 == 3 else None
    try:
        return problem_of(pool, quotas, size, include=include, exclude=exclude, groups=groups, max_chance=cap)
    except ValueError:
        return None


@pytest.mark.parametrize("batch", range(8))
def test_leximin_agrees_with_brute_force_person_by_person(batch: int) -> None:
    compared = 0
    for seed in range(batch * 30, batch * 30 + 30):
        problem = small_problem(seed)
        expected = brute_force(problem) if problem else None
        if problem is None or expected is None:
            continue
        lottery = hold(problem)
        verify(lottery)
        assert lottery.chances == pytest.approx(expected, abs=2e-6), seed
        compared += 1
    assert compared >= 18


def test_leximin_agrees_with_brute_force_over_two_venues() -> None:
    chance = random.Random(5)
    for _case in range(12):
        people = [f"p{number}" for number in range(6)]
        pool = {person: {"age": chance.choice(["young", "old"])} for person in people}
        venues = {person: chance.choice([("east",), ("west",), ("east", "west")]) for person in people}
        rules = [Rule("young in the east", {one: 1 for one in people if pool[one]["age"] == "young"}, 0, 1, "east")]
        problem = problem_of(pool, {}, {"east": 2, "west": 1}, rules=rules, venues=venues)
        expected = brute_force(problem)
        if expected is not None:
            lottery = hold(problem)
            verify(lottery)
            assert lottery.chances == pytest.approx(expected, abs=2e-6)


# --- what it promises -------------------------------------------------------------------------------------------------


def town(people: int = 60, seed: int = 3) -> dict[str, dict[str, str | None]]:
    """A pool with three categories; every seventh person did not say their age."""
    chance = random.Random(seed)
    return {
        f"person-{number:03d}": {
            "role": "lay" if number % 2 else "professional",
            "age": None if number % 7 == 0 else chance.choice(["under 30", "30 to 64", "65 and over"]),
            "area": chance.choice(["Crawley", "Horsham", "Worthing", "Bognor"]),
        }
        for number in range(people)
    }


QUOTAS = {
    "role": {"lay": (6, 6), "professional": (6, 6)},
    "age": {"under 30": (3, 5), "65 and over": (3, 5)},
    "area": {"Bognor": (2, 12), "Crawley": (0, 4)},
}


def test_leximin_does_not_depend_on_the_order_of_rows() -> None:
    pool = town()
    shuffled = dict(random.Random(1).sample(sorted(pool.items(), reverse=True), len(pool)))
    turned = {category: dict(reversed(values.items())) for category, values in reversed(QUOTAS.items())}

    first, second = leximin(pool, QUOTAS, 12), leximin(shuffled, turned, 12)

    assert second.chances == pytest.approx(first.chances, abs=2e-7)
    assert second.panels == first.panels


def test_leximin_gives_people_who_are_alike_the_same_chance() -> None:
    pool = town()

    lottery = leximin(pool, QUOTAS, 12)

    for one, other in itertools.combinations(pool, 2):
        if pool[one] == pool[other]:
            assert lottery.chances[one] == pytest.approx(lottery.chances[other], abs=1e-9)


def test_leximin_keeps_a_short_list_of_panels() -> None:
    pool = {f"person-{number:04d}": {"role": "lay" if number % 2 else "professional"} for number in range(600)}

    lottery = leximin(pool, {"role": {"lay": (30, 30), "professional": (30, 30)}}, 60)

    verify(lottery)
    assert len(lottery.panels) <= len(pool)
    assert max(abs(chance - 0.1) for chance in lottery.chances.values()) < 1e-9


def test_leximin_certifies_the_gap() -> None:
    lottery = leximin(town(), QUOTAS, 12)

    assert 0 <= lottery.certificate.gap <= 1e-6
    assert lottery.min_chance == pytest.approx(min(lottery.certificate.bound.values()), abs=1e-6)


def test_leximin_caps_every_chance_but_of_those_included() -> None:
    pool: dict[str, dict[str, str | None]] = {
        f"p{number}": {"tag": "rare" if number < 3 else "plenty"} for number in range(20)
    }
    quotas = {"tag": {"rare": (2, 3)}}

    lottery = leximin(pool, quotas, 5, include=["p19"], max_chance=0.7)

    verify(lottery)
    assert lottery.chances["p19"] == pytest.approx(1)
    assert max(chance for person, chance in lottery.chances.items() if person != "p19") <= 0.7 + 1e-6


def test_leximin_takes_overlapping_tags_as_rules() -> None:
    pool: dict[str, dict[str, str | None]] = {f"p{number}": {} for number in range(8)}
    carers, deaf = {"p0": 1, "p1": 1, "p2": 1}, {"p2": 1, "p3": 1}

    lottery = leximin(pool, {}, 3, rules=[Rule("carers", carers, 1, 1), Rule("deaf people", deaf, 1, 2)])

    verify(lottery)
    for panel in lottery.panels:
        assert sum(person in carers for person in panel.members) == 1
        assert sum(person in deaf for person in panel.members) >= 1


# --- verify -----------------------------------------------------------------------------------------------------------


def test_verify_finds_a_panel_that_breaks_a_rule() -> None:
    lottery = leximin(town(), QUOTAS, 12)
    panel = lottery.panels[0]
    stranger = next(person for person in lottery.problem.people if person not in panel.members)
    forged = replace(panel, seats=((stranger, ""), *panel.seats[:-2]))

    with pytest.raises(LotteryError, match="has 11 people, not 12"):
        verify(replace(lottery, panels=(forged, *lottery.panels[1:])))


def test_verify_finds_a_chance_that_was_changed() -> None:
    lottery = leximin(town(), QUOTAS, 12)
    person = lottery.problem.people[0]

    with pytest.raises(LotteryError, match=f"The chance of '{person}'"):
        verify(replace(lottery, chances={**lottery.chances, person: lottery.chances[person] + 0.01}))


def test_verify_finds_a_lottery_that_is_less_fair_than_it_could_be() -> None:
    lottery = leximin(town(), QUOTAS, 12)
    one = replace(lottery.panels[0], probability=1.0)
    chances = {person: float(person in one.members) for person in lottery.problem.people}

    with pytest.raises(LotteryError, match="below the bound"):
        verify(replace(lottery, panels=(one,), chances=chances))


def test_verify_finds_a_cut_that_cuts_off_a_panel() -> None:
    lottery = leximin(town(), QUOTAS, 12)
    weights = (1.0,) * len(types_of(lottery.problem).units)
    certificate = replace(lottery.certificate, cuts=(Cut(weights, 0.0),))

    with pytest.raises(LotteryError, match="Cut 1 cuts off a panel"):
        verify(replace(lottery, certificate=certificate))


# --- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"size": 61}, "There are 61 places, but only 60 people can be drawn."),
        ({"size": 0}, "0 places were asked for"),
        ({"quotas": {"role": {"lay": (9, 12), "professional": (9, 12)}}}, "The minimums of role add up to 18"),
        ({"quotas": {"role": {"lay": (0, 4), "professional": (0, 4)}}}, "The maximums of role add up to 8"),
        ({"quotas": {"age": {"under 5": (1, 2)}}}, "nobody in the pool has this value"),
        ({"quotas": {"age": {"under 30": (3, 2)}}}, "a minimum of 3 above its maximum of 2"),
        ({"include": ["person-001"], "exclude": ["person-001"]}, "'person-001' is both included and excluded"),
        ({"include": ["nobody"]}, "'nobody' is to be included or excluded, but is not in the pool"),
        ({"groups": [Group(("person-001", "person-001"))]}, "must name two or more different people"),
        ({"groups": [Group(("person-001", "person-002")), Group(("person-002", "person-003"))]}, "is in two groups"),
        (
            {"groups": [Group(("person-001", "person-002"), ONE), Group(("person-001", "person-002"), ALL)]},
            "come together, but only one of their household may be drawn",
        ),
        (
            {"groups": [Group(("person-001", "person-002"))], "include": ["person-001", "person-002"]},
            "are both included, but only one of their household may be",
        ),
        ({"max_chance": 0.1}, "0.200 each on average"),
        ({"pool": {}}, "There is nobody in the pool"),
    ],
)
def test_leximin_says_what_is_wrong_with_its_input(changes: dict[str, Any], sentence: str) -> None:
    words: dict[str, Any] = {"pool": town(), "quotas": QUOTAS, "size": 12} | changes

    with pytest.raises(ValueError, match=re.escape(sentence)):
        leximin(words.pop("pool"), words.pop("quotas"), words.pop("size"), **words)


def test_leximin_refuses_quotas_that_no_panel_keeps() -> None:
    pool = town()
    young = {person: 1 for person, has in pool.items() if has["age"] == "under 30"}

    with pytest.raises(NoPanelError):
        leximin(pool, QUOTAS, 12, rules=[Rule("nobody under 30", young, 0, 0)])


def test_leximin_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    leximin(town(), QUOTAS, 12)

    assert capfd.readouterr().out == ""
