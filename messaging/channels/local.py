"""A channel that goes nowhere: for tests, and for a service on one computer. What it takes can be looked at."""

import logging
from collections import deque

from messaging.channels import Fate, Outcome, Parcel
from messaging.channels.checks import why_not_text

log = logging.getLogger(__name__)
# The last parcels of this process, as `mail.outbox` keeps emails. The page of a message shows what it said, too.
TAKEN: deque[tuple[str, Parcel]] = deque(maxlen=500)


class LocalChannel:
    """Takes every parcel that the real channel would take, and writes to the log that it did."""

    def __init__(self, name: str) -> None:
        self.name = name

    def send(self, parcel: Parcel) -> Outcome:
        """Keep one parcel and tell that it was accepted."""
        refused = why_not_text(parcel.address) if self.name == "sms" else ""
        if refused:
            log.warning("A text was refused: %s", refused)
            return Outcome(Fate.REFUSED, refused)
        TAKEN.append((self.name, parcel))
        log.info("%s %s, which goes nowhere from this computer:\n%s", self.name, parcel.ref, parcel.body)
        return Outcome(Fate.ACCEPTED, provider_ref=f"local-{parcel.ref}")

    def close(self) -> None:
        """Hold nothing."""
