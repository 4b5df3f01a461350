"""Who waits for a place in a cohort: first the drawn, then the reserve who restores parity and quotas."""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.models import Cohort, Place
from cohorts.recruitment.actions.draw_records import candidates_of, drawn_for, quotas_at
from cohorts.recruitment.lottery_pool import Candidate
from cohorts.recruitment.lottery_reserves import ReserveChoice, next_reserve
from cohorts.recruitment.models import Application, Draw, Offer, Reserve
from common.querysets import WHOLE
from people.querysets import NAMED

NOBODY = ReserveChoice(None, (), ())
FREE_SEAT = "free seat"


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


def standing_of(*, cohort: Cohort) -> Standing:
    """Return where a cohort stands, in three queries."""
    named = Offer.objects.filter(cohort=cohort).joined(application=WHOLE, application__person=NAMED, place=WHOLE)
    offers = list(named.order_by("-made_at", "role", "pk"))
    for offer in offers:
        offer.cohort = cohort
    return Standing(
        cohort=cohort,
        draws=list(Draw.objects.filter(cohorts=cohort).confirmed()),
        offers=offers,
        reserves=list(
            Reserve.objects.filter(cohort=cohort, draw__state=Draw.State.CONFIRMED)
            .select_related("application__person", "application__programme")
            .order_by("-draw", "role", "position")
        ),
    )


def drawn_and_waiting(*, standing: Standing) -> list[Application]:
    """Return the people who were drawn and have had no offer yet, in the order of their draw."""
    order: dict[str, int] = {}
    for draw in standing.draws:
        for ref in drawn_for(draw, standing.cohort):
            order.setdefault(ref, len(order))
    waiting = Application.objects.filter(ref__in=order, state=Application.State.DRAWN)
    return sorted(waiting.select_related("person", "programme"), key=lambda row: order[row.ref])


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
    if reserve.used_at is not None or application.state != Application.State.RESERVE:
        return False
    return application.person is not None and application.person.may_be_contacted
