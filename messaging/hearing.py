"""Who hears what people reply: the app that keeps notes about people registers here how one is made.

Messaging stands below that app, and keeps no words of a reply itself.
"""

from datetime import datetime
from typing import Protocol

from people.models import Person


class Hear(Protocol):
    """Takes what one person replied by a channel, once for each `reply_id`."""

    def __call__(
        self, *, person: Person, channel: str, words: str, reply_id: str, at: datetime, now: datetime
    ) -> None: ...


_HEARER: list[Hear] = []


def register(hear: Hear) -> None:
    """Let replies be heard from now on. Registering again replaces the one before."""
    _HEARER[:] = [hear]


def hearer() -> Hear | None:
    """Return who hears replies, or None where nobody does."""
    return _HEARER[0] if _HEARER else None
