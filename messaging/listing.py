"""What the staff pages show of messages, worked out in Python so that the templates stay plain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.addresses import address_of
from common.dates import say_short_date, say_time
from common.templatetags.lt import lt_tag
from messaging.models import Channel, Message
from messaging.purposes import Purpose, all_purposes
from messaging.routing import helper_of, route_for, telephone_of
from messaging.rules import Numbers, all_numbers, because_of
from people.models import ContactMethod, Person, Supporter

State = Message.State
COLOURS: dict[str, str] = {
    State.QUEUED: "blue",
    State.HELD: "yellow",
    State.CLAIMED: "turquoise",
    State.SENDING: "turquoise",
    State.SENT: "green",
    State.DELIVERED: "green",
    State.FAILED: "red",
    State.BOUNCED: "red",
    State.UNKNOWN: "orange",
    State.MISSED: "grey",
    State.CANCELLED: "grey",
    State.TO_CALL: "purple",
    State.TO_PRINT: "purple",
}
# Nobody has chosen a way yet for these: the page shows the way that they would take now.
NOT_ROUTED = frozenset({State.QUEUED, State.HELD, State.CLAIMED})


@dataclass(frozen=True)
class Row:
    """One line of the queue."""

    message: Message
    what: str
    way: str
    why: str
    colour: str


@dataclass(frozen=True)
class Line:
    """One line of the queue in words; an address that is empty leads nowhere."""

    message: Message
    name: str
    person: str
    day: str
    clock: str
    again: str
    what: str
    url: str
    to: str
    way: str
    why: str
    state: SafeString


def purpose_labels() -> dict[str, str | Promise]:
    """Return the name of every purpose by its slug."""
    return {purpose.slug: purpose.label for purpose in all_purposes()}


def rows_of(messages: Iterable[Message], numbers: Mapping[str, Numbers] | None = None) -> list[Row]:
    """Return the lines of the queue for messages that were fetched `with_person`; with the `numbers` of all rules they
    say when by the rules.
    """
    kinds = {purpose.slug: purpose for purpose in all_purposes()}
    # Many messages are said for the same reason.
    reasons: dict[tuple[str, str], str] = {}
    rows = []
    for message in messages:
        kind, why = kinds.get(message.purpose), (message.purpose, message.programme_ref)
        if not message.why and why not in reasons:
            reasons[why] = _because(message, kind, numbers or {})
        rows.append(
            Row(
                message=message,
                what=str(kind.label if kind else message.purpose),
                way=way_of(message),
                why=message.why or reasons[why],
                colour=COLOURS[message.state],
            )
        )
    return rows


def _because(message: Message, kind: Purpose | None, numbers: Mapping[str, Numbers]) -> str:
    if kind is None:
        return _("Its purpose “%(slug)s” is not known here.") % {"slug": message.purpose}
    return because_of(kind, message.programme_ref, numbers)


def lines_of(messages: Sequence[Message]) -> list[Line]:
    """Return the lines of the queue for messages that were fetched as `lines`; with ways, where none is chosen."""
    person, url = address_of("person"), address_of("messaging:message")
    to, again = _("to %(name)s"), _("next try %(when)s")
    states = {state: lt_tag(State(state).label, COLOURS[state]) for state in {one.state for one in messages}}
    return [
        Line(
            message=message,
            name=message.person.full_name,
            person=person(message.person.ref) if getattr(message, "has_page", False) else "",
            day=say_short_date(message.due_at),
            clock=say_time(message.due_at),
            again=again % {"when": say_time(message.retry_at)}
            if message.retry_at and message.state == State.QUEUED
            else "",
            what=row.what,
            url=url(message.ref),
            to=to % {"name": message.person},
            way=row.way or "–",
            why=_(row.why) if row.why else "–",
            state=states[message.state],
        )
        for row in rows_of(messages, all_numbers())
        for message in [row.message]
    ]


def way_of(message: Message) -> str:
    """Return by which way a message went, or by which it would go now."""
    if message.state in NOT_ROUTED:
        return str(ContactMethod.Method(route_for(message).method).label)
    return str(Channel(message.channel).label) if message.channel else ""


@dataclass(frozen=True)
class Reach:
    """How one person is phoned: by which of their ways, at which number, and through whom."""

    how: str
    telephone: str
    helper: Supporter | None


def reach_of(person: Person) -> Reach:
    """Return how to phone a person whose ways and supporters are fetched."""
    method = phone_method_of(person)
    helper = helper_of(person) if method == ContactMethod.Method.SUPPORTER else None
    how = _("Through their supporter") if helper else str(ContactMethod.Method(method).label)
    return Reach(how=how, telephone=telephone_of(helper.supporter if helper else person), helper=helper)


def phone_method_of(person: Person) -> str:
    """Return how this person wants to be phoned: the first way of theirs that staff carry out by telephone."""
    method = ContactMethod.Method
    by_phone = (method.PHONE, method.RELAY_UK, method.BSL_RELAY, method.SUPPORTER)
    return next((way for way in person.preferred_methods if way in by_phone), method.PHONE)
