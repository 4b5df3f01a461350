"""The first lottery: parity and quotas, the nearest that can be met, reserves, chances, digest. No database."""

import hashlib
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.recruitment.lottery import (
    ALGORITHM_VERSION,
    Candidate,
    DrawResult,
    PassedOver,
    Quota,
    ReserveChoice,
    Shortfall,
    digest,
    draw,
    next_reserve,
    shortfalls_of,
    ticket,
    zero_chance_if_unsaid,
)

LAY, PROFESSIONAL = "lay", "professional"


def lay(key, **values):
    return Candidate(key, LAY, values)


def professional(key, **values):
    return Candidate(key, PROFESSIONAL, values)


def people(lay_people, professionals):
    return [lay(f"l{n}") for n in range(lay_people)] + [professional(f"p{n}") for n in range(professionals)]


@st.composite
def small_pools(draw_from):
    """Up to eight people with two categories, up to four quotas, sometimes two who come together."""
    size = draw_from(st.integers(2, 8))
    pool = [
        Candidate(
            f"k{n}",
            draw_from(st.sampled_from([LAY, PROFESSIONAL])),
            {
                "age": draw_from(st.sampled_from(["young", "old", None])),
                "area": draw_from(st.sampled_from(["east", "west", None])),
            },
        )
        for n in range(size)
    ]
    names = draw_from(
        st.lists(
            st.sampled_from([("age", "young"), ("age", "old"), ("area", "east"), ("area", "west")]),
            max_size=4,
            unique=True,
        )
    )
    quotas = []
    for category, value in names:
        low = draw_from(st.integers(0, 3))
        high = draw_from(st.one_of(st.none(), st.integers(low, 4)))
        quotas.append(Quota(category, value, low, high, draw_from(st.sampled_from([None, None, LAY, PROFESSIONAL]))))
    groups = [("k0", "k1")] if draw_from(st.booleans()) else []
    places = (draw_from(st.integers(0, 3)), draw_from(st.integers(0, 3)))
    if draw_from(st.booleans()):
        places = (places[0], places[0])
    return pool, quotas, places, groups


def every_panel(pool, groups):
    for size in range(len(pool) + 1):
        for panel in itertools.combinations(pool, size):
            keys = {candidate.key for candidate in panel}
            if all(len(keys.intersection(group)) in {0, len(group)} for group in groups):
                yield panel


def cost_of(panel, quotas, places):
    """What `draw` makes smallest: parity broken, total change, places given up; None where too many are seated."""
    short = [
        places[index] - sum(candidate.role == role for candidate in panel)
        for index, role in enumerate((LAY, PROFESSIONAL))
    ]
    if min(short) < 0:
        return None
    parity = abs(short[0] - short[1]) if places[0] == places[1] else 0
    missed = sum(shortfall.by for shortfall in shortfalls_of(panel, quotas))
    return parity, sum(short) + missed, sum(short)


def best_cost(pool, quotas, places, groups):
    costs = (cost_of(panel, quotas, places) for panel in every_panel(pool, groups))
    return min(cost for cost in costs if cost is not None)


def can_be_drawn(pool, quotas, places, groups):
    return {
        candidate.key
        for panel in every_panel(pool, groups)
        if cost_of(panel, quotas, places) == (0, 0, 0)
        for candidate in panel
    }


def answered(candidate, answers):
    """The same person with these answers where there were none."""
    said = dict(zip(("age", "area"), answers, strict=True))
    return Candidate(
        candidate.key, candidate.role, {name: value or said[name] for name, value in candidate.values.items()}
    )


def by_key(pool):
    return {candidate.key: candidate for candidate in pool}


def draw_small(case, seed="s", **options):
    pool, quotas, places, groups = case
    return draw(pool, quotas, lay=places[0], professional=places[1], seed=seed, groups=groups, **options)


