"""Writes to proposals: let the optimiser propose, change by hand, confirm."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.optimising import Couple, Rules, Run, locks, need_both_sides, rules_of
from cohorts.pairing.candidates import Candidates, candidates_of
from cohorts.pairing.models import Pair, Proposal, ProposedPair
from cohorts.pairing.unpaired import Unpaired, nobody_at_all, why_unpaired
from cohorts.pairing.weights import checked_weights
from people.actions.audit import record
from people.models import Person

ALGORITHM = "lsa-3"


@transaction.atomic
def propose_pairs(
    *,
    cohort: Cohort,
    by: Person,
    now: datetime,
    weights: Mapping[str, int] | None = None,
    seen: tuple[int, int] | None = None,
    lock: Couple | None = None,
    forbid: Couple | None = None,
) -> Proposal:
    """Propose the best pairs for everybody in the cohort who is free; an earlier draft is kept beside it, replaced.

    Exclusions are never broken. Pairs who applied together, and those that a coordinator locked, stay, and couples that
    a coordinator forbade stay apart; `lock` and `forbid` add one more (lay and professional place). Without `weights`
    those of the cohort count. `seen` is the (key, version) of the draft that the page showed.

    Raises:
        NotAllowedError: one of the sides is empty, exclusions leave nobody for anybody, the weights are no weights, or
            one to lock is not free.
        StaleError: somebody changed the draft since the page was shown.
    """
    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    earlier = Proposal.objects.drafts().filter(cohort=cohort).prefetch_related("pairs").first()
    if seen is not None and seen != ((earlier.pk, earlier.version) if earlier else (0, 0)):
        raise StaleError(earlier or Proposal(cohort=cohort))
    found = candidates_of(cohort)
    need_both_sides(found)
    _need_all(found, lock, forbid)
    run = Run(found, rules_of(cohort, found, earlier, weights=weights, lock=lock, forbid=forbid))
    chosen = run.partners
    if not chosen and not run.rules.forbidden:
        # Where a coordinator keeps people apart by hand, the draft stays as the place to take that back.
        raise NotAllowedError(nobody_at_all(run.best, found))
    Proposal.objects.drafts().filter(cohort=cohort).update(state=Proposal.State.REPLACED, version=F("version") + 1)
    proposal = Proposal.objects.create(
        cohort=cohort,
        weights=run.rules.weights,
        worst_first=run.rules.worst_first,
        forbidden=[list(pair) for pair in run.rules.forbidden],
        unpaired=why_unpaired(found, run.best, apart=bool(run.rules.forbidden)),
        algorithm_version=ALGORITHM,
        made_at=now,
        made_by=by,
    )
    _write_rows(proposal, chosen, {lay for lay, _other in run.rules.locked}, run)
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
    proposal = current_draft(proposal, version)
    found = candidates_of(cohort)
    _check(found, partners.items())
    _write_anew(proposal, partners, locked, found)
    record(by=by, action="proposal.arrange", about=proposal, now=now, fields=["pairs"])
    return proposal


def _write_anew(proposal: Proposal, partners: Mapping[int, int], locked: Collection[int], found: Candidates) -> None:
    forbidden = tuple((int(one), int(other)) for one, other in proposal.forbidden)
    kept = locks(found, [(lay, other) for lay, other in partners.items() if lay in locked], forbidden)
    rules = Rules(checked_weights(proposal.weights), tuple(kept), forbidden, proposal.worst_first)
    proposal.pairs.all().delete()
    proposal.unpaired = [row for row in proposal.unpaired if _still_unpaired(row, partners)]
    proposal.version += 1
    _write_rows(proposal, partners, locked, Run(found, rules))


@transaction.atomic
def confirm_proposal(*, proposal: Proposal, version: int, by: Person, now: datetime) -> list[Pair]:
    """Make pairs of what the draft proposes. Nobody is told anything yet: that is the introduction.

    Raises:
        NotAllowedError: the draft is empty, somebody is not free any more, or an exclusion stands between two.
        StaleError: somebody else changed or used the draft since the page was shown.
    """
    cohort = Cohort.objects.locked().get(pk=proposal.cohort_id)
    proposal = current_draft(proposal, version)
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


def current_draft(proposal: Proposal, version: int) -> Proposal:
    """Return the draft where its version is still this one.

    Raises:
        StaleError: somebody else changed or used it since the page was shown.
    """
    current = Proposal.objects.drafts().filter(pk=proposal.pk, version=version).first()
    if current is None:
        newest = Proposal.objects.drafts().filter(cohort=proposal.cohort_id).first()
        raise StaleError(newest or Proposal.objects.get(pk=proposal.pk))
    return current


def _need_all(found: Candidates, *couples: Couple | None) -> None:
    """Refuse a couple of whom somebody is not free; one to lock also where an exclusion stands."""
    for number, pair in enumerate(couples):
        if pair is not None:
            _check(found, [pair], apart=number > 0)


def _check(found: Candidates, pairs: Iterable[Couple], *, apart: bool = False) -> None:
    """Refuse pairs of people who are not free, who are chosen twice, or, unless `apart`, whom an exclusion parts."""
    taken: dict[int, int] = {}
    lay_ids = {place.pk for place in found.lay}
    professional_ids = {place.pk for place in found.professional}
    for lay_id, other_id in pairs:
        if lay_id not in lay_ids or other_id not in professional_ids:
            raise NotAllowedError(_("Somebody you chose is in another pair by now, or has left. Load the page again."))
        lay, other = found.by_id[lay_id], found.by_id[other_id]
        if not apart and found.excludes(lay, other):
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


def _write_rows(proposal: Proposal, partners: Mapping[int, int], locked: Collection[int], run: Run) -> None:
    rows = []
    for lay, other in partners.items():
        fit = run.fits[lay, other]
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
    proposal.fits, proposal.costs = run.as_json(), run.costs(partners)
    proposal.save(update_fields=["total_fit", "fits", "costs", "unpaired", "forbidden", "version"])
