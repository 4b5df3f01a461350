"""Writing down a call, an email or a conversation with a person."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cohorts.models import ContactNote, Programme
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def note_contact(
    *,
    programme: Programme,
    person: Person,
    kind: str,
    words: str,
    at: datetime,
    incoming: bool,
    submission_id: UUID,
    by: Person,
    now: datetime,
) -> ContactNote:
    """Keep what was said with somebody at the moment `at`, once for each `submission_id`."""
    note, new = ContactNote.objects.get_or_create(
        submission_id=submission_id,
        defaults={
            "programme": programme,
            "person": person,
            "kind": kind,
            "words": words,
            "at": at,
            "incoming": incoming,
            "by": by,
        },
    )
    if new:
        record(by=by, action="contact.note", about=note, now=now, fields=["kind", "words"])
    return note
