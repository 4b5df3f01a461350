"""What people reply: “stop” is honoured at once, anything else is counted, never kept."""

import hashlib
import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from messaging.actions.stops import stop_channel
from messaging.models import Channel, ChannelStop, ProviderReport
from people.models import Person
from people.phones import normalise_phone

log = logging.getLogger(__name__)
Kind = ProviderReport.Kind


@transaction.atomic
def take_reply(*, channel: str, sender: str, reply_id: str, stop: bool, at: datetime, now: datetime) -> bool:
    """Take one reply; tell whether it was new. Who shares an address or a number with others stops it for all of them:
    the address is what they asked us to leave alone.
    """
    people = list(_people_at(channel, sender))
    event_id = reply_id or hashlib.sha256(f"{channel}\0{sender}\0{at.isoformat()}".encode()).hexdigest()
    _row, new = ProviderReport.objects.get_or_create(
        provider=f"reply-{channel}",
        event_id=event_id[:160],
        defaults={
            "kind": Kind.STOPPED if stop else Kind.OTHER,
            "person": people[0] if people else None,
            "address": sender.lower()[:254],
            "at": at,
            "received_at": now,
        },
    )
    if not new:
        log.warning("A reply by %s was told before, and is refused.", channel)
        return False
    if not people:
        log.warning("A reply by %s is from nobody whom we know.", channel)
    for person in people if stop else []:
        stop_channel(person=person, channel=channel, reason=ChannelStop.Reason.ASKED, now=now)
    return True


def _people_at(channel: str, sender: str) -> list[Person]:
    if channel == Channel.SMS:
        try:
            number = normalise_phone(sender if sender.startswith(("+", "0")) else f"+{sender}")
        except ValueError:
            return []
        return list(Person.objects.filter(mobile=number))
    if "@" not in sender:
        return []
    return list(Person.objects.filter(Q(email=sender.lower()) | Q(contact_email__iexact=sender)))
