"""Moving a workshop: everything that hangs on its day moves in the same transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Room, Venue
from people.actions.audit import record
from people.models import Person
from workshops.actions.agendas import follow_start
from workshops.actions.provisions import keep_provisions
from workshops.actions.registers import reset_apologies
from workshops.actions.reminders import follow_move
from workshops.actions.schedule import Day, ensure_room_free, lock_version, tell
from workshops.messages import MOVED
from workshops.models import Workshop, WorkshopMove


@transaction.atomic
def move_workshop(
    *, workshop: Workshop, version: int, day: Day, venue: Venue, room: Room | None, by: Person, now: datetime
) -> Workshop:
    """Give a workshop another day, time or place; calendars, reminders and apologies follow, and people are told.

    A postponed workshop is planned again. Apologies belong to a day: on another day everybody is expected anew.
    Nothing is said about a day that has passed. A move to where it is already, from this tab or another, changes
    nothing. Where it was before is kept, so that it can be moved back.

    Raises:
        StaleError: somebody saved it since `version` was read.
        RoomTakenError: the room is in use then.
        NotAllowedError: the workshop was held or cancelled.
    """
    Venue.objects.locked().get(pk=venue.pk)
    current = _as_it_is(workshop)
    if not _changes(current, day, venue, room):
        return current
    current = lock_version(workshop=workshop, version=version)
    if current.state in {Workshop.State.HELD, Workshop.State.CANCELLED}:
        raise NotAllowedError(_("A workshop that was held or cancelled cannot be moved."))
    ensure_room_free(room=room, day=day, but=current)
    other_day = current.date != day.date
    began = current.starts
    _keep_where_it_was(current, by, now)
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


def _as_it_is(workshop: Workshop) -> Workshop:
    Workshop.objects.locked().get(pk=workshop.pk)
    return Workshop.objects.with_everything_named().get(pk=workshop.pk)


def _keep_where_it_was(workshop: Workshop, by: Person, now: datetime) -> None:
    WorkshopMove.objects.create(
        workshop=workshop,
        sequence=workshop.sequence + 1,
        date=workshop.date,
        starts=workshop.starts,
        ends=workshop.ends,
        venue_id=workshop.venue_id,
        room_id=workshop.room_id,
        moved_at=now,
        moved_by=by,
    )


def _changes(workshop: Workshop, day: Day, venue: Venue, room: Room | None) -> bool:
    before = (workshop.date, workshop.starts, workshop.ends, workshop.venue_id, workshop.room_id)
    after = (day.date, day.starts, day.ends, venue.pk, room.pk if room else None)
    return before != after or workshop.state == Workshop.State.POSTPONED
