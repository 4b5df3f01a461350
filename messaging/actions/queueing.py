"""Putting messages into the outbox, moving them and taking them out."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from messaging.models import Message
from messaging.purposes import purpose_of
from messaging.querysets import MessageQuerySet
from people.models import Person


@transaction.atomic
def queue(
    *,
    key: str,
    person: Person,
    purpose: str,
    due_at: datetime,
    now: datetime,
    subject_key: str = "",
    programme_ref: str = "",
    data: Mapping[str, int | str] | None = None,
    stale_after: datetime | None = None,
    by: Person | None = None,
) -> Message:
    """Say `purpose` to `person` at `due_at`, once under `key`.

    A key that is there and unsent is moved to the new moment; a key that was sent, cancelled or missed stays as it is,
    so that a sweep may run any number of times. Call it in the transaction of what the message tells about.
    """
    kind = purpose_of(purpose)
    message, made = Message.objects.get_or_create(
        key=key,
        defaults={
            "person": person,
            "purpose": kind.slug,
            "due_at": due_at,
            "stale_after": stale_after,
            "subject_key": subject_key,
            "programme_ref": programme_ref,
            "data": dict(data or {}),
            "urgent": kind.urgent,
            "on_unknown": Message.OnUnknown.RESEND_ONCE if kind.resend_when_unknown else Message.OnUnknown.HOLD,
            "queued_at": now,
            "queued_by": by,
        },
    )
    if not made:
        waiting = Message.objects.filter(pk=message.pk, state__in=[Message.State.QUEUED, Message.State.HELD])
        waiting.update(due_at=due_at, stale_after=stale_after)
        message.refresh_from_db()
    return message


def cancel(*, messages: MessageQuerySet, why: str, now: datetime, by: Person | None = None) -> int:
    """Cancel what has not left the house among `messages`; return how many that were.

    A row that a worker has claimed is cancelled too: the fence before sending finds that its claim is gone.
    """
    return messages.unsent().update(
        state=Message.State.CANCELLED, why=why, claim=None, lease_until=None, settled_at=now, settled_by=by
    )


def cancel_all_to(*, person: Person, why: str, now: datetime, by: Person | None = None) -> int:
    """Stop everything that is still to be said to one person; return how many messages that were."""
    return cancel(messages=Message.objects.filter(person=person), why=why, now=now, by=by)
