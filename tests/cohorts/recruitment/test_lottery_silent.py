"""Whom silence leaves without a chance where some must not be paired: held against every panel of small pools."""

import itertools
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from cohorts.recruitment.lottery import Candidate, Quota, draw, shortfalls_of, silent_without_chance
from cohorts.recruitment.lottery_venues import nearest_draw

LAY, PROFESSIONAL = "lay", "professional"


def lay(key, *, apart=(), venues=(), **values):
    return Candidate(key, LAY, values, venues, apart)


def professional(key, *, apart=(), venues=(), **values):
    return Candidate(key, PROFESSIONAL, values, venues, apart)


def without_chance(pool, quotas, pairs, groups=()):
    nearest = draw(pool, quotas, lay=pairs, professional=pairs, seed="nobody", groups=groups)
    return silent_without_chance(pool, quotas, nearest)


# --- by hand ------------------------------------------------------------------------------------------------------


def test_silent_person_has_no_chance_where_only_a_pair_apart_would_keep_the_quota():
    """With the woman among the professionals they could come, but they must not be paired with her."""
    pool = [
        lay("woman", gender="f"),
        lay("silent", gender=None, apart=("nurse",)),
        professional("nurse", gender="f", apart=("silent",)),
        professional("doctor", gender="m"),
    ]

    assert without_chance(pool, [Quota("gender", "f", 1)], 1) == ("silent",)


def test_silent_person_is_not_named_where_no_answer_would_let_them_be_paired():
    pool = [
        lay("woman", gender="f"),
        lay("silent", gender=None, apart=("nurse", "doctor")),
        professional("nurse", gender="m", apart=("silent",)),
        professional("doctor", gender="m", apart=("silent",)),
    ]

    assert without_chance(pool, [Quota("gender", "f", 1)], 1) == ()


def test_silent_person_is_not_named_where_another_panel_can_be_paired():
    pool = [
        lay("woman", gender="f"),
        lay("silent", gender=None, apart=("nurse",)),
        professional("nurse", gender="f", apart=("silent",)),
        professional("doctor", gender="f"),
    ]

    assert without_chance(pool, [Quota("gender", "f", 1)], 1) == ()


def test_silent_half_of_a_couple_is_named_and_an_answer_of_theirs_alone_is_looked_at():
    pool = [
        lay("woman", gender="f"),
        lay("silent", gender=None),
        professional("partner", gender=None),
        professional("doctor", gender="m"),
    ]

    assert without_chance(pool, [Quota("gender", "f", 1)], 1, [("silent", "partner")]) == ("partner", "silent")


def test_silent_person_with_very_many_ways_to_answer_is_named():
    quotas = [Quota(f"category {number}", "a", 1) for number in range(13)]
    said = {quota.category: "a" for quota in quotas}
    pool = [lay("one", **said), lay("silent", **dict.fromkeys(said)), professional("other")]

    assert without_chance(pool, quotas, 1) == ("silent",)


def test_silent_person_without_a_chance_at_their_only_venue_is_named():
    both = ("east", "west")
    pool = [
        lay("woman", gender="f", venues=both),
        lay("other woman", gender="f", venues=both),
        lay("silent", gender=None, venues=("east",), apart=("nurse",)),
        lay("elsewhere", gender=None, venues=("west",)),
        professional("nurse", gender="f", venues=("east",), apart=("silent",)),
        professional("doctor", gender="m", venues=both),
        professional("carer", gender="m", venues=both),
    ]
    quotas = [Quota("gender", "f", 1, venue="east")]
    nearest = nearest_draw(pool, quotas, pairs={"east": 1, "west": 1})

    assert silent_without_chance(pool, quotas, nearest) == ("silent",)


# --- against every panel ------------------------------------------------------------------------------------------


@st.composite
def small_pools(draw_from):
    """Two to four of each role, few with the value that is asked for; many must not be paired; perhaps a couple."""
    pool = [
        Candidate(f"{role[0]}{number}", role, {"age": draw_from(st.sampled_from(["young", "old", "old", None]))})
        for role in (LAY, PROFESSIONAL)
        for number in range(draw_from(st.integers(2, 4)))
    ]
    couples = [(one.key, other.key) for one in pool for other in pool if one.role == LAY and other.role != LAY]
    asked = [one.key for one in pool if one.values["age"] != "old"]
    likely = [couple for couple in couples if set(couple) <= set(asked)] or couples
    apart = {draw_from(st.sampled_from(likely)) for _ in range(3)}
    apart |= set(draw_from(st.lists(st.sampled_from(couples), max_size=5)))
    quota = Quota("age", "young", draw_from(st.integers(1, 2)), None, draw_from(st.sampled_from([None, None, LAY])))
    groups = [couples[0]] if draw_from(st.booleans()) and couples[0] not in apart else []
    pool = [
        replace(one, apart=tuple(sorted({key for couple in apart if one.key in couple for key in couple} - {one.key})))
        for one in pool
    ]
    return pool, [quota], draw_from(st.integers(1, 2)), groups


def can_be_paired(lay_people, professionals, groups):
    return any(
        all(
            other.key not in one.apart and all((one.key in group) == (other.key in group) for group in groups)
            for one, other in zip(lay_people, order, strict=True)
        )
        for order in itertools.permutations(professionals)
    )


def can_be_drawn(pool, quotas, pairs, groups):
    found = set()
    sides = [[one for one in pool if one.role == role] for role in (LAY, PROFESSIONAL)]
    for lay_people in itertools.combinations(sides[0], pairs):
        for professionals in itertools.combinations(sides[1], pairs):
            keys = {one.key for one in (*lay_people, *professionals)}
            together = all(len(keys.intersection(group)) in {0, len(group)} for group in groups)
            if together and not shortfalls_of((*lay_people, *professionals), quotas):
                found |= keys if can_be_paired(lay_people, professionals, groups) else set()
    return found


@settings(max_examples=150, deadline=None)
@given(small_pools())
def test_silent_without_chance_equals_brute_force(case):
    pool, quotas, pairs, groups = case
    nearest = draw(pool, quotas, lay=pairs, professional=pairs, seed="nobody", groups=groups)
    drawn = can_be_drawn(pool, quotas, pairs, groups)
    if not nearest.met or not drawn:
        return
    named = silent_without_chance(pool, quotas, nearest)

    helped = {
        one.key
        for one in pool
        if one.values["age"] is None
        for said in ("young", "old", None)
        if one.key
        in can_be_drawn(
            [replace(other, values={"age": said}) if other == one else other for other in pool], quotas, pairs, groups
        )
    }
    assert set(named) == helped - drawn
