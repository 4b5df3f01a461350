"""Writes to places: the employer's release, completing and leaving, and taking either back after an error."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from messaging.actions.queueing import cancel
from messaging.models import Message
from people.actions.audit import record, record_all
from people.models import Person


@transaction.atomic
def withdraw_place(*, place: Place, reason: str, by: Person, now: datetime, but: Collection[str] = ()) -> Place:
    """Take a person out of a programme and stop everything that is still to be said to them about it.

    Copies to supporters stop too; the purposes of `but` go on, for somebody who stays in the evaluation. Nothing else
    is ended here: pairs, offers and surveys live in apps above, which find withdrawn places by themselves.
    Withdrawing twice changes nothing.

    Raises:
        NotAllowedError: the place is completed.
    """
    place = _locked(place)
    if place.state == Place.State.WITHDRAWN:
        return place
    if place.state != Place.State.ACTIVE:
        raise NotAllowedError(_("This person has completed the programme, so they cannot leave it any more."))
    place.state, place.withdrawn_at, place.withdrawn_by, place.withdrawn_reason = "withdrawn", now, by, reason
    place.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    theirs = Message.objects.to_or_copied_from(place.person).in_programmes([place.programme.ref])
    why = _("This person has left the programme.")
    cancel(messages=theirs.exclude(purpose__in=but), why=why, now=now, by=by)
    record(by=by, action="place.withdraw", about=place, now=now, fields=["state", "withdrawn_reason"])
    return place


@transaction.atomic
def restore_place(*, place: Place, by: Person, now: datetime) -> Place:
    """Give a person their place back who was taken out in error. Twice changes nothing.

    Raises:
        NotAllowedError: they hold another place in the programme meanwhile.
    """
    place = _locked(place)
    if place.state != Place.State.WITHDRAWN:
        return place
    others = Place.objects.in_use().filter(person=place.person_id, programme=place.programme_id, kind=place.kind)
    if others.exists():
        raise NotAllowedError(_("This person holds another place in the programme, so this one stays as it is."))
    place.state, place.withdrawn_at, place.withdrawn_by, place.withdrawn_reason = Place.State.ACTIVE, None, None, ""
    place.stays_in_evaluation = False
    names = ["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason", "stays_in_evaluation"]
    place.save(update_fields=names)
    record(by=by, action="place.restore", about=place, now=now, fields=["state"])
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


@transaction.atomic
def complete_places(*, cohort: Cohort, refs: Collection[str], by: Person, now: datetime) -> int:
    """Record that these people of a cohort have completed the programme, all at once; return how many that were.

    Who has left meanwhile, or had completed it before, is passed over.
    """
    active = Place.objects.active().filter(cohort=cohort, ref__in=refs)
    places = list(active.locked().select_related(None).order_by("pk"))
    Place.objects.filter(pk__in=[place.pk for place in places]).update(state=Place.State.COMPLETED, completed_at=now)
    record_all(by=by, action="place.complete", about=places, now=now, fields=["state"])
    return len(places)


@transaction.atomic
def take_back_completion(*, place: Place, by: Person, now: datetime) -> Place:
    """Let somebody take part again whose programme was called complete in error. Twice changes nothing.

    Raises:
        NotAllowedError: they left, or help out as a graduate since, which rests on what they completed.
    """
    place = _locked(place)
    if place.state == Place.State.ACTIVE:
        return place
    if place.state != Place.State.COMPLETED:
        raise NotAllowedError(_("This person has left the programme, so they had not completed it."))
    if Place.objects.active().filter(person=place.person_id, kind=Place.Kind.GRADUATE).exists():
        raise NotAllowedError(_("This person helps out as a graduate now, so their own place stays completed."))
    place.state, place.completed_at = Place.State.ACTIVE, None
    place.save(update_fields=["state", "completed_at"])
    record(by=by, action="place.take_back_completion", about=place, now=now, fields=["state"])
    return place


def _locked(place: Place) -> Place:
    return Place.objects.locked().get(pk=place.pk)
