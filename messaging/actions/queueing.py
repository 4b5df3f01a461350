"""Putting messages into the outbox, moving them and taking them out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, Q, Value, When
from django.db.models.functions import Cast

from common.batches import batched
from messaging.models import Message
from messaging.purposes import purpose_of
from messaging.querysets import MessageQuerySet
from people.models import Person, Supporter

State = Message.State
# Rows in one statement: far below what either database takes, enough to make the number of statements small.
CHUNK = 500
# In the data of a message that staff send now: it keeps its moment, whatever a sweep finds.
HURRIED = "hurried"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One message to queue, with what `queue` takes."""

    key: str
    person: Person
    purpose: str
    due_at: datetime
    subject_key: str = ""
    programme_ref: str = ""
    data: Mapping[str, int | str] = field(default_factory=dict)
    stale_after: datetime | None = None
    by: Person | None = None
    # A copy of a message, for the supporter of this agreement.
    copy_of: Message | None = None
    copy_for: Supporter | None = None


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
    so that a sweep may run any number of times. Call it in the transaction of what the message tells about. What makes
    it another message (an occurrence, a round) belongs in the key.
    """
    draft = Draft(
        key=key,
        person=person,
        purpose=purpose,
        due_at=due_at,
        subject_key=subject_key,
        programme_ref=programme_ref,
        data=data or {},
        stale_after=stale_after,
        by=by,
    )
    queue_many(drafts=[draft], now=now)
    return Message.objects.get(key=key)


@transaction.atomic
def queue_many(*, drafts: Iterable[Draft], now: datetime) -> int:
    """Queue or move many messages as `queue` does; return how many were new or moved.

    At most three statements for each 500 drafts, however many of them are there already, and no more than 500 drafts at
    a time in memory. Of two drafts with one key the later counts.
    """
    return sum(_queue_chunk({draft.key: draft for draft in chunk}, now) for chunk in batched(drafts, CHUNK))


def _queue_chunk(by_key: Mapping[str, Draft], now: datetime) -> int:
    drafts = list(by_key.values())
    there = _known(drafts)
    new = [_message(draft, now) for draft in drafts if draft.key not in there]
    if new:
        # Somebody may make the same key at this moment. The unique key keeps theirs, which says the same. Of the key
        # alone: where two references are the same by chance a message must not be dropped without a word.
        Message.objects.bulk_create(new, update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    moved = [draft for draft in drafts if draft.key in there and there[draft.key] != (draft.due_at, draft.stale_after)]
    return len(new) + (_move(moved) if moved else 0)


def _known(drafts: Sequence[Draft]) -> dict[str, tuple[datetime, datetime | None]]:
    rows = Message.objects.filter(key__in=[draft.key for draft in drafts])
    return {key: (due_at, stale_after) for key, due_at, stale_after in rows.values_list("key", "due_at", "stale_after")}


def _message(draft: Draft, now: datetime) -> Message:
    kind = purpose_of(draft.purpose)
    return Message(
        key=draft.key,
        person=draft.person,
        purpose=kind.slug,
        due_at=draft.due_at,
        stale_after=draft.stale_after,
        subject_key=draft.subject_key,
        programme_ref=draft.programme_ref,
        data=dict(draft.data),
        urgent=kind.urgent,
        confidential=kind.confidential,
        copy_of=draft.copy_of,
        copy_for=draft.copy_for,
        on_unknown=Message.OnUnknown.RESEND_ONCE if kind.resend_when_unknown else Message.OnUnknown.HOLD,
        queued_at=now,
        queued_by=draft.by,
    )


def _move(drafts: Sequence[Draft]) -> int:
    """Give unsent messages their new moment. One on hold stays on hold; one that a worker or a list has waits again,
    so the worker's fence finds its claim gone and the words are made anew.
    """
    due_at = _moment_of_each({draft.key: draft.due_at for draft in drafts})
    stale_after = _moment_of_each({draft.key: draft.stale_after for draft in drafts})
    unsent = Message.objects.filter(key__in=[draft.key for draft in drafts]).unsent().exclude(data__has_key=HURRIED)
    return unsent.update(
        due_at=due_at,
        stale_after=stale_after,
        state=Case(When(state=State.HELD, then=Value(State.HELD)), default=Value(State.QUEUED)),
        claim=None,
        lease_until=None,
        retry_at=None,
    )


def _moment_of_each(moments: Mapping[str, datetime | None]) -> Case | Cast:
    cases = Case(*(When(key=key, then=Value(moment)) for key, moment in moments.items()), output_field=DateTimeField())
    # PostgreSQL takes a CASE of nothing but NULLs for text.
    return Cast(cases, DateTimeField()) if connection.features.requires_casted_case_in_updates else cases


def cancel(*, messages: MessageQuerySet, why: str, now: datetime, by: Person | None = None) -> int:
    """Cancel what has not left the house among `messages`; return how many that were.

    A row that a worker has claimed is cancelled too: the fence before sending finds that its claim is gone.
    """
    return messages.unsent().update(
        state=State.CANCELLED, why=why[:250], claim=None, lease_until=None, settled_at=now, settled_by=by
    )


def cancel_all_to(*, person: Person, why: str, now: datetime, by: Person | None = None) -> int:
    """Stop everything that is still to be said to one person, copies of it too; return how many messages that were."""
    return cancel(messages=Message.objects.to_or_copied_from(person), why=why, now=now, by=by)


@transaction.atomic
def queue_again(*, messages: MessageQuerySet, why: str, now: datetime, by: Person | None = None) -> int:
    """Say anew what was cancelled by mistake and is not too late; return how many messages that were.

    What was cancelled stays on record under another key, with `why` added: the key is free, so that sweeps and moves
    find the new row. Copies follow their message by themselves. Whether it is still due is asked when it is sent. Twice
    queues once.
    """
    late = Q(stale_after__isnull=False, stale_after__lte=now)
    cancelled = messages.filter(state=State.CANCELLED, copy_of=None).exclude(late)
    rows = cancelled.select_for_update(of=("self",))
    # A row that gave its key away was queued again before.
    lost = [message for message in rows if not message.key.endswith(f"~{message.pk}")]
    for message in lost:
        aside, told = f"{message.key[:150]}~{message.pk}", f"{message.why} {why}"[:250]
        Message.objects.filter(pk=message.pk).update(key=aside, why=told)
    Message.objects.bulk_create(_anew(message, now, by) for message in lost)
    return len(lost)


def _anew(message: Message, now: datetime, by: Person | None) -> Message:
    names = ("key", "person", "purpose", "subject_key", "programme_ref", "data", "urgent", "on_unknown", "confidential")
    same = {name: getattr(message, name) for name in names}
    return Message(**same, due_at=message.due_at, stale_after=message.stale_after, queued_at=now, queued_by=by)
