"""People who cannot go on, and those who are left: told for single cohorts, because each is one person's story."""

from datetime import datetime

from cohorts.actions.departures import Leaving
from cohorts.models import Departure, Place, Role
from cohorts.pairing.actions.choices import choose, open_choice
from cohorts.pairing.actions.settling import settle_with_partner
from cohorts.pairing.actions.threes import settle_with_three
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.pairing.querysets import PartnerChoiceQuerySet
from cohorts.recruitment.actions.offers import free_seats, offer_next_reserve
from leadingtogether.actions.deaths import report_death
from leadingtogether.actions.departures import leave
from leadingtogether.demo.choosing import places
from leadingtogether.demo.days import at
from leadingtogether.demo.teller import Teller
from leadingtogether.demo.timeline import sweep


def before_the_first_workshop(teller: Teller, *, day: int) -> None:
    """Let a lay partner leave before workshop 1: the place goes to the next reserve, who has four days to answer."""
    teller.story.on(day, lambda now: _leave(teller, places(teller.cohort, Role.LAY)[6], Departure.Reason.MOVED, now))
    teller.story.on(day + 1, lambda now: _offer_next(teller, now))


def after_the_first_workshop(teller: Teller, *, day: int) -> None:
    """Let a professional leave after workshop 1: the partner who is left has to be asked."""
    teller.story.on(day, lambda now: _leave(teller, _paired(teller, 2, Role.PROFESSIONAL), Departure.Reason.WORK, now))


def a_death(teller: Teller, *, day: int) -> None:
    """Let a lay partner die. A member of staff rings the partner; later the two who are left work together."""
    teller.story.on(day, lambda now: _die(teller, _paired(teller, 4, Role.LAY), now))
    teller.story.on(day + 4, lambda now: _speak_with_the_bereaved(teller, now), hour=16)
    teller.story.on(day + 8, lambda now: _choose(teller, PartnerChoice.Option.NEW_PARTNER, now))
    teller.story.on(day + 12, lambda now: _pair_those_left(teller, now))
    teller.story.sweeps(day + 1, day + 13)


def a_three(teller: Teller, *, day: int) -> None:
    """Let somebody whose partner has left work with another pair until the last workshop."""
    teller.story.on(day, lambda now: _choose(teller, PartnerChoice.Option.THREE, now))
    teller.story.on(day + 3, lambda now: _make_three(teller, now))
    teller.story.sweeps(day + 4)


def _choices(teller: Teller) -> PartnerChoiceQuerySet:
    return PartnerChoice.objects.open().filter(pair__cohort=teller.cohort).order_by("pk")


def _speak_with_the_bereaved(teller: Teller, now: datetime) -> None:
    for choice in _choices(teller).filter(opened_at=None):
        open_choice(choice=choice, by=teller.coordinator, now=now)


def _choose(teller: Teller, option: str, now: datetime) -> None:
    for choice in _choices(teller).select_related("place__person"):
        choose(choice=choice, option=option, note="", by=choice.place.person, told_to=teller.coordinator, now=now)


def _pair_those_left(teller: Teller, now: datetime) -> None:
    one, other = _choices(teller).select_related("place")
    settle_with_partner(choice=one, partner=other.place, by=teller.coordinator, now=now)


def _make_three(teller: Teller, now: datetime) -> None:
    pair = Pair.objects.filter(cohort=teller.cohort).active().order_by("pk")[5]
    settle_with_three(
        choice=_choices(teller)[0],
        pair=pair,
        until=teller.story.day(80),
        approved_by=teller.team["second coordinator"],
        by=teller.coordinator,
        now=now,
    )


def _paired(teller: Teller, index: int, role: str) -> Place:
    pair = Pair.objects.filter(cohort=teller.cohort).active().with_people().order_by("pk")[index]
    return pair.lay if role == Role.LAY else pair.professional


def _leave(teller: Teller, place: Place, reason: str, now: datetime) -> None:
    said = Leaving(
        reason=reason,
        words="",
        left_on=now.date(),
        channel=Departure.Channel.PHONE,
        leaves_evaluation=False,
        confirmation=True,
    )
    leave(place=place, said=said, offer=None, by=teller.coordinator, now=now)
    sweep(now)


def _die(teller: Teller, place: Place, now: datetime) -> None:
    day = at(now.date(), -2).date()
    report_death(person=place.person, died_on=day, told_by="Her daughter", by=teller.coordinator, now=now)


def _offer_next(teller: Teller, now: datetime) -> None:
    for role in Role.values:
        if free_seats(cohort=teller.cohort)[role] > 0:
            offer_next_reserve(
                cohort=teller.now_cohort(),
                role=role,
                reply_by=at(now.date(), 6).date(),
                by=teller.coordinator,
                now=now,
            )
    sweep(now)
