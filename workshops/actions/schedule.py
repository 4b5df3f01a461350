"""Planning, confirming, postponing and cancelling workshops."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place, Room, Venue
from messaging.actions import Draft, cancel, queue_many
from messaging.models import Message
from people.actions.audit import record
from people.models import Person
from workshops.actions.agendas import copy_agenda
from workshops.actions.provisions import keep_provisions
from workshops.actions.reminders import cancel_reminders, queue_reminders, subject_of
from workshops.errors import RoomTakenError
from workshops.messages import CANCELLED, MOVED, POSTPONED
from workshops.models import Workshop


@dataclass(frozen=True)
class Day:
    """When one workshop of a cohort is to be, in London's local time."""

    number: int
    date: date
    starts: time
    ends: time


def ensure_room_free(*, room: Room | None, day: Day, but: Workshop | None = None) -> None:
    """Check that nobody else uses the room then. Call it while the venue's row is locked.

    Raises:
        RoomTakenError: another workshop is there at a time that overlaps.
    """
    if room is None:
        return
    there = Workshop.objects.in_room(room_id=room.pk, on=day.date, starts=day.starts, ends=day.ends)
    if but is not None:
        there = there.exclude(pk=but.pk)
    taken = there.select_related("cohort").first()
    if taken is not None:
        raise RoomTakenError(
            _("%(room)s is taken then by %(cohort)s, %(workshop)s. Choose another room, day or time.")
            % {"room": room.name, "cohort": taken.cohort, "workshop": taken.name}
        )


@transaction.atomic
def plan_workshops(
    *,
    cohort: Cohort,
    days: Sequence[Day],
    venue: Venue,
    room: Room | None = None,
    lay_facilitator: Person | None = None,
    professional_facilitator: Person | None = None,
    by: Person,
    now: datetime,
) -> list[Workshop]:
    """Plan the days of a cohort, with the agenda of its programme; return those that are new.

    A number that is planned already stays as it is, so that a form sent twice plans once.

    Raises:
        RoomTakenError: the room is in use on one of the days; nothing is planned then.
    """
    # The venue's row is the lock over its rooms; a cohort's row keeps two posts of one form apart.
    Venue.objects.locked().get(pk=venue.pk)
    Cohort.objects.locked().get(pk=cohort.pk)
    there = set(Workshop.objects.filter(cohort=cohort).values_list("number", flat=True))
    made = []
    for day in days:
        if day.number in there:
            continue
        ensure_room_free(room=room, day=day)
        workshop = Workshop.objects.create(
            cohort=cohort,
            number=day.number,
            date=day.date,
            starts=day.starts,
            ends=day.ends,
            venue=venue,
            room=room,
            lay_facilitator=lay_facilitator,
            professional_facilitator=professional_facilitator,
            changed_at=now,
        )
        copy_agenda(workshop=workshop)
        record(by=by, action="workshop.plan", about=workshop, now=now)
        made.append(workshop)
    queue_reminders(workshops=made, now=now, by=by)
    return made


def _lock(workshop: Workshop) -> Workshop:
    """Return the workshop as it is now, locked until the transaction ends."""
    return Workshop.objects.with_everything_named().select_for_update(of=("self",)).get(pk=workshop.pk)


def lock_version(*, workshop: Workshop, version: int) -> Workshop:
    """Return the workshop as it is now, locked until the transaction ends.

    Raises:
        StaleError: somebody saved it since `version` was read.
    """
    current = _lock(workshop)
    if current.version != version:
        raise StaleError(current)
    return current


@transaction.atomic
def edit_workshop(
    *,
    workshop: Workshop,
    version: int,
    title: str,
    lay_facilitator: Person | None,
    professional_facilitator: Person | None,
    by: Person,
    now: datetime,
) -> Workshop:
    """Change what a workshop is called and who leads it. Its day and place change by `move_workshop`.

    What is so already changes nothing: the button was pressed twice.

    Raises:
        StaleError: somebody saved it since `version` was read.
    """
    current = _lock(workshop)
    said = (title, lay_facilitator, professional_facilitator)
    if said == (current.title, current.lay_facilitator, current.professional_facilitator):
        return current
    if current.version != version:
        raise StaleError(current)
    current.title = title
    current.lay_facilitator = lay_facilitator
    current.professional_facilitator = professional_facilitator
    _save(workshop=current, now=now, fields=["title", "lay_facilitator", "professional_facilitator"])
    record(by=by, action="workshop.edit", about=current, now=now, fields=["title", "facilitators"])
    return current


