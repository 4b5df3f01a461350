"""A death: everything stops at once, in one transaction; people speak with the partner first. It can be undone."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cohorts.actions.departures import Leaving, leave_programme, undo_departure
from cohorts.actions.tasks import close_task, close_tasks, open_task, reopen_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Departure, Place, Programme, Task, TaskStep
from cohorts.pairing.actions.pairs import reopen_pair
from cohorts.pairing.models import Pair
from cohorts.recruitment.actions.offer_answers import follow_return, lapse_offers_of
from cohorts.recruitment.actions.offers import free_seats
from cohorts.recruitment.models import EmployerRelease, Offer
from common.dates import in_london
from leadingtogether.actions.departures import follow_place
from leadingtogether.kinds import DEATH
from messaging.actions import cancel_all_to, queue_again
from messaging.models import Message, PrintedLetter
from people.actions.deaths import record_death, record_family_answer, undo_death
from people.models import Death, Person
from projects.actions.starting import follow_pair
from projects.models import CaseStudy, Project
from projects.querysets import CaseStudyQuerySet
from workshops.actions.provisions import keep_provisions
from workshops.models import Workshop


@transaction.atomic
def report_death(*, person: Person, died_on: date | None, told_by: str, by: Person, now: datetime) -> Death:
    """Record a death and stop everything: messages, printed letters, the call list, copies, surveys, signing in.

    Whoever worked with the person hears of it from a member of staff, and of nothing else before. Public work is held
    back until the family is asked. Told twice, by two desks, it is one death.
    """
    places = list(Place.objects.active().filter(person=person).select_related("programme").order_by("cohort_id"))
    for place in places:
        Cohort.objects.locked().get(pk=place.cohort_id)
    death = record_death(person=person, died_on=died_on, told_by=told_by, by=by, now=now)
    if death.recorded_at != now or death.recorded_by_id != by.pk:
        return death
    cancel_all_to(person=person, why=_("This person has died."), now=now, by=by)
    lapse_offers_of(person=person, by=by, now=now)
    for place in places:
        _end(place, death, by, now)
    _drop_tasks(person, by, now)
    _ask_of_team(death, now)
    return death


def _end(place: Place, death: Death, by: Person, now: datetime) -> None:
    said = Leaving(
        reason=Departure.Reason.DIED,
        words="",
        left_on=death.died_on or in_london(now).date(),
        channel=Departure.Channel.PHONE,
        leaves_evaluation=True,
    )
    departure, _new = leave_programme(place=place, said=said, by=by, now=now, death=death)
    follow_place(place=departure.place, passed_on=False, by=by, now=now)


def _drop_tasks(person: Person, by: Person, now: datetime) -> None:
    """Take what was to be done with the person off the lists; what is to be done because of the death comes after."""
    for task in Task.objects.filter(person=person, state=Task.State.OPEN, made_at__lt=now):
        close_task(task=task, by=by, now=now, why=_("This person has died."), dropped=True)


def _ask_of_team(death: Death, now: datetime) -> None:
    person = death.person
    if public_work_of(person).exists():
        title = _("Ask the family of %(name)s about their public work; until then it is not shown")
        _task(death, "family", title % {"name": person}, now)
    for letter in PrintedLetter.objects.waiting().filter(message__person=person):
        _task(
            death,
            f"letter:{letter.pk}",
            _("Take the printed letter to %(name)s out of the post") % {"name": person},
            now,
        )
    for other in person.reaches.filter(deceased_on=None, merged_into=None):
        names = {"name": other, "via": person}
        _task(death, f"via:{other.pk}", _("Find out how to reach %(name)s, who was reached via %(via)s") % names, now)


@transaction.atomic
def take_death_back(*, death: Death, by: Person, now: datetime) -> Death:
    """Undo a death that was recorded in error: the place, the pair, the project and what was still to be said return.

    What was cancelled stays on record; what is not too late is queued anew and checked again when it is sent. What
    cannot come back by itself becomes a task. Twice changes nothing.
    """
    departures = list(Departure.objects.standing().filter(death=death).select_related("place__person"))
    for cohort in sorted({departure.place.cohort_id for departure in departures}):
        Cohort.objects.locked().get(pk=cohort)
    before = Death.objects.get(pk=death.pk)
    if before.undone_at is not None:
        return before
    death = undo_death(death=death, by=by, now=now)
    close_tasks(keys=_open_keys(death), by=by, now=now)
    for departure in departures:
        _restore(departure, death, by, now)
    subjects = subjects_of(departure.place for departure in departures)
    theirs = Q(person=death.person_id) | Q(subject_key__in=subjects)
    stopped = Message.objects.filter(theirs, settled_at=death.recorded_at)
    queue_again(messages=stopped, why=_("It was recorded in error."), now=now, by=by)
    for step in TaskStep.objects.filter(task__person=death.person_id, deed="dropped", at=death.recorded_at):
        reopen_task(task=step.task, by=by, now=now, why=_("It was recorded in error."))
    if Offer.objects.of(death.person).filter(state=Offer.State.LAPSED, answered_at=death.recorded_at).exists():
        _task(death, "offer", _("Offer %(name)s their place again") % {"name": death.person}, now)
    title = _("Phone %(name)s, say that we are sorry, and tell them what has changed meanwhile")
    _task(death, "sorry", title % {"name": death.person}, now)
    return death


def _restore(departure: Departure, death: Death, by: Person, now: datetime) -> None:
    place = departure.place
    names = {"name": place.person}
    try:
        undo_departure(departure=departure, by=by, now=now)
    except NotAllowedError:
        return
    place.refresh_from_db()
    follow_return(place=place, by=by, now=now)
    if free_seats(cohort=place.cohort)[place.role] < 0:
        _task(death, f"seat:{place.pk}", _("%(name)s has their place back: now there is one too many") % names, now)
    for pair in Pair.objects.filter(ended_at=death.recorded_at).filter(Q(lay=place) | Q(professional=place)):
        if not reopen_pair(pair=pair, by=by, now=now):
            _task(
                death, f"pair:{pair.pk}", _("Find a partner for %(name)s: theirs works with somebody else") % names, now
            )
        for project in Project.objects.filter(pair=pair):
            follow_pair(project=project, now=now)
    for workshop in Workshop.objects.ahead(on=in_london(now).date()).filter(cohort=place.cohort_id):
        keep_provisions(workshop=workshop, now=now)


@transaction.atomic
def note_family_answer(*, death: Death, agrees: bool, by: Person, now: datetime) -> Death:
    """Record what the family says about public work, and tick off that it was to be asked."""
    death = record_family_answer(death=death, agrees=agrees, by=by, now=now)
    close_tasks(keys=[_key(death, "family")], by=by, now=now)
    return death


def public_work_of(person: Person) -> CaseStudyQuerySet:
    """Return the case studies that somebody is in: worked on, agreed to, or quoted."""
    mine = Q(project__contributors__place__person=person) | Q(agreements__person=person) | Q(quotes__person=person)
    return CaseStudy.objects.filter(mine).distinct()


def subjects_of(places: Iterable[Place]) -> list[str]:
    """Return under what the outbox files what was stopped along with somebody: their pairs, their employer."""
    keys = [place.pk for place in places]
    pairs = Pair.objects.filter(Q(lay__in=keys) | Q(professional__in=keys)).values_list("pk", flat=True)
    releases = EmployerRelease.objects.filter(place__in=keys).values_list("pk", flat=True)
    return [*(f"pair:{pk}" for pk in pairs), *(f"release:{pk}" for pk in releases)]


def _open_keys(death: Death) -> list[str]:
    return list(Task.objects.filter(key__startswith=_key(death, ""), state="open").values_list("key", flat=True))


def _key(death: Death, what: str) -> str:
    return f"death:{death.pk}:{what}"


def _task(death: Death, what: str, title: str, now: datetime) -> None:
    """Open a task about a death in the programme that the person was in last; without one there is no team to ask."""
    programme = _programme_of(death.person)
    if programme is not None:
        open_task(
            key=_key(death, what),
            kind=DEATH.slug,
            title=title,
            programme=programme,
            person=death.person,
            subject_ref=death.ref,
            due_on=in_london(now).date(),
            now=now,
        )


def _programme_of(person: Person) -> Programme | None:
    place = Place.objects.of(person).select_related("programme").order_by("-accepted_at").first()
    if place is not None:
        return place.programme
    application = person.applications.select_related("programme").order_by("-started_at").first()
    return application.programme if application is not None else None
