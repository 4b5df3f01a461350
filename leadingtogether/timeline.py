"""What was said between a person and us, by every channel: messages, calls and what staff wrote down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from cohorts.models import ContactNote
from common.addresses import address_of
from common.templatetags.lt import lt_label
from leadingtogether import person_reads as reads
from messaging.listing import COLOURS, purpose_labels, way_of
from messaging.models import Call, Message
from messaging.querysets import coordinated_refs
from people.models import Person

State = Message.State
AHEAD = (State.QUEUED, State.HELD, State.CLAIMED, State.TO_CALL, State.TO_PRINT)


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    what: str
    words: str = ""
    by: str = ""
    state: str = ""
    colour: str = ""
    url: str = ""
    purpose: str = ""


def happenings_of(person: Person, by: Person) -> tuple[list[Happening], list[Happening], bool]:
    """Return what was said (the newest first), what will be said, and whether more was said than is shown.

    Two queries, each for no more than the page shows; how the person is reached was fetched before (`fetch_ways`).
    """
    said = [*_messages(person, by), *_talks(person, by)]
    ahead = [one for state, one in said if state in AHEAD]
    past = sorted((one for state, one in said if state not in AHEAD), key=lambda one: one.at, reverse=True)
    return past[: reads.SAID], sorted(ahead, key=lambda one: one.at), len(past) > reads.SAID


def _messages(person: Person, by: Person) -> Iterator[tuple[str, Happening]]:
    url, labels, both = address_of("messaging:message"), purpose_labels(), _("%(what)s, by %(way)s")
    for message in reads.messages_to(coordinated_refs(by), person):
        message.person = person
        what, way = message.title or str(labels.get(message.purpose, message.purpose)), way_of(message)
        yield (
            message.state,
            Happening(
                at=message.sent_at or message.settled_at or message.due_at,
                what=both % {"what": what, "way": way.lower()} if way else what,
                words=message.why,
                by=str(message.settled_by or ""),
                state=lt_label(message, "state"),
                colour=COLOURS[message.state],
                url=url(message.ref),
                purpose=message.purpose,
            ),
        )


def _talks(person: Person, by: Person) -> Iterator[tuple[str, Happening]]:
    """Return the calls and the notes."""
    call, theirs = _("Call: %(outcome)s"), _("%(kind)s, from them")
    for at, is_call, came, from_them, words, *name in reads.talks_with(by, person):
        if is_call:
            what = call % {"outcome": Call.Outcome(came).label}
        else:
            kind = str(ContactNote.Kind(came).label)
            what = theirs % {"kind": kind} if from_them else kind
        yield "", Happening(at=at, what=what, words=words, by=" ".join(name).strip())
