"""Addresses of many rows of one kind."""

from collections.abc import Callable
from typing import Any, Final

from django.urls import reverse

# Stands where the reference will: no address holds it otherwise, and nothing of it is escaped.
_REF: Final = "REF-OF-THE-ROW"


def address_of(name: str, *rest: Any) -> Callable[[object], str]:
    """Return what gives the address of each row by its reference: the URL is worked out once for a list, not per row.

    `rest` are arguments of the URL after the reference.
    """
    before, after = reverse(name, args=[_REF, *rest]).split(_REF)
    return lambda ref: f"{before}{ref}{after}"
