"""The channels that are open here, for one run."""

from messaging.channels import Channel as Way
from messaging.channels.email import EmailChannel


class Postroom:
    """The open channels of one run, by name, and which of them are down."""

    def __init__(self) -> None:
        self.ways: dict[str, Way] = {"email": EmailChannel()}
        self.down: set[str] = set()

    def close(self) -> None:
        """Close every channel."""
        for way in self.ways.values():
            way.close()
