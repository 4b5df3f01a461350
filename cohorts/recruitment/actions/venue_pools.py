"""Who takes part when several cohorts are drawn together, and where each of them would go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q

from cohorts.models import Cohort
from cohorts.recruitment.actions.draw_pools import Pool, apart_of, as_quota, groups_of, values_of
from cohorts.recruitment.lottery_pool import Candidate
from cohorts.recruitment.models import Application, CohortChoice, Offer
from cohorts.recruitment.models import Quota as QuotaRow

State = Application.State
TOO_FAR, NOTHING_IN_COMMON = "too_far", "nothing_in_common"


@dataclass(frozen=True)
class Together:
    """The pool of several cohorts; `left_out` are references of eligible people who can go to none of them, and why."""

    pool: Pool
    left_out: Mapping[str, str]


def pool_together(*, cohorts: Sequence[Cohort]) -> Together:
    """Return who takes part in a draw of these cohorts together: eligible people who would join any of them.

    Each goes only where they said they would, the dearest first, and to no other than the first wish further than they
    said they can travel.
    People who apply together go where both would. Who holds a place or an offer stays at that venue.
    """
    at = {cohort.pk: cohort.ref for cohort in cohorts}
    seats = _seats(at)
    choices = CohortChoice.objects.filter(application=OuterRef("pk"), cohort__in=at)
    below = Application.objects.filter(choices__cohort__in=at).below_line().values("pk")
    alive = Q(state=State.ELIGIBLE, person__merged_into=None, person__deceased_on=None) & ~Q(pk__in=below)
    waits = Exists(choices) & alive
    everyone = list(Application.objects.filter(waits | Q(pk__in=seats)).order_by("pk"))
    rows = {row.pk: row for row in everyone}
    wishes = _wishes(everyone, at)
    venues = {row.ref: (seats[row.pk],) if row.pk in seats else tuple(wishes[row.pk]) for row in everyone}
    groups = groups_of([row for row in everyone if row.pk not in seats], rows)
    left_out = _go_together(venues, groups, seated={rows[pk].ref for pk in seats})
    quotas = QuotaRow.objects.filter(cohort__in=at).order_by("pk")
    values, apart = values_of(everyone, {quota.category for quota in quotas}), apart_of(everyone)
    inside = [row for row in everyone if row.ref not in left_out]
    pool = Pool(
        tuple(Candidate(row.ref, row.role, values[row.pk], venues[row.ref], apart[row.ref]) for row in inside),
        tuple(as_quota(quota, at[quota.cohort_id]) for quota in quotas),
        tuple(group for group in groups if not left_out.keys() & set(group)),
        frozenset(row.ref for row in inside if row.pk in seats),
        sum(cohort.pairs_wanted for cohort in cohorts),
        {cohort.ref: cohort.pairs_wanted for cohort in cohorts},
    )
    return Together(pool, left_out)


def _seats(at: Mapping[int, str]) -> dict[int, str]:
    """Return application → the venue where it holds a seat."""
    offers = Offer.objects.filter(cohort__in=at, state__in=["open", "accepted"]).exclude(place__state="withdrawn")
    return {application: at[cohort] for application, cohort in offers.values_list("application", "cohort")}


def _wishes(rows: Sequence[Application], at: Mapping[int, str]) -> dict[int, list[str]]:
    """Return application → where the person would go, the dearest first, within how far they can travel.

    The first wish stands even beyond it: they know the way, and distances are as the crow flies.
    """
    limits = {row.pk: row.travel_limit_km for row in rows}
    found: dict[int, list[str]] = {row.pk: [] for row in rows}
    choices = CohortChoice.objects.filter(application__in=limits, cohort__in=at).order_by("application", "rank")
    for application, cohort, rank, distance in choices.values_list("application", "cohort", "rank", "distance_km"):
        limit = limits[application]
        if rank == 1 or limit is None or distance is None or distance <= limit:
            found[application].append(at[cohort])
    return found


def _go_together(
    venues: dict[str, tuple[str, ...]], groups: Iterable[tuple[str, ...]], *, seated: set[str]
) -> dict[str, str]:
    """Let people who apply together go where all would, in the order of the first; return who can go nowhere."""
    left_out = {ref: TOO_FAR for ref, where in venues.items() if not where and ref not in seated}
    for group in groups:
        common = tuple(one for one in venues[group[0]] if all(one in venues[other] for other in group))
        for ref in group:
            if not common:
                left_out.setdefault(ref, NOTHING_IN_COMMON)
            elif ref not in seated:
                venues[ref] = common
    return left_out


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
