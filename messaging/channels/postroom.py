"""The channels that are open here, for one run."""

from django.conf import settings

from messaging.channels import Channel as Way
from messaging.channels.email import EmailChannel
from messaging.channels.local import LocalChannel


class Postroom:
    """The open channels of one run, by name, and which of them are down."""

    def __init__(self) -> None:
        self.ways: dict[str, Way] = {"email": EmailChannel()}
        for name, carrier in (("sms", settings.SMS_CARRIER), ("letter", settings.LETTER_CARRIER)):
            if carrier == "local":
                self.ways[name] = LocalChannel(name)
            elif carrier == "notify":
                self.ways[name] = _notify(name)
        self.down: set[str] = set()

    def close(self) -> None:
        """Close every channel."""
        for way in self.ways.values():
            way.close()


def _notify(name: str) -> Way:
    # Imported only where it is used: it brings a whole HTTP library.
    from messaging.channels.notify import NotifyChannel  # noqa: PLC0415

    return NotifyChannel(name)
