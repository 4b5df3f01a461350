"""Long lists, a page at a time."""

from collections.abc import Sequence
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

# More rows than this cost more time than anybody reads; a page of them stays quick however long the list is.
ROWS: Final = 25


def page_of(request: HttpRequest, rows: "QuerySet[Any] | Sequence[Any]", *, size: int = ROWS) -> Page[Any]:
    """Return the page of `rows` that the address asks for; a number that does not exist gives the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
