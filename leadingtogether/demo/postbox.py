"""A postbox that takes every letter and sends none: the past of the demo world is told, not sent."""

import logging
import smtplib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings

# Mail to an address at this domain comes back, so that somebody has to look at it.
NO_SUCH_DOMAIN = "mistyped.example"
# Where the channels that go nowhere write what they took.
LOCAL = logging.getLogger("messaging.channels.local")


class Postbox:
    """A mail backend that keeps nothing and refuses one domain."""

    def __init__(self, **_options: Any) -> None:
        """Take whatever Django gives a backend."""

    def open(self) -> bool:
        """Do nothing; there is no line to open."""
        return True

    def close(self) -> None:
        """Do nothing."""

    def send_messages(self, messages: Sequence[Any]) -> int:
        """Take the messages, or refuse one like a mail server that knows no such address."""
        for message in messages:
            wrong = {address: (550, b"No such user here") for address in message.to if address.endswith(NO_SUCH_DOMAIN)}
            if wrong:
                raise smtplib.SMTPRecipientsRefused(wrong)
        return len(messages)


@contextmanager
def told_not_sent() -> Iterator[None]:
    """Let nothing leave the house for a while, and do not show each text: there are hundreds."""
    before, level = settings.EMAIL_BACKEND, LOCAL.level
    settings.EMAIL_BACKEND = f"{__name__}.{Postbox.__name__}"
    LOCAL.setLevel(logging.WARNING)
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = before
        LOCAL.setLevel(level)
