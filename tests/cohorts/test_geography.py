"""Distances, and which outward codes exist."""

import pytest

from cohorts import geography


def test_distance_km_agrees_with_a_published_distance() -> None:
    """London to Paris, as the crow flies, is about 344 km."""
    assert geography.distance_km((51.5074, -0.1278), (48.8566, 2.3522)) == pytest.approx(343.6, abs=0.5)


def test_distance_km_is_a_distance() -> None:
    oxford, bristol = (51.7520, -1.2577), (51.4545, -2.5879)

    assert geography.distance_km(oxford, oxford) == 0
    assert geography.distance_km(oxford, bristol) == pytest.approx(geography.distance_km(bristol, oxford))


def test_distance_km_reaches_the_other_side_of_the_earth() -> None:
    assert geography.distance_km((0, 0), (0, 180)) == pytest.approx(20015.1, abs=0.1)


@pytest.mark.parametrize(
    ("typed", "split"),
    [
        ("OX4 1AA", ("OX4 1AA", "OX4")),
        ("ox41aa", ("OX4 1AA", "OX4")),
        (" sw1a  2aa ", ("SW1A 2AA", "SW1A")),
        ("m1 1ae", ("M1 1AE", "M1")),
        ("OX4", None),
        ("hello", None),
        ("", None),
    ],
)
def test_split_postcode_reads_any_spacing(typed: str, split: tuple[str, str] | None) -> None:
    assert geography.split_postcode(typed) == split


@pytest.mark.parametrize(("typed", "outward"), [("OX4 1AA", "OX4"), ("ox4", "OX4"), ("12", None), ("=OX4", None)])
def test_outward_of_reads_whole_and_short_codes(typed: str, outward: str | None) -> None:
    assert geography.outward_of(typed) == outward


@pytest.mark.parametrize("outward", ["OX4", "sw1a", "RH10", "BS1"])
def test_centroid_lies_in_great_britain(outward: str) -> None:
    point = geography.centroid(outward)

    assert point is not None
    assert 49 < point[0] < 61
    assert -8.7 < point[1] < 2


@pytest.mark.parametrize(
    ("outward", "known", "without_distance"),
    [
        ("OX4", True, False),
        ("ZZ99", False, False),
        ("QQ1", False, False),
        ("BT1", True, True),
        ("JE2", True, True),
        ("GY1", True, True),
        ("IM9", True, True),
        ("BT", False, True),
        ("", False, False),
        ("12", False, False),
        ("B1", True, False),
    ],
)
def test_is_known_tells_missing_codes_from_those_without_distance(
    outward: str, known: bool, without_distance: bool
) -> None:
    assert geography.is_known(outward) is known
    assert geography.has_no_distance(outward) is without_distance


def test_distance_from_has_none_where_the_code_has_no_position() -> None:
    assert geography.distance_from("BT1", (51.75, -1.26)) is None
    assert geography.distance_from("OX1", (51.75, -1.26)) == pytest.approx(0.5, abs=2)


def test_miles_and_kilometres_undo_each_other() -> None:
    assert geography.miles(geography.kilometres(26.2)) == pytest.approx(26.2)
    assert geography.kilometres(1) == pytest.approx(1.609, abs=0.001)
