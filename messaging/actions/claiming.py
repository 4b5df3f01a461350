"""Claims on the outbox: who works on which message, until when, and what becomes of it when they do not come back."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from messaging.models import Message, sources_of
from messaging.rendering import Words
from messaging.routing import Route
from people.models import Person

State = Message.State
# Long enough for one email to a slow server many times over; whoever needs longer is taken for dead.
LEASE = timedelta(minutes=5)
BATCH = 50


def claim_batch(*, now: datetime, size: int = BATCH) -> list[Message]:
    """Take up to `size` due messages for ourselves; return them, each with the token of this claim and its lease.

    What else waits for the same people and could have waited comes along, because it is said together. PostgreSQL skips
    rows that another worker is taking at this moment; SQLite lets one writer in at a time. The UPDATE asks for the
    state again, so that on either no message is taken twice.
    """
    token = uuid.uuid4()
    with transaction.atomic():
        due = Message.objects.due(now=now).select_for_update(skip_locked=True).values_list("pk", "person_id")
        wanted = dict(due[:size])
        if len(wanted) == size and settings.ONE_MESSAGE_A_DAY:
            others = due.filter(person__in=set(wanted.values()), urgent=False).exclude(pk__in=list(wanted))
            wanted |= dict(others[:size])
        taken = Message.objects.filter(pk__in=list(wanted), state=State.QUEUED)
        if not wanted or not taken.update(state=State.CLAIMED, claim=token, lease_until=now + LEASE):
            return []
    claimed = Message.objects.filter(claim=token, state=State.CLAIMED)
    return list(claimed.with_person().order_by("-urgent", "due_at", "pk"))


@dataclass(frozen=True)
class Leaving:
    """A message that is about to leave: by which way and in which words.

    `said_on` is the day on which it is the one thing said to its person; `joined_to` the message that it comes with.
    """

    message: Message
    route: Route
    words: Words
    message_id: str
    said_on: date | None = None
    joined_to: Message | None = None


def pass_fence(*, leaving: Leaving, now: datetime) -> bool:
    """Commit that this message is about to leave; tell whether it may.

    It may only where the claim is still ours and its lease alive: a worker that was frozen and is thought dead finds
    the row taken, moved or cancelled, and leaves it. The person is asked about again in the same statement. The lease
    begins anew, so that a slow server is not mistaken for a dead worker.

    Raises:
        IntegrityError: something else was said to this person today.
    """
    message, route, words = leaving.message, leaving.route, leaving.words
    ours = Message.objects.filter(pk=message.pk, claim=message.claim, state=State.CLAIMED, lease_until__gt=now)
    return (
        ours.filter(person__in=Person.objects.reachable()).update(
            state=State.SENDING,
            lease_until=now + LEASE,
            channel=route.channel,
            address=route.address,
            language=route.language,
            easy_read=route.easy_read,
            title=words.title,
            body=words.body,
            message_id=leaving.message_id,
            said_on=leaving.said_on,
            joined_to=leaving.joined_to,
        )
        == 1
    )


def reclaim_expired(*, now: datetime) -> int:
    """Settle what workers left behind when they died; return how many messages that were.

    What was only claimed never touched a server and waits again. What was being sent may have arrived: it becomes
    unknown and staff decide, or where its purpose says so it is sent once more, once.
    """
    expired = Message.objects.expired(now=now)
    fresh = {"claim": None, "lease_until": None}
    waiting = expired.filter(state=State.CLAIMED).update(state=State.QUEUED, **fresh)
    again = expired.filter(state=State.SENDING, on_unknown=Message.OnUnknown.RESEND_ONCE).update(
        state=State.QUEUED, on_unknown=Message.OnUnknown.HOLD, attempts=F("attempts") + 1, **fresh
    )
    unknown = expired.filter(state=State.SENDING).update(
        state=State.UNKNOWN,
        settled_at=now,
        why=_("The program stopped while this was being sent. It may have arrived."),
        **fresh,
    )
    return waiting + again + unknown


def miss_stale(*, now: datetime) -> int:
    """Give up what is too late to say, such as “tomorrow” after three days' silence; return how many that were."""
    stale = Message.objects.stale(now=now).filter(state__in=sources_of(State.MISSED))
    return stale.update(state=State.MISSED, settled_at=now, why=_("It was too late to say this."))
