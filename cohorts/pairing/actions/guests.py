"""Graduates who come as guests, to work with somebody whose partner has gone: how they come, go and come back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.places import restore_place
from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Role
from cohorts.pairing.models import Pair, PartnerChoice
from people.actions.audit import record
from people.models import Person

GUEST = Place.Kind.GRADUATE


def invite_guest(*, choice: PartnerChoice, graduate: Place, by: Person, now: datetime) -> Place:
    """Give somebody who completed an earlier cohort a place as a guest in that of the choice.

    Raises:
        NotAllowedError: they have not completed one, cannot be reached, or take part already.
    """
    person, cohort = graduate.person, choice.pair.cohort
    if graduate.state != Place.State.COMPLETED or graduate.role == choice.place.role:
        raise NotAllowedError(_("Choose somebody who completed an earlier cohort in the other role."))
    if not person.may_be_contacted:
        raise NotAllowedError(_("%(name)s is not to be contacted.") % {"name": person})
    if Place.objects.active().filter(person=person, programme=cohort.programme_id).exists():
        raise NotAllowedError(_("%(name)s takes part in this programme already.") % {"name": person})
    guest = Place.objects.create(
        person=person,
        cohort=cohort,
        programme_id=cohort.programme_id,
        role=graduate.role,
        kind=GUEST,
        accepted_at=now,
        release_needed=graduate.role == Role.PROFESSIONAL,
    )
    record(by=by, action="place.invite_graduate", about=guest, now=now)
    if guest.release_needed:
        open_task(
            key=_release_key(guest),
            kind="release-phone",
            title=_("Ask the employer of %(name)s to release them for the workshops") % {"name": person},
            programme=cohort.programme,
            cohort=cohort,
            person=person,
            now=now,
        )
    return guest


@transaction.atomic
def let_guests_go(*, pair: Pair, by: Person, now: datetime) -> int:
    """End the places of guests who came for a pair that ended before it was introduced; return how many.

    They came for this one person, who can choose again, and perhaps the same guest. What was to be said to them is
    asked about again before it is said; messages about what they themselves completed go on.
    """
    guests = Place.objects.active().filter(pk__in=[pair.lay_id, pair.professional_id], kind=GUEST)
    found = list(guests.locked().select_related(None))
    for guest in found:
        guest.state, guest.withdrawn_at, guest.withdrawn_by = Place.State.WITHDRAWN, now, by
        guest.withdrawn_reason = _("The pair ended before it was introduced.")
        guest.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        record(by=by, action="place.withdraw", about=guest, now=now, fields=["state", "withdrawn_reason"])
    close_tasks(keys=[_release_key(guest) for guest in found], by=by, now=now)
    return len(found)


def guests_come_back(*, pair: Pair, by: Person, now: datetime) -> bool:
    """Give the guests their places back who went when this pair ended; tell whether all could."""
    gone = Place.objects.filter(pk__in=[pair.lay_id, pair.professional_id], kind=GUEST, withdrawn_at=pair.ended_at)
    guests = list(gone.filter(state=Place.State.WITHDRAWN))
    elsewhere = Place.objects.active().filter(
        person__in=[guest.person_id for guest in guests], programme=pair.cohort.programme_id
    )
    if elsewhere.exists():
        return False
    for guest in guests:
        restore_place(place=guest, by=by, now=now)
    return True


def _release_key(guest: Place) -> str:
    return f"release-graduate:{guest.pk}"
