"""What is due to or from people, over four apps: whom to ring, in which order, and about what.

Each union is composed once. What decides whether something is worth a call comes as days and moments that were worked
out before, because a statement that is kept computes with none.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final, NamedTuple

from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, TruncDate

from cohorts.models import Cohort, Place, Task
from cohorts.pairing.models import Pulse
from cohorts.pairing.pulse_messages import OPEN_FOR
from cohorts.permissions import COORDINATOR
from cohorts.recruitment.models import Offer
from common.dates import LONDON, in_london
from common.prepared import prepared
from evaluation.models import Invitation
from messaging.models import Call, Message
from messaging.querysets import coordinated_refs
from people.models import ContactMethod, Person

Rows = QuerySet[Any, Any]
# Whoever can be emailed is phoned only when little time is left.
OFFER_ENDS_WITHIN = timedelta(days=3)
SURVEY_CLOSES_WITHIN = timedelta(days=7)
BY_PHONE = (
    ContactMethod.Method.PHONE,
    ContactMethod.Method.RELAY_UK,
    ContactMethod.Method.BSL_RELAY,
    ContactMethod.Method.SUPPORTER,
)
# All parts of the union have these columns, each of one type on every database. Days are days already.
COLUMNS = ("what", "ref", "title", "words", "language", "day", "urgent")
TYPES: dict[str, Field[Any, Any]] = {"words": TextField(), "urgent": BooleanField()}
# What the order of the call sheet goes by. A day or a moment as a text sorts as by itself.
ORDER = ("urgent", "since")
# Comes after every day.
NO_DAY: Final = "9999"


class Kind(StrEnum):
    """What can be due."""

    TASK = "task"
    MESSAGE = "message"
    OFFER = "offer"
    PULSE = "pulse"
    SURVEY = "survey"


MODELS: Final[dict[Kind, type[Any]]] = {
    Kind.TASK: Task,
    Kind.MESSAGE: Message,
    Kind.OFFER: Offer,
    Kind.PULSE: Pulse,
    Kind.SURVEY: Invitation,
}


class Asked(NamedTuple):
    """Who asks, for which programmes they coordinate, and the days and moments that decide what is worth a call."""

    by: Person
    refs: tuple[str, ...]
    today: date
    tomorrow: date
    offers_end: date
    now: datetime
    surveys_close: datetime
    pulses_since: datetime


def asked(by: Person, *, now: datetime) -> Asked:
    """Return what a coordinator asks with now."""
    today = in_london(now).date()
    return Asked(
        by=by,
        refs=coordinated_refs(by),
        today=today,
        tomorrow=today + timedelta(days=1),
        offers_end=today + OFFER_ENDS_WITHIN,
        now=now,
        surveys_close=now + SURVEY_CLOSES_WITHIN,
        pulses_since=now - OPEN_FOR,
    )


@prepared
def everybody_to_call(asked: Asked) -> Rows:
    """Return the numbers of those whom the call sheet shows now, each as often as something is due to them."""
    found = _not_put_off(asked, _worth_it(asked))
    first, *others = (rows.order_by().values_list(person, flat=True) for rows, person in found)
    return first.union(*others, all=True)


@prepared
def for_the_sheet(
    asked: Asked, cohort: Cohort | None = None, about: Kind | None = None, *, urgent: bool | None = None
) -> Rows:
    """Return a row for each thing that the call sheet shows now: whom it is worth a call to, and its order.

    Of one kind of thing alone, and only what is urgent or only what is not, where this is asked for.
    """
    found = _not_put_off(asked, _worth_it(asked, cohort))
    found = (one for one in found if about is None or one[0].model is MODELS[about])
    first, *others = _named(asked, found if urgent is None else _urgent(asked, found, urgent=urgent), ORDER)
    return first.union(*others, all=True)


@prepared
def worth_a_call(asked: Asked, people: Sequence[int] | None = None, cohort: Cohort | None = None) -> Rows:
    """Return what is worth a call now, of these people alone where they are named."""
    found = _worth_it(asked, cohort)
    if people is not None:
        # By their keys, which an index holds: what is open with others is not even looked at.
        found = ((rows.filter(pk__in=_keys(rows.model, person, people)), person) for rows, person in found)
    first, *others = _named(asked, found, COLUMNS)
    return first.union(*others, all=True)


@prepared
def everything_open(asked: Asked, person: int) -> Rows:
    """Return everything that is open with one person, whether or not it is worth a call."""
    found = ((rows.filter(**{whose: person}), whose) for rows, whose in _sources(asked, everything=True))
    first, *others = _named(asked, found, COLUMNS)
    return first.union(*others, all=True)


def _keys(model: type[Any], person: str, people: Sequence[int]) -> Rows:
    theirs: Rows = model.objects.filter(**{f"{person}__in": people})
    return theirs.order_by().values("pk")


Found = Iterator[tuple[Rows, str]]


def _worth_it(asked: Asked, cohort: Cohort | None = None) -> Found:
    """What is worth a call now."""
    return _of(_reachable(_sources(asked)), cohort)


def _not_put_off(asked: Asked, sources: Found) -> Found:
    """Without people whom the last caller put off to a later day."""
    off = Call.objects.to_repeat(after=asked.today).order_by().values("person")
    for rows, person in sources:
        yield rows.exclude(**{f"{person}__in": off}), person


def _urgent(asked: Asked, sources: Found, *, urgent: bool) -> Found:
    """Only what is urgent, or only what is not; surveys and pulses never are."""
    cannot_wait = {
        Task: Q(due_on__lt=asked.today),
        Message: Q(urgent=True),
        Offer: Q(reply_by__lte=asked.tomorrow),
    }
    for rows, person in sources:
        which = cannot_wait.get(rows.model)
        if which is not None:
            yield rows.filter(which) if urgent else rows.exclude(which), person
        elif not urgent:
            yield rows, person


def _sources(asked: Asked, *, everything: bool = False) -> Found:
    """What can be due, each with where its person is; `everything`: also what is not worth a call yet.

    What is found most easily comes first: who only asks whether there are many need not look at the rest.
    """
    tasks = Task.objects.for_team(asked.by, COORDINATOR).to_do(on=asked.today)
    yield tasks.filter(person__isnull=False), "person"
    yield Message.objects.coordinated(asked.refs).to_call(), "person"
    yield _offers(asked, everything=everything), "application__person"
    yield _pulses(asked, everything=everything), "place__person"
    yield _surveys(asked, everything=everything), "place__person"


def _offers(asked: Asked, *, everything: bool) -> Rows:
    offers = Offer.objects.for_team(asked.by, COORDINATOR).open().filter(reply_by__gte=asked.today)
    return offers if everything else offers.filter(Q(reply_by__lte=asked.offers_end) | _rung("application__person"))


def _surveys(asked: Asked, *, everything: bool) -> Rows:
    surveys = Invitation.objects.for_team(asked.by, COORDINATOR).open(now=asked.now).unanswered()
    if not everything:
        # Before all else that is asked of a survey: few are left by this. So many are open that it is quicker to list
        # once who is phoned than to look at each.
        phoned = Q(place__person__in=_phoned().values("person"))
        surveys = surveys.filter(Q(closes_at__lte=asked.surveys_close) | phoned | _no_email("place__person"))
    return surveys.still_wanted()


def _pulses(asked: Asked, *, everything: bool) -> Rows:
    """The two questions about a pair: asked by phone of whoever is phoned."""
    pulses = Pulse.objects.for_team(asked.by, COORDINATOR).unanswered().standing()
    pulses = pulses.asked_within(since=asked.pulses_since)
    return pulses if everything else pulses.filter(_rung("place__person"))


def _rung(person: str) -> Q:
    """Whether somebody is to be rung in any case: they cannot be emailed, or asked for a call before anything else."""
    return Q(Exists(_phoned().filter(person=OuterRef(person)))) | _no_email(person)


def _phoned() -> "QuerySet[ContactMethod]":
    return ContactMethod.objects.filter(position=1, method__in=BY_PHONE).order_by()


def _no_email(person: str) -> Q:
    return Q(Exists(Person.objects.filter(pk=OuterRef(person), email=None, contact_email="")))


def _reachable(sources: Found) -> Found:
    """Without people whom nobody may contact. Surveys that are still wanted have asked it already."""
    for rows, person in sources:
        yield rows if rows.model is Invitation else rows.filter(Person.objects.is_reachable(person)), person


def _of(sources: Found, cohort: Cohort | None) -> Found:
    """Of people in a cohort, where one is asked for. Offers and tasks name it also where nobody has a place yet."""
    for rows, person in sources:
        if cohort is None:
            yield rows, person
        else:
            theirs = Q(**{f"{person}__in": Place.objects.in_use().filter(cohort=cohort).values("person")})
            yield rows.filter(theirs | Q(cohort=cohort) if rows.model in {Offer, Task} else theirs), person


def _named(asked: Asked, sources: Found, names: Sequence[str]) -> Iterator[Rows]:
    """Give the rows these columns, after the number of their person."""
    for rows, person in sources:
        made = _columns(rows.model, asked)
        cast = {
            f"due_{name}": made[name] if name == "day" else Cast(made[name], TYPES.get(name, CharField()))
            for name in names
        }
        yield rows.annotate(**cast).order_by().values_list(f"{person}_id", *cast)


def _columns(model: type[Any], asked: Asked) -> dict[str, Any]:
    """Return what the columns of the union are made from, of one kind of thing that is due."""
    own: dict[type[Any], dict[str, Any]] = {
        Message: {
            "what": Value(Kind.MESSAGE.value),
            "title": F("title"),
            "words": F("body"),
            "language": F("language"),
            "day": TruncDate("due_at", tzinfo=LONDON),
            "since": F("due_at"),
            "urgent": F("urgent"),
        },
        Offer: {
            "what": Value(Kind.OFFER.value),
            "title": F("cohort__name"),
            "day": F("reply_by"),
            "urgent": Q(reply_by__lte=asked.tomorrow),
        },
        Invitation: {
            "what": Value(Kind.SURVEY.value),
            "title": F("wave__title"),
            "day": TruncDate("closes_at", tzinfo=LONDON),
            "since": F("closes_at"),
        },
        Pulse: {
            "what": Value(Kind.PULSE.value),
            "title": Value(""),
            "day": TruncDate("asked_at", tzinfo=LONDON),
            "since": F("asked_at"),
        },
        Task: {
            "what": Value(Kind.TASK.value),
            "ref": F("pk"),
            "title": F("title"),
            "day": F("due_on"),
            "since": Coalesce(Cast("due_on", CharField()), Value(NO_DAY)),
            "urgent": Q(due_on__isnull=False, due_on__lt=asked.today),
        },
    }
    all_of_them = {"words": Value(""), "language": Value("en"), "ref": F("ref"), "urgent": Value(value=False)}
    made = {**all_of_them, **own[model]}
    return {"since": made["day"], **made}
