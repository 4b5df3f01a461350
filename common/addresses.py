"""Addresses of pages by their names: of one, and of many rows of one kind."""

from collections.abc import Callable
from typing import Any, Final

from django.urls import reverse

from common.routes import plain_address

# Stands where the reference will: no address holds it otherwise, and nothing of it is escaped.
_REF: Final = "REF-OF-THE-ROW"
_NUMBER: Final = "987654321987654321"


def address(name: str, *arguments: Any) -> str:
    """Return the address of a page, as `reverse` does in four times as long. Raise NoReverseMatch as it does."""
    plain = plain_address(name, arguments)
    return reverse(name, args=arguments) if plain is None else plain


def address_of(name: str, *rest: Any) -> Callable[[object], str]:
    """Return what gives the address of each row by its reference: the URL is worked out once for a list, not per row.

    `rest` are arguments of the URL after the reference.
    """
    return _between(address(name, _REF, *rest), _REF)


def numbered(name: str) -> Callable[[object], str]:
    """Return what gives the address of each row by its number, for pages of staff that have no reference."""
    return _between(address(name, int(_NUMBER)), _NUMBER)


def _between(address: str, mark: str) -> Callable[[object], str]:
    before, after = address.split(mark)
    return lambda key: f"{before}{key}{after}"