@settings(max_examples=100, deadline=None)
@given(small_pools())
def test_draw_equals_brute_force(case):
    pool, quotas, places, groups = case
    costs = {panel: cost for panel in every_panel(pool, groups) if (cost := cost_of(panel, quotas, places)) is not None}
    best = min(costs.values())

    result = draw_small(case)

    panel = tuple(candidate for candidate in pool if candidate.key in result.selected)
    assert costs[panel] == best
    assert result.met == (best == (0, 0, 0))
    assert result.seated == {role: sum(candidate.role == role for candidate in panel) for role in (LAY, PROFESSIONAL)}
    if result.met:
        weights = {key: (ticket("s", key) >> 232) + 1 for key in by_key(pool)}
        sums = {
            panel: sum(weights[candidate.key] for candidate in panel) for panel, cost in costs.items() if cost == best
        }
        assert sums[panel] == max(sums.values())


@settings(max_examples=40, deadline=None)
@given(small_pools(), st.randoms(use_true_random=False))
def test_draw_is_the_same_on_every_row_order(case, shuffler):
    pool, quotas, places, groups = case
    first = draw_small(case)
    shuffled = shuffler.sample(pool, len(pool))
    turned = [tuple(reversed(group)) for group in groups]

    second = draw_small((shuffled, shuffler.sample(quotas, len(quotas)), places, turned))

    assert second == first
    assert digest(shuffled, list(reversed(quotas)), "s", second) == digest(pool, quotas, "s", first)


@settings(max_examples=40, deadline=None)
@given(small_pools())
def test_draw_names_each_quota_that_its_panel_misses(case):
    pool, quotas, _, _ = case

    result = draw_small(case)

    missed = shortfalls_of([candidate for candidate in pool if candidate.key in result.selected], quotas)
    named = {(s.kind, s.category, s.value, s.role, s.wanted): s.by for s in result.shortfalls if s.category}
    assert {(s.kind, s.category, s.value, s.role, s.wanted): s.by for s in missed} == named


@settings(max_examples=40, deadline=None)
@given(small_pools())
def test_zero_chance_if_unsaid_equals_brute_force(case):
    pool, quotas, places, groups = case
    if best_cost(pool, quotas, places, groups) != (0, 0, 0):
        quotas = []  # the rest is about draws that can be met
    if best_cost(pool, quotas, places, groups) != (0, 0, 0):
        return
    shut_out = set(by_key(pool)) - can_be_drawn(pool, quotas, places, groups)

    named = zero_chance_if_unsaid(pool, quotas, lay=places[0], professional=places[1], groups=groups)

    helped = {
        candidate.key
        for candidate in pool
        for answers in itertools.product(("young", "old"), ("east", "west"))
        if candidate.key
        in can_be_drawn(
            [*(other for other in pool if other != candidate), answered(candidate, answers)], quotas, places, groups
        )
    }
    open_answers = {
        candidate.key for candidate in pool if any(candidate.values[quota.category] is None for quota in quotas)
    }
    assert set(named) == shut_out & open_answers & helped


def test_draw_takes_the_highest_random_numbers_where_there_are_no_quotas():
    pool = people(12, 9)

    result = draw(pool, [], lay=4, professional=4, seed="dice 3 1 4")

    order = sorted((candidate.key for candidate in pool), key=lambda key: ticket("dice 3 1 4", key), reverse=True)
    expected_lay = [key for key in order if key.startswith("l")]
    expected_professional = [key for key in order if key.startswith("p")]
    assert set(result.selected) == {*expected_lay[:4], *expected_professional[:4]}
    assert result.reserves == {LAY: tuple(expected_lay[4:]), PROFESSIONAL: tuple(expected_professional[4:])}
    assert result.met
    assert result.shortfalls == ()
    assert result.algorithm_version == ALGORITHM_VERSION


def test_draw_gives_another_panel_for_another_seed():
    pool = people(30, 30)

    panels = {draw(pool, [], lay=5, professional=5, seed=str(seed)).selected for seed in range(10)}

    assert len(panels) == 10


def test_draw_too_few_lay_people_names_the_nearest_equal_cohort():
    result = draw(people(7, 20), [], lay=10, professional=10, seed="s")

    assert not result.met
    assert result.shortfalls == (Shortfall("places", 10, 7, role=LAY),)
    assert result.shortfalls[0].by == 3
    assert result.seated == {LAY: 7, PROFESSIONAL: 7}


