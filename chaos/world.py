"""People who each wait for one message, a coordinator who would see what went wrong, and the count."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection

from chaos.rushed import PURPOSE
from chaos.sink import Sink
from cohorts.models import Programme, TeamMembership
from messaging.actions import Draft, queue_many
from messaging.models import Message
from people.models import Person

State = Message.State
CHUNK = 1000


def fill(*, count: int, now: datetime) -> Person:
    """Queue so many messages, each to a person of their own, all due at `now`; return the coordinator."""
    coordinator = Person.objects.create_person(email="coordinator@team.example", given_name="Ann", created_at=now)
    programme = Programme.objects.create(name="Chaos", year=now.year, created_at=now)
    TeamMembership.objects.create(
        programme=programme, person=coordinator, role="coordinator", began_on=now.date(), added_by=coordinator
    )
    for at in range(0, count, CHUNK):
        people = Person.objects.bulk_create(
            Person(email=f"p{number}@people.example", given_name=f"Person {number}", created_at=now)
            for number in range(at, min(at + CHUNK, count))
        )
        drafts = [
            Draft(
                key=f"chaos:{person.pk}",
                person=person,
                purpose=PURPOSE,
                due_at=now,
                programme_ref=programme.ref,
                data={"number": at + index},
            )
            for index, person in enumerate(people)
        ]
        queue_many(drafts=drafts, now=now)
    return coordinator


def is_settled() -> bool:
    """Tell whether every message is at its end; no while the database is away."""
    try:
        return not Message.objects.filter(state__in=[State.QUEUED, State.CLAIMED, State.SENDING]).exists()
    except (OperationalError, InterfaceError):
        connection.close()
        return False


@dataclass(frozen=True)
class Count:
    """What became of the messages."""

    total: int
    sent: int
    refused: int
    unknown: int
    lost: int
    doubled: int
    unseen: int
    # The most that may be unknown, as a share of all.
    most_unknown: float

    @property
    def good(self) -> bool:
        """Whether the promise was kept: none lost, none doubled, few unknown, and staff see each of these."""
        return not (self.lost or self.doubled or self.unseen) and self.unknown <= self.most_unknown * self.total

    def __str__(self) -> str:
        return (
            f"{self.total} messages: {self.sent} sent, {self.refused} refused by the server, {self.unknown} unknown.\n"
            f"Lost: {self.lost}. Doubled: {self.doubled}. Unknown: {100 * self.unknown / self.total:.2f} %"
            f" (at most {100 * self.most_unknown:.1f} %), of which staff do not see {self.unseen}."
        )


def count(*, sink: Sink, coordinator: Person, most_unknown: float) -> Count:
    """Hold what the outbox says against what the mail server accepted.

    Lost is what never came and is said to be sent, or is still waiting or stopped although nobody refused it.
    """
    came = sink.accepted
    rows = list(Message.objects.values_list("message_id", "state", "person__email"))
    lost = 0
    for message_id, state, address in rows:
        refused = state == State.FAILED and sink.fate_of(address) == "refused"
        lost += not (came[message_id] or refused or state == State.UNKNOWN)
    states = Counter(state for _message_id, state, _address in rows)
    seen = Message.objects.visible_to(coordinator).needing_attention().count()
    doubled = sum(times - 1 for times in came.values()) + len(came.keys() - {message_id for message_id, *_rest in rows})
    doubled = max(doubled, sum(times - 1 for times in sink.recipients.values()))
    return Count(
        total=len(rows),
        sent=states[State.SENT],
        refused=states[State.FAILED],
        unknown=states[State.UNKNOWN],
        lost=lost,
        doubled=doubled,
        unseen=states[State.UNKNOWN] + states[State.FAILED] - seen,
        most_unknown=most_unknown,
    )
