"""Who takes part when several cohorts are drawn together, and where each of them would go."""

from collections.abc import Sequence

from cohorts.models import Cohort
from cohorts.recruitment import pool_reads as reads
from cohorts.recruitment.actions.draw_pools import (
    Pool,
    alone_of,
    apart_of,
    as_quota,
    groups_of,
    travel_of,
    values_at,
    where_people_go,
)
from cohorts.recruitment.lottery_pool import Candidate


def pool_together(*, cohorts: Sequence[Cohort]) -> Pool:
    """Return who takes part in a draw of these cohorts together: eligible people who would join any of them.

    Each goes only where they said they would, the dearest first, under the rule about travel (`lottery_reach`). People
    who apply together go where both would. Who holds a place or an offer stays at that venue.
    """
    at = {cohort.pk: cohort.ref for cohort in cohorts}
    seats = {application: at[cohort] for application, cohort in reads.seats_of(cohorts)}
    everyone = reads.members_of(cohorts)
    waiting = [row for row in everyone if row.pk not in seats]
    groups = groups_of(waiting, {row.pk: row for row in everyone})
    travel = travel_of(waiting, {cohort: cohort.ref for cohort in cohorts})
    venues, left_out = where_people_go(
        travel, seats={row.ref: seats[row.pk] for row in everyone if row.pk in seats}, groups=groups
    )
    inside = [row for row in everyone if row.ref in venues]
    quotas = list(reads.quotas_of(cohorts))
    values, apart = values_at(cohorts, inside, {quota.category for quota in quotas}), apart_of(inside)
    return Pool(
        tuple(Candidate(row.ref, row.role, values[row.pk], venues[row.ref], apart[row.ref]) for row in inside),
        tuple(as_quota(quota, at[quota.cohort_id]) for quota in quotas),
        tuple(group for group in groups if not left_out.keys() & set(group)),
        frozenset(row.ref for row in inside if row.pk in seats),
        sum(cohort.pairs_wanted for cohort in cohorts),
        {cohort.ref: cohort.pairs_wanted for cohort in cohorts},
        left_out=left_out,
        travel={ref: found for ref, found in travel.items() if ref in venues},
        alone=alone_of(waiting, groups),
    )
