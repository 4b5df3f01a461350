"""Offers: made within the seats of a cohort, answered once, and passed on to the reserves.

Whoever changes what uses a seat locks the row of the cohort first, so that open offers and places in use never exceed
the pairs wanted in either role.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.programmes import move_cohort
from cohorts.actions.tasks import close_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Role, Task
from cohorts.recruitment.actions.couples import both_or_neither
from cohorts.recruitment.actions.reserves import drawn_and_waiting, next_in_line, standing_of
from cohorts.recruitment.lottery_reserves import ReserveChoice
from cohorts.recruitment.models import Application, Draw, Offer, Reserve
from common.dates import in_london
from messaging.actions import queue
from messaging.hours import opening, sending_day_until
from messaging.models import Channel
from messaging.routing import route_to
from messaging.rules import Numbers
from people.actions.audit import record
from people.models import Person

# The name of the rule for the reminder.
BEFORE_THE_END = "before"
# The post takes so long there and back: who gets a letter has more days to reply, and the reminder goes out earlier.
LETTER_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class ReserveOffered:
    """What came of offering a freed place: the offer (None: nobody is left), and whom the quotas passed over."""

    offer: Offer | None
    choice: ReserveChoice


def free_seats(*, cohort: Cohort) -> dict[str, int]:
    """Return how many seats of each role nobody holds and nobody has been offered."""
    used = Cohort.objects.filter(pk=cohort.pk).seats_used()[cohort.pk]
    return {role: cohort.pairs_wanted - used.get(role, 0) for role in Role.values}


@transaction.atomic
def make_offers(*, cohort: Cohort, reply_by: date, by: Person, now: datetime) -> list[Offer]:
    """Offer a place to everybody who was drawn, as far as seats are free. A second post finds nobody left.

    With its first offers a cohort is confirming its places.

    People who applied together are offered a place both or neither; where one has gone, the other is asked first.

    Raises:
        NotAllowedError: the last day to reply is not after today, or the first workshop has begun.
    """
    cohort = locked_cohort(cohort)
    _check_day(reply_by, now)
    check_not_begun(cohort, now)
    free = free_seats(cohort=cohort)
    standing = standing_of(cohort=cohort)
    draw = next(iter(standing.draws), None)
    made = []
    for application in both_or_neither(drawn_and_waiting(standing=standing), free):
        made.append(_open(application, cohort, draw, reply_by=reply_by, by=by, now=now))
        _tick_off(cohort, application.role, by, now)
    if made and cohort.state == Cohort.State.SELECTING:
        move_cohort(cohort=cohort, to=Cohort.State.CONFIRMING, by=by, now=now)
    return made


@transaction.atomic
def offer_next_reserve(
    *, cohort: Cohort, role: str, reply_by: date, by: Person, now: datetime, expected: str = ""
) -> ReserveOffered:
    """Offer a free seat to the reserve of that role who restores parity and quotas.

    `expected` is the reference of the application that the page named: where another is next now, nothing happens.

    Raises:
        NotAllowedError: no seat of the role is free, people who were drawn still wait, the day is not ahead, the
            first workshop has begun, or somebody else is next than the page said.
    """
    cohort = locked_cohort(cohort)
    _check_day(reply_by, now)
    check_not_begun(cohort, now)
    if free_seats(cohort=cohort)[role] <= 0:
        raise NotAllowedError(_("No place of this kind is free. Load the page again."))
    standing = standing_of(cohort=cohort)
    if any(application.role == role for application in drawn_and_waiting(standing=standing)):
        raise NotAllowedError(_("People who were drawn still wait for their offer. Make those offers first."))
    choice, reserve = next_in_line(standing=standing, role=role)
    if expected and (reserve is None or reserve.application.ref != expected):
        raise NotAllowedError(_("Somebody else is next on the reserve list now. Look at it again, then decide."))
    if reserve is None:
        return ReserveOffered(None, choice)
    _tick_off(cohort, role, by, now)
    return ReserveOffered(_open(reserve.application, cohort, reserve.draw, reply_by=reply_by, by=by, now=now), choice)


@transaction.atomic
def offer_again(*, offer: Offer, reply_by: date, by: Person, now: datetime) -> Offer:
    """Offer a place once more to somebody whose offer lapsed, where a seat is free.

    Raises:
        NotAllowedError: no seat is free, the offer did not lapse, the day is not ahead, or the first workshop has
            begun.
    """
    cohort = locked_cohort(offer.cohort)
    _check_day(reply_by, now)
    check_not_begun(cohort, now)
    application = Application.objects.locked().select_related(None).get(pk=offer.application_id)
    if application.state != Application.State.LAPSED:
        raise NotAllowedError(_("This offer has not lapsed. Load the page again."))
    if free_seats(cohort=cohort)[offer.role] <= 0:
        raise NotAllowedError(_("No place of this kind is free any more."))
    return _open(application, cohort, offer.draw, reply_by=reply_by, by=by, now=now)


def _open(
    application: Application, cohort: Cohort, draw: Draw | None, *, reply_by: date, by: Person, now: datetime
) -> Offer:
    """Make one offer; the caller has locked the cohort and found a free seat. A letter brings more days to reply."""
    by_letter = application.person is not None and route_to(application.person).channel == Channel.LETTER
    reply_by = _day_by_letter(cohort, reply_by) if by_letter else reply_by
    offer = Offer.objects.create(
        application=application,
        cohort=cohort,
        role=application.role,
        draw=draw,
        reply_by=reply_by,
        made_at=now,
        made_by=by,
    )
    Application.objects.filter(pk=application.pk).update(state=Application.State.OFFERED)
    Reserve.objects.filter(application=application, cohort=cohort, used_at=None).update(used_at=now)
    record(by=by, action="offer.make", about=offer, now=now)
    if application.person is not None:
        _say(offer, application.person, "offer", due_at=now, by=by, now=now)
        # An offer shorter than that has no reminder.
        days = Numbers("offer-reminder").of(cohort.programme.ref).get(BEFORE_THE_END)
        remind = remind_at(reply_by, days, by_letter=by_letter)
        if remind and remind > now + timedelta(days=1):
            _say(offer, application.person, "offer-reminder", due_at=remind, by=by, now=now)
    return offer


def _day_by_letter(cohort: Cohort, reply_by: date) -> date:
    """The last day to reply by letter: later, but never on or after the first day of the cohort."""
    first = cohort.first_day()
    later = reply_by + LETTER_DAYS
    return later if first is None else max(reply_by, min(later, first - timedelta(days=1)))


def remind_at(reply_by: date, days: int | None, *, by_letter: bool) -> datetime | None:
    """Return the morning so many days from the last day of an offer, or None where nobody is reminded.

    Where nothing is said on that day it is the last day before; a letter goes a week earlier.
    """
    if days is None:
        return None
    day = reply_by + timedelta(days=days) - (LETTER_DAYS if by_letter else timedelta())
    return opening(sending_day_until(day))


def _say(offer: Offer, person: Person, purpose: str, *, due_at: datetime, by: Person, now: datetime) -> None:
    queue(
        key=f"{purpose}:{offer.pk}",
        person=person,
        purpose=purpose,
        due_at=due_at,
        now=now,
        subject_key=f"offer:{offer.pk}",
        programme_ref=offer.cohort.programme.ref,
        data={"offer": offer.pk},
        by=by,
    )


def _tick_off(cohort: Cohort, role: str, by: Person, now: datetime) -> None:
    """Close the oldest task that asked for this: the seats of one role are alike, so any of them will do."""
    freed = Offer.objects.filter(cohort=cohort, role=role).exclude(state=Offer.State.OPEN).order_by("answered_at", "pk")
    keys = [f"next-reserve:{pk}" for pk in freed.values_list("pk", flat=True)]
    task = Task.objects.filter(key__in=keys, state=Task.State.OPEN).order_by("made_at", "pk").first()
    if task is not None:
        close_task(task=task, by=by, now=now)


@transaction.atomic
def offer_promised(*, application: Application, cohort: Cohort, reply_by: date, by: Person, now: datetime) -> Offer:
    """Offer a seat to somebody to whom one was promised; no draw decides about it.

    Raises:
        NotAllowedError: no seat of the role is free, the day is not ahead, or the first workshop has begun.
    """
    cohort = locked_cohort(cohort)
    _check_day(reply_by, now)
    check_not_begun(cohort, now)
    if free_seats(cohort=cohort)[application.role] <= 0:
        raise NotAllowedError(_("No place of this kind is free in that cohort. Choose another one."))
    return _open(application, cohort, None, reply_by=reply_by, by=by, now=now)


def locked_cohort(cohort: Cohort) -> Cohort:
    """Lock the row of a cohort, so that nobody else changes its seats until the transaction ends."""
    return Cohort.objects.locked().select_related(None).get(pk=cohort.pk)


def check_not_begun(cohort: Cohort, now: datetime) -> None:
    """Refuse, in words for staff, where nobody new can join any more.

    Raises:
        NotAllowedError: the first workshop has begun, or the cohort is over.
    """
    if cohort.state in {Cohort.State.FINISHED, Cohort.State.ARCHIVED, Cohort.State.CANCELLED}:
        raise NotAllowedError(
            _("“%(cohort)s” is over, so nobody new joins. Offer a place in a cohort that has not begun.")
            % {"cohort": cohort.name}
        )
    if cohort.has_begun(now=now):
        raise NotAllowedError(
            _(
                "The first workshop of “%(cohort)s” has begun, so nobody new joins. Offer a place in a cohort "
                "that has not begun."
            )
            % {"cohort": cohort.name}
        )


def _check_day(reply_by: date, now: datetime) -> None:
    if reply_by <= in_london(now).date():
        raise NotAllowedError(_("Choose a last day to reply that is after today."))
