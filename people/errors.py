"""What the actions on people refuse, each with the words that the page shows."""

from people.models import Person


class ChangedMeanwhile(Exception):  # noqa: N818 - it is a state of affairs, and the page says so
    """Somebody else saved the same row since the form was shown; `current` is the row as it is now."""

    def __init__(self, current: Person) -> None:
        super().__init__("The row was changed since the form was shown.")
        self.current = current


class NotTheirsToGive(Exception):  # noqa: N818
    """Only the person themselves consents on this website; staff record what was said on paper or by phone."""
