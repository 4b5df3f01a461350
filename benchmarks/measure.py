"""Measuring one page: how many queries, and how much of this process's time."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from statistics import median, quantiles

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.pages import Page, client_of
from benchmarks.world import World
from leadingtogether.settling import settle

# Asked for this often, or until a page has had its milliseconds of CPU.
REQUESTS, ENOUGH, AT_LEAST = 30, 600.0, 8
# Bare pages beside each of these requests. The first ones find the processor's caches full of the other page and take
# up to twice as long, so they are not counted.
WARMING, BARE_BESIDE = 4, 4


@dataclass(frozen=True)
class Figures:
    """What one page cost: queries, milliseconds of CPU a request, and how many bare pages that is."""

    queries: int
    median: float
    p95: float
    times_bare: float


def all_pages(world: World, pages: Iterable[Page]) -> dict[str, Figures]:
    """Return the figures of each page by its name. Raise RuntimeError where a page does not open."""
    # As a web process of production does, so that the world that was built here is no burden to its pages.
    settle()
    clients: dict[str, Client] = {}
    found = {}
    for page in pages:
        if page.looker not in clients:
            clients[page.looker] = client_of(world, page.looker)
        found[page.name] = figures(clients[page.looker], page.address(world))
    return found


def figures(
    client: Client, address: str, *, requests: int = REQUESTS, at_least: int = AT_LEAST, enough: float = ENOUGH
) -> Figures:
    """Return what one page costs, beside bare pages asked for by turns with it: a busy computer slows both.

    It is asked for so many `requests`, fewer once they took `enough` milliseconds, but `at_least` so many.
    """
    queries = queries_of(client, address)
    visitor, bare = Client(), reverse("bare")
    spent: list[float] = []
    beside: list[float] = []
    # Fewer requests where a page is slow.
    while len(spent) < requests and (len(spent) < at_least or sum(spent) < enough):
        beside += [_spent(visitor, bare) for _time in range(WARMING + BARE_BESIDE)][WARMING:]
        spent.append(_spent(client, address))
    return Figures(queries, median(spent), quantiles(spent, n=20)[-1], median(spent) / median(beside))


def queries_of(client: Client, address: str) -> int:
    """Return the queries of the second time: the first fills what a process keeps."""
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        # Counted now: the next request empties the log.
        count = len(queries)
        if response.status_code != HTTPStatus.OK:
            msg = f"{address} answered {response.status_code}."
            raise RuntimeError(msg)
    return count


def _spent(client: Client, address: str) -> float:
    """Return the milliseconds of CPU of one request."""
    begun = time.process_time()
    client.get(address)
    return 1000 * (time.process_time() - begun)
