"""What people reply to a message: a note on their page, and a task to read it."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.contact_notes import note_contact
from cohorts.actions.tasks import open_task
from cohorts.models import ContactNote, Programme
from common.dates import in_london
from people.models import Person

KIND = "reply"
NAMESPACE = uuid.UUID("6f1d0c0a-6a52-4b55-9a0b-3f1f3f0b2c11")
LONGEST = 4000


@transaction.atomic
def hear_reply(*, person: Person, channel: str, words: str, reply_id: str, at: datetime, now: datetime) -> None:
    """Keep what somebody replied, once for each `reply_id`. Who is in no programme is heard by nobody here."""
    mine = Programme.objects.filter(places__person=person) | Programme.objects.filter(applications__person=person)
    programme = mine.order_by("-year", "-pk").first()
    if programme is None or not words.strip():
        return
    note = note_contact(
        programme=programme,
        person=person,
        kind=ContactNote.Kind.EMAIL if channel == "email" else ContactNote.Kind.TEXT,
        words=words.strip()[:LONGEST],
        at=at,
        incoming=True,
        submission_id=uuid.uuid5(NAMESPACE, f"{channel}:{reply_id}"),
        by=person,
        now=now,
    )
    open_task(
        key=f"{KIND}:{note.pk}",
        kind=KIND,
        title=_("Read what %(name)s replied") % {"name": person},
        programme=programme,
        person=person,
        due_on=in_london(now).date(),
        subject_ref=person.ref,
        now=now,
    )
