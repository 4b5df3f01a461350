"""People who cannot go on, and those who are left: told for single cohorts, because each is one person's story."""

from datetime import datetime

from cohorts.actions.places import withdraw_place
from cohorts.models import Place, Role
from cohorts.pairing.models import Pair
from cohorts.recruitment.actions.offers import free_seats, offer_next_reserve
from leadingtogether.demo.choosing import places
from leadingtogether.demo.days import at
from leadingtogether.demo.matching import pair_anew
from leadingtogether.demo.teller import Teller
from leadingtogether.demo.timeline import sweep


def before_the_first_workshop(teller: Teller, *, day: int) -> None:
    """Let a lay partner leave before workshop 1: the place goes to the next reserve, who has eight days to answer."""
    teller.story.on(day, lambda now: _leave(teller, places(teller.cohort, Role.LAY)[6], "I have to move away.", now))
    teller.story.on(day + 1, lambda now: _offer_next(teller, now))


def after_the_first_workshop(teller: Teller, *, day: int) -> None:
    """Let a professional leave after workshop 1: the partner who is left has to be asked."""
    teller.story.on(day, lambda now: _leave(teller, _paired(teller, 2, Role.PROFESSIONAL), "A new post.", now))


def and_paired_anew(teller: Teller, *, day: int) -> None:
    """Let a lay partner leave too, so that the two who are left work together from then on."""
    teller.story.on(day, lambda now: _leave(teller, _paired(teller, 4, Role.LAY), "My mother needs me at home.", now))
    teller.story.on(day + 5, lambda now: pair_anew(teller, now))
    teller.story.sweeps(day + 6)


def _paired(teller: Teller, index: int, role: str) -> Place:
    pair = Pair.objects.filter(cohort=teller.cohort).active().with_people().order_by("pk")[index]
    return pair.lay if role == Role.LAY else pair.professional


def _leave(teller: Teller, place: Place, reason: str, now: datetime) -> None:
    withdraw_place(place=place, reason=reason, by=teller.coordinator, now=now)
    sweep(now)


def _offer_next(teller: Teller, now: datetime) -> None:
    for role in Role.values:
        if free_seats(cohort=teller.cohort)[role] > 0:
            offer_next_reserve(
                cohort=teller.now_cohort(),
                role=role,
                reply_by=at(now.date(), 4).date(),
                by=teller.coordinator,
                now=now,
            )
    sweep(now)
