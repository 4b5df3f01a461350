"""Postcodes of the United Kingdom."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from localflavor.gb.forms import GBPostcodeField

_FIELD = GBPostcodeField()


def normalise_postcode(text: str) -> str:
    """Return “OX1 1AA” for “ox11aa”.

    Raises:
        ValueError: it is not a full postcode; the message says what to do.
    """
    try:
        return str(_FIELD.clean("".join(text.split())))
    except ValidationError:
        raise ValueError(_("Enter a full UK postcode, like OX1 1AA.")) from None


def outward_code_of(postcode: str) -> str:
    """Return “OX1” for “OX1 1AA”, and nothing for nothing."""
    return postcode.rsplit(" ", 1)[0] if " " in postcode else ""
