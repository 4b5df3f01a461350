"""Moving or stopping a workshop with everything that hangs on its day, surveys and bookings too, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.tasks import open_task
from cohorts.models import Room, Venue
from common.dates import in_london
from evaluation.actions.invitations import follow_dates
from leadingtogether.kinds import LETTER
from messaging.models import PrintedLetter
from messaging.querysets import PrintedLetterQuerySet
from people.models import Person
from workshops.actions.moving import move_workshop
from workshops.actions.provisions import keep_provisions
from workshops.actions.reminders import subject_of
from workshops.actions.schedule import Day, stop_workshop
from workshops.models import Workshop


@transaction.atomic
def move_with_everything(
    *, workshop: Workshop, version: int, day: Day, venue: Venue, room: Room | None, by: Person, now: datetime
) -> Workshop:
    """Move a workshop: reminders, calendars, apologies, bookings, surveys and letters go along, or nothing does.

    Raises:
        StaleError, RoomTakenError, NotAllowedError: as `move_workshop` says.
    """
    before = workshop.sequence
    moved = move_workshop(workshop=workshop, version=version, day=day, venue=venue, room=room, by=by, now=now)
    if moved.sequence != before:
        _follow(moved, now)
    return moved


@transaction.atomic
def stop_with_everything(*, workshop: Workshop, to: str, why: str, by: Person, now: datetime) -> Workshop:
    """Postpone or cancel a workshop, with everything that hangs on its day. Twice tells once.

    Raises:
        NotAllowedError: it was held already, or was cancelled for good.
    """
    stopped = stop_workshop(workshop=workshop, to=to, why=why, by=by, now=now)
    _follow(stopped, now)
    return stopped


def printed_about(workshop: Workshop) -> PrintedLetterQuerySet:
    """Return the letters about a workshop that are printed and not posted yet."""
    return PrintedLetter.objects.waiting().filter(message__subject_key=subject_of(workshop))


def _follow(workshop: Workshop, now: datetime) -> None:
    keep_provisions(workshop=workshop, now=now)
    follow_dates(programme=workshop.cohort.programme, now=now)
    count = printed_about(workshop).count()
    if count:
        open_task(
            key=f"letters-out:{workshop.pk}:{workshop.sequence}",
            kind=LETTER.slug,
            title=_("Take %(count)d printed letters about %(workshop)s, %(cohort)s out of the post")
            % {"count": count, "workshop": workshop.name, "cohort": workshop.cohort.name},
            programme=workshop.cohort.programme,
            cohort=workshop.cohort,
            due_on=in_london(now).date(),
            now=now,
        )
