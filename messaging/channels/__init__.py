"""The ways a message leaves the house, behind one interface: a parcel goes in, what is known of its fate comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol


class Fate(Enum):
    """What is known after a channel was asked to send."""

    ACCEPTED = "accepted"
    # Certainly not sent. The same parcel may go through later.
    LATER = "later"
    # Certainly not sent, and it never will be.
    REFUSED = "refused"
    # The line broke after the words had begun to leave: sent or not sent, nobody can tell.
    UNKNOWN = "unknown"
    # Certainly not sent, and nothing else will be either until the service on the other side is back.
    DOWN = "down"


@dataclass(frozen=True)
class Outcome:
    """The fate of one parcel, with a reason in words for staff and the provider's own reference."""

    fate: Fate
    why: str = ""
    provider_ref: str = ""


@dataclass(frozen=True)
class Parcel:
    """Everything a channel needs: to whom, which words, and an id that stays the same when it is sent again."""

    address: str
    title: str
    body: str
    message_id: str
    now: datetime
    # Our own reference, by which a provider's report finds the message again.
    ref: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Channel(Protocol):
    """One way to send. It may hold a connection between parcels; `close()` lets go of it and never raises."""

    def send(self, parcel: Parcel) -> Outcome:
        """Send one parcel and tell its fate. Never raises for what the other side did."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...
