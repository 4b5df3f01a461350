"""What the staff pages show of messages, worked out in Python so that the templates stay plain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Prefetch, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from messaging.models import Call, Channel, Message
from messaging.purposes import all_purposes
from messaging.querysets import MessageQuerySet
from messaging.routing import helper_of, route_for, telephone_of
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


def purpose_labels() -> dict[str, str | Promise]:
    """Return the name of every purpose by its slug."""
    return {purpose.slug: purpose.label for purpose in all_purposes()}


def rows_of(messages: Iterable[Message]) -> list[Row]:
    """Return the lines of the queue for messages that were fetched `with_person`."""
    kinds = {purpose.slug: purpose for purpose in all_purposes()}
    rows = []
    for message in messages:
        kind = kinds.get(message.purpose)
        because = kind.because if kind else _("Its purpose “%(slug)s” is not known here.") % {"slug": message.purpose}
        rows.append(
            Row(
                message=message,
                what=str(kind.label if kind else message.purpose),
                way=way_of(message),
                why=message.why or str(because),
                colour=COLOURS[message.state],
            )
        )
    return rows


def way_of(message: Message) -> str:
    """Return by which way a message went, or by which it would go now."""
    if message.state in NOT_ROUTED:
        return str(ContactMethod.Method(route_for(message).method).label)
    return str(Channel(message.channel).label) if message.channel else ""


@dataclass(frozen=True)
class Callee:
    """One person on the call list, with everything to say to them in one call."""

    person: Person
    messages: list[Message]
    how: str
    telephone: str
    helper: Supporter | None
    waiting_since: datetime
    last_call: Call | None


def people_to_call(messages: MessageQuerySet) -> QuerySet[Person, Any]:
    """Return who is to be called about these messages, whoever waits longest first."""
    waiting = messages.to_call()
    parts: list[Any] = [
        "contact_methods",
        Prefetch("supporters", queryset=Supporter.objects.current().select_related("supporter__reached_via")),
        Prefetch("messages", queryset=waiting, to_attr="to_say"),
        Prefetch("calls", queryset=Call.objects.select_related("by").order_by("at", "pk"), to_attr="calls_so_far"),
    ]
    return (
        Person.objects.filter(messages__in=waiting)
        .annotate(waiting_since=Min("messages__due_at"), urgent=Count("messages", filter=Q(messages__urgent=True)))
        .select_related("reached_via")
        .prefetch_related(*parts)
        .order_by("-urgent", "waiting_since", "pk")
    )


def callee_of(person: Person) -> Callee:
    """Return a line of the call list for a person from `people_to_call`."""
    method = phone_method_of(person)
    helper = helper_of(person) if method == ContactMethod.Method.SUPPORTER else None
    calls: list[Call] = person.calls_so_far  # type: ignore[attr-defined]
    return Callee(
        person=person,
        messages=person.to_say,  # type: ignore[attr-defined]
        how=_("Through their supporter") if helper else str(ContactMethod.Method(method).label),
        telephone=telephone_of(helper.supporter if helper else person),
        helper=helper,
        waiting_since=person.waiting_since,  # type: ignore[attr-defined]
        last_call=calls[-1] if calls else None,
    )


def phone_method_of(person: Person) -> str:
    """Return how this person wants to be phoned: the first way of theirs that staff carry out by telephone."""
    method = ContactMethod.Method
    by_phone = (method.PHONE, method.RELAY_UK, method.BSL_RELAY, method.SUPPORTER)
    return next((way for way in person.preferred_methods if way in by_phone), method.PHONE)
