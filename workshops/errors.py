"""What an action of this app refuses, as sentences that say what to do."""

from cohorts.actions.versions import NotAllowedError


class RoomTakenError(NotAllowedError):
    """Another workshop is in that room at that time."""
