"""What runs by itself."""

from datetime import datetime

from cohorts.actions.returned_letters import ask_about_returned_letters


def returned_letters(now: datetime) -> int:
    """Open a task for each letter that came back; return how many were opened."""
    return ask_about_returned_letters(now=now)