def test_draw_from_nobody_seats_nobody():
    result = draw([], [Quota("age", "young", 2)], lay=3, professional=3, seed="s")

    assert result.selected == ()
    assert result.shortfalls == (
        Shortfall("places", 3, 0, role=LAY),
        Shortfall("places", 3, 0, role=PROFESSIONAL),
        Shortfall("minimum", 2, 0, "age", "young"),
    )


def test_draw_quota_out_of_reach_names_it_and_keeps_the_others():
    pool = [
        *[lay(f"l{n}", age="young" if n < 1 else "old", area="east" if n < 3 else "west") for n in range(8)],
        *[professional(f"p{n}", age="old", area="west") for n in range(6)],
    ]
    quotas = [Quota("age", "young", 2), Quota("area", "east", 3)]

    result = draw(pool, quotas, lay=4, professional=4, seed="s")

    assert result.shortfalls == (Shortfall("minimum", 2, 1, "age", "young"),)
    assert result.seated == {LAY: 4, PROFESSIONAL: 4}
    assert {"l0", "l1", "l2"}.issubset(result.selected)


def test_draw_clashing_quotas_raises_a_maximum_before_it_lowers_a_minimum():
    pool = [*[lay(f"l{n}", age="young") for n in range(4)], *[professional(f"p{n}", age="old") for n in range(4)]]
    quotas = [Quota("age", "young", 3), Quota("age", "old", 0, 2), Quota("age", "young", 0, 2, LAY)]

    result = draw(pool, quotas, lay=3, professional=3, seed="s")

    assert result.shortfalls == (
        Shortfall("maximum", 2, 3, "age", "old"),
        Shortfall("maximum", 2, 3, "age", "young", LAY),
    )


def test_draw_unequal_places_are_judged_role_by_role():
    result = draw(people(1, 5), [], lay=2, professional=1, seed="s")

    assert result.shortfalls == (Shortfall("places", 2, 1, role=LAY),)
    assert result.seated == {LAY: 1, PROFESSIONAL: 1}


def test_draw_fixed_members_who_leave_no_equal_cohort_are_named_as_parity():
    result = draw(people(4, 1), [], lay=4, professional=4, seed="s", include=["l0", "l1", "l2"])

    assert result.shortfalls == (Shortfall("parity", 4, 1, role=PROFESSIONAL),)
    assert result.seated == {LAY: 3, PROFESSIONAL: 1}


def test_draw_include_and_exclude_hold_and_the_excluded_are_no_reserves():
    result = draw(people(6, 6), [], lay=2, professional=2, seed="s", include=["l5"], exclude=["l0", "p0"])

    assert {"l5"}.issubset(result.selected)
    everybody = {*result.selected, *result.reserves[LAY], *result.reserves[PROFESSIONAL]}
    assert everybody == {candidate.key for candidate in people(6, 6)} - {"l0", "p0"}


def test_draw_people_who_applied_together_come_together_or_not_at_all():
    groups = [("l0", "p0"), ("l1", "p1")]
    pool = people(5, 5)

    panels = [set(draw(pool, [], lay=2, professional=2, seed=str(n), groups=groups).selected) for n in range(40)]

    counts = [len(panel & {"l0", "p0"}) for panel in panels]
    assert set(counts) == {0, 2}


def test_draw_excluding_one_of_a_group_excludes_both():
    result = draw(people(3, 3), [], lay=2, professional=2, seed="s", exclude=["l0"], groups=[("l0", "p0")])

    assert set(result.selected) == {"l1", "l2", "p1", "p2"}
    assert result.exclude == ("l0", "p0")


def test_zero_chance_if_unsaid_names_who_cannot_be_drawn_for_want_of_an_answer():
    pool = [
        *[lay(f"f{n}", gender="f") for n in range(3)],
        *[professional(f"m{n}", gender="m") for n in range(3)],
        lay("silent", gender=None),
        professional("missing"),
    ]
    quotas = [Quota("gender", "f", 2), Quota("gender", "m", 2)]

    assert zero_chance_if_unsaid(pool, quotas, lay=2, professional=2) == ("missing", "silent")


