"""The sweep of the evaluation."""

from datetime import datetime

from evaluation.actions import invitations
from evaluation.actions.contact_checks import keep_contact_checks
from evaluation.actions.task_reasons import keep_consent_tasks, keep_contact_tasks


def open_due_waves(now: datetime) -> int:
    """Invite whoever is due to be asked and move what has moved; return how many invitations changed."""
    return invitations.open_due_waves(now=now)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about consents and about people whom nobody reaches; return how many were opened or dropped."""
    return keep_consent_tasks(now=now) + keep_contact_tasks(now=now)


def check_contacts(now: datetime) -> int:
    """Ask whether we would still reach people, months after the last workshop; return how many rows changed."""
    return keep_contact_checks(now=now)
