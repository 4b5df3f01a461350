"""The sweep of the evaluation."""

from datetime import datetime

from evaluation.actions import invitations
from evaluation.actions.task_reasons import keep_consent_tasks


def open_due_waves(now: datetime) -> int:
    """Invite whoever is due to be asked and move what has moved; return how many invitations changed."""
    return invitations.open_due_waves(now=now)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about consents to the follow-up; return how many were opened or dropped."""
    return keep_consent_tasks(now=now)
