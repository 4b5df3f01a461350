"""Whom the pages before a draw ask to ring, and who is in none: about travel, and about people who applied together."""

from collections.abc import Sequence
from dataclasses import dataclass

from cohorts.recruitment.actions.draw_pools import TOO_FAR, Pool
from cohorts.recruitment.models import Application
from cohorts.recruitment.views.draw_page import names_of


@dataclass(frozen=True)
class FarFirst:
    """Somebody whose first wish is further than they said they can travel; both in km."""

    application: Application
    distance: float
    limit: int


@dataclass(frozen=True)
class LeftOut:
    """Somebody eligible who can go nowhere in this draw."""

    application: Application
    too_far: bool


@dataclass(frozen=True)
class Reach:
    """What to know before a draw; `alone` applied with somebody who is not in it."""

    far: Sequence[FarFirst]
    left_out: Sequence[LeftOut]
    alone: Sequence[Application]


def reach_of(pool: Pool) -> Reach:
    """Return whom to ring before a draw, and who takes no part, in one query at most."""
    far = pool.far_first
    refs = {*far, *pool.left_out, *pool.alone}
    named = {row.ref: row for row in names_of(sorted(refs))} if refs else {}
    return Reach(
        [FarFirst(row, far[ref].km or 0.0, row.travel_limit_km or 0) for ref, row in named.items() if ref in far],
        [LeftOut(row, pool.left_out[ref] == TOO_FAR) for ref, row in named.items() if ref in pool.left_out],
        [row for ref, row in named.items() if ref in pool.alone],
    )
