"""What waits for somebody on the team, as counts that are links: for each of their roles what is theirs to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.permissions import COMMISSIONER, COORDINATOR, EVALUATOR, FACILITATOR, REVIEWER, SAFEGUARDING, team_roles
from common.addresses import address
from common.dates import LONDON, in_london
from common.querysets import Different, counts_of
from common.words import say_number
from common.working_days import working_days_before
from leadingtogether import waiting_reads as reads
from leadingtogether.call_order import MOST
from leadingtogether.due import people_to_call
from leadingtogether.health import MESSAGE_LATE_SECONDS, late_sweeps
from leadingtogether.pairs_at_risk import pairs_at_risk
from messaging.hours import only_urgent_is_late
from messaging.querysets import coordinated_refs
from people.models import Person

Rows = QuerySet[Any, Any]
# Free text is read within so many working days, or the page says that it is not.
READ_WITHIN = 2


@dataclass(frozen=True)
class Question:
    """What is counted, what so many of it are called, and the page where they are."""

    rows: Rows | Different
    label: Callable[[int], str]
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Waiting:
    """A number that is a link: how many of what wait, and where they are. `more`: there are more than these."""

    count: int
    label: str
    url: str
    tone: str = ""
    more: bool = False

    @property
    def number(self) -> str:
        """The number in words."""
        count = say_number(self.count)
        return _("Over %(count)s") % {"count": count} if self.more else count


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return what waits for this person in any role, what is zero left out. All counts come in one query."""
    questions = list(_questions(person, now))
    counts = counts_of([question.rows for question in questions])
    return [_answer(question, count) for question, count in zip(questions, counts, strict=True) if count]


def _answer(question: Question, count: int) -> Waiting:
    most = question.rows.most if isinstance(question.rows, Different) else count
    return Waiting(min(count, most), question.label(count), question.url, question.tone, more=count > most)


def _questions(person: Person, now: datetime) -> Iterator[Question]:
    roles = team_roles(person)
    asked: tuple[tuple[bool, Callable[[Person, datetime], Iterator[Question]]], ...] = (
        (not roles.isdisjoint(SAFEGUARDING), _of_safeguarding),
        (COORDINATOR in roles, _of_coordinator),
        (REVIEWER in roles, _of_reviewer),
        (FACILITATOR in roles, _of_facilitator),
        (bool(roles & {EVALUATOR, COMMISSIONER}), _of_evaluation),
        (COORDINATOR in roles or person.is_staff, _of_service),
    )
    for concerned, questions in asked:
        if concerned:
            yield from questions(person, now)


def _of_safeguarding(person: Person, now: datetime) -> Iterator[Question]:
    on = in_london(now).date()
    first = datetime.combine(working_days_before(on, READ_WITHIN), time.min, tzinfo=LONDON)
    url = address("cohorts:concerns")
    yield Question(
        reads.concerns_unread(person, on, first, late=True),
        lambda count: ngettext("concern unread for two working days", "concerns unread for two working days", count),
        url,
        "urgent",
    )
    yield Question(
        reads.concerns_unread(person, on, first, late=False),
        lambda count: ngettext("new concern to read", "new concerns to read", count),
        url,
    )


def _of_coordinator(person: Person, now: datetime) -> Iterator[Question]:
    on = in_london(now).date()
    yield from _tasks(person, on)
    yield from _people(person, now)
    yield from _recruitment(person, on)
    yield from _pairs(person, now)
    yield from _workshops(person, on)
    yield from _messages(person)


def _tasks(person: Person, on: date) -> Iterator[Question]:
    url = address("cohorts:tasks")
    yield Question(
        reads.tasks_of_mine(person, on),
        lambda count: ngettext("task of mine", "tasks of mine", count),
        f"{url}?whose=mine",
    )
    yield Question(
        reads.tasks_overdue(person, on),
        lambda count: ngettext("task overdue", "tasks overdue", count),
        f"{url}?due=overdue",
        "urgent",
    )
    yield Question(
        reads.tasks_of_nobodys(person, on),
        lambda count: ngettext("task that nobody has", "tasks that nobody has", count),
        f"{url}?whose=nobodys",
    )


def _people(person: Person, now: datetime) -> Iterator[Question]:
    yield Question(
        Different(people_to_call(person, now=now), most=MOST),
        lambda count: ngettext("person to call", "people to call", count),
        address("calls"),
        "urgent",
    )


