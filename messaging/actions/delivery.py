"""Delivery: from what is due to what was sent, one message at a time, each step committed before the next."""

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext as _

from messaging.actions.claiming import Leaving, claim_batch, miss_stale, reclaim_expired
from messaging.actions.joining import send_together
from messaging.actions.outcomes import WHILE_DOWN, settle
from messaging.channels.email import email_domain
from messaging.channels.postroom import Postroom
from messaging.models import Channel, Message
from messaging.printing import needs_our_printer
from messaging.purposes import purpose_of
from messaging.querysets import MessageQuerySet
from messaging.rendering import Templates, Words, render
from messaging.routing import Route, route_for
from messaging.verdicts import verdict_on

log = logging.getLogger(__name__)
State = Message.State
Clock = Callable[[], datetime]


def deliver_due(*, now: datetime, clock: Clock | None = None) -> int:
    """Send everything that is due at `now`; return how many messages were taken in hand.

    Any number of workers may run it at once, be killed at any point and run it again. `clock` tells the time while it
    runs; without one it is `now` and what has passed since.
    """
    clock = clock or _running_from(now)
    reclaim_expired(now=now)
    miss_stale(now=now)
    recheck_lists(now=now)
    handled = 0
    postroom = Postroom()
    try:
        while batch := claim_batch(now=clock()):
            deliver_batch(batch=batch, postroom=postroom, clock=clock)
            handled += len(batch)
    finally:
        postroom.close()
    return handled


def deliver_batch(*, batch: list[Message], postroom: Postroom, clock: Clock) -> None:
    """Send the messages of one claim, in order; what could have waited goes once a person, together."""
    templates = Templates(message.purpose for message in batch)
    load_rows(batch)
    for group in _said_together(batch):
        leaving = [one for message in group if (one := _prepared(message, templates, postroom, clock)) is not None]
        if leaving:
            send_together(leaving=leaving, postroom=postroom, clock=clock)


def _said_together(batch: list[Message]) -> list[list[Message]]:
    """Return the messages in groups: all that could wait for one person, and each urgent one alone."""
    groups: dict[object, list[Message]] = {}
    for message in batch:
        alone = message.urgent or not settings.ONE_MESSAGE_A_DAY
        groups.setdefault(("alone", message.pk) if alone else ("person", message.person_id), []).append(message)
    return list(groups.values())


def _prepared(message: Message, templates: Templates, postroom: Postroom, clock: Clock) -> Leaving | None:
    try:
        return prepare(message=message, templates=templates, postroom=postroom, clock=clock)
    except (OperationalError, InterfaceError):
        # The database is away: the leases run out, and what was not sent waits again.
        raise
    except Exception as error:
        # A mistake in one purpose stops one message, not the post. The error may quote what people wrote.
        log.exception("Message %s could not be prepared.", message.ref)
        why = _("The words could not be made (%(error)s).") % {"error": type(error).__name__}
        settle(message=message, to=State.FAILED, now=clock(), why=why)
        return None


def prepare(*, message: Message, templates: Templates, postroom: Postroom, clock: Clock) -> Leaving | None:
    """Return a claimed message ready to leave, or None where it came to rest: on a list, waiting again, or stopped."""
    verdict = verdict_on(message, now=clock())
    if message.stale_after and message.stale_after < clock():
        settle(message=message, to=State.MISSED, now=clock(), why=_("It was too late to say this."))
        return None
    if not verdict.due:
        settle(message=message, to=State.CANCELLED, now=clock(), why=verdict.why or _("It is no longer wanted."))
        return None
    route = route_for(message)
    words = render(message, route, templates)
    if route.by_staff or (route.channel == Channel.LETTER and needs_our_printer(message, words)):
        _hand_to_staff(message, route, words, clock())
        return None
    if route.channel in postroom.down:
        settle(message=message, to=State.QUEUED, now=clock(), retry_at=clock() + WHILE_DOWN)
        return None
    return Leaving(message, route, words, f"<{message.ref.lower()}@{email_domain()}>")


def recheck_lists(*, now: datetime) -> int:
    """Ask again about what waits for staff to phone or post; return how many rows changed.

    What is no longer due leaves the list, words follow what is true now, and who can meanwhile be emailed is emailed.
    """
    return _recheck_all(Message.objects.filter(state__in=[State.TO_CALL, State.TO_PRINT]), now)


def recheck_letters(*, messages: MessageQuerySet, now: datetime) -> int:
    """Ask again about these letters, as `recheck_lists` does of all; return how many rows changed."""
    return _recheck_all(messages.to_print(), now)


def _recheck_all(messages: MessageQuerySet, now: datetime) -> int:
    waiting = list(messages.with_person().order_by("due_at"))
    templates = Templates(message.purpose for message in waiting)
    load_rows(waiting)
    return sum(_recheck(message, templates, now) for message in waiting)


def _recheck(message: Message, templates: Templates, now: datetime) -> bool:
    row = Message.objects.filter(pk=message.pk, state=message.state)
    try:
        verdict = verdict_on(message, now=now)
        if not verdict.due:
            why = verdict.why or _("It is no longer wanted.")
            return row.update(state=State.CANCELLED, why=why[:250], settled_at=now) == 1
        route = route_for(message)
        if route.channel != message.channel:
            return row.update(state=State.QUEUED) == 1
        words = render(message, route, templates)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("Message %s could not be checked again. It stays on its list.", message.ref)
        return False
    if (words.title, words.body, route.address) == (message.title, message.body, message.address):
        return False
    return row.update(title=words.title, body=words.body, address=route.address) == 1


def _hand_to_staff(message: Message, route: Route, words: Words, now: datetime) -> None:
    """Put a message on the list of those who phone or post; not a reminder of what is itself still on that list."""
    if message.data.get("turn") and _is_on_the_list(message, route.channel):
        why = _("What it reminds of is still to be said in the same way.")
        settle(message=message, to=State.CANCELLED, now=now, why=why)
        return
    settle(
        message=message,
        to=State.TO_CALL if route.channel == Channel.PHONE else State.TO_PRINT,
        now=now,
        channel=route.channel,
        address=route.address,
        language=route.language,
        easy_read=route.easy_read,
        title=words.title,
        body=words.body,
    )


def _is_on_the_list(message: Message, channel: Channel) -> bool:
    """Whether something about the same, for the same person, waits for staff to say it by this channel."""
    there = Message.objects.about(message.subject_key).filter(person=message.person_id, channel=channel)
    return there.filter(state__in=[State.TO_CALL, State.TO_PRINT]).exists()


def load_rows(batch: Iterable[Message]) -> None:
    """Let each purpose fetch the rows of its messages at once. One that cannot is asked message by message."""
    by_purpose: dict[str, list[Message]] = {}
    for message in batch:
        by_purpose.setdefault(message.purpose, []).append(message)
    for slug, messages in by_purpose.items():
        try:
            load = purpose_of(slug).load
            rows = load(messages) if load else {}
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("The rows for “%s” could not be fetched at once.", slug)
            rows = {}
        for message in messages:
            message.loaded = rows.get(message.pk)


def _running_from(now: datetime) -> Clock:
    """Return a clock that shows `now` and goes on: a worker that was frozen must notice that its lease has run out."""
    began = time.monotonic()
    return lambda: now + timedelta(seconds=time.monotonic() - began)
