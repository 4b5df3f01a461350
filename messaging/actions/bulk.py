"""Writing to a group, and taking it back within a minute."""

import logging
import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from messaging.actions.queueing import Draft, cancel, queue_many
from messaging.bulk import BULK, Group
from messaging.models import BulkMessage, Message
from messaging.purposes import purpose_of
from messaging.wording import WordsRefused, check_words
from people.actions.audit import record
from people.models import Person

log = logging.getLogger(__name__)
TO_UNDO = timedelta(minutes=1)


@dataclass(frozen=True)
class Words:
    """What is said to the group; `urgent` says it at any hour, and to whom something was said today."""

    title: str
    body: str
    urgent: bool = False


class NobodyThere(ValueError):  # noqa: N818 - it is told to staff, with what to do
    """There is nobody in the group."""


def check_group_words(*, title: str, body: str) -> None:
    """Refuse words with a placeholder that is not everybody's, or a subject of two lines.

    Raises:
        WordsRefused: as the text says.
    """
    check_words(replace(purpose_of(BULK), placeholders={}), title=title, body=body)


@transaction.atomic
def write_to_group(
    *, group: Group, named: str, words: Words, submission_id: uuid.UUID, by: Person, now: datetime
) -> BulkMessage:
    """Queue a message to each person of a group, once for each `submission_id`; nothing leaves for a minute.

    `named` says who the group is, in words.

    Raises:
        WordsRefused: a placeholder that nothing fills, or a subject of two lines.
        NobodyThere: the group is empty.
    """
    try:
        check_group_words(title=words.title, body=words.body)
    except WordsRefused as error:
        log.warning("Words to a group were refused (%s): %s", error.field, error)
        raise
    people = list(group.people())
    if not people:
        raise NobodyThere(_("Nobody belongs to this group. Choose another one."))
    bulk, new = BulkMessage.objects.get_or_create(
        submission_id=submission_id,
        defaults={
            "programme_ref": group.programme_ref,
            "group": named[:250],
            "title": words.title.strip(),
            "body": words.body.replace("\r\n", "\n").strip(),
            "urgent": words.urgent,
            "people": len(people),
            "made_at": now,
            "made_by": by,
            "goes_at": now + TO_UNDO,
        },
    )
    if not new:
        return bulk
    about = subject_of(bulk)
    queue_many(drafts=(_draft(bulk, person, about, by) for person in people), now=now)
    if bulk.urgent:
        Message.objects.about(about).update(urgent=True)
    record(by=by, action="group message written", about=bulk, now=now, fields=["title", "body"])
    return bulk


def subject_of(bulk: BulkMessage) -> str:
    """Return under what the outbox files a message to a group."""
    return f"bulk:{bulk.pk}"


def _draft(bulk: BulkMessage, person: Person, about: str, by: Person) -> Draft:
    return Draft(
        key=f"bulk:{bulk.pk}:{person.pk}",
        person=person,
        purpose=BULK,
        due_at=bulk.goes_at,
        subject_key=about,
        programme_ref=bulk.programme_ref,
        data={"bulk": bulk.pk},
        by=by,
    )


@transaction.atomic
def undo_group_message(*, bulk: BulkMessage, by: Person, now: datetime) -> int:
    """Stop what has not left of a message to a group; return how many messages that were. Twice stops nothing more."""
    row = BulkMessage.objects.locked().get(pk=bulk.pk)
    stopped = cancel(
        messages=Message.objects.about(subject_of(row)), why=_("The message to the group was undone."), now=now, by=by
    )
    if row.undone_at is None:
        row.undone_at, row.undone_by = now, by
        row.save(update_fields=["undone_at", "undone_by"])
        record(by=by, action="group message undone", about=row, now=now, fields=["undone_at"])
    return stopped
