"""What people reply: “stop” is honoured at once, anything else is given to who keeps notes; no words stay here."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from messaging.actions.stops import stop_channel
from messaging.hearing import hearer
from messaging.models import Channel, ChannelStop, ProviderReport
from people.models import Person
from people.phones import normalise_phone

log = logging.getLogger(__name__)
Kind = ProviderReport.Kind


@dataclass(frozen=True)
class Reply:
    """What came back by a channel, from an address or number."""

    channel: str
    sender: str
    words: str
    reply_id: str
    at: datetime
    stop: bool = False


@transaction.atomic
def take_reply(*, reply: Reply, now: datetime) -> bool:
    """Take one reply; tell whether it was new. Who shares an address or a number with others stops it for all of them:
    the address is what they asked us to leave alone.
    """
    people = list(_people_at(reply.channel, reply.sender))
    named = f"{reply.channel}\0{reply.sender}\0{reply.at.isoformat()}"
    event_id = (reply.reply_id or hashlib.sha256(named.encode()).hexdigest())[:160]
    _row, new = ProviderReport.objects.get_or_create(
        provider=f"reply-{reply.channel}",
        event_id=event_id,
        defaults={
            "kind": Kind.STOPPED if reply.stop else Kind.OTHER,
            "person": people[0] if people else None,
            "address": reply.sender.lower()[:254],
            "at": reply.at,
            "received_at": now,
        },
    )
    if not new:
        log.warning("A reply by %s was told before, and is refused.", reply.channel)
        return False
    if not people:
        log.warning("A reply by %s is from nobody whom we know.", reply.channel)
    elif reply.stop:
        for person in people:
            stop_channel(person=person, channel=reply.channel, reason=ChannelStop.Reason.ASKED, now=now)
    else:
        _let_hear(people[0], reply, event_id, now)
    return True


def _let_hear(person: Person, reply: Reply, event_id: str, now: datetime) -> None:
    hear = hearer()
    if hear is not None:
        hear(person=person, channel=reply.channel, words=reply.words, reply_id=event_id, at=reply.at, now=now)


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