def test_zero_chance_if_unsaid_is_silent_where_a_place_is_open_to_all():
    pool = [
        *[lay(f"f{n}", gender="f") for n in range(3)],
        *[professional(f"m{n}", gender="m") for n in range(3)],
        lay("silent", gender=None),
    ]

    assert zero_chance_if_unsaid(pool, [Quota("gender", "f", 1)], lay=2, professional=2) == ()


def test_zero_chance_if_unsaid_omits_whom_no_answer_could_help():
    pool = [lay("a", gender=None, area="west"), lay("b", gender="f", area="east"), professional("c", gender="m")]
    quotas = [Quota("gender", "f", 1), Quota("gender", "m", 1), Quota("area", "east", 1), Quota("area", "west", 0, 0)]

    assert zero_chance_if_unsaid(pool, quotas, lay=1, professional=1) == ()


def test_zero_chance_if_unsaid_counts_answers_in_two_categories():
    pool = [lay("a"), lay("b", gender="f", area="east"), professional("c", gender="m", area="west")]
    quotas = [Quota("gender", "f", 1), Quota("gender", "m", 1), Quota("area", "east", 1), Quota("area", "west", 1)]

    assert zero_chance_if_unsaid(pool, quotas, lay=1, professional=1) == ("a",)


def test_zero_chance_if_unsaid_names_who_could_stand_in_for_another():
    pool = [lay("a"), lay("b", gender="f"), lay("c", gender="m"), professional("d"), professional("e")]
    quotas = [Quota("gender", "f", 1, role=LAY), Quota("gender", "m", 1, role=LAY)]

    assert zero_chance_if_unsaid(pool, quotas, lay=2, professional=2) == ("a",)


def test_next_reserve_takes_the_first_who_keeps_every_quota():
    leaver = lay("gone", age="young")
    seated = [leaver, lay("stays", age="old"), professional("p")]
    reserves = [professional("q", age="young"), lay("r1", age="old"), lay("r2", age="young"), lay("r3", age="young")]
    quotas = [Quota("age", "young", 1)]

    choice = next_reserve(leaver=leaver, seated=seated, reserves=reserves, quotas=quotas)

    passed = (PassedOver("r1", "quota", (Shortfall("minimum", 1, 0, "age", "young"),)),)
    assert choice == ReserveChoice("r2", (), passed)
    assert choice.keeps_all
    assert choice.broken == 0


def test_next_reserve_else_takes_the_one_who_breaks_least():
    leaver = lay("gone", age="young", area="east")
    reserves = [lay("r1", age="old", area="west"), lay("r2", age="old", area="east"), lay("r3", age="old", area="east")]
    quotas = [Quota("age", "young", 1), Quota("area", "east", 1)]

    choice = next_reserve(leaver=leaver, seated=[leaver], reserves=reserves, quotas=quotas)

    assert choice.key == "r2"
    assert choice.shortfalls == (Shortfall("minimum", 1, 0, "age", "young"),)
    assert (choice.keeps_all, choice.broken) == (False, 1)
    assert [passed.key for passed in choice.passed_over] == ["r1"]


def test_next_reserve_passes_over_who_would_come_without_their_companion():
    leaver = lay("gone")

    choice = next_reserve(
        leaver=leaver, seated=[leaver], reserves=[lay("r1"), lay("r2")], quotas=[], groups=[("r1", "p9")]
    )

    assert choice == ReserveChoice("r2", (), (PassedOver("r1", "together"),))


def test_next_reserve_of_a_role_without_reserves_is_nobody():
    leaver = lay("gone", age="young")

    choice = next_reserve(
        leaver=leaver, seated=[leaver], reserves=[professional("p")], quotas=[Quota("age", "young", 1)]
    )

    assert choice == ReserveChoice(None, (Shortfall("minimum", 1, 0, "age", "young"),), ())
    assert not choice.keeps_all


