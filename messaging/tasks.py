"""What runs each minute without being asked."""

from datetime import datetime

from messaging.actions import cancel_unwanted, deliver_due, queue_copies, tell_of_changes, tell_supporters
from messaging.actions.print_pdfs import erase_old_letters, make_waiting_pdfs


def look_after_supporters(now: datetime) -> int:
    """Queue copies and news for supporters, and cancel what they are no longer to get; return how many that were."""
    told = tell_supporters(now=now) + tell_of_changes(now=now)
    return cancel_unwanted(now=now) + told + queue_copies(now=now)


def send_due(now: datetime) -> int:
    """Send every message that is due at `now`; return how many were taken in hand.

    Celery's worker and the embedded thread both call it. Two at once do no harm.
    """
    return deliver_due(now=now)


def print_batches(now: datetime) -> int:
    """Make the PDFs of long print batches; return how many were made."""
    return make_waiting_pdfs(now=now)


def erase_printed(now: datetime) -> int:
    """Erase what was printed 30 days ago; return how many batches and orders that were."""
    return erase_old_letters(now=now)
