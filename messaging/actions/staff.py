"""What staff decide about one message: hold, release, cancel, send again; say it on the phone."""

import uuid
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.dates import in_london
from messaging.actions.joining import count_as_said
from messaging.actions.queueing import HURRIED
from messaging.models import Call, Message, sources_of
from messaging.querysets import MessageQuerySet
from people.actions.audit import record
from people.models import Person

State = Message.State
# What staff may ask for again. A message that waits is sent in its own time.
AGAIN = (State.UNKNOWN, State.FAILED, State.BOUNCED, State.MISSED)
# What staff may stop. What is being sent at this moment has gone or will be unknown.
STOPPABLE = tuple(state for state in sources_of(State.CANCELLED) if state != State.SENDING)


@transaction.atomic
def hold(*, message: Message, by: Person, now: datetime) -> bool:
    """Keep a waiting message back until somebody releases it; tell whether it still waited."""
    rows = Message.objects.filter(pk=message.pk, state__in=sources_of(State.HELD))
    held = rows.update(state=State.HELD, settled_by=by, settled_at=now) == 1
    if held:
        record(by=by, action="message held", about=message, now=now, fields=["state"])
    return held


@transaction.atomic
def release(*, message: Message, by: Person, now: datetime) -> bool:
    """Let a held message wait for its moment again; tell whether it was held."""
    rows = Message.objects.filter(pk=message.pk, state=State.HELD)
    released = rows.update(state=State.QUEUED, settled_by=None, settled_at=None) == 1
    if released:
        record(by=by, action="message released", about=message, now=now, fields=["state"])
    return released


@transaction.atomic
def hurry(*, message: Message, by: Person, now: datetime) -> bool:
    """Say a message that waits, or is on hold, now: at any hour, whatever else was said today; tell whether it waited.

    Its conditions are checked all the same. No sweep that finds it due later moves it back.
    """
    rows = Message.objects.filter(pk=message.pk, state__in=[State.QUEUED, State.HELD])
    data = {**message.data, HURRIED: 1}
    fresh = {"retry_at": None, "settled_by": None, "settled_at": None}
    hurried = rows.update(state=State.QUEUED, due_at=now, urgent=True, data=data, **fresh) == 1
    if hurried:
        record(by=by, action="message hurried", about=message, now=now, fields=["due_at", "urgent"])
    return hurried


@transaction.atomic
def cancel_one(*, message: Message, why: str, by: Person, now: datetime) -> bool:
    """Stop one message for good, with a reason; tell whether it could still be stopped."""
    rows = Message.objects.filter(pk=message.pk, state__in=STOPPABLE)
    stopped = (
        rows.update(state=State.CANCELLED, why=why[:250], claim=None, lease_until=None, settled_by=by, settled_at=now)
        == 1
    )
    if stopped:
        record(by=by, action="message cancelled", about=message, now=now, fields=["state", "why"])
    return stopped


@transaction.atomic
def send_again(*, message: Message, by: Person, now: datetime) -> bool:
    """Put a message back that failed, came back, was missed or is not known to have gone; tell whether it was one.

    Its conditions are checked again when it is sent. Somebody decided to say it late, so it is no longer too late.
    """
    rows = Message.objects.filter(pk=message.pk, state__in=AGAIN)
    again = (
        rows.update(
            state=State.QUEUED,
            attempts=0,
            retry_at=None,
            stale_after=None,
            sent_at=None,
            settled_by=None,
            settled_at=None,
            why="",
        )
        == 1
    )
    if again:
        record(by=by, action="message sent again", about=message, now=now, fields=["state"])
    return again


@transaction.atomic
def record_call(
    *,
    person: Person,
    outcome: str,
    said: MessageQuerySet,
    note: str,
    again_on: date | None = None,
    submission_id: uuid.UUID,
    by: Person,
    now: datetime,
) -> Call:
    """Write down a call to `person`, once for each `submission_id`; return it.

    Only who was spoken to has been told: then the messages of `said` that are on the call list are sent, by phone.
    After no answer, or a message to call back, everything stays on the list, because nobody was told anything yet.
    """
    call, new = Call.objects.get_or_create(
        submission_id=submission_id,
        defaults={"person": person, "outcome": outcome, "note": note, "again_on": again_on, "at": now, "by": by},
    )
    if not new:
        return call
    if outcome == Call.Outcome.REACHED:
        told = said.filter(person=person, state=State.TO_CALL)
        told.update(state=State.SENT, sent_at=now, settled_at=now, settled_by=by, said_in=call, why=_("Said by phone."))
        count_as_said(messages=Message.objects.filter(said_in=call).order_by("due_at", "pk"), on=in_london(now).date())
    record(by=by, action="call recorded", about=call, now=now, fields=["outcome", "note"])
    return call
