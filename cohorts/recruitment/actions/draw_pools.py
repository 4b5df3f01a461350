"""Who takes part in a draw, and under which rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cohorts.models import Cohort
from cohorts.recruitment import pool_reads as reads
from cohorts.recruitment.lottery_pool import Candidate, Quota
from cohorts.recruitment.lottery_reach import Travel, Wish
from cohorts.recruitment.models import Application
from cohorts.recruitment.models import Quota as QuotaRow
from cohorts.recruitment.pool_reads import Member

State = Application.State
# Why somebody eligible takes no part.
TOO_FAR, NOTHING_IN_COMMON = "too_far", "nothing_in_common"
# The venue of a cohort that is drawn alone.
HERE = ""


@dataclass(frozen=True)
class Pool:
    """Who takes part in a draw and under which rules; `seated` hold a place or an offer already and stay.

    Where several cohorts are drawn together, `at` says how many pairs each wants, by its reference. `left_out` are
    eligible people who can go nowhere, and why; `travel` is what the others said about their way, who have no seat yet;
    `alone` applied with somebody who takes no part.
    """

    candidates: tuple[Candidate, ...]
    quotas: tuple[Quota, ...]
    groups: tuple[tuple[str, ...], ...]
    seated: frozenset[str]
    pairs: int
    at: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)
    travel: Mapping[str, Travel] = field(default_factory=dict)
    alone: Sequence[str] = ()

    @property
    def far_first(self) -> dict[str, Wish]:
        """Who takes part for a first wish that is further than they said they can travel: they are asked before."""
        venues = {candidate.key: candidate.venues or (HERE,) for candidate in self.candidates}
        wishes = {key: travel.far_first for key, travel in self.travel.items()}
        return {key: wish for key, wish in wishes.items() if wish is not None and wish.venue in venues[key]}

    @property
    def newcomers(self) -> set[str]:
        """Keys of those who have no seat yet."""
        return {candidate.key for candidate in self.candidates} - self.seated

    @property
    def full(self) -> bool:
        """Whether every place is taken or offered, so that a draw would give nobody a place."""
        return len(self.seated) >= 2 * self.pairs


def pool_of(*, cohort: Cohort, everybody: bool, apart: bool = True) -> Pool:
    """Return who takes part in a draw of the cohort: eligible people who name it first, or with `everybody` at all.

    Who names it second or later goes only within how far they said they can travel (`lottery_reach`). Of people who
    applied together it is enough that one names it first: both come where both would, or neither does.

    Values are those of categories that have a quota, given for selection by people whose consent to that stands;
    everything else is "not said". Equality answers have no way in. A page that only counts does without `apart`.
    """
    quotas = tuple(as_quota(row) for row in reads.quotas_of([cohort]))
    everyone = reads.members_at(cohort, everybody=everybody)
    # Who has been offered a seat is not eligible any more but offered, or accepted.
    eligible = [row for row in everyone if row.state == State.ELIGIBLE]
    seats = {row.ref: HERE for row in everyone if row.state != State.ELIGIBLE}
    groups = groups_of(eligible, {row.pk: row for row in everyone})
    travel = travel_of(eligible, {cohort: HERE})
    venues, left_out = where_people_go(travel, seats=seats, groups=groups)
    inside = [row for row in everyone if row.ref in venues]
    values = values_at([cohort], inside, {quota.category for quota in quotas})
    others = apart_of(inside) if apart else {}
    return Pool(
        tuple(Candidate(row.ref, row.role, values[row.pk], (), others.get(row.ref, ())) for row in inside),
        quotas,
        tuple(group for group in groups if not left_out.keys() & set(group)),
        frozenset(seats),
        cohort.pairs_wanted,
        left_out=left_out,
        travel={ref: found for ref, found in travel.items() if ref in venues},
        alone=alone_of(eligible, groups),
    )


def travel_of(rows: Sequence[Member], at: Mapping[Cohort, str]) -> dict[str, Travel]:
    """Return reference → how far each can travel and which of these cohorts they name; `at` is cohort → venue."""
    wishes: dict[int, list[Wish]] = {row.pk: [] for row in rows}
    venues = {cohort.pk: venue for cohort, venue in at.items()}
    for application, cohort, rank, km in reads.wishes_for(list(at)):
        if application in wishes:
            wishes[application].append(Wish(venues[cohort], rank, km))
    return {row.ref: Travel(row.travel_limit_km, tuple(wishes[row.pk])) for row in rows}


def where_people_go(
    travel: Mapping[str, Travel], *, seats: Mapping[str, str], groups: Iterable[tuple[str, ...]]
) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Return who goes where, the dearest first, and who can go nowhere and why; who holds a seat stays there.

    People who applied together go where all would, in the order of the first.
    """
    venues = {ref: one.venues for ref, one in travel.items()} | {ref: (venue,) for ref, venue in seats.items()}
    # Who names none of these cohorts is here for the person with whom they applied.
    left_out = {ref: TOO_FAR if travel[ref].wishes else NOTHING_IN_COMMON for ref in venues if not venues[ref]}
    for group in groups:
        common = tuple(one for one in venues[group[0]] if all(one in venues[other] for other in group))
        for ref in set(group) - seats.keys():
            venues[ref] = common
            if not common:
                left_out.setdefault(ref, NOTHING_IN_COMMON)
    return {ref: where for ref, where in venues.items() if ref not in left_out}, left_out


