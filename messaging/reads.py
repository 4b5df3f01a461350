"""Reads of the pages about messages, each composed once a process.

`refs` are those of the programmes that somebody coordinates (`coordinated_refs`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from common.along import fetch_along
from common.prepared import prepared
from common.querysets import WHOLE
from messaging.models import ChannelStop, FormatOrder, Message, PrintBatch, PrintedLetter, Rule, Template
from messaging.querysets import (
    REACHED_BY,
    ChannelStopQuerySet,
    FormatOrderQuerySet,
    Group,
    MadeAs,
    MessageQuerySet,
    PrintBatchQuerySet,
    PrintedLetterQuerySet,
    TemplateQuerySet,
)
from people.finding import Word
from people.models import AuditEvent, ContactMethod, Person
from people.querysets import NAMED, AuditQuerySet
from people.reads import helpers_of, keys_of, ways_and_needs_of

State = Message.State
# What is joined to a message so that it can be said: whom it is for, and what it is a copy of.
TO_RENDER: Final = {
    "person": WHOLE,
    "person__reached_via": (*NAMED, *REACHED_BY),
    "copy_of": ("title", "body", "sent_at"),
}
SETTLED = frozenset({State.SENT, State.DELIVERED, State.MISSED, State.CANCELLED})


def _queued(
    refs: tuple[str, ...],
    group: Group | State,
    *,
    to: int | None = None,
    purpose: str = "",
    words: Sequence[Word] = (),
    since: datetime | None = None,
    before: datetime | None = None,
) -> MessageQuerySet:
    """Return the messages of a group, the next to be said first; of one purpose, holding words and due in a time.

    Or those alone that are `to` the person with this key.
    """
    # What was said, and what nobody will be told any more, stays and grows; the rest is few.
    few = group is not Group.ALL and group not in SETTLED
    found = Message.objects.coordinated(refs).in_group(group).holding(words, few=few).order_by("due_at", "pk")
    if to is not None:
        found = found.filter(person=to)
    if purpose:
        found = found.filter(purpose=purpose)
    if since is not None:
        found = found.filter(due_at__gte=since)
    if before is not None:
        found = found.filter(due_at__lt=before)
    return found


@prepared
def person_with(ref: str) -> "QuerySet[Person, int]":
    """The key of the person whose reference this is."""
    return Person.objects.filter(ref=ref).order_by().values_list("pk", flat=True)


@prepared
def queued(refs: tuple[str, ...], group: Group | State, **asked: Any) -> MessageQuerySet:
    """The keys of the messages that the filters of the queue leave, which are counted and read a page at a time."""
    return _queued(refs, group, **asked).only("pk")


@prepared
def queued_by_words(refs: tuple[str, ...], group: Group | State, **asked: Any) -> "QuerySet[Message, int]":
    """The same keys as plain numbers, to be read at once: few as a rule, and it takes long to look for words."""
    return _queued(refs, group, **asked).values_list("pk", flat=True)


@prepared
def lines(keys: list[int]) -> MessageQuerySet:
    """These messages, with what a line of the queue says; `fetch_ways` fetches how each person is reached."""
    return Message.objects.filter(pk__in=keys).for_lists().with_pages()


@prepared
def counted(refs: tuple[str, ...], states: tuple[State, ...]) -> "QuerySet[Message, tuple[str, int]]":
    """How many messages there are in each of these states; a state without any is left out."""
    return Message.objects.coordinated(refs).counted(*states)


@prepared
def one_message(refs: tuple[str, ...], ref: str) -> MessageQuerySet:
    """The message with a reference, its person, and whoever and whatever its page names besides."""
    found = Message.objects.coordinated(refs).filter(ref=ref).with_pages()
    named = {"settled_by": NAMED, "edited_by": NAMED, "said_in": ("note",), "joined_to": ("ref", "title")}
    return found.joined(**named, **TO_RENDER)


@prepared
def one_letter(refs: tuple[str, ...], ref: str) -> MessageQuerySet:
    """The letter with a reference, if it is to be printed, with its person."""
    return Message.objects.coordinated(refs).to_print().filter(ref=ref).joined(**TO_RENDER)


@prepared
def printings_of(message: Message) -> PrintedLetterQuerySet:
    """Where a letter waits for the post."""
    return PrintedLetter.objects.waiting().filter(message=message).select_related("batch").only("batch__ref")


@prepared
def deeds_about(message: str) -> AuditQuerySet:
    """What staff did to a message, which is named as in the audit trail; the latest first."""
    events = AuditEvent.objects.filter(model="messaging.message", object_id=message)
    return events.joined(by=NAMED).order_by("-pk")


@prepared
def templates_of(purposes: Sequence[str]) -> TemplateQuerySet:
    """The words that coordinators gave these purposes, in every version, the newest first."""
    own = ("purpose", "channel", "language", "easy_read", "version", "programme_ref", "title", "body")
    return Template.objects.filter(purpose__in=purposes).only(*own).newest_first()


@prepared
def to_be_printed(refs: tuple[str, ...], **asked: Any) -> MessageQuerySet:
    """The keys of the letters that a printer makes and that are in no batch yet, the longest waiting first.

    Of all, or of those that the filters leave (`letters_that`).
    """
    return letters_that(Message.objects.coordinated(refs).to_print().printable().unprinted(), **asked).only("pk")


def letters_that(
    found: MessageQuerySet, *, programme: str = "", cohort: str = "", made_as: MadeAs | None = None
) -> MessageQuerySet:
    """Return the letters of a programme, to people of a cohort, and made in one way, where these are asked for."""
    if programme:
        found = found.in_programmes([programme])
    if cohort:
        found = found.of_cohort(cohort)
    return found if made_as is None else found.made_as(made_as)


@prepared
def print_lines(keys: list[int]) -> MessageQuerySet:
    """These messages, with what a line of the print list says but for what each person needs."""
    return Message.objects.filter(pk__in=keys).for_print_list().with_pages()


@prepared
def to_be_ordered(refs: tuple[str, ...]) -> MessageQuerySet:
    """The letters that somebody else makes, in braille or as a recording, the longest waiting first."""
    return Message.objects.coordinated(refs).to_print().to_order().for_print_list()


@prepared
def open_orders(refs: tuple[str, ...]) -> FormatOrderQuerySet:
    """Orders of other formats that were neither posted nor stopped, without what was ordered."""
    named = FormatOrder.objects.coordinated(refs).open().select_related("message__person__reached_via")
    return named.defer("content")


@prepared
def batches(refs: tuple[str, ...]) -> PrintBatchQuerySet:
    """Batches of letters, those that wait for the post first."""
    named = PrintBatch.objects.joined(made_by=NAMED, posted_by=NAMED)
    return named.coordinated(refs).counted().unposted_first()


@prepared
def coordinated_by(person: Person) -> "QuerySet[Person, tuple[str, str, str | None, str | None]]":
    """Ref and name of the programmes that somebody coordinates, the newest first, beside those of each cohort.

    They belong to an app above this one: they are reached through the person, not imported.
    """
    current = Person.objects.filter(pk=person.pk, memberships__ended_on__isnull=True, memberships__role="coordinator")
    programme = "memberships__programme"
    named = current.order_by(f"-{programme}__year", f"{programme}__name", f"{programme}__cohorts__name")
    return named.values_list(*(f"{programme}__{column}" for column in ("ref", "name", "cohorts__ref", "cohorts__name")))


@prepared
def all_rules() -> "QuerySet[Rule]":
    """Every rule that coordinators have set."""
    return Rule.objects.order_by("pk")


@prepared
def _stops_of(people: list[int]) -> ChannelStopQuerySet:
    return ChannelStop.objects.filter(person__in=people)


def fetch_ways(people: Sequence[Person]) -> None:
    """Fetch along with these people by which way each is reached, as `routing` asks. At most three queries."""
    keys = keys_of(people)
    ways, needs = ways_and_needs_of(keys)
    fetch_along(people, contact_methods=ways, channel_stops=_stops_of(keys), needs=needs)
    helped = [one for one in people if ContactMethod.Method.SUPPORTER in one.preferred_methods]
    fetch_along(helped, supporters=helpers_of(keys_of(helped)))
