"""Who takes part in a draw, and under which rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q

from cohorts.models import Cohort, Exclusion
from cohorts.recruitment.lottery_pool import Candidate, Quota
from cohorts.recruitment.models import Application, CohortChoice, Offer, SelectionAnswer
from cohorts.recruitment.models import Quota as QuotaRow
from people.models import Consent

State = Application.State


@dataclass(frozen=True)
class Pool:
    """Who takes part in a draw and under which rules; `seated` hold a place or an offer already and stay.

    Where several cohorts are drawn together, `at` says how many pairs each wants, by its reference.
    """

    candidates: tuple[Candidate, ...]
    quotas: tuple[Quota, ...]
    groups: tuple[tuple[str, ...], ...]
    seated: frozenset[str]
    pairs: int
    at: Mapping[str, int] = field(default_factory=dict)

    @property
    def newcomers(self) -> set[str]:
        """Keys of those who have no seat yet."""
        return {candidate.key for candidate in self.candidates} - self.seated

    @property
    def full(self) -> bool:
        """Whether every place is taken or offered, so that a draw would give nobody a place."""
        return len(self.seated) >= 2 * self.pairs

    @property
    def rules(self) -> dict[str, Any]:
        """The rules of a draw as the lottery names them."""
        return {
            "lay": self.pairs,
            "professional": self.pairs,
            "include": sorted(self.seated),
            "groups": self.groups,
        }


def pool_of(*, cohort: Cohort, everybody: bool, apart: bool = True) -> Pool:
    """Return who takes part in a draw of the cohort: eligible people who name it first, or with `everybody` at all.

    Values are those of categories that have a quota, given for selection by people whose consent to that stands;
    everything else is "not said". Equality answers have no way in. A page that only counts does without `apart`.
    """
    quotas = tuple(as_quota(row) for row in QuotaRow.objects.filter(cohort=cohort).order_by("pk"))
    offers = Offer.objects.filter(cohort=cohort, state__in=["open", "accepted"]).exclude(place__state="withdrawn")
    choices = CohortChoice.objects.filter(application=OuterRef("pk"), cohort=cohort)
    below = Application.objects.filter(programme=cohort.programme_id).below_line().values("pk")
    alive = Q(state=State.ELIGIBLE, person__merged_into=None, person__deceased_on=None) & ~Q(pk__in=below)
    waits = Exists(choices if everybody else choices.filter(rank=1)) & alive
    sits = Exists(offers.filter(application=OuterRef("pk")))
    everyone = list(Application.objects.filter(sits | waits).order_by("pk"))
    # Who has been offered a seat is not eligible any more but offered, or accepted.
    eligible = [row for row in everyone if row.state == State.ELIGIBLE]
    seated = frozenset(row.ref for row in everyone if row.state != State.ELIGIBLE)
    rows = {row.pk: row for row in everyone}
    values = values_of(everyone, {quota.category for quota in quotas})
    others = apart_of(everyone) if apart else {}
    candidates = tuple(Candidate(row.ref, row.role, values[row.pk], (), others.get(row.ref, ())) for row in everyone)
    groups = groups_of(eligible, rows)
    return Pool(candidates, quotas, groups, seated, cohort.pairs_wanted)


def apart_of(rows: Sequence[Application]) -> dict[str, tuple[str, ...]]:
    """Return reference → references of those in the other role with whom this person must not be paired."""
    ref_of = {row.person_id: row for row in rows if row.person_id is not None}
    found: dict[str, set[str]] = {row.ref: set() for row in rows}
    couples = Exclusion.objects.current().filter(
        programme__in={row.programme_id for row in rows}, first__in=ref_of, second__in=ref_of
    )
    for first, second in couples.values_list("first", "second"):
        one, other = ref_of[first], ref_of[second]
        if one.role != other.role:
            found[one.ref].add(other.ref)
            found[other.ref].add(one.ref)
    return {ref: tuple(sorted(others)) for ref, others in found.items()}


def as_quota(row: QuotaRow, venue: str | None = None) -> Quota:
    """Return a quota as the lottery knows it."""
    return Quota(row.category, row.value, row.minimum, row.maximum, row.role or None, venue)


def values_of(rows: Sequence[Application], categories: set[str]) -> dict[int, dict[str, str | None]]:
    """Return category → value by application, None where it was not said or may not be used."""
    found: dict[int, dict[str, str | None]] = {row.pk: dict.fromkeys(sorted(categories)) for row in rows}
    answers = SelectionAnswer.objects.filter(
        application__in=found,
        category__in=categories,
        application__person__consents__purpose=Consent.Purpose.SELECTION,
        application__person__consents__withdrawn_at=None,
    )
    for application, category, value in answers.values_list("application", "category", "value"):
        found[application][category] = value or None
    return found


def groups_of(eligible: Sequence[Application], rows: Mapping[int, Application]) -> tuple[tuple[str, ...], ...]:
    """Return pairs who applied together and are both in the pool: they are drawn together or not at all."""
    found: list[tuple[str, ...]] = []
    grouped: set[str] = set()
    for row in eligible:
        partner = rows.get(row.partner_application_id or 0)
        if partner is not None and not {row.ref, partner.ref} & grouped:
            grouped |= {row.ref, partner.ref}
            found.append(tuple(sorted((row.ref, partner.ref))))
    return tuple(found)
