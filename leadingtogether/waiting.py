"""What waits for somebody on the team, as counts that are links: for each of their roles what is theirs to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import ngettext_lazy

from cohorts.models import Concern, Place, Task
from cohorts.pairing.models import Pair
from cohorts.permissions import COMMISSIONER, COORDINATOR, EVALUATOR, FACILITATOR, REVIEWER, SAFEGUARDING, team_roles
from cohorts.querysets import programmes_of
from cohorts.recruitment.models import Application, Offer, Review
from common.dates import LONDON, in_london
from common.querysets import counts_of
from common.working_days import working_days_before
from evaluation.models import Invitation, Wave
from leadingtogether.due import people_to_call
from leadingtogether.health import MESSAGE_LATE_SECONDS, late_sweeps
from leadingtogether.pairs_at_risk import pairs_at_risk
from messaging.models import Message
from people.models import Person
from workshops.models import LeadRequest, Workshop

Rows = QuerySet[Any, Any]
# Free text is read within so many working days, or the page says that it is not.
READ_WITHIN = 2


@dataclass(frozen=True)
class Question:
    """What is counted, in the singular and the plural, and the page where it is."""

    rows: Rows
    label: Promise
    url: str
    tone: str = ""


@dataclass(frozen=True)
class Waiting:
    """A number that is a link: how many of what wait, and where they are."""

    count: int
    label: str
    url: str
    tone: str = ""


def waiting_for(person: Person, *, now: datetime) -> list[Waiting]:
    """Return what waits for this person in any role, what is zero left out. All counts come in one query."""
    questions = list(_questions(person, now))
    counts = counts_of([question.rows for question in questions])
    return [
        Waiting(count, str(question.label % {"count": count}), question.url, question.tone)
        for question, count in zip(questions, counts, strict=True)
        if count
    ]


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
    unread = Concern.objects.for_safeguarding(person).filter(read_at=None)
    on = in_london(now).date()
    first = datetime.combine(working_days_before(on, READ_WITHIN), time.min, tzinfo=LONDON)
    late = Q(promised_on__lt=on) | Q(promised_on=None, reported_at__lt=first)
    url = reverse("cohorts:concerns")
    yield Question(
        unread.filter(late),
        ngettext_lazy("concern unread for two working days", "concerns unread for two working days", "count"),
        url,
        "urgent",
    )
    yield Question(unread.filter(~late), ngettext_lazy("new concern to read", "new concerns to read", "count"), url)


def _of_coordinator(person: Person, now: datetime) -> Iterator[Question]:
    programmes = programmes_of(person, [COORDINATOR])
    on = in_london(now).date()
    yield from _tasks(person, programmes, on)
    yield from _people(person, programmes, now)
    yield from _messages(person)


def _tasks(person: Person, programmes: Rows, on: date) -> Iterator[Question]:
    tasks, url = Task.objects.filter(programme__in=programmes).to_do(on=on), reverse("cohorts:tasks")
    mine = tasks.filter(assigned_to=person)
    yield Question(mine, ngettext_lazy("task of mine", "tasks of mine", "count"), f"{url}?whose=mine")
    overdue = ngettext_lazy("task overdue", "tasks overdue", "count")
    yield Question(tasks.overdue(on=on), overdue, f"{url}?due=overdue", "urgent")
    nobodys = ngettext_lazy("task of nobody’s", "tasks of nobody’s", "count")
    yield Question(tasks.filter(assigned_to=None), nobodys, f"{url}?whose=nobodys")


def _people(person: Person, programmes: Rows, now: datetime) -> Iterator[Question]:
    on, applicants = in_london(now).date(), reverse("recruitment:applicants")
    yield Question(
        people_to_call(person, now=now),
        ngettext_lazy("person to call", "people to call", "count"),
        reverse("calls"),
        "urgent",
    )
    unread = Application.objects.filter(programme__in=programmes, state=Application.State.SUBMITTED)
    yield _to_review(unread)
    yield Question(
        unread.possible_duplicates(),
        ngettext_lazy("possible duplicate", "possible duplicates", "count"),
        f"{applicants}?duplicates=on",
        "urgent",
    )
    offers = Offer.objects.open().filter(cohort__programme__in=programmes)
    soon = Q(reply_by__lte=on + timedelta(days=3))
    yield Question(
        offers.filter(soon),
        ngettext_lazy("offer to answer within 3 days", "offers to answer within 3 days", "count"),
        f"{applicants}?state=offered",
        "urgent",
    )
    yield Question(
        offers.exclude(soon),
        ngettext_lazy("offer waiting for an answer", "offers waiting for an answer", "count"),
        f"{applicants}?state=offered",
    )
    yield Question(
        Place.objects.active().filter(programme__in=programmes, release_needed=True, released_at__isnull=True),
        ngettext_lazy("place waiting for the employer", "places waiting for the employer", "count"),
        f"{applicants}?state=accepted",
    )
    yield Question(
        Pair.objects.to_introduce().filter(cohort__programme__in=programmes),
        ngettext_lazy("pair to introduce", "pairs to introduce", "count"),
        reverse("pairing:cohorts"),
        "urgent",
    )
    yield Question(
        pairs_at_risk(person, now=now),
        ngettext_lazy("pair that may need us", "pairs that may need us", "count"),
        reverse("pairs_at_risk"),
        "urgent",
    )
    workshops = Workshop.objects.filter(cohort__programme__in=programmes)
    yield _registers(workshops, on, reverse("workshops:list"))
    yield Question(
        workshops.ahead(on=on).without_both_facilitators(),
        ngettext_lazy("workshop without two facilitators", "workshops without two facilitators", "count"),
        reverse("workshops:list"),
    )


def _messages(person: Person) -> Iterator[Question]:
    messages = Message.objects.visible_to(person)
    yield Question(
        messages.to_print(),
        ngettext_lazy("letter to post", "letters to post", "count"),
        reverse("messaging:letters"),
    )
    yield Question(
        messages.needing_attention(),
        ngettext_lazy("message that needs attention", "messages that need attention", "count"),
        f"{reverse('messaging:queue')}?state=attention",
        "urgent",
    )


def _of_reviewer(person: Person, _now: datetime) -> Iterator[Question]:
    """What somebody scores, where scoring is on: never a list of applicants with their names."""
    yield Question(
        Review.objects.of(person).to_score(),
        ngettext_lazy("application to score", "applications to score", "count"),
        reverse("recruitment:reviews"),
        "urgent",
    )


def _of_facilitator(person: Person, now: datetime) -> Iterator[Question]:
    on, led, url = in_london(now).date(), Workshop.objects.led_by(person), reverse("workshops:led")
    if COORDINATOR not in team_roles(person):
        yield _registers(led, on, url)
    yield Question(
        LeadRequest.objects.of(person).waiting(on=on),
        ngettext_lazy("workshop asks whether you lead it", "workshops ask whether you lead them", "count"),
        url,
        "urgent",
    )
    soon = led.ahead(on=on).filter(date__lte=on + timedelta(days=14))
    yield Question(
        soon,
        ngettext_lazy("workshop to lead in 14 days", "workshops to lead in 14 days", "count"),
        url,
    )


def _of_evaluation(person: Person, now: datetime) -> Iterator[Question]:
    """How many surveys are open: a number of surveys, never of people, since commissioners see no exact one."""
    asked = Invitation.objects.for_team(person, EVALUATOR, COMMISSIONER).open(now=now)
    yield Question(
        Wave.objects.filter(Exists(asked.filter(wave=OuterRef("pk")))),
        ngettext_lazy("survey open now", "surveys open now", "count"),
        reverse("evaluation:overview" if EVALUATOR in team_roles(person) else "totals"),
    )


def _of_service(_person: Person, now: datetime) -> Iterator[Question]:
    yield Question(
        late_sweeps(now=now),
        ngettext_lazy("duty of the service that is late", "duties of the service that are late", "count"),
        reverse("health"),
        "urgent",
    )
    yield Question(
        Message.objects.overdue(now=now, patience=timedelta(seconds=MESSAGE_LATE_SECONDS)),
        ngettext_lazy("message that should have gone", "messages that should have gone", "count"),
        reverse("health"),
        "urgent",
    )


def _to_review(applications: Rows) -> Question:
    return Question(
        applications,
        ngettext_lazy("application to review", "applications to review", "count"),
        f"{reverse('recruitment:applicants')}?state=submitted",
        "urgent",
    )


def _registers(workshops: Any, on: date, url: str) -> Question:
    return Question(
        workshops.register_missing(on=on),
        ngettext_lazy("register to take", "registers to take", "count"),
        url,
        "urgent",
    )
