"""Somebody leaves: everything that hangs on their place follows in one transaction, and is done once."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.departures import Leaving, leave_programme
from cohorts.actions.tasks import open_task
from cohorts.models import Cohort, Departure, Place
from cohorts.pairing.actions.choices import choose, drop_choices
from cohorts.pairing.actions.pairs import end_pair_of_leaver
from cohorts.pairing.actions.settling import settled
from cohorts.pairing.actions.threes import end_three
from cohorts.pairing.models import Pair, PartnerChoice, Three
from cohorts.recruitment.actions.offer_answers import follow_leaver
from cohorts.recruitment.actions.offers import offer_next_reserve
from cohorts.recruitment.actions.promises import make_promise
from cohorts.recruitment.models import Offer
from common.dates import in_london
from evaluation.actions.invitations import leave_evaluation
from evaluation.contact_messages import CONTACT_CHECK
from evaluation.messages import INVITATION, REMINDER
from evaluation.notice_messages import NOTICE
from leadingtogether.kinds import LEFT, LETTER, TALK
from messaging.models import PrintedLetter
from people.models import Person
from projects.actions.starting import follow_pair
from projects.models import Project
from workshops.actions.provisions import keep_provisions
from workshops.models import Workshop

# These go on to somebody who leaves the programme and not its evaluation.
SURVEYS = (INVITATION, REMINDER, CONTACT_CHECK, NOTICE)


@dataclass(frozen=True)
class NextOffer:
    """The reserve to whom the page said that the place would be offered, and until when they can answer."""

    application_ref: str
    reply_by: date


@dataclass(frozen=True)
class Left:
    """What came of it: the departure, whether it is new, and the offer that was made to a reserve."""

    departure: Departure
    new: bool
    offer: Offer | None = None


@transaction.atomic
def leave(*, place: Place, said: Leaving, offer: NextOffer | None, by: Person, now: datetime) -> Left:
    """Take somebody out of a programme, with everything that hangs on it. Two desks or two tabs: one result.

    Raises:
        NotAllowedError: the place is completed, or another reserve is next than the page said; nothing is done then.
    """
    Cohort.objects.locked().get(pk=place.cohort_id)
    departure, new = leave_programme(place=place, said=said, by=by, now=now, but=SURVEYS)
    if not new:
        return Left(departure, new=False)
    place = departure.place
    if said.leaves_evaluation:
        leave_evaluation(place=place, by=by, now=now)
    made = _pass_on(place, offer, by, now)
    follow_place(place=place, passed_on=made is not None, by=by, now=now)
    take_letters_out(place=place, now=now)
    if said.reason == Departure.Reason.NEXT_COHORT:
        make_promise(place=place, by=by, now=now)
    if by.pk == place.person_id:
        _tell_team(place, departure, now)
    return Left(departure, new=True, offer=made)


@transaction.atomic
def follow_place(*, place: Place, passed_on: bool, by: Person, now: datetime) -> None:
    """Let application, pair, choices, project, bookings and the post follow somebody who no longer takes part."""
    follow_leaver(place=place, by=by, now=now, pass_on=not passed_on)
    _settle_own_choice(place, by, now)
    for pair in Pair.objects.active().filter(pk__in=_pairs_of(place)):
        end_pair_of_leaver(pair=pair, now=now)
    for three in Three.objects.open().filter(place=place):
        end_three(three=three, now=now)
    projects = Project.objects.filter(contributors__place=place, contributors__until__isnull=True)
    for project in projects.distinct():
        follow_pair(project=project, now=now)
    on = in_london(now).date()
    for workshop in Workshop.objects.ahead(on=on).filter(cohort=place.cohort_id):
        keep_provisions(workshop=workshop, now=now)


@transaction.atomic
def ask_to_talk(*, place: Place, now: datetime) -> None:
    """Ask the team to phone somebody who thinks about stopping. Nothing else changes; asking twice is one task."""
    on = in_london(now).date()
    open_task(
        key=f"talk-first:{place.pk}:{on:%Y%m%d}",
        kind=TALK.slug,
        title=_("Phone %(name)s: they think about stopping and want to talk first") % {"name": place.person},
        programme=place.programme,
        cohort=place.cohort,
        person=place.person,
        subject_ref=place.ref,
        due_on=on,
        now=now,
    )


def take_letters_out(*, place: Place, now: datetime) -> int:
    """Ask the team to take letters out of the post that are printed and no longer to be sent; return how many."""
    printed = PrintedLetter.objects.waiting().filter(message__person=place.person_id, message__state="cancelled")
    for letter in printed:
        open_task(
            key=f"letter-out:{letter.pk}",
            kind=LETTER.slug,
            title=_("Take the printed letter to %(name)s out of the post") % {"name": place.person},
            programme=place.programme,
            cohort=place.cohort,
            person=place.person,
            due_on=in_london(now).date(),
            now=now,
        )
    return len(printed)


def _pass_on(place: Place, offer: NextOffer | None, by: Person, now: datetime) -> Offer | None:
    if offer is None:
        return None
    came = offer_next_reserve(
        cohort=place.cohort,
        role=place.role,
        reply_by=offer.reply_by,
        expected=offer.application_ref,
        by=by,
        now=now,
    )
    return came.offer


def _pairs_of(place: Place) -> set[int]:
    mine = (place.pairs_as_lay, place.pairs_as_professional)
    return {pk for pairs in mine for pk in pairs.values_list("pk", flat=True)}


def _settle_own_choice(place: Place, by: Person, now: datetime) -> None:
    """Somebody who had lost their partner leaves: where they chose the next cohort, that is settled with it."""
    option = PartnerChoice.Option.NEXT_COHORT
    choice = PartnerChoice.objects.open().filter(place=place).first()
    departure = Departure.objects.standing().filter(place=place).first()
    if choice is not None and choice.may_choose and departure and departure.reason == Departure.Reason.NEXT_COHORT:
        told_to = None if by.pk == place.person_id else by
        choice = choose(choice=choice, option=option, note=choice.note, by=place.person, told_to=told_to, now=now)
        settled(choice=choice, by=by, now=now)
    drop_choices(place=place, why=_("They have left the programme."), by=by, now=now)


def _tell_team(place: Place, departure: Departure, now: datetime) -> None:
    open_task(
        key=f"departure:{departure.pk}",
        kind=LEFT.slug,
        title=_("%(name)s has left. See what is to settle.") % {"name": place.person},
        programme=place.programme,
        cohort=place.cohort,
        person=place.person,
        subject_ref=place.ref,
        due_on=in_london(now).date(),
        now=now,
    )
