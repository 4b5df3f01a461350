"""Writing down what became of a message, whatever the database does meanwhile."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from messaging.channels import Fate, Outcome
from messaging.models import Message

State = Message.State
# After each failure that may pass. The last one leads to "failed".
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 480))
WHILE_DOWN = timedelta(minutes=2)
WHY_LENGTH = 250
# Waiting for a database that is restarting: about a minute and a half, well within the lease.
PATIENCE = (0.2, 0.5, 1, 2, 5, 10, 20, 20, 20)


def settle(*, message: Message, to: str, now: datetime, why: str = "", **columns: Any) -> bool:
    """End our claim on a message that has not left by moving it to the state `to`; tell whether it was still ours."""
    # Waiting for a channel or for staff is not yet an end.
    settled_at = None if to in {State.QUEUED, State.TO_CALL, State.TO_PRINT} else now
    ours = Message.objects.filter(pk=message.pk, claim=message.claim, state=State.CLAIMED)
    return (
        ours.update(state=to, claim=None, lease_until=None, settled_at=settled_at, why=why[:WHY_LENGTH], **columns) == 1
    )


def record_outcome(*, message: Message, outcome: Outcome, now: datetime) -> None:
    """Write down the fate of a message that was handed to its channel.

    It is tried again while the database is away: an email that went and is not recorded would be unknown for ever.
    """
    columns = _columns(message, outcome, now) | {"claim": None, "lease_until": None}
    if outcome.fate in {Fate.LATER, Fate.REFUSED, Fate.DOWN}:
        # Nothing was said, so something else may be said today.
        columns |= {"said_on": None, "joined_to": None}

    def write() -> None:
        ours = Message.objects.filter(pk=message.pk, claim=message.claim, state=State.SENDING)
        if not ours.update(**columns) and outcome.fate is Fate.ACCEPTED:
            # We were thought dead. It has gone all the same, so nobody need wonder or send it again.
            given_up = Message.objects.filter(pk=message.pk, state__in=[State.UNKNOWN, State.QUEUED, State.CLAIMED])
            given_up.update(**columns)

    _persistently(write)


def retry_after(*, key: str, attempts: int) -> timedelta:
    """Return how long to wait after so many failures, from 0.75 to 1.25 of the table's time.

    The spread comes from the key: messages that failed together do not come back together, and a test can say when.
    """
    digest = hashlib.sha256(f"{key}:{attempts}".encode()).digest()
    spread = 0.75 + int.from_bytes(digest[:4]) / 2**32 / 2
    return BACKOFF[min(attempts, len(BACKOFF)) - 1] * spread


def _columns(message: Message, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Return what to write for one fate."""
    why = outcome.why[:WHY_LENGTH]
    if outcome.fate is Fate.ACCEPTED:
        return {
            "state": State.SENT,
            "sent_at": now,
            "settled_at": now,
            "why": "",
            "provider_ref": outcome.provider_ref,
            "retry_at": None,
        }
    if outcome.fate is Fate.DOWN:
        return {"state": State.QUEUED, "retry_at": now + WHILE_DOWN, "why": why}
    if outcome.fate is Fate.LATER:
        return _later(message, why, now)
    if outcome.fate is Fate.UNKNOWN and message.on_unknown == Message.OnUnknown.RESEND_ONCE:
        wait = retry_after(key=message.key, attempts=1)
        return {
            "state": State.QUEUED,
            "retry_at": now + wait,
            "on_unknown": Message.OnUnknown.HOLD,
            "attempts": message.attempts + 1,
            "why": why,
        }
    state = State.UNKNOWN if outcome.fate is Fate.UNKNOWN else State.FAILED
    return {"state": state, "settled_at": now, "why": why, "attempts": message.attempts + 1}


def _later(message: Message, why: str, now: datetime) -> dict[str, Any]:
    attempts = message.attempts + 1
    if attempts > len(BACKOFF):
        last = _("It was tried %(count)s times. %(why)s") % {"count": attempts, "why": why}
        return {"state": State.FAILED, "settled_at": now, "why": last[:WHY_LENGTH], "attempts": attempts}
    retry_at = now + retry_after(key=message.key, attempts=attempts)
    return {"state": State.QUEUED, "retry_at": retry_at, "why": why, "attempts": attempts}


def _persistently(work: Callable[[], None]) -> None:
    for pause in PATIENCE:
        try:
            work()
        except (OperationalError, InterfaceError):
            # Inside somebody's transaction nothing can be saved: it is lost as a whole.
            if connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(pause)
        else:
            return
    work()
