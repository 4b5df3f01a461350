"""`make bench`: measure the main pages, then what else has an aim; exit code 1 where something misses.

With words, only the pages whose names hold one of them (`pages` for all), and the parts of that name: `everywhere`,
`messages`, `pairing`, `lotteries`, `imports`. A word that names nothing is an error: exit code 2.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from benchmarks.room import scratch_database, set_up

# The parts besides the pages, each with `run() -> int`: how many aims it missed. Every part has a database of its own.
PARTS = {
    "everywhere": "benchmarks.everywhere",
    "messages": "benchmarks.post",
    "pairing": "benchmarks.pairs",
    "lotteries": "benchmarks.lotteries",
    "imports": "benchmarks.files",
}
ALL_PAGES = "pages"


class NoSuchWordError(Exception):
    """A word names no page and no part."""


def main(words: Sequence[str]) -> int:
    """Measure; return how many aims were missed. Raise NoSuchWordError where a word names nothing."""
    set_up()
    pages, parts = chosen(words, [page.name for page in import_module("benchmarks.pages").ALL])
    missed = 0
    if pages:
        with scratch_database():
            missed += import_module("benchmarks.report").run(pages)
    for part in parts:
        with scratch_database():
            missed += import_module(PARTS[part]).run()
    return missed


def chosen(words: Sequence[str], pages: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return which of the pages and which parts these words name; all where there is no word.

    Raises:
        NoSuchWordError: a word names neither. The text says what there is.
    """
    wanted = words or [ALL_PAGES, *PARTS]
    for word in wanted:
        if word != ALL_PAGES and word not in PARTS and not any(word in page for page in pages):
            msg = f"“{word}” is in the name of no page, and no part is called so."
            msg += f"\nParts: {ALL_PAGES} (all of them), {', '.join(PARTS)}.\nPages: {'; '.join(pages)}."
            raise NoSuchWordError(msg)
    # The name of a part means the part alone: `messages` is also in the names of pages.
    of_pages = [word for word in wanted if word not in PARTS]
    named = [page for page in pages if ALL_PAGES in of_pages or any(word in page for word in of_pages)]
    return named, [part for part in PARTS if part in wanted]


if __name__ == "__main__":
    try:
        sys.exit(1 if main(sys.argv[1:]) else 0)
    except NoSuchWordError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
