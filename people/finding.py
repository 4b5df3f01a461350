"""Finding a person by what somebody says on the phone: a name, an email, a number, a postcode or a reference."""

import re

from django.db.models import Q


def found_by(words: str) -> Q:
    """Return the condition of people who match `words`.

    Every word is in a name or an email; or all of it, without its spaces, is the number, postcode or reference of one.
    """
    every = Q()
    for word in words.split():
        every &= (
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(known_as__icontains=word)
            | Q(email__icontains=word)
            | Q(contact_email__icontains=word)
        )
    together = "".join(words.split())
    return every | Q(ref__iexact=together.replace("-", "")) | _number(together) | _postcode(together)


def _number(text: str) -> Q:
    """+44 7700 900123 and 07700 900123 are one number."""
    digits = re.sub(r"^(00|\+)?(44)?0?", "", re.sub(r"[()\-]", "", text))
    if not re.fullmatch(r"\d{4,}", digits):
        return Q(pk__in=[])
    return Q(mobile__contains=digits) | Q(phone__contains=digits)


def _postcode(text: str) -> Q:
    """A whole postcode, or its first half."""
    found = re.fullmatch(r"([a-z]{1,2}\d[a-z\d]?)(\d[a-z]{2})?", text, re.IGNORECASE)
    if not found:
        return Q(pk__in=[])
    return Q(postcode__iexact=f"{found[1]} {found[2]}") if found[2] else Q(outward_code__iexact=found[1])
