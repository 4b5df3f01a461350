"""Somebody is back who was recorded as gone by an error: whatever followed their leaving comes back with them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cohorts.actions.departures import undo_departure
from cohorts.actions.tasks import close_tasks, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Departure, Place
from cohorts.pairing.actions.pairs import reopen_pair
from cohorts.pairing.models import Pair
from cohorts.recruitment.actions.offer_answers import follow_return
from cohorts.recruitment.actions.offers import free_seats
from cohorts.recruitment.actions.promises import drop_promise
from cohorts.recruitment.models import Offer, Promise
from common.dates import in_london
from evaluation.actions.invitations import return_to_evaluation
from leadingtogether.actions.deaths import subjects_of
from leadingtogether.kinds import BACK
from messaging.actions import cancel
from messaging.actions.queueing import queue_again
from messaging.models import Message
from people.models import Person
from projects.actions.starting import follow_pair
from projects.models import Project
from workshops.actions.provisions import keep_provisions
from workshops.models import Workshop


def why_not_back(departure: Departure) -> str:
    """Return why somebody cannot have their place back, and what to do instead; nothing where they can."""
    place = departure.place
    if departure.death_id is not None:
        return _("They are recorded as having died. Take that back instead.")
    others = Place.objects.in_use().filter(person=place.person_id, programme=place.programme_id, kind=place.kind)
    if others.exists():
        return _("They hold another place in this programme by now.")
    if place.kind == Place.Kind.MEMBER and free_seats(cohort=place.cohort)[place.role] <= 0:
        return _(
            "Their place has been offered to somebody else. Take that offer back first, or find them a later cohort."
        )
    return ""


@transaction.atomic
def take_departure_back(*, departure: Departure, by: Person, now: datetime) -> Departure:
    """Undo that somebody left: place, pair, project, surveys and what was still to be said come back. Twice: once.

    What cannot come back by itself becomes a task.

    Raises:
        NotAllowedError: they have died, hold another place, or their seat is taken.
    """
    Cohort.objects.locked().get(pk=departure.place.cohort_id)
    departure = Departure.objects.select_related("place__person", "place__cohort__programme").get(pk=departure.pk)
    if departure.undone_at is not None:
        return departure
    if why := why_not_back(departure):
        raise NotAllowedError(why)
    place, left_at = departure.place, departure.recorded_at
    undone = undo_departure(departure=departure, by=by, now=now)
    place.refresh_from_db()
    follow_return(place=place, by=by, now=now)
    return_to_evaluation(place=place, left_at=left_at, by=by, now=now)
    _pairs_go_on(place, left_at, by, now)
    _settle_tasks(departure, by, now)
    mine = Q(person=place.person_id, programme_ref=place.programme.ref)
    stopped = Message.objects.filter(mine | Q(subject_key__in=subjects_of([place])), settled_at=left_at)
    queue_again(messages=stopped, why=_("They have not left."), now=now, by=by)
    return undone


def _pairs_go_on(place: Place, left_at: datetime, by: Person, now: datetime) -> None:
    """Reopen the pair that ended with their leaving, unless the partner has somebody else; then staff look for one."""
    for pair in Pair.objects.filter(ended_at=left_at).filter(Q(lay=place) | Q(professional=place)):
        if not reopen_pair(pair=pair, by=by, now=now):
            open_task(
                key=f"back-without-partner:{pair.pk}",
                kind=BACK.slug,
                title=_("Find a partner for %(name)s, who is back: theirs works with somebody else")
                % {"name": place.person},
                programme=place.programme,
                cohort=place.cohort,
                person=place.person,
                subject_ref=place.cohort.ref,
                due_on=in_london(now).date(),
                now=now,
            )
        close_tasks(keys=[f"pair-lost:{pair.pk}"], by=by, now=now)
        for project in Project.objects.filter(pair=pair):
            follow_pair(project=project, now=now)
    for workshop in Workshop.objects.ahead(on=in_london(now).date()).filter(cohort=place.cohort_id):
        keep_provisions(workshop=workshop, now=now)


def _settle_tasks(departure: Departure, by: Person, now: datetime) -> None:
    """Nobody need follow up what did not happen: no reserve is asked, and no later place is kept."""
    place = departure.place
    offers = Offer.objects.filter(place=place).values_list("pk", flat=True)
    keys = [f"departure:{departure.pk}", *(f"next-reserve:{pk}" for pk in offers)]
    close_tasks(keys=keys, by=by, now=now)
    confirmation = Message.objects.all().about(f"departure:{departure.pk}")
    cancel(messages=confirmation, why=_("They have not left."), now=now, by=by)
    promise = Promise.objects.filter(place=place, kept_at__isnull=True, dropped_at__isnull=True).first()
    if promise is not None:
        drop_promise(promise=promise, by=by, now=now)
