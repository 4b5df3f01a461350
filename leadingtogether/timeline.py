"""What was said between a person and us, by every channel: messages, calls and what staff wrote down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import ContactNote
from cohorts.permissions import COORDINATOR
from messaging.listing import COLOURS, rows_of
from messaging.models import Call, Message
from people.models import Person

State = Message.State
AHEAD = (State.QUEUED, State.HELD, State.CLAIMED, State.TO_CALL, State.TO_PRINT)
# As many as anybody reads; the queue of messages finds older ones.
SHOWN = 60


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

    Three queries, each for no more than the page shows.
    """
    messages = list(_messages(person, by))
    said = [*messages, *_calls(person), *_notes(person, by)]
    ahead = [one for state, one in said if state in AHEAD]
    past = sorted((one for state, one in said if state not in AHEAD), key=lambda one: one.at, reverse=True)
    return past[:SHOWN], sorted(ahead, key=lambda one: one.at), len(past) > SHOWN


def _messages(person: Person, by: Person) -> Iterator[tuple[str, Happening]]:
    mine = Message.objects.visible_to(by).filter(person=person).order_by("-due_at", "-pk")
    messages = list(mine.select_related("settled_by", "copy_of")[: SHOWN + 1])
    for message in messages:
        # With their ways and needs, which are asked for once.
        message.person = person
    for row in rows_of(messages):
        message = row.message
        yield (
            message.state,
            Happening(
                at=message.sent_at or message.settled_at or message.due_at,
                what=_("%(what)s, by %(way)s") % {"what": message.title or row.what, "way": row.way.lower()}
                if row.way
                else message.title or row.what,
                words=message.why,
                by=str(message.settled_by or ""),
                state=str(message.get_state_display()),
                colour=COLOURS[message.state],
                url=reverse("messaging:message", args=[message.ref]),
                purpose=message.purpose,
            ),
        )


def _calls(person: Person) -> Iterator[tuple[str, Happening]]:
    for call in Call.objects.filter(person=person).select_related("by").order_by("-at", "-pk")[: SHOWN + 1]:
        what = _("Call: %(outcome)s") % {"outcome": call.get_outcome_display()}
        yield "", Happening(at=call.at, what=what, words=call.note, by=str(call.by))


def _notes(person: Person, by: Person) -> Iterator[tuple[str, Happening]]:
    notes = ContactNote.objects.about(person).for_team(by, COORDINATOR).select_related("by")
    for note in notes[: SHOWN + 1]:
        kind = note.get_kind_display()
        what = _("%(kind)s, from them") % {"kind": kind} if note.incoming else str(kind)
        yield "", Happening(at=note.at, what=what, words=note.words, by=str(note.by))
