"""What runs each minute without being asked."""

from datetime import datetime

from messaging.actions import deliver_due


def send_due(now: datetime) -> int:
    """Send every message that is due at `now`; return how many were taken in hand.

    Celery's worker and the embedded thread both call it. Two at once do no harm.
    """
    return deliver_due(now=now)
