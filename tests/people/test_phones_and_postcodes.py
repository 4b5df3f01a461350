"""Numbers and postcodes as people type them."""

import pytest

from people.phones import normalise_phone
from people.postcodes import normalise_postcode, outward_code_of


@pytest.mark.parametrize(
    "typed", ["07700900123", "07700 900 123", "+44 7700 900123", "0044 7700 900123", "(07700) 900-123"]
)
def test_normalise_phone_gives_the_international_form(typed):
    assert normalise_phone(typed) == "+447700900123"


def test_normalise_phone_keeps_a_number_from_abroad():
    assert normalise_phone("+353 85 012 3456") == "+353850123456"


@pytest.mark.parametrize("typed", ["", "12", "12345", "496000", "ring me", "07700 900 123 456 789 000"])
def test_normalise_phone_refuses_what_is_no_number(typed):
    with pytest.raises(ValueError, match="Enter a telephone number, like 07700 900123"):
        normalise_phone(typed)


@pytest.mark.parametrize(
    ("typed", "kept", "outward"),
    [("ox11aa", "OX1 1AA", "OX1"), (" Sn15  1 aa ", "SN15 1AA", "SN15"), ("ec1a 1bb", "EC1A 1BB", "EC1A")],
)
def test_normalise_postcode_gives_capitals_and_one_space(typed, kept, outward):
    assert (normalise_postcode(typed), outward_code_of(kept)) == (kept, outward)


@pytest.mark.parametrize("typed", ["", "OX1", "12345", "OX1 1AAA"])
def test_normalise_postcode_refuses_what_is_not_a_full_one(typed):
    with pytest.raises(ValueError, match="Enter a full UK postcode, like OX1 1AA"):
        normalise_postcode(typed)


def test_outward_code_of_nothing_is_nothing():
    assert outward_code_of("") == ""
