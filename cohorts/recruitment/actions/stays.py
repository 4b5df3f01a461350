"""Staying for the next cohort: who was not drawn may say so, and comes into a later draw without applying again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.geography import distance_from
from cohorts.models import Cohort
from cohorts.recruitment.actions.promises import CARRIED
from cohorts.recruitment.draw_reads import stays_for
from cohorts.recruitment.models import Application, CohortChoice, SelectionAnswer, Stay
from messaging.actions import queue
from people.actions.audit import record
from people.models import Person

State = Application.State


@transaction.atomic
def stay(*, application: Application, by: Person, now: datetime) -> Stay:
    """Keep an application that was not drawn for the next cohort. Twice it is kept once.

    Raises:
        NotAllowedError: it was drawn, or still waits.
    """
    row = Application.objects.locked().get(pk=application.pk)
    standing = Stay.objects.standing().filter(application=row).first()
    if standing is not None:
        return standing
    if row.state != State.NOT_DRAWN:
        raise NotAllowedError(_("This is for people who were not drawn. Load the page again."))
    made = Stay.objects.create(application=row, said_at=now, said_by=by)
    record(by=by, action="application.stay", about=row, now=now)
    return made


@transaction.atomic
def stay_no_longer(*, application: Application, by: Person, now: datetime) -> None:
    """Take the wish back. Twice changes nothing."""
    row = Application.objects.locked().get(pk=application.pk)
    for standing in Stay.objects.standing().filter(application=row):
        standing.ended_at, standing.ended_by = now, by
        standing.save(update_fields=["ended_at", "ended_by"])
        record(by=by, action="application.stay_no_longer", about=row, now=now)


@transaction.atomic
def bring_in(*, cohort: Cohort, by: Person, now: datetime) -> int:
    """Bring everybody who asked to stay into the next draw of the cohort, and tell them; return how many that were.

    In the same programme they are eligible as before, with this cohort as their first. From an earlier one their
    application is carried over and waits to be decided: the dates are others. Who would not travel so far stays on.
    """
    cohort = Cohort.objects.select_related("venue", "programme").locked().get(pk=cohort.pk)
    if cohort.state not in {Cohort.State.RECRUITING, Cohort.State.SELECTING}:
        raise NotAllowedError(_("People can be brought in while this cohort recruits or selects."))
    brought = 0
    for one in stays_for(by, cohort):
        row = Application.objects.locked().get(pk=one.application_id)
        distance = _distance(row, cohort)
        if distance is not None and row.travel_limit_km is not None and distance > row.travel_limit_km:
            continue
        if row.programme_id == cohort.programme_id:
            _put_first(row, cohort, distance, by, now)
        else:
            row = _carried_over(row, cohort, distance, by, now)
        one.ended_at, one.ended_by, one.used_for = now, by, cohort
        one.save(update_fields=["ended_at", "ended_by", "used_for"])
        _tell(row, cohort, by, now)
        brought += 1
    return brought


def _distance(row: Application, cohort: Cohort) -> float | None:
    outward = row.person.outward_code if row.person is not None else ""
    return distance_from(outward, (cohort.venue.latitude, cohort.venue.longitude))


def _put_first(row: Application, cohort: Cohort, distance: float | None, by: Person, now: datetime) -> None:
    """Make the cohort their first choice, and let them wait for its draw."""
    others = list(row.choices.exclude(cohort=cohort).order_by("rank"))
    row.choices.filter(cohort=cohort).delete()
    # From the last to the first, so that no two ever have one rank.
    for place, choice in reversed(list(enumerate(others, 2))):
        CohortChoice.objects.filter(pk=choice.pk).update(rank=place + len(others))
        choice.rank = place
    for choice in others:
        CohortChoice.objects.filter(pk=choice.pk).update(rank=choice.rank)
    CohortChoice.objects.create(application=row, cohort=cohort, rank=1, distance_km=distance)
    row.state, row.version = State.ELIGIBLE, row.version + 1
    row.save(update_fields=["state", "version"])
    record(by=by, action="application.brought_in", about=row, now=now, fields=["state"])


def _carried_over(told: Application, cohort: Cohort, distance: float | None, by: Person, now: datetime) -> Application:
    application = Application.objects.create(
        **{name: getattr(told, name) for name in CARRIED},
        programme_id=cohort.programme_id,
        person=told.person,
        state=State.SUBMITTED,
        source=Application.Source.CARRIED,
        started_at=now,
        saved_at=now,
        submitted_at=now,
        keyed_at=now,
        keyed_by=by,
    )
    CohortChoice.objects.create(application=application, cohort=cohort, rank=1, distance_km=distance)
    SelectionAnswer.objects.bulk_create(
        SelectionAnswer(application=application, category=one.category, value=one.value)
        for one in told.selection_answers.all()
    )
    record(by=by, action="application.carried_over", about=application, now=now)
    return application


def _tell(row: Application, cohort: Cohort, by: Person, now: datetime) -> None:
    if row.person is not None:
        queue(
            key=f"stay-brought-in:{row.pk}:{cohort.pk}",
            person=row.person,
            purpose="stay-brought-in",
            due_at=now,
            now=now,
            subject_key=f"application:{row.pk}",
            programme_ref=cohort.programme.ref,
            data={"application": row.pk, "cohort": cohort.pk},
            by=by,
        )
