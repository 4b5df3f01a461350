"""Who takes part when several cohorts are drawn together, and where each of them would go."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import Q

from cohorts.models import Cohort
from cohorts.recruitment.actions.draw_pools import (
    Pool,
    alone_of,
    apart_of,
    as_quota,
    concerned_by,
    groups_of,
    travel_of,
    values_of,
    where_people_go,
)
from cohorts.recruitment.lottery_pool import Candidate
from cohorts.recruitment.models import Application, CohortChoice, Offer
from cohorts.recruitment.models import Quota as QuotaRow

State = Application.State


def pool_together(*, cohorts: Sequence[Cohort]) -> Pool:
    """Return who takes part in a draw of these cohorts together: eligible people who would join any of them.

    Each goes only where they said they would, the dearest first, under the rule about travel (`lottery_reach`). People
    who apply together go where both would. Who holds a place or an offer stays at that venue.
    """
    at = {cohort.pk: cohort.ref for cohort in cohorts}
    seats = _seats(at)
    below = Application.objects.filter(choices__cohort__in=at).below_line().values("pk")
    alive = Q(state=State.ELIGIBLE, person__merged_into=None, person__deceased_on=None) & ~Q(pk__in=below)
    concerned = concerned_by(CohortChoice.objects.filter(cohort__in=at), Offer.objects.filter(application__in=seats))
    everyone = list(concerned.filter(Q(pk__in=seats) | alive).order_by("pk").for_a_pool())
    waiting = [row for row in everyone if row.pk not in seats]
    groups = groups_of(waiting, {row.pk: row for row in everyone})
    travel = travel_of(waiting, at)
    venues, left_out = where_people_go(
        travel, seats={row.ref: seats[row.pk] for row in everyone if row.pk in seats}, groups=groups
    )
    inside = [row for row in everyone if row.ref in venues]
    quotas = QuotaRow.objects.filter(cohort__in=at).order_by("pk")
    values, apart = values_of(inside, {quota.category for quota in quotas}), apart_of(inside)
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


def _seats(at: Mapping[int, str]) -> dict[int, str]:
    """Return application → the venue where it holds a seat."""
    offers = Offer.objects.filter(cohort__in=at, state__in=["open", "accepted"]).exclude(place__state="withdrawn")
    return {application: at[cohort] for application, cohort in offers.values_list("application", "cohort")}


def pool_at(*, pool: Pool, venue: str) -> Pool:
    """Return the part of a pool that would go to one venue, with its quotas, as if it were drawn alone."""
    inside = tuple(one for one in pool.candidates if venue in one.venues)
    keys = {one.key for one in inside}
    return replace(
        pool,
        candidates=inside,
        quotas=tuple(replace(quota, venue=None) for quota in pool.quotas if quota.venue == venue),
        groups=tuple(group for group in pool.groups if set(group) <= keys),
        seated=pool.seated & keys,
        pairs=pool.at[venue],
        at={},
    )