def _recruitment(person: Person, on: date) -> Iterator[Question]:
    applicants = address("recruitment:applicants")
    yield Question(
        reads.applications_to_review(person),
        lambda count: ngettext("application to review", "applications to review", count),
        f"{applicants}?state=submitted",
        "urgent",
    )
    yield Question(
        reads.possible_duplicates(person),
        lambda count: ngettext("possible duplicate", "possible duplicates", count),
        f"{applicants}?duplicates=on",
        "urgent",
    )
    soon = on + timedelta(days=3)
    yield Question(
        reads.offers_unanswered(person, soon, soon=True),
        lambda count: ngettext("offer to answer within 3 days", "offers to answer within 3 days", count),
        f"{applicants}?state=offered",
        "urgent",
    )
    yield Question(
        reads.offers_unanswered(person, soon, soon=False),
        lambda count: ngettext("offer waiting for an answer", "offers waiting for an answer", count),
        f"{applicants}?state=offered",
    )
    yield Question(
        reads.places_without_release(person),
        lambda count: ngettext("place waiting for the employer", "places waiting for the employer", count),
        f"{applicants}?state=accepted",
    )


def _pairs(person: Person, now: datetime) -> Iterator[Question]:
    yield Question(
        reads.pairs_to_introduce(person),
        lambda count: ngettext("pair to introduce", "pairs to introduce", count),
        address("pairing:cohorts"),
        "urgent",
    )
    yield Question(
        pairs_at_risk(person, now=now),
        lambda count: ngettext("pair that may need us", "pairs that may need us", count),
        address("pairs_at_risk"),
        "urgent",
    )


def _workshops(person: Person, on: date) -> Iterator[Question]:
    url = address("workshops:list")
    yield _registers(reads.registers_missing(person, on), url)
    yield Question(
        reads.workshops_without_two(person, on),
        lambda count: ngettext("workshop without two facilitators", "workshops without two facilitators", count),
        url,
    )


def _messages(person: Person) -> Iterator[Question]:
    refs = coordinated_refs(person)
    yield Question(
        reads.letters_to_post(refs),
        lambda count: ngettext("letter to post", "letters to post", count),
        address("messaging:letters"),
    )
    yield Question(
        reads.messages_in_trouble(refs),
        lambda count: ngettext("message that needs attention", "messages that need attention", count),
        f"{address('messaging:queue')}?state=attention",
        "urgent",
    )


def _of_reviewer(person: Person, _now: datetime) -> Iterator[Question]:
    yield Question(
        reads.reviews_to_score(person),
        lambda count: ngettext("application to score", "applications to score", count),
        address("recruitment:reviews"),
        "urgent",
    )


def _of_facilitator(person: Person, now: datetime) -> Iterator[Question]:
    on, url = in_london(now).date(), address("workshops:led")
    if COORDINATOR not in team_roles(person):
        yield _registers(reads.own_registers_missing(person, on), url)
    yield Question(
        reads.asked_to_lead(person, on),
        lambda count: ngettext("workshop asks whether you lead it", "workshops ask whether you lead them", count),
        url,
        "urgent",
    )
    yield Question(
        reads.workshops_to_lead(person, on, on + timedelta(days=14)),
        lambda count: ngettext("workshop to lead in 14 days", "workshops to lead in 14 days", count),
        url,
    )


def _of_evaluation(person: Person, now: datetime) -> Iterator[Question]:
    yield Question(
        # Commissioners see no exact number of people.
        reads.surveys_open(person, now),
        lambda count: ngettext("survey open now", "surveys open now", count),
        address("evaluation:overview" if EVALUATOR in team_roles(person) else "totals"),
    )


def _of_service(_person: Person, now: datetime) -> Iterator[Question]:
    yield Question(
        late_sweeps(now=now),
        lambda count: ngettext("duty of the service that is late", "duties of the service that are late", count),
        address("health"),
        "urgent",
    )
    before = now - timedelta(seconds=MESSAGE_LATE_SECONDS)
    yield Question(
        reads.messages_unsent(before, now, urgent_alone=only_urgent_is_late(before, now)),
        lambda count: ngettext("message that should have gone", "messages that should have gone", count),
        address("health"),
        "urgent",
    )


def _registers(workshops: Rows, url: str) -> Question:
    return Question(
        workshops,
        lambda count: ngettext("register to take", "registers to take", count),
        url,
        "urgent",
    )
