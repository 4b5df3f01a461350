"""The sweep of the evaluation."""

from datetime import datetime

from evaluation.actions import invitations


def open_due_waves(now: datetime) -> int:
    """Invite whoever is due to be asked and move what has moved; return how many invitations changed."""
    return invitations.open_due_waves(now=now)