def alone_of(waiting: Sequence[Member], groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return who applied together with somebody who takes no part, and would be drawn alone."""
    both = {ref for group in groups for ref in group}
    return tuple(row.ref for row in waiting if row.partner_application_id and row.ref not in both)


def apart_of(rows: Sequence[Member | Application]) -> dict[str, tuple[str, ...]]:
    """Return reference → references of those in the other role with whom this person must not be paired."""
    ref_of = {row.person_id: row for row in rows if row.person_id is not None}
    found: dict[str, set[str]] = {row.ref: set() for row in rows}
    for first, second in reads.couples_apart(sorted({row.programme_id for row in rows})):
        one, other = ref_of.get(first), ref_of.get(second)
        if one is not None and other is not None and one.role != other.role:
            found[one.ref].add(other.ref)
            found[other.ref].add(one.ref)
    return {ref: tuple(sorted(others)) for ref, others in found.items()}


def as_quota(row: QuotaRow, venue: str | None = None) -> Quota:
    """Return a quota as the lottery knows it."""
    return Quota(row.category, row.value, row.minimum, row.maximum, row.role or None, venue)


def values_at(
    cohorts: Sequence[Cohort], rows: Sequence[Member], categories: set[str]
) -> dict[int, dict[str, str | None]]:
    """Return category → value by application of those who take part in a draw of these cohorts, as `values_of`.

    All answers there: to name hundreds of applications in a query costs more than to pass some rows over.
    """
    return _filled(rows, categories, reads.answers_at(cohorts, sorted(categories)))


def values_of(rows: Sequence[Application], categories: set[str]) -> dict[int, dict[str, str | None]]:
    """Return category → value by application, None where it was not said or may not be used."""
    return _filled(rows, categories, reads.answers_of([row.pk for row in rows], sorted(categories)))


def _filled(
    rows: Sequence[Member | Application], categories: set[str], answers: Iterable[tuple[int, str, str]]
) -> dict[int, dict[str, str | None]]:
    found: dict[int, dict[str, str | None]] = {row.pk: dict.fromkeys(sorted(categories)) for row in rows}
    for application, category, value in answers:
        if application in found:
            found[application][category] = value or None
    return found


def groups_of(
    eligible: Sequence[Member | Application], rows: Mapping[int, Member] | Mapping[int, Application]
) -> tuple[tuple[str, ...], ...]:
    """Return pairs who applied together and are both in the pool: they are drawn together or not at all."""
    found: list[tuple[str, ...]] = []
    grouped: set[str] = set()
    for row in eligible:
        partner = rows.get(row.partner_application_id or 0)
        if partner is not None and not {row.ref, partner.ref} & grouped:
            grouped |= {row.ref, partner.ref}
            found.append(tuple(sorted((row.ref, partner.ref))))
    return tuple(found)
