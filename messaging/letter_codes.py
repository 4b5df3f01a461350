"""The code that a letter carries: the app that signs people in registers here how one is made.

Messaging stands below that app, so that it asks for a code without knowing what a code is. Whoever prints a letter gets
the code once, to put it on the paper; a letter that is printed again gets a new one, and the old one is worth nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from messaging.models import Message


@dataclass(frozen=True)
class LetterCode:
    """What is printed: where to go, what to type there in groups, and the last day."""

    address: str
    code: str
    until: date


class Make(Protocol):
    """Makes the code of a letter, which opens the path `opens`; what was made for the letter before ends."""

    def __call__(self, *, message: "Message", opens: str, now: datetime) -> LetterCode: ...


class End(Protocol):
    """Ends what was made for a letter that is not posted; returns how many codes still worked."""

    def __call__(self, *, message: "Message", now: datetime) -> int: ...


@dataclass(frozen=True)
class Doorkeeper:
    """Where codes are typed, how one is made, how it ends, and how long it lasts from the day it is printed."""

    address: Callable[[], str]
    make: Make
    end: End
    lasts: timedelta


_DOORKEEPER: list[Doorkeeper] = []


def register(doorkeeper: Doorkeeper) -> None:
    """Let letters carry codes from now on. Registering again replaces the one before."""
    _DOORKEEPER[:] = [doorkeeper]


def doorkeeper() -> Doorkeeper | None:
    """Return who makes codes, or None where nobody does: links are then printed as they are."""
    return _DOORKEEPER[0] if _DOORKEEPER else None
