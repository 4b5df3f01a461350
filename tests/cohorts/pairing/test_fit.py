"""The fit of two people: bounds, neutrality of what is missing, and its sentences."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.pairing.candidates import telling_words
from cohorts.pairing.fit import WAYS, Profile, fit_of
from cohorts.pairing.weights import COMPONENTS, KNOWN, PRESETS, WEIGHTS, WHY, parts_of, preset_of
from cohorts.recruitment.topics import MEETING_TIME_LABELS, TOPIC_LABELS

MAIR = Profile(
    person_id=1,
    called="Mair",
    topics=frozenset({"discharge", "carers"}),
    times=frozenset({"weekday-evening"}),
    ways=frozenset({"email", "phone"}),
    outward_code="OX1",
)
ANITA = Profile(
    person_id=2,
    called="Anita",
    topics=frozenset({"discharge"}),
    times=frozenset({"weekday-evening", "online"}),
    ways=frozenset({"email"}),
    outward_code="OX4",
)
SILENT = Profile(person_id=3, called="Tom")

profiles = st.builds(
    Profile,
    person_id=st.integers(1, 2),
    called=st.just("Mair"),
    topics=st.frozensets(st.sampled_from(sorted(TOPIC_LABELS))),
    idea=st.frozensets(st.sampled_from(["falls", "letters", "meals"])),
    times=st.frozensets(st.sampled_from(sorted(MEETING_TIME_LABELS))),
    ways=st.frozensets(st.sampled_from(sorted(WAYS))),
    outward_code=st.sampled_from(["", "OX1", "OX4", "BS1", "RH10", "BT1"]),
    travel_limit_km=st.none() | st.integers(1, 200),
    venue_km=st.none() | st.floats(0, 300),
    took_part=st.none() | st.booleans(),
)
acquainted = st.sampled_from(
    [frozenset(), frozenset({(1, 2)}), frozenset({(2, 1), (1, 2)}), frozenset({(1, 1), (2, 2)})]
)


@given(profiles, profiles, acquainted, st.sampled_from(sorted(PRESETS)))
def test_fit_is_a_whole_number_from_0_to_1000_and_the_sum_of_its_shares(
    one: Profile, other: Profile, known: frozenset[tuple[int, int]], preset: str
) -> None:
    most = PRESETS[preset]
    fit = fit_of(one, other, known=known, weights=most)

    assert 0 <= fit.total <= 1000
    assert fit.total == sum(fit.shares.values())
    assert set(fit.shares) == set(WEIGHTS)
    assert all(0 <= share <= most[name] for name, share in fit.shares.items() if name != KNOWN)
    assert -most[KNOWN] <= fit.shares[KNOWN] <= 0


@given(profiles, profiles, acquainted)
def test_fit_is_the_same_from_both_sides(one: Profile, other: Profile, known: frozenset[tuple[int, int]]) -> None:
    assert fit_of(one, other, known=known).shares == fit_of(other, one, known=known).shares


def test_fit_of_who_said_nothing_is_neutral() -> None:
    assert fit_of(SILENT, replace(SILENT, person_id=4)).total == 500
    assert fit_of(SILENT, ANITA).total == 500
    assert fit_of(SILENT, ANITA).reasons == ("We do not know when Tom can meet.",)


def test_fit_of_a_perfect_pair_is_1000() -> None:
    words = frozenset({"falls", "letters", "meals"})
    times = frozenset({"weekday-evening", "weekday-morning"})
    one = replace(MAIR, idea=words, times=times, venue_km=0, took_part=True)
    other = replace(ANITA, idea=words, times=times, outward_code="OX1", venue_km=0, took_part=False)

    assert fit_of(one, other, wishes=frozenset({(1, 2), (2, 1)})).total == 1000


def test_fit_says_why_in_plain_sentences() -> None:
    assert fit_of(MAIR, ANITA).reasons == (
        "Both want to work on leaving hospital and coming home.",
        "3 miles apart.",
    )


def test_fit_says_first_what_stands_in_the_way() -> None:
    hindered = replace(ANITA, times=frozenset({"weekday-morning"}), ways=frozenset({"letter"}))

    assert fit_of(MAIR, hindered).reasons == (
        "They have no time to meet in common yet.",
        "They need help to find a way to keep in touch.",
    )


def test_fit_counts_travel_for_the_worse_off() -> None:
    far = replace(ANITA, outward_code="SN1")
    free = fit_of(replace(MAIR, travel_limit_km=100), replace(far, travel_limit_km=100)).shares["distance"]
    bound = fit_of(replace(MAIR, travel_limit_km=25), replace(far, travel_limit_km=100)).shares["distance"]

    assert bound < free
    assert bound == fit_of(replace(MAIR, travel_limit_km=100), replace(far, travel_limit_km=25)).shares["distance"]


def test_fit_lets_video_make_up_for_distance() -> None:
    far = replace(ANITA, outward_code="RH10")
    fit = fit_of(replace(MAIR, times=MAIR.times | {"online"}, topics=frozenset(), ways=frozenset()), far)

    assert fit.shares["distance"] == WEIGHTS["distance"] // 2
    assert "64 miles apart, but both can meet by video or phone." in fit.reasons


def test_fit_takes_a_postcode_without_position_as_neutral() -> None:
    fit = fit_of(MAIR, replace(ANITA, outward_code="BT1"))

    assert fit.shares["distance"] == WEIGHTS["distance"] // 2


def test_fit_says_that_a_pair_needs_help_to_keep_in_touch() -> None:
    fit = fit_of(replace(MAIR, ways=frozenset({"letter"})), ANITA)

    assert fit.shares["contact"] == 0
    assert fit.reasons[-1] == "They need help to find a way to keep in touch."


@pytest.mark.parametrize(
    ("wishes", "share", "sentence"),
    [
        (frozenset(), 50, "Both want to work on leaving hospital and coming home."),
        (frozenset({(1, 2)}), 75, "Mair asked for Anita."),
        (frozenset({(2, 1)}), 75, "Anita asked for Mair."),
        (frozenset({(1, 2), (2, 1)}), 100, "They asked for each other."),
    ],
)
def test_fit_knows_who_asked_for_whom(wishes: frozenset[tuple[int, int]], share: int, sentence: str) -> None:
    fit = fit_of(MAIR, ANITA, wishes=wishes)

    assert (fit.shares["wish"], fit.reasons[0]) == (share, sentence)


def test_fit_never_loses_by_a_short_idea() -> None:
    chatty = replace(ANITA, idea=frozenset({"falls", "letters"}))

    assert fit_of(replace(MAIR, idea=frozenset({"meals"})), chatty).shares == fit_of(MAIR, chatty).shares


def test_fit_names_the_words_that_both_use() -> None:
    fit = fit_of(
        replace(SILENT, idea=telling_words("Clear letters about discharge")),
        replace(ANITA, idea=telling_words("Better letters for people")),
    )

    assert "Both write about “letters”." in fit.reasons


@pytest.mark.parametrize("weights", [{"topics": -1}, {"needs": 5}])
def test_fit_refuses_weights_that_are_none(weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"Weights are numbers from 0, one for each part of the fit."):
        fit_of(MAIR, ANITA, weights=weights)


def test_fit_refuses_weights_that_are_all_zero() -> None:
    with pytest.raises(ValueError, match=r"At least one part of the fit must weigh more than nothing."):
        fit_of(MAIR, ANITA, weights={"topics": 0})


def test_fit_counts_the_longer_of_two_journeys_to_the_venue() -> None:
    near, far = replace(SILENT, venue_km=4), replace(ANITA, venue_km=70)

    fit = fit_of(near, far)

    assert fit.shares["venue"] == fit_of(replace(near, venue_km=70), far).shares["venue"] == int(50 * (1 - 70 / 80))
    assert "It is 43 miles to the venue for one of them." in fit.reasons


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [(None, True, 25), (False, False, 25), (True, True, 0), (True, False, 50), (False, True, 50)],
)
def test_fit_spreads_experience(one: bool | None, other: bool | None, share: int) -> None:
    assert fit_of(replace(MAIR, took_part=one), replace(ANITA, took_part=other)).shares["experience"] == share


def test_fit_takes_off_for_who_know_each_other_and_says_so() -> None:
    fit = fit_of(MAIR, ANITA)
    known = fit_of(MAIR, ANITA, known=frozenset({(2, 1)}))

    assert known.total == fit.total - 100
    assert known.reasons == (fit.reasons[0], "They know each other already.")


def test_fit_is_never_below_0_however_much_is_taken_off() -> None:
    weights = {"topics": 1, KNOWN: 1000}

    assert fit_of(MAIR, ANITA, known=frozenset({(1, 2)}), weights=weights).total == 0


def test_fit_does_not_know_of_needs_or_characteristics() -> None:
    assert set(Profile.__dataclass_fields__) == {
        "person_id",
        "called",
        "topics",
        "idea",
        "times",
        "ways",
        "outward_code",
        "travel_limit_km",
        "venue_km",
        "took_part",
    }


def test_ready_weights_add_up_to_1000_and_each_part_says_why() -> None:
    for weights in PRESETS.values():
        assert sum(weight for name, weight in weights.items() if name != KNOWN) == 1000
    assert set(WHY) == set(COMPONENTS) == set(WEIGHTS)
    assert [preset_of(weights) for weights in PRESETS.values()] == list(PRESETS)
    assert preset_of({"topics": 1}) == ""


def test_parts_of_own_weights_are_what_they_give_of_1000() -> None:
    parts = {part.slug: part.most for part in parts_of({"topics": 3, "times": 1, KNOWN: 1})}

    assert (parts["topics"], parts["times"], parts["idea"], parts[KNOWN]) == (750, 250, 0, 250)


def test_fit_refuses_weights_of_which_only_the_deduction_is_not_zero() -> None:
    with pytest.raises(ValueError, match=r"At least one part of the fit must weigh more than nothing."):
        fit_of(MAIR, ANITA, weights={KNOWN: 100})
