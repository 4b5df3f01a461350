"""The agenda of a workshop, and the template of its programme."""

from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.db.models import F

from cohorts.actions.programmes import change_programme
from cohorts.actions.versions import StaleError
from cohorts.models import Programme
from people.actions.audit import record
from people.models import Person
from workshops.agendas import Part, beginning_at, between, of_session, of_template, to_template
from workshops.models import Session, Workshop, clock_after


def copy_agenda(*, workshop: Workshop) -> int:
    """Give a new workshop the agenda of its programme, from its own start on; return how many parts it has."""
    parts = of_template(workshop.cohort.programme.agenda, workshop.number)
    return _write(workshop, beginning_at(parts, workshop.starts))


@transaction.atomic
def set_agenda(*, workshop: Workshop, version: int, parts: Sequence[Part], by: Person, now: datetime) -> Workshop:
    """Replace the agenda of a workshop by hand; a later change of the template leaves it alone then.

    The same agenda again changes nothing.

    Raises:
        StaleError: somebody saved the workshop since `version` was read.
    """
    current = Workshop.objects.locked().get(pk=workshop.pk)
    if [of_session(one) for one in current.sessions.all()] == list(parts):
        return current
    if current.version != version:
        raise StaleError(current)
    _write(current, parts)
    current.agenda_changed_at, current.agenda_changed_by = now, by
    current.changed_at, current.version = now, version + 1
    current.save(update_fields=["agenda_changed_at", "agenda_changed_by", "changed_at", "version"])
    record(by=by, action="workshop.agenda", about=current, now=now, fields=["sessions"])
    return current


@transaction.atomic
def set_template(
    *, programme: Programme, version: int, number: int, parts: Sequence[Part], by: Person, now: datetime
) -> Programme:
    """Change what new workshops with this number get. Workshops that are planned keep what they have.

    Raises:
        StaleError: somebody saved the programme since `version` was read.
    """
    agenda = to_template(programme.agenda, number, parts)
    return change_programme(programme=programme, version=version, values={"agenda": agenda}, by=by, now=now)


@transaction.atomic
def apply_template(*, workshops: Sequence[Workshop], by: Person, now: datetime) -> int:
    """Give these workshops the agenda of their programme as it is now; return how many changed.

    One that was edited by hand or does not lie ahead is left alone, so that a page that is old does no harm.
    """
    changed = 0
    for workshop in sorted(workshops, key=lambda one: one.pk):
        Workshop.objects.locked().get(pk=workshop.pk)
        current = Workshop.objects.with_everything_named().get(pk=workshop.pk)
        if current.agenda_changed_at is None and current.goes_ahead and current.starts_at > now:
            changed += _renew(current, by=by, now=now)
    return changed


def _renew(workshop: Workshop, *, by: Person, now: datetime) -> bool:
    parts = beginning_at(of_template(workshop.cohort.programme.agenda, workshop.number), workshop.starts)
    if [of_session(one) for one in workshop.sessions.all()] == parts:
        return False
    _write(workshop, parts)
    Workshop.objects.filter(pk=workshop.pk).update(changed_at=now, version=F("version") + 1)
    record(by=by, action="workshop.agenda", about=workshop, now=now, fields=["sessions"])
    return True


def follow_start(*, workshop: Workshop, before: time) -> int:
    """Move every part along where a day that began at `before` begins at another time; return how many moved."""
    minutes = between(before, workshop.starts)
    sessions = list(workshop.sessions.all()) if minutes else []
    for session in sessions:
        session.starts = clock_after(session.starts, minutes)
    Session.objects.bulk_update(sessions, ["starts"])
    return len(sessions)


def _write(workshop: Workshop, parts: Sequence[Part]) -> int:
    workshop.sessions.all().delete()
    Session.objects.bulk_create(
        Session(
            workshop=workshop,
            starts=part.starts,
            minutes=part.minutes,
            title=part.title,
            is_break=part.is_break,
            led_by=part.led_by,
            room=part.room,
            note=part.note,
        )
        for part in parts
    )
    return len(parts)
