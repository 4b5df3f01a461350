"""References of which no two are alike, for worlds so large that drawn ones would sometimes clash."""

import random
from collections.abc import Iterator
from itertools import count
from typing import Any

from common.refs import ALPHABET, LENGTH

# Shares no factor with the 21 characters, so that the sequence meets every reference once before one comes again. And
# so large that neighbours lie far apart in an index, as drawn ones do.
STEP = 7_919_313_511


class Distinct(random.Random):
    """A source for `refs.drawn_from`: it chooses the characters of one reference after the other, and repeats none.

    The last digit comes first, so that the first five characters, which make a short code, are not repeated either.
    """

    def __init__(self) -> None:
        super().__init__()
        self._characters = _characters()

    def choice(self, _seq: Any) -> Any:
        """Return the next character of a reference."""
        return next(self._characters)


def _characters() -> Iterator[str]:
    size = len(ALPHABET)
    for number in count(1):
        left = number * STEP
        for _place in range(LENGTH):
            left, digit = divmod(left, size)
            yield ALPHABET[digit]