@transaction.atomic
def confirm_workshop(*, workshop: Workshop, by: Person, now: datetime) -> Workshop:
    """Say that day and place are certain. Confirming twice changes nothing.

    Raises:
        NotAllowedError: it was held, postponed or cancelled.
    """
    current = Workshop.objects.locked().get(pk=workshop.pk)
    if current.state == Workshop.State.CONFIRMED:
        return current
    if current.state != Workshop.State.PLANNED:
        raise NotAllowedError(_("Only a planned workshop can be confirmed. Give it a new date first."))
    current.state = Workshop.State.CONFIRMED
    _save(workshop=current, now=now, fields=["state"])
    record(by=by, action="workshop.confirm", about=current, now=now, fields=["state"])
    return current


@transaction.atomic
def stop_workshop(*, workshop: Workshop, to: str, why: str, by: Person, now: datetime) -> Workshop:
    """Postpone or cancel a workshop (`to` is the state) and tell everybody. Doing it twice tells once.

    Raises:
        NotAllowedError: it was held already, or was cancelled for good.
    """
    current = Workshop.objects.with_everything_named().select_for_update(of=("self",)).get(pk=workshop.pk)
    if current.state == to:
        return current
    if not current.may_become(to):
        raise NotAllowedError(
            _("%(workshop)s is “%(state)s”. That cannot be changed any more.")
            % {"workshop": current.name, "state": current.get_state_display()}
        )
    current.state, current.why = to, why
    current.sequence += 1
    _save(workshop=current, now=now, fields=["state", "why", "sequence"])
    cancel_reminders(workshop=current, now=now, by=by)
    keep_provisions(workshop=current, now=now)
    tell(workshop=current, purpose=POSTPONED if to == Workshop.State.POSTPONED else CANCELLED, by=by, now=now)
    record(by=by, action=f"workshop.{to}", about=current, now=now, fields=["state", "why"])
    return current


def tell(*, workshop: Workshop, purpose: str, by: Person, now: datetime) -> int:
    """Queue news of a workshop for everybody who takes part or leads it; return how many people that is.

    Older news of it that has not gone out is cancelled: the new message says how things are.
    """
    older = Message.objects.about(subject_of(workshop)).filter(purpose__in=[MOVED, POSTPONED, CANCELLED])
    cancel(messages=older, why=_("A later message says how it is now."), now=now, by=by)
    people: dict[int, tuple[Person, dict[str, int | str]]] = {}
    ids: dict[str, int | str] = {"workshop": workshop.pk, "sequence": workshop.sequence}
    for leader in (workshop.lay_facilitator, workshop.professional_facilitator):
        if leader is not None and leader.pk != by.pk:
            people[leader.pk] = (leader, ids)
    for place in Place.objects.active().filter(cohort_id=workshop.cohort_id).select_related("person"):
        people[place.person_id] = (place.person, {**ids, "place": place.pk})
    told = [(person, data) for person, data in people.values() if person.may_be_contacted]
    drafts = [
        Draft(
            key=f"{purpose}:{workshop.pk}:{person.pk}:{workshop.sequence}",
            person=person,
            purpose=purpose,
            due_at=now,
            subject_key=subject_of(workshop),
            programme_ref=workshop.cohort.programme.ref,
            data=data,
            stale_after=workshop.ends_at,
            by=by,
        )
        for person, data in told
    ]
    queue_many(drafts=drafts, now=now)
    return len(told)


def _save(*, workshop: Workshop, now: datetime, fields: list[str]) -> None:
    workshop.version += 1
    workshop.changed_at = now
    workshop.save(update_fields=[*fields, "version", "changed_at"])
