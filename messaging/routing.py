"""By which way a message reaches a person, worked out from the person as they are now.

The ways are tried in the person's own order. Whoever has no email never gets only an email: what no way can carry ends
on the call list, where a member of staff sees it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from common.paper import ORDINARY
from messaging.models import Channel, Message
from messaging.purposes import purpose_of
from people.models import ContactMethod, Need, Person, Supporter
from people.needs import MADE_TO_ORDER, PRINT_SIZES

Method = ContactMethod.Method


@dataclass(frozen=True)
class Route:
    """One way to one person: the channel, which of their methods it is, where to, and in which words."""

    channel: Channel
    method: str
    address: str
    language: str
    easy_read: bool

    # Whether staff carry it: they phone, or they print and post.
    by_staff: bool = False


def route_for(message: Message) -> Route:
    """Return the way of one message now, as private as its purpose wants it.

    Its `turn` says how many messages about the same thing have met silence: then it goes by the person's next way.
    """
    turn = int(message.data.get("turn", 0))
    try:
        purpose = purpose_of(message.purpose)
    except LookupError:
        return route_to(message.person, turn=turn)
    if purpose.confidential and message.person.email:
        return _route(message.person, Channel.EMAIL, Method.EMAIL, message.person.email)
    return route_to(message.person, alone=purpose.for_them_alone, turn=turn)


def route_to(person: Person, *, alone: bool = False, turn: int = 0) -> Route:
    """Return the way to reach `person` now; the call list where no other way is open.

    `alone`: nobody else may learn of it, so neither a supporter nor an email that a household shares carries it.
    `turn`: so many of the ways that the person listed are passed over, and the last one stays.
    """
    ways = list(_open_ways(person, alone=alone))
    if not ways:
        return _route(person, Channel.PHONE, Method.PHONE, telephone_of(person))
    return ways[min(turn, len(ways) - 1) if person.preferred_methods else 0]


def _open_ways(person: Person, *, alone: bool) -> Iterator[Route]:
    """Yield the ways that can be used, in the person's own order."""
    for method in person.preferred_methods or [Method.EMAIL, Method.PHONE, Method.LETTER]:
        if alone and method == Method.SUPPORTER:
            continue
        if alone and method == Method.EMAIL and person.email and not _stopped(person, Channel.EMAIL, person.email):
            yield _route(person, Channel.EMAIL, method, person.email)
            continue
        channel, address = _open_way(person, method)
        if channel is not None:
            yield _route(person, channel, method, address)


def telephone_of(person: Person) -> str:
    """Return a number to call: their own, else that of the person through whom they are reached."""
    own = person.phone or person.mobile
    via = person.reached_via
    return own or (via.phone or via.mobile if via else "")


def postal_address_of(person: Person) -> str:
    """Return the lines of an envelope without the name, or an empty text: their own, else of whom they live with."""
    lives_at = person if person.address or not person.reached_via else person.reached_via
    return f"{lives_at.address}\n{lives_at.postcode}".strip() if lives_at.address else ""


def helper_of(person: Person) -> Supporter | None:
    """Return the supporter through whom a person is reached: one who has agreed and can be phoned."""
    current = [row for row in person.supporters.all() if row.ended_at is None]
    return next((row for row in current if row.supporter.may_be_contacted and telephone_of(row.supporter)), None)


def print_size_of(person: Person) -> int:
    """Return the type size of this person's letters, in points."""
    return max((PRINT_SIZES[need.slug] for need in _needs(person) if need.slug in PRINT_SIZES), default=ORDINARY)


def formats_to_order(person: Person) -> list[str]:
    """Return formats that no printer here makes, such as braille, by their slugs."""
    return [need.slug for need in _needs(person) if need.slug in MADE_TO_ORDER]


def special_paper(person: Person) -> list[str]:
    """Return on what other than white paper this person's letters are printed, by name."""
    return [need.get_slug_display() for need in _needs(person) if need.slug == "coloured-paper"]


def _needs(person: Person) -> list[Need]:
    return [need for need in person.needs.all() if need.ended_at is None]


def _open_way(person: Person, method: str) -> tuple[Channel | None, str]:
    """Return the channel and address of one method, or no channel where it cannot be used."""
    channel, address = _way(person, method)
    closed = (channel == Channel.SMS and not settings.SMS_CARRIER) or _stopped(person, channel, address)
    return (channel, address) if address and not closed else (None, "")


def _stopped(person: Person, channel: str, address: str) -> bool:
    """Whether nothing is to go to this person by a channel, or to this address of theirs."""
    return any(
        stop.lifted_at is None and stop.channel == channel and stop.address in {"", address}
        for stop in person.channel_stops.all()
    )


def _way(person: Person, method: str) -> tuple[Channel, str]:
    if method == Method.EMAIL:
        return Channel.EMAIL, person.reachable_email
    if method == Method.SMS:
        return Channel.SMS, person.mobile
    if method == Method.LETTER:
        return Channel.LETTER, postal_address_of(person).replace("\n", ", ")
    if method == Method.SUPPORTER:
        helper = helper_of(person)
        return Channel.PHONE, telephone_of(helper.supporter) if helper else ""
    return Channel.PHONE, telephone_of(person)


def _route(person: Person, channel: Channel, method: str, address: str) -> Route:
    easy = person.easy_read or any(need.slug == "easy-read" for need in _needs(person))
    by_staff = channel == Channel.PHONE or (channel == Channel.LETTER and not settings.LETTER_CARRIER)
    return Route(
        channel=channel,
        method=method,
        address=address[:254],
        language=person.language,
        easy_read=easy,
        by_staff=by_staff,
    )
