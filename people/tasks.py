"""Periodic duties."""

from datetime import datetime

from people.actions.audit import seal_events


def seal_audit(now: datetime) -> int:
    """Seal the audit trail; return how many events were sealed."""
    return seal_events(now=now)
