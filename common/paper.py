"""Questions as they are printed: with boxes to tick and lines to write on.

An app says what is asked as data; one template draws it, on a page of its own or at the end of a letter, in the
reader's own print size. Everything here is plain text, so that it can be kept with a letter and drawn the same again.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# The sizes that people may ask for, in points, and the one that is used where nobody asked.
SIZES = (14, 20, 24, 28)
ORDINARY = 14


@dataclass(frozen=True)
class Question:
    """One question: words, what helps, boxes to tick, and how many lines to write on."""

    words: str
    hint: str = ""
    choices: Sequence[str] = ()
    lines: int = 0
    several: bool = False
    # Short answers stand beside each other as far as there is room.
    inline: bool = False


@dataclass(frozen=True)
class Part:
    """Questions under one heading."""

    title: str
    questions: Sequence[Question]
    introduction: Sequence[str] = ()


@dataclass(frozen=True)
class PaperForm:
    """Something to fill in with a pen and send back."""

    title: str
    parts: Sequence[Part]
    introduction: Sequence[str] = ()
    # Said after the last question: how to send it back.
    ending: Sequence[str] = ()
    # On a page of its own, or cut off the end of a letter.
    own_page: bool = True
    # What staff look for when it comes back; without one the letter's own reference serves.
    reference: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return the form as JSON takes it."""
        return asdict(self)


def size_from(text: str) -> int:
    """Return the print size that an address names, else the ordinary one."""
    return int(text) if text.isdecimal() and int(text) in SIZES else ORDINARY
