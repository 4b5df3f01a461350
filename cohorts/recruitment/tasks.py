"""What recruitment does without being asked."""

from datetime import datetime

from cohorts.recruitment.actions.offer_answers import follow_withdrawn_places, lapse_overdue


def lapse_offers(now: datetime) -> int:
    """Let offers lapse whose last day has passed, and follow people who have left; return how many that were."""
    return lapse_overdue(now=now) + follow_withdrawn_places(now=now)
