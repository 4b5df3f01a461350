"""What the staff pages show of letters: what waits, what was printed, and what must not be posted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.addresses import address_of
from common.dates import say_short_date
from messaging.actions.formats import why_not_to_send
from messaging.actions.print_batches import why_not_to_post
from messaging.models import FormatOrder, Message, PrintBatch, PrintedLetter
from messaging.routing import formats_to_order, print_size_of, special_paper
from people.models import Person
from people.needs import BY_SLUG

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """One letter that waits to be printed, in words: in which size, on which paper; an empty address leads nowhere."""

    message: Message
    name: str
    person: str
    url: str
    tick: str
    to: str
    size: str
    paper: list[str]
    since: str


@dataclass(frozen=True)
class ToOrder:
    """One letter that waits to be ordered, in one format."""

    message: Message
    slug: str
    label: str


@dataclass(frozen=True)
class Sheet:
    """One letter of a batch, and why it must not be posted (empty: it may)."""

    letter: PrintedLetter
    message: Message
    stop: str


@dataclass(frozen=True)
class Ordered:
    """One open order, and why what was ordered must not be posted (empty: it may)."""

    order: FormatOrder
    message: Message
    stop: str


def letters_of(messages: Iterable[Message]) -> list[Letter]:
    """Return the lines of the print list for messages that were fetched `for_print_list` and `with_pages`."""
    person, url = address_of("person"), address_of("messaging:letter")
    tick, to, size, easy = _("Print “%(title)s” to %(name)s"), _("to %(name)s"), _("%(size)s point"), _("Easy Read")
    return [
        Letter(
            message=one,
            name=one.person.full_name,
            person=person(one.person.ref) if getattr(one, "has_page", False) else "",
            url=url(one.ref),
            tick=tick % {"title": one.title, "name": one.person},
            to=to % {"name": one.person},
            size=size % {"size": print_size_of(one.person)} + (f", {easy}" if one.easy_read else ""),
            paper=special_paper(one.person),
            since=say_short_date(one.due_at),
        )
        for one in messages
    ]


def to_order(messages: Iterable[Message], ordered: Iterable[FormatOrder]) -> list[ToOrder]:
    """Return what is still to be ordered for messages that were fetched `for_print_list`: a line a format."""
    there = {(order.message_id, order.format) for order in ordered}
    return [
        ToOrder(message, slug, str(BY_SLUG[slug].label))
        for message in messages
        for slug in formats_to_order(message.person)
        if (message.pk, slug) not in there
    ]


def orders_of(orders: Iterable[FormatOrder]) -> list[Ordered]:
    """Return the open orders, which were fetched with message, person and needs."""
    return [Ordered(order, order.message, why_not_to_send(order)) for order in orders]


def sheets_of(batch: PrintBatch) -> list[Sheet]:
    """Return the letters of a batch in order; only a letter that was not posted yet can be stopped."""
    letters = batch.letters.with_everything_named().order_by("position")
    waits = PrintedLetter.State.PRINTED
    return [
        Sheet(letter, letter.message, why_not_to_post(letter) if letter.state == waits else "") for letter in letters
    ]


def choices_of(person: Person) -> tuple[Choices, Choices]:
    """Return (ref, name) of the programmes that somebody coordinates, the newest first, and of their cohorts.

    They belong to an app above this one: they are reached through the person, not imported.
    """
    current = person.memberships.filter(ended_on__isnull=True, role="coordinator")
    named = current.order_by("-programme__year", "programme__name", "programme__cohorts__name")
    columns = ("ref", "name", "cohorts__ref", "cohorts__name")
    rows = list(named.values_list(*(f"programme__{column}" for column in columns)))
    programmes = dict.fromkeys((ref, name) for ref, name, _cohort, _called in rows)
    return list(programmes), [(ref, name) for _ref, _name, ref, name in rows if ref]
