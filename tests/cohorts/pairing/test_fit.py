"""The fit of two people: bounds, neutrality of what is missing, and its sentences."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.pairing.candidates import telling_words
from cohorts.pairing.fit import WAYS, WEIGHTS, Profile, fit_of
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
)


@given(profiles, profiles)
def test_fit_is_a_whole_number_from_0_to_1000_and_the_sum_of_its_shares(one: Profile, other: Profile) -> None:
    fit = fit_of(one, other)

    assert 0 <= fit.total <= 1000
    assert fit.total == sum(fit.shares.values())
    assert set(fit.shares) == set(WEIGHTS)
    assert all(0 <= share <= WEIGHTS[name] for name, share in fit.shares.items())


@given(profiles, profiles)
def test_fit_is_the_same_from_both_sides(one: Profile, other: Profile) -> None:
    assert fit_of(one, other).shares == fit_of(other, one).shares


def test_fit_of_who_said_nothing_is_neutral() -> None:
    assert fit_of(SILENT, replace(SILENT, person_id=4)).total == 500
    assert fit_of(SILENT, ANITA).total == 500
    assert fit_of(SILENT, ANITA).reasons == ()


def test_fit_of_a_perfect_pair_is_1000() -> None:
    words = frozenset({"falls", "letters", "meals"})
    times = frozenset({"weekday-evening", "weekday-morning"})
    one = replace(MAIR, idea=words, times=times)
    other = replace(ANITA, idea=words, times=times, outward_code="OX1")

    assert fit_of(one, other, wishes=frozenset({(1, 2), (2, 1)})).total == 1000


def test_fit_says_why_in_plain_sentences() -> None:
    assert fit_of(MAIR, ANITA).reasons == (
        "Both want to work on leaving hospital and coming home.",
        "3 miles apart.",
        "Both free on weekday evenings.",
        "Both can keep in touch by email.",
    )


def test_fit_counts_travel_for_the_worse_off() -> None:
    far = replace(ANITA, outward_code="SN1")
    free = fit_of(replace(MAIR, travel_limit_km=100), replace(far, travel_limit_km=100)).shares["distance"]
    bound = fit_of(replace(MAIR, travel_limit_km=25), replace(far, travel_limit_km=100)).shares["distance"]

    assert bound < free
    assert bound == fit_of(replace(MAIR, travel_limit_km=100), replace(far, travel_limit_km=25)).shares["distance"]


def test_fit_lets_video_make_up_for_distance() -> None:
    far = replace(ANITA, outward_code="RH10")
    fit = fit_of(replace(MAIR, times=MAIR.times | {"online"}), far)

    assert fit.shares["distance"] == WEIGHTS["distance"] // 2
    assert "64 miles apart. Both can meet by video or phone." in fit.reasons


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
        replace(MAIR, idea=telling_words("Clear letters about discharge")),
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
