"""Who waits for a place in a cohort: first the drawn, then the reserve who restores parity and quotas."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from cohorts.models import Cohort, Place, Role
from cohorts.recruitment.actions.draw_records import candidates_of, drawn_for, quotas_at
from cohorts.recruitment.lottery_pool import Candidate
from cohorts.recruitment.lottery_reserves import ReserveChoice, next_reserve
from cohorts.recruitment.models import Application, Draw, Offer, Reserve
from cohorts.recruitment.querysets import (
    FOR_A_POOL,
    ApplicationQuerySet,
    DrawQuerySet,
    OfferQuerySet,
    ReserveQuerySet,
)
from common.prepared import prepared
from people.querysets import NAMED

NOBODY = ReserveChoice(None, (), ())
FREE_SEAT = "free seat"
State = Application.State


@dataclass(frozen=True)
class Standing:
    """Where a cohort stands: its confirmed draws (the newest first), its offers and its reserves in order."""

    cohort: Cohort
    draws: Sequence[Draw]
    offers: Sequence[Offer]
    reserves: Sequence[Reserve]

    @property
    def seated(self) -> list[Offer]:
        """Offers that use a seat."""
        gone = {Offer.State.DECLINED, Offer.State.LAPSED, Offer.State.WITHDRAWN}
        return [
            offer
            for offer in self.offers
            if offer.state not in gone and (offer.place is None or offer.place.state != "withdrawn")
        ]


@prepared
def offers_of(cohort: Cohort) -> OfferQuerySet:
    """The offers of a cohort, the newest first, with who was offered a place and the place that they took."""
    offers = Offer.objects.filter(cohort=cohort).order_by("-made_at", "role", "pk")
    return offers.joined(application=FOR_A_POOL, application__person=NAMED, place=("ref", "state"))


@prepared
def draws_of(cohort: Cohort, *, sealed: bool) -> DrawQuerySet:
    """The draws of a cohort that count, the newest first; `sealed` without their pools."""
    counting = Draw.objects.filter(cohorts=cohort).confirmed()
    return counting.without_pool() if sealed else counting


@prepared
def reserves_of(cohort: Cohort) -> ReserveQuerySet:
    """The reserves of a cohort's draws that count, those of the newest first."""
    confirmed = Reserve.objects.filter(cohort=cohort, draw__state=Draw.State.CONFIRMED)
    named = confirmed.select_related("application__person", "application__programme")
    return named.order_by("-draw", "role", "position")


@prepared
def waiting_among(refs: Sequence[str]) -> ApplicationQuerySet:
    """Those of these applications that are drawn and have had no offer."""
    return Application.objects.filter(ref__in=refs, state=State.DRAWN).select_related("person", "programme")


@prepared
def places_by_role(cohort: Cohort) -> "QuerySet[Place, tuple[str, int]]":
    """How many places of a cohort are in use, by role."""
    return Place.objects.filter(cohort=cohort).in_use().order_by().values_list("role").annotate(count=Count("pk"))


def standing_of(*, cohort: Cohort, sealed: bool = False) -> Standing:
    """Return where a cohort stands, in three queries.

    With `sealed` the pools of its draws stay closed: to open one takes its time, and only who comes next hangs on them.
    """
    offers = list(offers_of(cohort))
    for offer in offers:
        offer.cohort = cohort
    draws = list(draws_of(cohort, sealed=sealed))
    return Standing(cohort=cohort, draws=draws, offers=offers, reserves=list(reserves_of(cohort)))


def free_of(standing: Standing) -> dict[str, int]:
    """Return how many seats of each role nobody holds and nobody has been offered; the open offers are known."""
    cohort, places = standing.cohort, dict(places_by_role(standing.cohort))
    offers = Counter(offer.role for offer in standing.offers if offer.state == Offer.State.OPEN)
    return {role: cohort.pairs_wanted - places.get(role, 0) - offers[role] for role in Role.values}


def drawn_and_waiting(*, standing: Standing) -> list[Application]:
    """Return the people who were drawn and have had no offer yet, in the order of their draw."""
    order: dict[str, int] = {}
    for draw in standing.draws:
        for ref in drawn_for(draw, standing.cohort):
            order.setdefault(ref, len(order))
    return sorted(waiting_among(list(order)), key=lambda row: order[row.ref])


def next_in_line(*, standing: Standing, role: str, leaver: Place | None = None) -> tuple[ReserveChoice, Reserve | None]:
    """Return who would be offered a free seat of this role, and why others before them were passed over.

    `leaver` holds the seat still, for a look at what would happen. The quotas are those of the newest confirmed draw;
    reserves of an earlier one come after its own. Nobody is asked who has died or is not to be contacted.
    """
    if not standing.draws:
        return NOBODY, None
    newest = standing.draws[0]
    known = {candidate.key: candidate for draw in reversed(standing.draws) for candidate in candidates_of(draw)}
    waiting = {reserve.application.ref: reserve for reserve in standing.reserves if waits(reserve)}
    staying = [one for one in standing.seated if leaver is None or one.place_id != leaver.pk]
    choice = next_reserve(
        leaver=Candidate(FREE_SEAT, role),
        seated=[known.get(one.application.ref) or Candidate(one.application.ref, one.role) for one in staying],
        reserves=[known[ref] for ref in waiting if ref in known],
        quotas=quotas_at(newest, standing.cohort),
        groups=newest.result["groups"],
    )
    return choice, waiting.get(choice.key or "")


def waits(reserve: Reserve) -> bool:
    """Whether a reserve can still be offered a place."""
    application = reserve.application
    if reserve.used_at is not None or application.state != State.RESERVE:
        return False
    return application.person is not None and application.person.may_be_contacted
