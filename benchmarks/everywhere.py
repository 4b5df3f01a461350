"""Every page that a link or a filter leads to, as everybody: found by following them, so that no page is forgotten.

The pages of `benchmarks.pages` are chosen; these are not. One address of each page is measured, and one of each filter
of a list. Files to keep or to print are not pages, and are left out.
"""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils import timezone

from benchmarks import measure, report, world
from benchmarks.pages import ALL, client_of
from leadingtogether.settling import settle

LINK = re.compile(r"<a\b[^>]*?href=\"([^\"#]+)")
FILTERS = re.compile(r"<form\b(?![^>]*method=\"post\")([^>]*)>(.*?)</form>", re.DOTALL | re.IGNORECASE)
ACTION = re.compile(r"action=\"([^\"]*)\"")
TEXT = re.compile(r"<input\b(?=[^>]*type=\"(?:text|search)\")[^>]*?name=\"([^\"]+)\"")
SELECT = re.compile(r"<select\b[^>]*?name=\"([^\"]+)\"[^>]*>(.*?)</select>", re.DOTALL)
OPTION = re.compile(r"<option value=\"([^\"]+)\"")
# What is looked for in every bar of filters: a name that some of the world have.
SOUGHT = "smith"
# So many addresses of one page are opened for their links: one person, say, has a pair, and another has none.
OPENED = 2
REQUESTS, AT_LEAST, ENOUGH = 12, 5, 300.0
WORST = 15


@dataclass
class Found:
    """What one looker's links lead to: the first address of each page, and what did not open and how it answered."""

    addresses: dict[str, str] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)


def follow(get: Callable[[str], Any], begin: Iterable[str], *, each: int = OPENED) -> Found:
    """Open what can be reached from these addresses; pages are called by the name of their address and its filters.

    `get` opens an address, as a client's does. Of `each` page so many addresses are opened.
    """
    waiting, asked, opened, found = deque(begin), set[str](), dict[str, int](), Found()
    while waiting:
        address = waiting.popleft()
        name = name_of(address)
        if name is None or address in asked or opened.get(name, 0) >= each:
            continue
        asked.add(address)
        response = get(address)
        if response.status_code == HTTPStatus.FOUND:
            waiting.append(response["Location"])
        elif response.status_code != HTTPStatus.OK:
            found.broken[address] = response.status_code
        elif not response.streaming and response["Content-Type"].startswith("text/html"):
            opened[name] = opened.get(name, 0) + 1
            found.addresses.setdefault(name, address)
            waiting.extend(_leads(response.content.decode(), urlsplit(address).path))
    return found


def name_of(address: str) -> str | None:
    """Return what the page at an address is called; None outside of the service and in the back office."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if "admin" in match.app_names:
        return None
    filters = sorted(parse_qs(parts.query))
    return f"{match.view_name}{'?' if filters else ''}{'&'.join(filters)}"


def _leads(page: str, path: str) -> Iterator[str]:
    """Return where the links of a page lead, and its filters, each used by itself."""
    for link in LINK.findall(page):
        address = unescape(link)
        yield path + address if address.startswith("?") else address
    for attributes, fields in FILTERS.findall(page):
        action = ACTION.search(attributes)
        to = urlsplit(unescape(action[1])).path if action and action[1] else path
        for name in TEXT.findall(fields):
            yield f"{to}?{urlencode({name: SOUGHT})}"
        for name, options in SELECT.findall(fields):
            # The last: what is first is often what is chosen already.
            for value in OPTION.findall(options)[-1:]:
                yield f"{to}?{urlencode({name: unescape(value)})}"


def starts(here: world.World) -> dict[str, list[str]]:
    """Return where each looker begins: at home, and at the pages that they are measured by."""
    found: dict[str, list[str]] = {}
    for page in ALL:
        found.setdefault(page.looker, [reverse("home")]).append(page.address(here))
    for looker in here.team:
        found.setdefault(looker, [reverse("home")])
    return found


def run() -> int:
    """Measure all of them at 200 and at 20,000 applicants; print those that miss an aim, and return how many do."""
    here = world.begin(today=timezone.localdate())
    found = _found(here)
    small = _measured(here, found)
    world.grow(here)
    # The same addresses again, and what only a large service has, such as second pages, once.
    grown = _found(here)
    large = _measured(here, {looker: grown[looker] | addresses for looker, addresses in found.items()})
    return _print([report.Line(name, small.get(name, one), one, None) for name, one in large.items()])


def _found(here: world.World) -> dict[str, dict[str, str]]:
    """Return the addresses of each looker. Raise RuntimeError where a link leads nowhere."""
    every = {}
    for looker, begin in starts(here).items():
        found = follow(client_of(here, looker).get, begin)
        if found.broken:
            msg = f"Links of {looker} lead nowhere: {found.broken}."
            raise RuntimeError(msg)
        every[looker] = found.addresses
    return every


def _measured(here: world.World, found: dict[str, dict[str, str]]) -> dict[str, measure.Figures]:
    settle()
    clients = {looker: client_of(here, looker) for looker in found}
    return {
        f"{looker}: {name}": measure.figures(
            clients[looker], address, requests=REQUESTS, at_least=AT_LEAST, enough=ENOUGH
        )
        for looker, addresses in found.items()
        for name, address in addresses.items()
    }


def _print(lines: list[report.Line]) -> int:
    by_cost = sorted(lines, key=lambda line: -max(line.small.times_bare, line.large.times_bare))
    missed = [line for line in by_cost if line.missed]
    print(f"\n{len(lines)} pages and filters that links lead to, those that cost most:\n")
    print(f"{'who and where':<60}│ {'200 applicants':^22} │ {'20,000 applicants':^22} │ missed")
    print(f"{'':<60}│ {'queries':>7} {'ms':>7} {'× bare':>6} │ {'queries':>7} {'ms':>7} {'× bare':>6} │")
    for line in missed + [line for line in by_cost if not line.missed][:WORST]:
        cells = " │ ".join(
            f"{one.queries:>7} {one.median:>7.1f} {one.times_bare:>6.1f}" for one in (line.small, line.large)
        )
        print(f"{line.name:<60}│ {cells} │ {', '.join(line.missed)}")
    print(f"\n{f'{len(missed)} miss an aim' if missed else 'Every page keeps its aims'}.")
    return len(missed)
