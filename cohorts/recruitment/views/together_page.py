"""What the page of a draw over several cohorts shows, worked out in Python so that its template stays plain."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohorts.models import Cohort, Role
from cohorts.recruitment.actions.outlooks import outlook_of
from cohorts.recruitment.actions.venue_pools import TOO_FAR, Together, pool_together
from cohorts.recruitment.models import Application
from cohorts.recruitment.views.draw_page import QuotaLine, names_of, quota_line
from cohorts.recruitment.views.outlook_page import found_of

RANKS = (1, 2, 3)


@dataclass(frozen=True)
class VenueLine:
    """One role at one cohort: its places, who sits there already, and how many put it first, second or later."""

    cohort: Cohort
    role: str
    places: int
    seated: int
    ranked: tuple[int, int, int]


@dataclass(frozen=True)
class LeftOut:
    """An eligible person who can go to none of the cohorts."""

    application: Application
    too_far: bool


def page_of(cohorts: Sequence[Cohort]) -> dict[str, Any]:
    """Return the context: the pool by venue and rank, who is left out, the quotas, and what was worked out."""
    together = pool_together(cohorts=cohorts)
    kept = outlook_of(pool=together.pool) if len(cohorts) > 1 else None
    return {
        "lines": _lines(cohorts, together),
        "people": len(together.pool.newcomers),
        "left_out": [
            LeftOut(row, together.left_out[row.ref] == TOO_FAR) for row in names_of(sorted(together.left_out))
        ],
        "quotas": _quotas(cohorts, together),
        "found": found_of(kept, {cohort.ref: cohort for cohort in cohorts}) if kept else None,
    }


def _lines(cohorts: Sequence[Cohort], together: Together) -> list[VenueLine]:
    ranked: Counter[tuple[str, str, int]] = Counter()
    seated: Counter[tuple[str, str]] = Counter()
    for one in together.pool.candidates:
        if one.key in together.pool.seated:
            seated[one.venues[0], one.role] += 1
            continue
        for rank, venue in enumerate(one.venues, 1):
            ranked[venue, one.role, min(rank, RANKS[-1])] += 1
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


def _quotas(cohorts: Sequence[Cohort], together: Together) -> list[tuple[Cohort, list[QuotaLine]]]:
    found = []
    for cohort in cohorts:
        able = [one for one in together.pool.candidates if cohort.ref in one.venues]
        found.append((cohort, [quota_line(quota, able) for quota in together.pool.quotas if quota.venue == cohort.ref]))
    return found
