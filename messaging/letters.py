"""What the staff pages show of letters: what waits, what was printed, and what must not be posted."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.addresses import address_of
from common.dates import say_short_date
from common.templatetags.lt import lt_label
from messaging.actions.formats import why_not_to_send
from messaging.actions.print_batches import why_not_to_post
from messaging.models import FormatOrder, Message, PrintBatch, PrintedLetter
from messaging.reads import coordinated_by
from messaging.routing import formats_to_order, print_size_of, special_paper
from people.models import Person
from people.needs import BY_SLUG, MADE_TO_ORDER

Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Letter:
    """One letter that waits to be printed, in words: in which size, on which paper; an empty address leads nowhere."""

    ref: str
    title: str
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
    """One letter that waits to be ordered, in one format, in words."""

    name: str
    title: str
    label: str
    url: str
    to: str


@dataclass(frozen=True)
class Sheet:
    """One letter of a batch, and why it must not be posted (empty: it may)."""

    letter: PrintedLetter
    message: Message
    stop: str


@dataclass(frozen=True)
class Ordered:
    """One open order in words, and whether what was ordered must not be posted."""

    name: str
    title: str
    label: str
    url: str
    to: str
    stopped: bool
    since: str
    supplier: str


def letters_of(messages: Iterable[Message]) -> list[Letter]:
    """Return the lines of the print list for messages that were fetched `for_print_list` and `with_pages`."""
    person, url = address_of("person"), address_of("messaging:letter")
    tick, to, size, easy = _("Print “%(title)s” to %(name)s"), _("to %(name)s"), _("%(size)s point"), _("Easy Read")
    return [
        Letter(
            ref=one.ref,
            title=one.title,
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
    there, to = {(order.message_id, order.format) for order in ordered}, _("for %(name)s")
    url = {slug: address_of("messaging:order_new", slug) for slug in MADE_TO_ORDER}
    return [
        ToOrder(
            name=message.person.full_name,
            title=message.title,
            label=str(BY_SLUG[slug].label),
            url=url[slug](message.ref),
            to=to % {"name": message.person},
        )
        for message in messages
        for slug in formats_to_order(message.person)
        if (message.pk, slug) not in there
    ]


def orders_of(orders: Iterable[FormatOrder]) -> list[Ordered]:
    """Return the open orders, which were fetched with message, person and needs."""
    url, to = address_of("messaging:order"), _("for %(name)s")
    return [
        Ordered(
            name=message.person.full_name,
            title=message.title,
            label=lt_label(order, "format"),
            url=url(order.ref),
            to=to % {"name": message.person},
            stopped=bool(why_not_to_send(order)),
            since=say_short_date(order.ordered_at),
            supplier=order.supplier,
        )
        for order in orders
        for message in [order.message]
    ]


def sheets_of(batch: PrintBatch) -> list[Sheet]:
    """Return the letters of a batch in order; only a letter that was not posted yet can be stopped."""
    letters = batch.letters.with_everything_named().order_by("position")
    waits = PrintedLetter.State.PRINTED
    return [
        Sheet(letter, letter.message, why_not_to_post(letter) if letter.state == waits else "") for letter in letters
    ]


def choices_of(person: Person) -> tuple[Choices, Choices]:
    """Return (ref, name) of the programmes that somebody coordinates, the newest first, and of their cohorts."""
    rows = list(coordinated_by(person))
    programmes = dict.fromkeys((ref, name) for ref, name, _cohort, _called in rows)
    return list(programmes), [(ref, name or "") for _ref, _name, ref, name in rows if ref]
