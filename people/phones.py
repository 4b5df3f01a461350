"""Telephone numbers, kept in international form (E.164)."""

import phonenumbers
from django.utils.translation import gettext as _


def normalise_phone(text: str) -> str:
    """Return “+447700900123” for “07700 900 123”; a number without a country code is taken to be British.

    Only the length is checked: Ofcom's numbers for drama, which the demo world uses, belong to nobody.

    Raises:
        ValueError: it cannot be a telephone number; the message says what to do.
    """
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError(_("Enter a telephone number, like 07700 900123."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
