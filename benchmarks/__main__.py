"""`make bench`: measure the main pages, then what else has an aim; exit code 1 where something misses.

With words, only the pages whose names hold one of them, and the parts of that name: `messages`, `pairing`,
`lotteries`, `imports`.
"""

import sys
from importlib import import_module

from benchmarks.room import scratch_database

# The parts besides the pages, each with `run() -> int`: how many aims it missed. Every part has a database of its own.
PARTS = {
    "messages": "benchmarks.post",
    "pairing": "benchmarks.pairs",
    "lotteries": "benchmarks.lotteries",
    "imports": "benchmarks.files",
}


def main(words: list[str]) -> int:
    """Measure; return how many aims were missed."""
    missed = 0
    if not words or set(words) - set(PARTS):
        with scratch_database():
            missed += import_module("benchmarks.report").run(words)
    for name, path in PARTS.items():
        if not words or name in words:
            with scratch_database():
                missed += import_module(path).run()
    return missed


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
