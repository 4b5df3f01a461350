"""Leaving a programme, with what the person asked for; it can be undone where it was an error."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cohorts.actions.places import restore_place, withdraw_place
from cohorts.messages.places import LEFT
from cohorts.models import Departure, Place
from messaging.actions import queue
from people.actions.audit import record
from people.models import Death, Person


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """What somebody who leaves has said, or what staff were told."""

    reason: str
    words: str
    left_on: date
    channel: str
    leaves_evaluation: bool
    contact_later: Sequence[str] = ()
    confirmation: bool = False


@transaction.atomic
def leave_programme(
    *, place: Place, said: Leaving, by: Person, now: datetime, but: Collection[str] = (), death: Death | None = None
) -> tuple[Departure, bool]:
    """Record that somebody leaves, end their place and stop what is to be said to them; tell whether it is new.

    Only a confirmation goes out, where they asked for one. Whoever is second, in another tab or at another desk,
    finds the departure that is there, unchanged. `but` names purposes that go on for who stays in the evaluation.

    Raises:
        NotAllowedError: the place is completed.
    """
    place = Place.objects.locked().get(pk=place.pk)
    standing = Departure.objects.standing().filter(place=place).first()
    if standing is not None:
        return standing, False
    withdraw_place(place=place, reason="", by=by, now=now, but=() if said.leaves_evaluation else but)
    stays = not said.leaves_evaluation and place.left_evaluation_at is None
    Place.objects.filter(pk=place.pk).update(stays_in_evaluation=stays)
    departure = Departure.objects.create(
        place=place,
        reason=said.reason,
        words=said.words or None,
        left_on=said.left_on,
        channel=said.channel,
        leaves_evaluation=said.leaves_evaluation,
        contact_later=sorted(said.contact_later),
        confirmation=said.confirmation,
        death=death,
        recorded_at=now,
        recorded_by=by,
    )
    record(by=by, action="departure.record", about=departure, now=now, fields=["reason", "leaves_evaluation"])
    if said.confirmation:
        _confirm(departure, by, now)
    return departure, True


@transaction.atomic
def undo_departure(*, departure: Departure, by: Person, now: datetime) -> Departure:
    """Give the place back to somebody who left by an error; the departure stays on record. Twice changes nothing.

    Raises:
        NotAllowedError: they hold another place in the programme meanwhile.
    """
    place = Place.objects.locked().get(pk=departure.place_id)
    departure = Departure.objects.locked().get(pk=departure.pk)
    if departure.undone_at is None:
        restore_place(place=place, by=by, now=now)
        departure.undone_at, departure.undone_by = now, by
        departure.save(update_fields=["undone_at", "undone_by"])
        record(by=by, action="departure.undo", about=departure, now=now, fields=["undone_at"])
    return departure


def _confirm(departure: Departure, by: Person, now: datetime) -> None:
    place = departure.place
    queue(
        key=f"{LEFT}:{departure.pk}",
        person=place.person,
        purpose=LEFT,
        due_at=now,
        now=now,
        subject_key=f"departure:{departure.pk}",
        programme_ref=place.programme.ref,
        data={"departure": departure.pk},
        by=by,
    )
