"""Periodic duties."""

from datetime import datetime

from access.actions import delete_expired


def expire_tokens(now: datetime) -> int:
    """Delete tokens and counted tries a day after they ended; return how many rows that were."""
    return delete_expired(now=now)
