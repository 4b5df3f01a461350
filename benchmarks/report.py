"""The run: 200 applicants, then 20,000, and one table of what every page costs at either size."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.utils import timezone

from benchmarks import measure, world
from benchmarks.measure import Figures
from benchmarks.pages import ALL, PARTICIPANT, Page, client_of
from benchmarks.weight import Weight, first_load

MOST_QUERIES = 12
MOST_TIMES_BARE = 50
MOST_REQUESTS = 8
MOST_BYTES = 40_000
HEAD = (
    f"{'':<31}│ {'200 applicants':^30} │ {'20,000 applicants':^30} │ {'first load':^14} │\n"
    f"{'page':<31}│ {'queries':>7} {'median':>7} {'p95':>7} {'× bare':>6} │ "
    f"{'queries':>7} {'median':>7} {'p95':>7} {'× bare':>6} │ {'files':>5} {'kB':>8} │ missed"
)
T = TypeVar("T")


@dataclass(frozen=True)
class Line:
    """One page of the table."""

    name: str
    small: Figures
    large: Figures
    weight: Weight | None

    @property
    def missed(self) -> list[str]:
        """Return the aims that this page misses, in words."""
        found = []
        if self.large.queries != self.small.queries:
            found.append("queries grow")
        if max(self.small.queries, self.large.queries) > MOST_QUERIES:
            found.append(f"over {MOST_QUERIES} queries")
        if max(self.small.times_bare, self.large.times_bare) > MOST_TIMES_BARE:
            found.append(f"over {MOST_TIMES_BARE} × bare")
        if self.weight and self.weight.requests > MOST_REQUESTS:
            found.append(f"over {MOST_REQUESTS} files")
        if self.weight and self.weight.bytes > MOST_BYTES:
            found.append(f"over {MOST_BYTES // 1000} kB")
        return found


def run(names: Sequence[str]) -> int:
    """Build, measure, grow, measure again, print the table of the pages of these names; return how many miss an aim."""
    pages = [page for page in ALL if page.name in names]
    here = _timed("Built 200 applicants in 4 cohorts", lambda: world.begin(today=timezone.localdate()))
    small = _timed("Measured its pages", lambda: measure.all_pages(here, pages))
    weights = {page.name: _weight(here, page) for page in PARTICIPANT if page in pages}
    _timed("Grew to 20,000 applicants in 200 cohorts", lambda: world.grow(here))
    large = _timed("Measured the pages again", lambda: measure.all_pages(here, pages))
    lines = [Line(page.name, small[page.name], large[page.name], weights.get(page.name)) for page in pages]
    return _print(lines)


def _weight(here: world.World, page: Page) -> Weight:
    return first_load(client_of(here, page.looker), page.address(here))


def _timed(what: str, work: Callable[[], T]) -> T:
    begun = time.monotonic()
    result = work()
    print(f"{what} in {time.monotonic() - begun:.0f} s.", flush=True)
    return result


def _print(lines: list[Line]) -> int:
    print(f"\nMedian and p95 are milliseconds of CPU in this process.\n\n{HEAD}")
    print("─" * 31 + "┼" + "─" * 32 + "┼" + "─" * 32 + "┼" + "─" * 16 + "┼" + "─" * 20)
    for line in lines:
        weight = f"{line.weight.requests:>5} {line.weight.bytes / 1000:>8.1f}" if line.weight else " " * 14
        figures = " │ ".join(_cells(one) for one in (line.small, line.large))
        print(f"{line.name:<31}│ {figures} │ {weight} │ {', '.join(line.missed)}")
    missed = [line.name for line in lines if line.missed]
    aims = f"at most {MOST_QUERIES} queries, the same at either size, {MOST_TIMES_BARE} × bare, "
    aims += f"and for participants {MOST_REQUESTS} files and {MOST_BYTES // 1000} kB compressed"
    print(f"\nThe aims: {aims}.\n{'Missed by ' + ', '.join(missed) if missed else 'Every page keeps them'}.")
    return len(missed)


def _cells(one: Figures) -> str:
    return f"{one.queries:>7} {one.median:>7.1f} {one.p95:>7.1f} {one.times_bare:>6.1f}"
