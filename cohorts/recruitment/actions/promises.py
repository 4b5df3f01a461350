"""A later place that was promised: their application is carried over, and the place is offered without a draw."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.geography import distance_from
from cohorts.models import Cohort, Place
from cohorts.recruitment.actions.offers import locked_cohort, offer_promised
from cohorts.recruitment.kinds import PROMISE
from cohorts.recruitment.models import Application, CohortChoice, Offer, Promise, SelectionAnswer
from people.actions.audit import record
from people.models import Person

# What somebody said once and is not asked again. Availability is not among it: the dates are others.
CARRIED = (
    "role", "meeting_times", "motivation", "experience", "topics", "project_idea", "travel_limit_km", "travel_mode",
    "heard_from", "job_title", "employer", "manager_name", "manager_email", "supporter_comes",
)  # fmt: skip
WAITING = frozenset({"submitted", "eligible", "drawn", "reserve", "not_drawn"})


@transaction.atomic
def make_promise(*, place: Place, by: Person, now: datetime) -> Promise:
    """Promise a place in a later cohort to somebody who stops now. Twice gives one promise."""
    promise, made = Promise.objects.get_or_create(place=place, defaults={"made_at": now, "made_by": by})
    if made:
        record(by=by, action="promise.make", about=promise, now=now)
        open_task(
            key=_key(promise),
            kind=PROMISE.slug,
            subject_ref=promise.ref,
            title=_("Offer %(name)s the promised place in the next cohort") % {"name": place.person},
            programme=place.programme,
            person=place.person,
            now=now,
        )
    return promise


@transaction.atomic
def keep_promise(*, promise: Promise, cohort: Cohort, reply_by: date, by: Person, now: datetime) -> Offer:
    """Carry the application over to the programme of `cohort` and offer the promised place. Twice gives one offer.

    Who has applied there already keeps that application.

    Raises:
        NotAllowedError: no seat is free, the person has a place or an offer there, or the promise was let go.
    """
    cohort = locked_cohort(cohort)
    promise = Promise.objects.locked().get(pk=promise.pk)
    if promise.application is not None:
        return Offer.objects.get(application=promise.application_id, draw=None)
    if promise.dropped_at is not None:
        raise NotAllowedError(_("This promise was let go. Phone the person first."))
    application = _applied(promise, cohort) or _carried_over(promise, cohort, by, now)
    offer = offer_promised(application=application, cohort=cohort, reply_by=reply_by, by=by, now=now)
    promise.application, promise.kept_at, promise.kept_by = application, now, by
    promise.save(update_fields=["application", "kept_at", "kept_by"])
    close_tasks(keys=[_key(promise)], by=by, now=now)
    record(by=by, action="promise.keep", about=promise, now=now, fields=["application"])
    return offer


@transaction.atomic
def drop_promise(*, promise: Promise, by: Person, now: datetime) -> Promise:
    """Let a promise go, because the person does not want the place any more. Twice changes nothing.

    Raises:
        NotAllowedError: it was kept.
    """
    promise = Promise.objects.locked().get(pk=promise.pk)
    if promise.kept_at is not None:
        raise NotAllowedError(_("The place was offered already."))
    if promise.dropped_at is None:
        promise.dropped_at, promise.dropped_by = now, by
        promise.save(update_fields=["dropped_at", "dropped_by"])
        close_tasks(keys=[_key(promise)], by=by, now=now)
        record(by=by, action="promise.drop", about=promise, now=now, fields=["dropped_at"])
    return promise


def _key(promise: Promise) -> str:
    return f"promise:{promise.pk}"


def _applied(promise: Promise, cohort: Cohort) -> Application | None:
    mine = Application.objects.filter(person=promise.place.person_id, programme=cohort.programme_id)
    found = mine.exclude(state=Application.State.WITHDRAWN).first()
    if found is not None and found.state not in WAITING:
        raise NotAllowedError(
            _("They have an application in this programme already: %(state)s. Go on from there.")
            % {"state": found.get_state_display().lower()}
        )
    return found


def _carried_over(promise: Promise, cohort: Cohort, by: Person, now: datetime) -> Application:
    person = promise.place.person
    told = Application.objects.filter(person=person, offers__place=promise.place).first()
    same = {name: getattr(told, name) for name in CARRIED} if told else {"role": promise.place.role}
    application = Application.objects.create(
        **same,
        programme_id=cohort.programme_id,
        person=person,
        state=Application.State.ELIGIBLE,
        source=Application.Source.CARRIED,
        started_at=now,
        saved_at=now,
        submitted_at=now,
        keyed_at=now,
        keyed_by=by,
        decided_at=now,
        decided_by=by,
    )
    CohortChoice.objects.create(application=application, cohort=cohort, rank=1, distance_km=_distance(person, cohort))
    if told is not None:
        SelectionAnswer.objects.bulk_create(
            SelectionAnswer(application=application, category=one.category, value=one.value)
            for one in told.selection_answers.all()
        )
    record(by=by, action="application.carried_over", about=application, now=now)
    return application


def _distance(person: Person, cohort: Cohort) -> float | None:
    return distance_from(person.outward_code, (cohort.venue.latitude, cohort.venue.longitude))
