"""References that people can say over the telephone."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# No vowels (no words by accident), no 0/O, 1/I/L, S/5, B/8, Z/2, U/V pairs that sound or look alike.
ALPHABET = "CDFGHJKMNPQRTWXY34679"
LENGTH = 8
# What is printed on a poster and said over the telephone leads to nothing that is secret, so it may be short.
SHORT = 5
# The system's own randomness, so that nobody guesses a reference.
_source: ContextVar[random.Random] = ContextVar("source of references", default=random.SystemRandom())  # noqa: B039


@contextmanager
def drawn_from(source: random.Random) -> Iterator[None]:
    """Draw references from `source` for a while: a demo world is the same each time. Never for real people."""
    before = _source.set(source)
    try:
        yield
    finally:
        _source.reset(before)


def make_ref() -> str:
    """Return a new random reference of 8 sayable characters (21**8, about 38 thousand million)."""
    return "".join(_source.get().choice(ALPHABET) for _ in range(LENGTH))


def make_code() -> str:
    """Return a new random code of 5 sayable characters (21**5, about 4 million), for what everybody may know."""
    return make_ref()[:SHORT]


def make_secret(size: int) -> str:
    """Return `size` random bytes in hexadecimal, for what nobody may guess; the same each time in a demo world."""
    return _source.get().randbytes(size).hex()


def clean_ref(text: str) -> str:
    """Return what somebody typed or read aloud as a reference: capitals, without spaces and hyphens."""
    return "".join(text.split()).replace("-", "").upper()
