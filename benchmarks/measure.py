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
BARE_REQUESTS = 100


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


def figures(client: Client, address: str) -> Figures:
    """Return what one page costs, beside the bare page just before it: a busy computer slows both."""
    queries = queries_of(client, address)
    bare = median(_spent(Client(), reverse("bare"), requests=BARE_REQUESTS))
    spent = _spent(client, address, requests=REQUESTS)
    return Figures(queries, median(spent), quantiles(spent, n=20)[-1], median(spent) / bare)


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


def _spent(client: Client, address: str, *, requests: int) -> list[float]:
    """Return the milliseconds of CPU of each request; fewer requests where a page is slow."""
    spent: list[float] = []
    while len(spent) < requests and (len(spent) < AT_LEAST or sum(spent) < ENOUGH):
        begun = time.process_time()
        client.get(address)
        spent.append(1000 * (time.process_time() - begun))
    return spent
