"""Long work in short pieces."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield the items in lists of `size`, the last one shorter; takes no more of them than it has yielded.

    As `itertools.batched` of Python 3.12.
    """
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part
