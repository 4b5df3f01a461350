"""A mail server that takes most letters, refuses some, hangs up on some, and remembers every one that it accepted."""

import asyncio
import hashlib
import threading
from collections import Counter
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

# aiosmtpd hands every handler the same arguments under its own names.
# ruff: noqa: ARG002, N802

# Of a thousand letters so many meet each trouble, chosen by the address and the seed.
REFUSED_FOR_GOOD, LATER_ONCE, HUNG_UP_ONCE, LOST_IN_DATA, HUNG_UP_AFTER = 5, 30, 10, 0.4, 0.4
SECONDS_EACH = 0.004


class Sink:
    """What came to the server, and how it treats an address."""

    def __init__(self, *, seed: int) -> None:
        self.seed = seed
        self.accepted: Counter[str] = Counter()
        self.recipients: Counter[str] = Counter()
        self.tried: Counter[tuple[str, str]] = Counter()
        self.lock = threading.Lock()

    def fate_of(self, address: str) -> str:
        """Return what this server does with an address: one of the troubles, or nothing but taking it."""
        digest = hashlib.sha256(f"{self.seed}:{address}".encode()).digest()
        at = int.from_bytes(digest[:6]) / 2**48 * 1000
        for trouble, share in (
            ("refused", REFUSED_FOR_GOOD),
            ("later", LATER_ONCE),
            ("hung up", HUNG_UP_ONCE),
            ("lost in data", LOST_IN_DATA),
            ("hung up after", HUNG_UP_AFTER),
        ):
            if at < share:
                return trouble
            at -= share
        return ""

    def first(self, trouble: str, address: str) -> bool:
        """Whether this trouble meets the address for the first time now."""
        with self.lock:
            self.tried[trouble, address] += 1
            return self.tried[trouble, address] == 1

    def take(self, envelope: Any) -> None:
        """Remember a letter."""
        words = message_from_bytes(envelope.content)
        with self.lock:
            self.accepted[str(words["Message-ID"])] += 1
            self.recipients[envelope.rcpt_tos[0]] += 1

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, rcpt_options: Any) -> str:
        """Take an address or not."""
        await asyncio.sleep(SECONDS_EACH)
        trouble = self.fate_of(address)
        if trouble == "refused":
            return "550 No such mailbox"
        if trouble == "later" and self.first(trouble, address):
            return "451 Try again later"
        if trouble == "hung up" and self.first(trouble, address):
            _hang_up(server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        """Take the words or not."""
        trouble = self.fate_of(envelope.rcpt_tos[0])
        if trouble == "lost in data" and self.first(trouble, envelope.rcpt_tos[0]):
            _hang_up(server)
            return "451 Lost"
        self.take(envelope)
        if trouble == "hung up after":
            _hang_up(server)
        return "250 OK"


def _hang_up(server: SMTP) -> None:
    if server.transport is not None:
        server.transport.abort()


def serve(sink: Sink, *, port: int) -> Controller:
    """Start the server in a thread on a port of 127.0.0.1; `stop()` ends it."""
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