def test_next_reserve_walks_a_draw_without_breaking_it():
    chooser = random.Random(7)
    pool = [
        Candidate(f"k{n}", chooser.choice([LAY, PROFESSIONAL]), {"age": chooser.choice(["young", "old"])})
        for n in range(60)
    ]
    quotas = [Quota("age", "young", 6, 10)]
    find = by_key(pool)
    result = draw(pool, quotas, lay=8, professional=8, seed="s")
    seated = [find[key] for key in result.selected]
    reserves = [find[key] for role in (LAY, PROFESSIONAL) for key in result.reserves[role]]

    for leaver in list(seated):
        choice = next_reserve(leaver=leaver, seated=seated, reserves=reserves, quotas=quotas)
        assert choice.keeps_all
        seated = [candidate for candidate in seated if candidate != leaver] + [find[choice.key]]
        reserves = [candidate for candidate in reserves if candidate.key != choice.key]

    assert shortfalls_of(seated, quotas) == ()
    assert sum(candidate.role == LAY for candidate in seated) == 8


def test_digest_changes_with_every_part():
    pool, quotas = [lay("a", age="young"), *people(3, 3)], [Quota("age", "young", 1)]
    result = draw(pool, quotas, lay=2, professional=2, seed="s")
    other = draw(pool, quotas, lay=2, professional=2, seed="s", exclude=["l0"])

    digests = {
        digest(pool, quotas, "s", result),
        digest(pool[1:], quotas, "s", result),
        digest(pool, [Quota("age", "young", 2)], "s", result),
        digest(pool, quotas, "t", result),
        digest(pool, quotas, "s", other),
        digest([lay("a", age=None), *pool[1:]], quotas, "s", result),
    }

    assert {len(text) for text in digests} == {64}
    assert len(digests) == 6


def test_digest_is_that_of_the_canonical_json():
    result = DrawResult(
        met=True,
        selected=(),
        reserves={},
        shortfalls=(),
        seated={},
        lay=0,
        professional=0,
        algorithm_version="milp-1",
    )

    written_by_hand = (
        b'{"algorithm_version":"milp-1","pool":[],"quotas":[],"result":{"algorithm_version":"milp-1","exclude":[],'
        b'"groups":[],"include":[],"lay":0,"met":true,"professional":0,"reserves":{},"seated":{},"selected":[],'
        b'"shortfalls":[]},"seed":"s"}'
    )
    assert digest([], [], "s", result) == hashlib.sha256(written_by_hand).hexdigest()


@pytest.mark.parametrize(
    ("pool", "quotas", "options", "message"),
    [
        ([lay("a"), lay("a")], [], {}, "The key 'a' stands for 2 people"),
        ([Candidate("a", "nurse")], [], {}, "'a' has the role 'nurse'"),
        (people(1, 1), [Quota("age", "old", 3, 2)], {}, "minimum of 3 above its maximum of 2"),
        (people(1, 1), [Quota("age", "old", -1)], {}, "minimum of -1"),
        (people(1, 1), [Quota("age", "old", 0, 1, "nurse")], {}, "for the role 'nurse'"),
        (people(1, 1), [Quota("age", "old"), Quota("age", "old", 1)], {}, "is given 2 times"),
        (people(1, 1), [], {"groups": [("l0", "x")]}, "names 'x', who is not in the pool"),
        (people(1, 1), [], {"groups": [("l0", "l0")]}, "two or more different people"),
        (people(1, 1), [], {"groups": [("l0",)]}, "two or more different people"),
        (people(2, 1), [], {"groups": [("l0", "p0"), ("l1", "p0")]}, "'p0' is in two groups"),
        (people(1, 1), [], {"include": ["x"]}, "'x' is to be included or excluded"),
        (people(1, 1), [], {"include": ["l0"], "exclude": ["l0"]}, "both included and excluded"),
        (
            people(1, 1),
            [],
            {"include": ["l0"], "exclude": ["p0"], "groups": [("l0", "p0")]},
            "both included and excluded",
        ),
        (people(2, 1), [], {"include": ["l0", "l1"]}, "2 lay people are to be included, but there are 1 lay places"),
        (people(1, 1), [], {"lay": -1}, "-1 lay places"),
        (people(1, 1), [], {"seed": ""}, "needs a seed"),
    ],
)
def test_draw_refuses_what_contradicts_itself(pool, quotas, options, message):
    with pytest.raises(ValueError, match=message):
        draw(pool, quotas, **{"lay": 1, "professional": 1, "seed": "s"} | options)
