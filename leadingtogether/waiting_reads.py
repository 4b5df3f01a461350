"""What Today counts, each statement composed once. `by` is whoever looks, in one of their roles."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from cohorts.models import Concern, Place, Task
from cohorts.pairing.models import Pair
from cohorts.permissions import COMMISSIONER, COORDINATOR, EVALUATOR
from cohorts.querysets import TaskQuerySet, programmes_of
from cohorts.recruitment.models import Application, Offer, Review
from cohorts.recruitment.querysets import ApplicationQuerySet
from common.prepared import prepared
from evaluation.models import Invitation, Wave
from messaging.models import Message
from people.models import Person
from workshops.models import LeadRequest, Workshop

Rows = QuerySet[Any, Any]


@prepared
def concerns_unread(by: Person, on: date, reported_before: datetime, *, late: bool) -> Rows:
    """Return the concerns that nobody has read: those whose time to be read has passed, or the others."""
    unread = Concern.objects.for_safeguarding(by).filter(read_at=None)
    passed = Q(promised_on__lt=on) | Q(promised_on=None, reported_at__lt=reported_before)
    return unread.filter(passed if late else ~passed)


@prepared
def tasks_of_mine(by: Person, on: date) -> Rows:
    """Return the tasks to do that are one's own."""
    return _tasks(by, on).filter(assigned_to=by)


@prepared
def tasks_of_nobodys(by: Person, on: date) -> Rows:
    """Return the tasks to do that nobody has taken."""
    return _tasks(by, on).filter(assigned_to=None)


@prepared
def tasks_overdue(by: Person, on: date) -> Rows:
    """Return the tasks whose day has passed."""
    return _tasks(by, on).overdue(on=on)


def _tasks(by: Person, on: date) -> TaskQuerySet:
    return Task.objects.for_team(by, COORDINATOR).to_do(on=on)


@prepared
def applications_to_review(by: Person) -> Rows:
    """Return the applications that nobody has read."""
    return _unread(by)


@prepared
def possible_duplicates(by: Person) -> Rows:
    """Return the unread applications of people who may be known already."""
    return _unread(by).possible_duplicates()


def _unread(by: Person) -> ApplicationQuerySet:
    return Application.objects.for_team(by, COORDINATOR).filter(state=Application.State.SUBMITTED)


@prepared
def offers_unanswered(by: Person, day: date, *, soon: bool) -> Rows:
    """Return the open offers that end by a day, or the others."""
    offers = Offer.objects.open().for_team(by, COORDINATOR)
    return offers.filter(reply_by__lte=day) if soon else offers.exclude(reply_by__lte=day)


@prepared
def places_without_release(by: Person) -> Rows:
    """Return the places that wait for the employer."""
    places = Place.objects.active().for_team(by, COORDINATOR)
    return places.filter(release_needed=True, released_at__isnull=True)


@prepared
def pairs_to_introduce(by: Person) -> Rows:
    """Return the pairs that are agreed and do not know it yet."""
    return Pair.objects.to_introduce().for_team(by, COORDINATOR)


@prepared
def registers_missing(by: Person, on: date) -> Rows:
    """Return the workshops of a coordinator whose register nobody has closed."""
    return Workshop.objects.for_team(by, COORDINATOR).register_missing(on=on)


@prepared
def own_registers_missing(by: Person, on: date) -> Rows:
    """Return the workshops that a facilitator led and whose register nobody has closed."""
    return Workshop.objects.led_by(by).register_missing(on=on)


@prepared
def workshops_without_two(by: Person, on: date) -> Rows:
    """Return the workshops ahead that lack one of their two facilitators."""
    return Workshop.objects.for_team(by, COORDINATOR).ahead(on=on).without_both_facilitators()


@prepared
def letters_to_post(refs: Sequence[str]) -> Rows:
    """Return the letters of these programmes that are to be printed and posted."""
    return Message.objects.coordinated(refs).to_print()


@prepared
def messages_in_trouble(refs: Sequence[str]) -> Rows:
    """Return the messages of these programmes whose fate staff must look at."""
    return Message.objects.coordinated(refs).needing_attention()


@prepared
def messages_unsent(before: datetime, now: datetime, *, urgent_alone: bool) -> Rows:
    """Return the messages that should have gone before a moment."""
    return Message.objects.unsent_since(before, now=now, urgent_alone=urgent_alone)


@prepared
def reviews_to_score(by: Person) -> Rows:
    """Return what somebody scores, where scoring is on: never a list of applicants with their names."""
    return Review.objects.of(by).to_score()


@prepared
def asked_to_lead(by: Person, on: date) -> Rows:
    """Return the unanswered requests to lead a workshop."""
    return LeadRequest.objects.of(by).waiting(on=on)


@prepared
def workshops_to_lead(by: Person, on: date, until: date) -> Rows:
    """Return the workshops that a facilitator leads in these days."""
    return Workshop.objects.led_by(by).ahead(on=on).filter(date__lte=until)


@prepared
def surveys_open(by: Person, now: datetime) -> Rows:
    """Return the surveys that somebody can answer now: a number of surveys, never of people."""
    # A list of what is open: asked of each survey, all that is open anywhere would be gone through each time.
    open_now = Invitation.objects.open(now=now).order_by().values("wave")
    return Wave.objects.filter(programme__in=programmes_of(by, (EVALUATOR, COMMISSIONER)), pk__in=open_now)
