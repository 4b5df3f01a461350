"""Channels that stop: because the person said so, complained, or what is sent there comes back."""

import logging
from datetime import datetime

from django.db import transaction

from messaging.models import Channel, ChannelStop, Message
from people.actions.audit import record
from people.models import Person

log = logging.getLogger(__name__)
State = Message.State
Reason = ChannelStop.Reason


@transaction.atomic
def stop_channel(
    *, person: Person, channel: str, reason: str, now: datetime, address: str = "", message: Message | None = None
) -> bool:
    """Send nothing more to a person by a channel, or to one address that does not work; tell whether this was new.

    It holds at once: what a worker has in its hands waits again, so that the worker's fence finds its claim gone, and
    goes by the next way that the person listed.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    stop, new = ChannelStop.objects.get_or_create(
        person=person,
        channel=channel,
        address=address,
        lifted_at=None,
        defaults={"reason": reason, "message": message, "at": now},
    )
    in_hand = Message.objects.filter(person=person, state=State.CLAIMED)
    in_hand.update(state=State.QUEUED, claim=None, lease_until=None)
    if new:
        record(by=None, action="channel.stop", about=stop, now=now, fields=["channel"])
        log.info("Channel %s of person %s is stopped (%s).", channel, person.ref, reason)
    return new


@transaction.atomic
def lift_stop(*, stop: ChannelStop, by: Person, now: datetime) -> bool:
    """Let a channel be used again, because the person said so or the address was put right; tell whether it stood."""
    rows = ChannelStop.objects.filter(pk=stop.pk, lifted_at__isnull=True)
    lifted = rows.update(lifted_at=now, lifted_by=by) == 1
    if lifted:
        record(by=by, action="channel.lift", about=stop, now=now, fields=["lifted_at"])
    return lifted


@transaction.atomic
def goes_by_next_way(*, message: Message, why: str, now: datetime) -> bool:
    """Say a message anew by another way after it came back; tell whether it had been thought sent."""
    came_back = Message.objects.filter(pk=message.pk, state__in=[State.SENT, State.DELIVERED, State.UNKNOWN])
    if not came_back.update(state=State.BOUNCED, settled_at=now, settled_by=None, why=why[:250]):
        return False
    late = message.stale_after is not None and message.stale_after <= now
    if not late and message.channel != Channel.PHONE:
        Message.objects.filter(pk=message.pk, state=State.BOUNCED).update(
            state=State.QUEUED,
            sent_at=None,
            said_on=None,
            joined_to=None,
            settled_at=None,
            attempts=0,
            retry_at=None,
        )
    return True
