"""What an action of this app refuses, as sentences that say what to do."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workshops.models import Workshop


class RefusedError(Exception):
    """The rules do not allow it; the message is a sentence for the person who asked."""


class ChangedMeanwhileError(Exception):
    """Somebody else saved the workshop first; `workshop` holds what it says now."""

    def __init__(self, workshop: "Workshop") -> None:
        super().__init__(str(workshop))
        self.workshop = workshop


class RoomTakenError(RefusedError):
    """Another workshop is in that room at that time."""
