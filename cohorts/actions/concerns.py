"""Reports that something is wrong: written by anybody, read by the safeguarding lead and deputy alone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohorts.models import Concern, Programme
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def report_concern(*, words: str, how_to_reach: str, submission_id: UUID, by: Person | None, now: datetime) -> Concern:
    """Keep what somebody reports, once for each page that was sent; a visitor may report without a name.

    It belongs to the programme in which the person applied last; without one every safeguarding lead sees it.
    """
    programme = None
    if by is not None:
        programme = Programme.objects.filter(applications__person=by).order_by("-applications__pk").first()
    concern, made = Concern.objects.get_or_create(
        submission_id=submission_id,
        defaults={
            "words": words,
            "how_to_reach": how_to_reach or None,
            "reported_by": by,
            "reported_at": now,
            "programme": programme,
        },
    )
    if made:
        record(by=by, action="concern.report", about=concern, now=now)
    return concern


@transaction.atomic
def mark_read(*, concern: Concern, by: Person, now: datetime) -> None:
    """Write down who read a concern first, and when."""
    if Concern.objects.filter(pk=concern.pk, read_at__isnull=True).update(read_at=now, read_by=by):
        record(by=by, action="concern.read", about=concern, now=now, fields=["read_at"])
