"""Writes to proposals: let the optimiser propose, change by hand, confirm."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place
from cohorts.pairing.candidates import Candidates, candidates_of
from cohorts.pairing.fit import Fit, checked_weights
from cohorts.pairing.models import Pair, Proposal, ProposedPair
from cohorts.pairing.unpaired import Unpaired, why_unpaired
from people.actions.audit import record
from people.models import Person

ALGORITHM = "lsa-1"


@transaction.atomic
def propose_pairs(
    *,
    cohort: Cohort,
    by: Person,
    now: datetime,
    weights: Mapping[str, int] | None = None,
    seen: tuple[int, int] | None = None,
) -> Proposal:
    """Propose the best pairs for everybody in the cohort who is free; an earlier draft is replaced.

    Exclusions are never broken. Pairs who applied together, and those that a coordinator locked, stay. `seen` is the
    (key, version) of the draft that the page showed.

    Raises:
        NotAllowedError: one of the sides is empty, or the weights are no weights.
        StaleError: somebody changed the draft since the page was shown.
    """
    # scipy takes a moment to load, and no page but this one needs it.
    from cohorts.pairing import assignment  # noqa: PLC0415

    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    earlier = Proposal.objects.drafts().filter(cohort=cohort).prefetch_related("pairs").first()
    if seen is not None and seen != ((earlier.pk, earlier.version) if earlier else (0, 0)):
        raise StaleError(earlier or Proposal(cohort=cohort))
    found = candidates_of(cohort)
    _need_both_sides(found)
    fits = _all_fits(found, _weights(weights))
    locked = _locks(found, earlier)
    result = assignment.solve(
        [[fits[lay.pk, other.pk].total for other in found.professional] for lay in found.lay],
        forbidden=[[found.excludes(lay, other) for other in found.professional] for lay in found.lay],
        locked=[_indices(found, pair) for pair in locked],
        keys=([place.ref for place in found.lay], [place.ref for place in found.professional]),
    )
    Proposal.objects.drafts().filter(cohort=cohort).update(state=Proposal.State.REPLACED, version=F("version") + 1)
    proposal = Proposal.objects.create(
        cohort=cohort,
        weights=_weights(weights),
        fits=_as_json(fits),
        unpaired=why_unpaired(found, result),
        algorithm_version=ALGORITHM,
        made_at=now,
        made_by=by,
    )
    chosen = {found.lay[row].pk: found.professional[column].pk for row, column in result.pairs}
    _write_rows(proposal, chosen, {lay for lay, _other in locked}, fits)
    record(by=by, action="proposal.make", about=proposal, now=now)
    return proposal


@transaction.atomic
def arrange_proposal(
    *, proposal: Proposal, version: int, partners: Mapping[int, int], locked: Collection[int], by: Person, now: datetime
) -> Proposal:
    """Make the draft say what a coordinator chose: `partners` maps lay to professional places, the rest have none.

    `locked` are the lay places whose pair stays when pairs are proposed again.

    Raises:
        NotAllowedError: somebody is chosen twice or not free any more, or an exclusion stands between two.
        StaleError: somebody else changed or used the draft since the page was shown.
    """
    cohort = Cohort.objects.locked().get(pk=proposal.cohort_id)
    proposal = _current(proposal, version)
    found = candidates_of(cohort)
    _check(found, partners.items())
    fits = _all_fits(found, proposal.weights)
    proposal.pairs.all().delete()
    proposal.fits = _as_json(fits)
    proposal.unpaired = [row for row in proposal.unpaired if _still_unpaired(row, partners)]
    proposal.version += 1
    _write_rows(proposal, dict(partners), set(locked), fits)
    record(by=by, action="proposal.arrange", about=proposal, now=now, fields=["pairs"])
    return proposal


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, version: int, by: Person, now: datetime) -> list[Pair]:
    """Make pairs of what the draft proposes. Nobody is told anything yet: that is the introduction.

    Raises:
        NotAllowedError: the draft is empty, somebody is not free any more, or an exclusion stands between two.
        StaleError: somebody else changed or used the draft since the page was shown.
    """
    cohort = Cohort.objects.locked().get(pk=proposal.cohort_id)
    proposal = _current(proposal, version)
    rows = list(proposal.pairs.select_related("lay__person", "professional__person"))
    if not rows:
        raise NotAllowedError(_("No pair is chosen yet. Choose a partner for somebody first."))
    _check(candidates_of(cohort), [(row.lay_id, row.professional_id) for row in rows])
    pairs = [_make_pair(cohort, row, by, now) for row in rows]
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.USED, version=F("version") + 1)
    record(by=by, action="proposal.confirm", about=proposal, now=now, fields=["state"])
    return pairs


def _make_pair(cohort: Cohort, row: ProposedPair, by: Person, now: datetime) -> Pair:
    try:
        with transaction.atomic():
            pair = Pair.objects.create(
                cohort=cohort,
                lay=row.lay,
                professional=row.professional,
                lay_role=row.lay.role,
                professional_role=row.professional.role,
                lay_cohort_id=row.lay.cohort_id,
                professional_cohort_id=row.professional.cohort_id,
                fit=row.fit,
                reasons=row.reasons,
                made_at=now,
                made_by=by,
            )
    except IntegrityError as error:
        raise NotAllowedError(
            _("%(lay)s or %(professional)s is in another pair by now. Load the page again.")
            % {"lay": row.lay.person, "professional": row.professional.person}
        ) from error
    record(by=by, action="pair.make", about=pair, now=now)
    return pair


def _current(proposal: Proposal, version: int) -> Proposal:
    current = Proposal.objects.drafts().filter(pk=proposal.pk, version=version).first()
    if current is None:
        newest = Proposal.objects.drafts().filter(cohort=proposal.cohort_id).first()
        raise StaleError(newest or Proposal.objects.get(pk=proposal.pk))
    return current


def _need_both_sides(found: Candidates) -> None:
    if not found.lay and not found.professional:
        raise NotAllowedError(_("Everybody in this cohort is in a pair, or nobody has accepted a place yet."))
    if not found.lay:
        raise NotAllowedError(_("No lay partner is free. Offer places to lay applicants first."))
    if not found.professional:
        raise NotAllowedError(_("No professional partner is free. Offer places to professionals first."))


def _weights(weights: Mapping[str, int] | None) -> dict[str, int]:
    try:
        return checked_weights(weights)
    except ValueError as error:
        raise NotAllowedError(str(error)) from error


def _all_fits(found: Candidates, weights: dict[str, int]) -> dict[tuple[int, int], Fit]:
    return {(lay.pk, other.pk): found.fit(lay, other, weights) for lay in found.lay for other in found.professional}


def _as_json(fits: Mapping[tuple[int, int], Fit]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for (lay, other), fit in fits.items():
        table.setdefault(str(lay), {})[str(other)] = fit.total
    return table


def _locks(found: Candidates, earlier: Proposal | None) -> list[tuple[int, int]]:
    """Return (lay, professional) places that stay together: a coordinator's locks before those who applied together.

    An exclusion is stronger than either, and a lock on somebody who is not free any more has no effect.
    """
    kept = [(row.lay_id, row.professional_id) for row in earlier.pairs.all() if row.locked] if earlier else []
    locks: list[tuple[int, int]] = []
    taken: set[int] = set()
    for lay, other in [*kept, *sorted(found.together)]:
        free = lay in found.by_id and other in found.by_id and not {lay, other} & taken
        if free and not found.excludes(found.by_id[lay], found.by_id[other]):
            locks.append((lay, other))
            taken |= {lay, other}
    return locks


def _indices(found: Candidates, pair: tuple[int, int]) -> tuple[int, int]:
    return found.lay.index(found.by_id[pair[0]]), found.professional.index(found.by_id[pair[1]])


def _check(found: Candidates, pairs: Iterable[tuple[int, int]]) -> None:
    """Refuse pairs of people who are not free, who are chosen twice, or between whom an exclusion stands."""
    taken: dict[int, int] = {}
    lay_ids = {place.pk for place in found.lay}
    professional_ids = {place.pk for place in found.professional}
    for lay_id, other_id in pairs:
        if lay_id not in lay_ids or other_id not in professional_ids:
            raise NotAllowedError(_("Somebody you chose is in another pair by now, or has left. Load the page again."))
        lay, other = found.by_id[lay_id], found.by_id[other_id]
        if found.excludes(lay, other):
            raise NotAllowedError(_excluded(lay, other))
        if other_id in taken:
            raise NotAllowedError(
                _("%(name)s is chosen twice. Choose another partner for one of them.") % {"name": other.person}
            )
        taken[other_id] = lay_id


def _excluded(lay: Place, other: Place) -> str:
    names = {"lay": lay.person, "professional": other.person}
    return _("An exclusion stands between %(lay)s and %(professional)s. Choose another partner.") % names


def _still_unpaired(row: Unpaired, partners: Mapping[int, int]) -> bool:
    return row["place"] not in partners and row["place"] not in partners.values()


def _write_rows(
    proposal: Proposal, partners: Mapping[int, int], locked: Collection[int], fits: Mapping[tuple[int, int], Fit]
) -> None:
    rows = []
    for lay, other in partners.items():
        fit = fits[lay, other]
        rows.append(
            ProposedPair(
                proposal=proposal,
                lay_id=lay,
                professional_id=other,
                fit=fit.total,
                shares=fit.shares,
                reasons=list(fit.reasons),
                locked=lay in locked,
            )
        )
    ProposedPair.objects.bulk_create(rows)
    proposal.total_fit = sum(row.fit for row in rows)
    proposal.save(update_fields=["total_fit", "fits", "unpaired", "version"])
