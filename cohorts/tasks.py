"""What programmes do without being asked."""

from datetime import datetime

from cohorts.actions.concerns import chase_unread
from cohorts.actions.returned_letters import ask_about_returned_letters


def returned_letters(now: datetime) -> int:
    """Open a task for each letter that came back; return how many were opened."""
    return ask_about_returned_letters(now=now)


def chase_concerns(now: datetime) -> int:
    """Remind the safeguarding lead and deputy of reports that nobody has read after one working day."""
    return chase_unread(now=now)
