"""Long lists, a page at a time."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

# More rows than this cost more time than anybody reads; a page of them stays quick however long the list is.
ROWS: Final = 25

M = TypeVar("M", bound=Model)


def page_of(
    request: HttpRequest,
    rows: "QuerySet[Any, Any] | Sequence[Any]",
    *,
    size: int = ROWS,
    count: int | None = None,
) -> Page[Any]:
    """Return the page of `rows` that the address asks for; a number that does not exist gives the nearest.

    `count` is how many rows there are, where the page has counted them already.
    """
    paginator = Paginator(rows, size)
    if count is not None:
        # A cached property of Django's.
        paginator.__dict__["count"] = count
    return paginator.get_page(request.GET.get("page"))


def page_by_keys(
    request: HttpRequest,
    rows: "QuerySet[M, M] | Sequence[int]",
    whole: "Callable[[list[int]], QuerySet[M, M]]",
    *,
    size: int = ROWS,
    count: int | None = None,
) -> Page[Any]:
    """Return the page as `page_of` does, each of its rows as `whole`, a prepared read by keys, has it. A query more.

    For rows that show much of what hangs on them: the database sorts narrow rows, which need to know their keys alone,
    and joins those of the page. Where all keys are read already, `rows` are those.
    """
    page = page_of(request, rows, size=size, count=count)
    keys = [row if isinstance(row, int) else row.pk for row in page.object_list]
    found = {row.pk: row for row in whole(keys)}
    # A row may go between the two queries.
    page.object_list = [found[pk] for pk in keys if pk in found]
    return page
