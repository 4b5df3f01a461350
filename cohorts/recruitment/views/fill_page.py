"""What the page “Fill the free places” shows, worked out in Python so that its template stays plain."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.couples import halves_of
from cohorts.recruitment.actions.draw_records import candidates_of, quotas_of
from cohorts.recruitment.actions.redraws import is_current, newcomers_of, proposal_of, refill_of
from cohorts.recruitment.actions.reserves import Standing, drawn_and_waiting, free_of, standing_of
from cohorts.recruitment.lottery_pool import Shortfall
from cohorts.recruitment.models import Application, Draw, Offer
from cohorts.recruitment.views.draw_page import quota_line, shortfall_lines

CLOSED = frozenset({Offer.State.DECLINED, Offer.State.LAPSED, Offer.State.WITHDRAWN})


@dataclass(frozen=True)
class FreeSeats:
    """The free places of one role, who left, and how many could be drawn for them."""

    label: str
    free: int
    left: Sequence[Offer]
    able: int


def page_of(cohort: Cohort) -> dict[str, Any]:
    """Return the context of the page."""
    standing = standing_of(cohort=cohort)
    context: dict[str, Any] = {"cohort": cohort, "begun": cohort.has_begun(now=timezone.now()), "draws": standing.draws}
    context["waiting"] = drawn_and_waiting(standing=standing) if standing.draws else []
    if not standing.draws or context["begun"]:
        return context
    refill, free = refill_of(standing=standing, wider=True, counting=True), free_of(standing)
    draw = proposal_of(cohort=cohort)
    new = [one for one in refill.pool.candidates if one.key not in refill.pool.seated]
    seated = [offer.application for offer in standing.seated]
    partners = refill.halves | halves_of(seated)
    context |= {
        "seats": [
            FreeSeats(
                str(role.label),
                free[role.value],
                _left(standing, role.value, free[role.value]),
                sum(one.role == role.value for one in new),
            )
            for role in Role
        ],
        "free": sum(max(count, 0) for count in free.values()),
        "able": len(new),
        "halves": [(row, partners[row.pk]) for row in [*refill.left_out, *seated] if row.pk in partners],
        "proposal": draw,
        "current": draw is not None and is_current(draw=draw, pool=refill.pool),
    }
    return context | (_drawn(draw, refill.rows) if draw is not None else {})


def _left(standing: Standing, role: str, free: int) -> list[Offer]:
    """Return who left the free places, the last first; who has been offered a place again is not among them."""
    again = {offer.application_id for offer in standing.seated}
    closed = [
        offer
        for offer in standing.offers
        if offer.role == role
        and offer.application_id not in again
        and (offer.state in CLOSED or (offer.place is not None and offer.place.left))
    ]
    closed.sort(key=lambda offer: offer.answered_at or offer.made_at, reverse=True)
    return closed[: max(free, 0)]


def _drawn(draw: Draw, rows: Sequence[Application]) -> dict[str, Any]:
    chosen = [candidate for candidate in candidates_of(draw) if candidate.key in set(draw.result["selected"])]
    named = {row.ref: row for row in rows}
    return {
        "newcomers": [named[ref] for ref in newcomers_of(draw) if ref in named],
        "shortfalls": shortfall_lines(Shortfall(**one) for one in draw.result["shortfalls"]),
        "quotas": [quota_line(quota, chosen) for quota in quotas_of(draw)],
    }
