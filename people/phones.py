"""Telephone numbers, kept in international form (E.164)."""

import phonenumbers
from django.utils.translation import gettext as _

BRITISH = 44
# Not “possible within one town”: nobody outside can ring 496000.
WHOLE = phonenumbers.ValidationResult.IS_POSSIBLE


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
    if number is None or phonenumbers.is_possible_number_with_reason(number) != WHOLE:
        raise ValueError(_("Enter a telephone number, like 07700 900123."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_mobile(number: str) -> bool:
    """Whether a text message can reach a number in international form.

    By its type; Ofcom's numbers for drama have none, and are told by the range of British mobiles.
    """
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_possible_number(parsed):
        return False
    kind = phonenumbers.number_type(parsed)
    if kind == phonenumbers.PhoneNumberType.UNKNOWN and parsed.country_code == BRITISH:
        national = str(parsed.national_number)
        # 070 are personal numbers, 076 pagers.
        return national.startswith("7") and national[1] not in "06"
    return kind in {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
