"""Moving a workshop: everything that hangs on its day moves in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Room, Venue
from messaging.models import Message
from people.actions.audit import record
from people.models import Person
from workshops.actions.agendas import follow_start
from workshops.actions.provisions import keep_provisions
from workshops.actions.registers import reset_apologies
from workshops.actions.reminders import follow_move, subject_of
from workshops.actions.schedule import Day, ensure_room_free, lock_version, tell
from workshops.messages import MOVED, REMINDER
from workshops.models import CalendarFeed, RegisterEntry, Workshop


@dataclass(frozen=True)
class Consequences:
    """What hangs on the day of a workshop."""

    people: int
    apologies: int
    reminders: int
    feeds: int


def consequences_of(*, workshop: Workshop) -> Consequences:
    """Count what a move would touch: people to tell, apologies, waiting reminders and calendars. Five queries."""
    people = set(Place.objects.active().filter(cohort=workshop.cohort_id).values_list("person_id", flat=True))
    leaders = {workshop.lay_facilitator_id, workshop.professional_facilitator_id} - {None}
    return Consequences(
        people=len(people | leaders),
        apologies=RegisterEntry.objects.filter(workshop=workshop, mark=RegisterEntry.Mark.APOLOGIES).count(),
        reminders=Message.objects.about(subject_of(workshop)).filter(purpose=REMINDER).unsent().count(),
        feeds=CalendarFeed.objects.filter(person__in=people | leaders).count(),
    )


@transaction.atomic
def move_workshop(
    *, workshop: Workshop, version: int, day: Day, venue: Venue, room: Room | None, by: Person, now: datetime
) -> Workshop:
    """Give a workshop another day, time or place; calendars, reminders and apologies follow, and people are told.

    A postponed workshop is planned again. Apologies belong to a day: on another day everybody is expected anew.
    Nothing is said about a day that has passed. A move to where it is already changes nothing.

    Raises:
        StaleError: somebody saved it since `version` was read.
        RoomTakenError: the room is in use then.
        NotAllowedError: the workshop was held or cancelled.
    """
    Venue.objects.locked().get(pk=venue.pk)
    current = lock_version(workshop=workshop, version=version)
    if current.state in {Workshop.State.HELD, Workshop.State.CANCELLED}:
        raise NotAllowedError(_("A workshop that was held or cancelled cannot be moved."))
    ensure_room_free(room=room, day=day, but=current)
    other_day = current.date != day.date
    if not _changes(current, day, venue, room):
        return current
    began = current.starts
    current.date, current.starts, current.ends = day.date, day.starts, day.ends
    current.venue, current.room = venue, room
    if current.state == Workshop.State.POSTPONED:
        current.state, current.why = Workshop.State.PLANNED, ""
    current.sequence += 1
    current.version += 1
    current.changed_at = now
    current.save()
    follow_start(workshop=current, before=began)
    if other_day:
        reset_apologies(workshop=current, by=by, now=now)
    follow_move(workshop=current, now=now, by=by)
    keep_provisions(workshop=current, now=now)
    if current.starts_at > now:
        tell(workshop=current, purpose=MOVED, by=by, now=now)
    fields = ["date", "starts", "ends", "venue", "room", "state"]
    record(by=by, action="workshop.move", about=current, now=now, fields=fields)
    return current


def _changes(workshop: Workshop, day: Day, venue: Venue, room: Room | None) -> bool:
    before = (workshop.date, workshop.starts, workshop.ends, workshop.venue_id, workshop.room_id)
    after = (day.date, day.starts, day.ends, venue.pk, room.pk if room else None)
    return before != after or workshop.state == Workshop.State.POSTPONED
