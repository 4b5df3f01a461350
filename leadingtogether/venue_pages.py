"""Which programmes share a page of all venues: sums and order would not be true of a part of one."""

from collections.abc import Iterable

from cohorts.models import Programme
from common.paging import ROWS


def shown_of(programme: Programme) -> int:
    """Return how many cohorts of a programme are shown, which was counted with it."""
    return int(getattr(programme, "shown"))  # noqa: B009 - the model does not know it


def pages_of(programmes: Iterable[Programme]) -> list[list[Programme]]:
    """Return whole programmes, each with the number of its cohorts as `shown`, as many a page as have 25 together."""
    pages: list[list[Programme]] = []
    room = 0
    for programme in programmes:
        shown = shown_of(programme)
        if not pages or shown > room:
            pages.append([])
            room = ROWS
        pages[-1].append(programme)
        room -= shown
    return pages
