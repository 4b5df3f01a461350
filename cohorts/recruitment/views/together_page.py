"""What the page of a draw over several cohorts shows, worked out in Python so that its template stays plain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.draw_pools import Pool
from cohorts.recruitment.actions.outlooks import outlook_of
from cohorts.recruitment.actions.venue_pools import pool_together
from cohorts.recruitment.views.draw_page import QuotaLine, quota_line
from cohorts.recruitment.views.outlook_page import found_of
from cohorts.recruitment.views.reach_page import reach_of

RANKS = (1, 2, 3)


@dataclass(frozen=True)
class VenueLine:
    """One role at one cohort: its places, who sits there already, and how many put it first, second or later."""

    cohort: Cohort
    role: str
    places: int
    seated: int
    ranked: tuple[int, int, int]


def page_of(cohorts: Sequence[Cohort]) -> dict[str, Any]:
    """Return the context: the pool by venue and rank, whom to ring, the quotas, and what was worked out."""
    pool = pool_together(cohorts=cohorts)
    kept = outlook_of(pool=pool)
    return {
        "lines": _lines(cohorts, pool),
        "people": len(pool.newcomers),
        "reach": reach_of(pool),
        "quotas": _quotas(cohorts, pool),
        "found": found_of(kept, {cohort.ref: cohort for cohort in cohorts}) if kept else None,
    }


def _lines(cohorts: Sequence[Cohort], pool: Pool) -> list[VenueLine]:
    ranked: Counter[tuple[str, str, int]] = Counter()
    seated: Counter[tuple[str, str]] = Counter()
    for one in pool.candidates:
        if one.key in pool.seated:
            seated[one.venues[0], one.role] += 1
            continue
        for wish in pool.travel[one.key].wishes:
            if wish.venue in one.venues:
                ranked[wish.venue, one.role, min(wish.rank, RANKS[-1])] += 1
    return [
        VenueLine(
            cohort,
            str(role.label),
            cohort.pairs_wanted,
            seated[cohort.ref, role.value],
            (ranked[cohort.ref, role.value, 1], ranked[cohort.ref, role.value, 2], ranked[cohort.ref, role.value, 3]),
        )
        for cohort in cohorts
        for role in (Role.LAY, Role.PROFESSIONAL)
    ]


def _quotas(cohorts: Sequence[Cohort], pool: Pool) -> list[tuple[Cohort, list[QuotaLine]]]:
    found = []
    for cohort in cohorts:
        able = [one for one in pool.candidates if cohort.ref in one.venues]
        found.append((cohort, [quota_line(quota, able) for quota in pool.quotas if quota.venue == cohort.ref]))
    return found
