"""Numbers, money, distances, references and telephone numbers as this service says them."""

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

import phonenumbers
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MILES_IN_A_KILOMETRE = 0.621371
# Whole numbers below this are written alike in every language: no mark comes between their digits.
SHORT = 1000


def say_number(value: float | Decimal, places: int | None = None) -> str:
    """Return “1,250”, or with `places` decimal places “3.40”; halves are rounded up."""
    if places is None and type(value) is int and 0 <= value < SHORT:
        return str(value)
    # By its digits: 1 and 1.00 are equal, but not written alike.
    return _number_in(get_language(), str(value), places)


# A page says the same few numbers over and over.
@lru_cache(maxsize=4096)
def _number_in(_language: str | None, digits: str, places: int | None) -> str:
    """Return a number as the language that is in use, which is this one, writes it."""
    value = Decimal(digits)
    if places is not None:
        # number_format cuts off what is too long; it does not round.
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def say_percent(share: float | Decimal, places: int = 0) -> str:
    """Return “86%” for a share from 0 to 1; halves are rounded up."""
    step = Decimal(1).scaleb(-places)
    rounded = (Decimal(str(share)) * 100).quantize(step, rounding=ROUND_HALF_UP)
    return _("%(number)s%%") % {"number": say_number(rounded, places)}


def say_money(pounds: Decimal | float) -> str:
    """Return “£25” or “£1,250.50”: pence only where there are some."""
    amount = Decimal(str(pounds)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    whole = amount == amount.to_integral_value()
    return ("-" if amount < 0 else "") + "£" + say_number(abs(amount), 0 if whole else 2)


def say_miles(kilometres: float) -> str:
    """Return “6 miles” for a distance in kilometres, or “less than a mile”."""
    miles = kilometres * MILES_IN_A_KILOMETRE
    if miles < 1:
        return _("less than a mile")
    count = round(miles)
    return ngettext("%(count)s mile", "%(count)s miles", count) % {"count": say_number(count)}


def say_ref(ref: str) -> str:
    """Return “K7M2 9XQT” for an 8-character reference, so that it can be read out."""
    return " ".join(ref[place : place + 4] for place in range(0, len(ref), 4))


@lru_cache(maxsize=1024)
def say_phone(number: str) -> str:
    """Return “07700 900123” for “+447700900123”; a number from abroad keeps its country code."""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    style = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if parsed.country_code == 44
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(parsed, style)
