"""Writes to places: the employer's release, completing, leaving."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from messaging.actions.queueing import cancel
from messaging.models import Message
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def withdraw_place(*, place: Place, reason: str, by: Person, now: datetime) -> Place:
    """Take a person out of a programme and stop everything that is still to be said to them about it.

    Nothing else is ended here: pairs, offers and surveys live in apps above, which find withdrawn places by themselves.
    Withdrawing twice changes nothing.

    Raises:
        NotAllowedError: the place is completed.
    """
    place = _locked(place)
    if place.state == Place.State.WITHDRAWN:
        return place
    if place.state != Place.State.ACTIVE:
        raise NotAllowedError(_("This person has completed the programme, so they cannot be withdrawn from it."))
    place.state, place.withdrawn_at, place.withdrawn_by, place.withdrawn_reason = "withdrawn", now, by, reason
    place.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    cancel(
        messages=Message.objects.filter(person=place.person_id, programme_ref=place.programme.ref),
        why=_("This person has left the programme."),
        now=now,
        by=by,
    )
    record(by=by, action="place.withdraw", about=place, now=now, fields=["state", "withdrawn_reason"])
    return place


@transaction.atomic
def confirm_release(*, place: Place, by: Person, now: datetime) -> Place:
    """Record that the employer releases a professional, which makes a provisional place firm. Twice changes nothing."""
    place = _locked(place)
    if place.released_at is None:
        place.released_at, place.released_by = now, by
        place.save(update_fields=["released_at", "released_by"])
        record(by=by, action="place.release", about=place, now=now, fields=["released_at"])
    return place


@transaction.atomic
def complete_place(*, place: Place, by: Person, now: datetime) -> Place:
    """Record that a person has completed the programme. Twice changes nothing.

    Raises:
        NotAllowedError: the place was withdrawn.
    """
    place = _locked(place)
    if place.state == Place.State.COMPLETED:
        return place
    if place.state != Place.State.ACTIVE:
        raise NotAllowedError(_("This person has left the programme, so they cannot complete it."))
    place.state, place.completed_at = Place.State.COMPLETED, now
    place.save(update_fields=["state", "completed_at"])
    record(by=by, action="place.complete", about=place, now=now, fields=["state"])
    return place


def _locked(place: Place) -> Place:
    return Place.objects.locked().get(pk=place.pk)
