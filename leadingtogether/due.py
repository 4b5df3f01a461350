"""Everything that is due to or from people, one line each: what a caller says, asks and writes down.

The facts lie in four apps; one UNION fetches them all, because a call sheet is opened many times a day.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    Exists,
    F,
    Field,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place, Task
from cohorts.pairing.models import Pulse
from cohorts.pairing.pulse_messages import OPEN_FOR
from cohorts.permissions import COORDINATOR
from cohorts.recruitment.models import Offer
from common.dates import LONDON, in_london, say_short_date
from evaluation.models import Invitation
from messaging.models import Call, Message
from people.models import ContactMethod, Person
from people.querysets import PersonQuerySet

# Whoever can be emailed is phoned only when little time is left.
OFFER_ENDS_WITHIN = timedelta(days=3)
SURVEY_CLOSES_WITHIN = timedelta(days=7)
BY_PHONE = (
    ContactMethod.Method.PHONE,
    ContactMethod.Method.RELAY_UK,
    ContactMethod.Method.BSL_RELAY,
    ContactMethod.Method.SUPPORTER,
)
COLUMNS = ("person", "what", "ref", "title", "words", "language", "day", "urgent")


@dataclass(frozen=True)
class Due:
    """One thing that is due: `what` is message, offer, survey, pulse, task or detail; `url` is where it is settled."""

    what: str
    ref: str
    title: str
    words: str
    language: str
    day: date | None
    urgent: bool
    url: str = ""

    @property
    def sentence(self) -> str:
        """What it is, in a few words."""
        title, day = self.title, say_short_date(self.day) if self.day else ""
        return {
            "message": _("Say: %(title)s") % {"title": title},
            "offer": _("Offer of a place in %(title)s: answer by %(day)s") % {"title": title, "day": day},
            "pulse": _("How it goes with their partner: two questions"),
            "survey": _("Survey “%(title)s”: until %(day)s") % {"title": _(title) if title else "", "day": day},
        }.get(self.what, title)


def due_to(
    by: Person, *, now: datetime, people: "QuerySet[Person, Any] | None" = None, cohort: Cohort | None = None
) -> dict[int, list[Due]]:
    """Return what is due by person, as a coordinator sees it: what is urgent first, then the oldest. One query.

    Without `people` only what is worth a call now; with `people` everything that is open with them.
    """
    first, *others = _parts(by, now, people, cohort)
    return _by_person(first.union(*others, all=True))


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Due]]:
    found: dict[int, list[Due]] = {}
    for person, *columns in rows:
        found.setdefault(person, []).append(_with_url(Due(*columns)))
    for due in found.values():
        due.sort(key=lambda one: (not one.urgent, one.day or date.max, one.what, one.ref))
    return found


class WorthACall:
    """Everything that is worth a call now, put together once and asked twice: who is rung, and what is due to a few."""

    def __init__(self, by: Person, *, now: datetime, cohort: Cohort | None = None) -> None:
        first, *others = _parts(by, now, None, cohort, since=True)
        # The union is the ORM's own, its values apart; only what is written below stands around it.
        self._rows, self._values = first.union(*others, all=True).query.sql_with_params()

    def people(self, *, about: str = "") -> list[int]:
        """Return who is rung: where something is urgent first, then who has waited longest. One query.

        Of each person their number alone, because the sheet shows a page of them. `about` leaves those to whom
        something of this kind is due.
        """
        query = f"""
            SELECT person_id FROM ({self._rows}) AS due
            GROUP BY person_id
            HAVING %s = '' OR MAX(CASE WHEN due_what = %s THEN 1 ELSE 0 END) = 1
            ORDER BY MAX(CASE WHEN due_urgent THEN 1 ELSE 0 END) DESC, MIN(COALESCE(due_since, %s)), person_id
        """  # noqa: S608
        return [person for (person,) in self._asked(query, about, about, date.max)]

    def due_to(self, people: Sequence[int]) -> dict[int, list[Due]]:
        """Return what is due to each of these people, what is urgent first, then the oldest. One query."""
        if not people:
            return {}
        columns = ", ".join(f"due_{name}" for name in COLUMNS[1:])
        places = ", ".join(["%s"] * len(people))
        query = f"SELECT person_id, {columns} FROM ({self._rows}) AS due WHERE person_id IN ({places})"  # noqa: S608
        return _by_person(
            # SQLite knows neither days nor truth.
            (*before, date.fromisoformat(day) if isinstance(day, str) else day, bool(urgent))
            for *before, day, urgent in self._asked(query, *people)
        )

    def _asked(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query, [*self._values, *values])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def people_to_call(by: Person, *, now: datetime) -> PersonQuerySet:
    """Return whom the call sheet shows now: something is worth a call, and nobody put them off to a later day."""
    # One list of people, not five to look for each of them in.
    first, *others = (
        rows.order_by().values(person) for rows, person in _sources(by, now, everything=False, plain=True)
    )
    worth_it = Person.objects.reachable().filter(pk__in=first.union(*others))
    return worth_it.exclude(pk__in=Call.objects.to_repeat(after=in_london(now).date()).order_by().values("person"))


def _sources(
    by: Person, now: datetime, *, everything: bool, plain: bool = False
) -> "Iterator[tuple[QuerySet[Any, Any], str]]":
    on = in_london(now).date()
    yield _messages(by, plain=plain), "person"
    yield _offers(by, on, everything=everything, plain=plain), "application__person"
    yield _surveys(by, now, everything=everything, plain=plain), "place__person"
    yield _pulses(by, now, everything=everything, plain=plain), "place__person"
    yield _tasks(by, on, plain=plain), "person"


def _parts(
    by: Person,
    now: datetime,
    people: "QuerySet[Person, Any] | None",
    cohort: Cohort | None,
    *,
    since: bool = False,
) -> Iterator["QuerySet[Any, Any]"]:
    columns = (*COLUMNS[1:], *(["since"] if since else []))
    for rows, person in _sources(by, now, everything=people is not None):
        if people is not None:
            found = rows.filter(**{f"{person}__in": people.values("pk")})
        elif rows.model is Invitation:
            # Surveys that are still wanted have asked it already.
            found = rows
        else:
            # Of the person of each row: a list of everybody who may be contacted would be the whole service.
            found = rows.filter(Person.objects.is_reachable(person))
        if cohort is not None:
            of_cohort = Place.objects.in_use().filter(cohort=cohort).values("person")
            found = found.filter(Q(**{f"{person}__in": of_cohort}) | _of_cohort(rows, cohort))
        yield found.order_by().values_list(f"{person}_id", *(f"due_{name}" for name in columns))


def _of_cohort(rows: "QuerySet[Any, Any]", cohort: Cohort) -> Q:
    """Offers and tasks name a cohort themselves, also where the person has no place in it yet."""
    return Q(cohort=cohort) if rows.model in {Offer, Task} else Q(pk__in=[])


def _named(rows: "QuerySet[Any, Any]", what: str, *, plain: bool = False, **columns: Any) -> "QuerySet[Any, Any]":
    """Give the rows of one model the columns that all parts of the union have, each of one type on every database.

    `plain`: only the people are asked for, so no column is made.
    """
    if plain:
        return rows
    made = {
        "what": Value(what),
        "words": Value(""),
        "language": Value("en"),
        "ref": F("ref"),
        "urgent": Value(value=False),
        **columns,
    }
    # For the order alone a day of UTC will do, and every database cuts it itself.
    made.setdefault("since", made["day"])
    dates = {"day": DateField(), "since": DateField()}
    types: dict[str, Field[Any, Any]] = {"words": TextField(), "urgent": BooleanField(), **dates}
    cast = {f"due_{name}": Cast(value, types.get(name, CharField())) for name, value in made.items()}
    found: QuerySet[Any, Any] = rows.annotate(**cast)
    return found


def _messages(by: Person, *, plain: bool) -> "QuerySet[Any, Any]":
    day = TruncDate("due_at", tzinfo=LONDON)
    return _named(
        Message.objects.visible_to(by).to_call(),
        "message",
        plain=plain,
        title=F("title"),
        words=F("body"),
        language=F("language"),
        day=day,
        since=F("due_at"),
        urgent=F("urgent"),
    )


def _offers(by: Person, on: date, *, everything: bool, plain: bool) -> "QuerySet[Any, Any]":
    soon = Q(reply_by__lte=on + OFFER_ENDS_WITHIN)
    offers = Offer.objects.for_team(by, COORDINATOR).open().filter(reply_by__gte=on)
    if not everything:
        offers = offers.filter(soon | _rung("application__person"))
    return _named(
        offers,
        "offer",
        plain=plain,
        title=F("cohort__name"),
        day=F("reply_by"),
        urgent=Q(reply_by__lte=on + timedelta(1)),
    )


def _surveys(by: Person, now: datetime, *, everything: bool, plain: bool) -> "QuerySet[Any, Any]":
    surveys = Invitation.objects.for_team(by, COORDINATOR).open(now=now).unanswered().still_wanted()
    if not everything:
        surveys = surveys.filter(Q(closes_at__lte=now + SURVEY_CLOSES_WITHIN) | _rung("place__person"))
    day = TruncDate("closes_at", tzinfo=LONDON)
    return _named(surveys, "survey", plain=plain, title=F("wave__title"), day=day, since=F("closes_at"))


def _pulses(by: Person, now: datetime, *, everything: bool, plain: bool) -> "QuerySet[Any, Any]":
    """The two questions about a pair: asked by phone of whoever is phoned."""
    open_ones = Pulse.objects.for_team(by, COORDINATOR).unanswered().standing().asked_within(since=now - OPEN_FOR)
    if not everything:
        open_ones = open_ones.filter(_rung("place__person"))
    return _named(
        open_ones, "pulse", plain=plain, title=Value(""), day=TruncDate("asked_at", tzinfo=LONDON), since=F("asked_at")
    )


def _tasks(by: Person, on: date, *, plain: bool) -> "QuerySet[Any, Any]":
    tasks = Task.objects.for_team(by, COORDINATOR).to_do(on=on).filter(person__isnull=False)
    late = Q(due_on__isnull=False, due_on__lt=on)
    return _named(tasks, "task", plain=plain, ref=F("pk"), title=F("title"), day=F("due_on"), urgent=late)


def _rung(person: str) -> Q:
    """Whether somebody is to be rung in any case: they cannot be emailed, or asked for a call before anything else."""
    no_email = Q(**{f"{person}__email": None, f"{person}__contact_email": ""})
    by_phone = ContactMethod.objects.filter(person=OuterRef(person), position=1, method__in=BY_PHONE)
    return no_email | Q(Exists(by_phone))


def _with_url(due: Due) -> Due:
    names = {"offer": "recruitment:offer_answer", "survey": "evaluation:key_answer", "task": "cohorts:task"}
    names["pulse"] = "pairing:pulse_keyed"
    if due.what not in names:
        return due
    return Due(**{**vars(due), "url": reverse(names[due.what], args=[due.ref])})
