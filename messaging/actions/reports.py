"""What providers report about messages: each report is taken once, and has its consequence in the same transaction."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from messaging.actions.stops import goes_by_next_way, stop_channel
from messaging.models import ChannelStop, Message, ProviderReport
from people.models import Person

log = logging.getLogger(__name__)
Kind = ProviderReport.Kind
Reason = ChannelStop.Reason
State = Message.State
# So many soft bounces of one address within so long, and nothing goes there any more.
SOFT_BOUNCES = 3
WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Report:
    """One report, as every provider's is understood. `refs` are the ids by which it may name the message."""

    provider: str
    event_id: str
    kind: str
    channel: str
    address: str
    at: datetime
    refs: tuple[str, ...]


@transaction.atomic
def take_report(*, report: Report, now: datetime) -> bool:
    """Take one report; tell whether it was new. One that was taken before is logged and changes nothing."""
    messages = _messages_of(report)
    first = messages[0] if messages else None
    _row, new = ProviderReport.objects.get_or_create(
        provider=report.provider,
        event_id=report.event_id[:160],
        defaults={
            "kind": report.kind,
            "message": first,
            "person": first.person if first else None,
            "address": report.address.lower()[:254],
            "at": report.at,
            "received_at": now,
        },
    )
    if not new:
        log.warning("A report of %s was told before, and is refused: %s.", report.provider, report.event_id[:160])
        return False
    if first is None:
        log.warning("A report of %s (%s) is about no message that we know.", report.provider, report.kind)
        return True
    for message in messages:
        _mark(message, report, now)
    _stop(first, report, now)
    if report.kind == Kind.HARD_BOUNCE:
        for message in messages:
            goes_by_next_way(message=message, why=_("It came back: the address does not exist."), now=now)
    return True


def _messages_of(report: Report) -> list[Message]:
    """Return the messages that a report is about: one, or those that were one email. The address must be theirs."""
    refs = [ref for ref in report.refs if ref]
    if not refs:
        return []
    named = Q(provider_ref__in=refs) | Q(message_id__in=refs) | Q(ref__in=refs)
    found = Message.objects.filter(named, channel=report.channel).select_related("person").order_by("pk")
    return [one for one in found if not report.address or one.address.lower() == report.address.lower()]


def _mark(message: Message, report: Report, now: datetime) -> None:
    if report.kind == Kind.DELIVERED:
        rows = Message.objects.filter(pk=message.pk, state__in=[State.SENT, State.UNKNOWN])
        rows.update(state=State.DELIVERED, sent_at=message.sent_at or report.at, settled_at=now, why="")


def _stop(message: Message, report: Report, now: datetime) -> None:
    person, channel = message.person, report.channel
    if report.kind in {Kind.COMPLAINT, Kind.STOPPED}:
        reason = Reason.COMPLAINT if report.kind == Kind.COMPLAINT else Reason.ASKED
        stop_channel(person=person, channel=channel, reason=reason, message=message, now=now)
    if report.kind == Kind.HARD_BOUNCE:
        _stop_address(message, Reason.HARD_BOUNCE, now)
    if report.kind == Kind.SOFT_BOUNCE and _soft_bounces(person, report) >= SOFT_BOUNCES:
        _stop_address(message, Reason.SOFT_BOUNCES, now)
        goes_by_next_way(message=message, why=_("Three messages came back within a week."), now=now)


def _stop_address(message: Message, reason: str, now: datetime) -> None:
    stop_channel(
        person=message.person,
        channel=message.channel,
        address=message.address,
        reason=reason,
        message=message,
        now=now,
    )


def _soft_bounces(person: Person, report: Report) -> int:
    """Return how many messages to this address have come back softly within the week, each counted once."""
    recent = ProviderReport.objects.filter(
        person=person,
        kind=Kind.SOFT_BOUNCE,
        address=report.address.lower(),
        at__gt=report.at - WITHIN,
        at__lte=report.at,
    )
    return recent.values("message").distinct().count()
