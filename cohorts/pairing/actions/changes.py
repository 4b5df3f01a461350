"""One change to a draft after a look at what it costs: keep, let go, pair, swap, keep apart, allow again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.proposals import arrange_proposal, current_draft, propose_pairs
from cohorts.pairing.models import Proposal
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def force_pair(
    *, proposal: Proposal, version: int, lay: Place, professional: Place, by: Person, now: datetime
) -> Proposal:
    """Pair two, keep them, and set everybody else right as well as can be. The draft as it was stays beside it.

    Raises:
        NotAllowedError: one of the two is not free, or an exclusion stands between them.
        StaleError: somebody else changed the draft since the page was shown.
    """
    seen = (proposal.pk, version)
    return propose_pairs(cohort=proposal.cohort, by=by, now=now, seen=seen, lock=(lay.pk, professional.pk))


@transaction.atomic
def forbid_pair(
    *, proposal: Proposal, version: int, lay: Place, professional: Place, by: Person, now: datetime
) -> Proposal:
    """Keep two apart in this and later drafts, and set everybody right. Raises as `force_pair` does."""
    seen = (proposal.pk, version)
    return propose_pairs(cohort=proposal.cohort, by=by, now=now, seen=seen, forbid=(lay.pk, professional.pk))


@transaction.atomic
def allow_pair(
    *, proposal: Proposal, version: int, lay: Place, professional: Place, by: Person, now: datetime
) -> Proposal:
    """Let two be paired again who were kept apart; the pairs stay as they are until somebody proposes again.

    Raises:
        StaleError: somebody else changed the draft since the page was shown.
    """
    Cohort.objects.locked().get(pk=proposal.cohort_id)
    draft = current_draft(proposal, version)
    draft.forbidden = [pair for pair in draft.forbidden if pair != [lay.pk, professional.pk]]
    draft.save(update_fields=["forbidden"])
    return _arranged(draft, partners_of(draft), _kept(draft), by, now)


@transaction.atomic
def keep_pair(*, proposal: Proposal, version: int, lay: Place, keep: bool, by: Person, now: datetime) -> Proposal:
    """Keep a pair when pairs are proposed again, or let it go.

    Raises:
        NotAllowedError: this person has no partner in the draft, or one who is not free any more.
        StaleError: somebody else changed the draft since the page was shown.
    """
    Cohort.objects.locked().get(pk=proposal.cohort_id)
    draft = current_draft(proposal, version)
    partners = partners_of(draft)
    if lay.pk not in partners:
        raise NotAllowedError(_("%(name)s has no partner in this draft. Choose one first.") % {"name": lay.person})
    kept = _kept(draft) | {lay.pk} if keep else _kept(draft) - {lay.pk}
    return _arranged(draft, partners, kept, by, now)


@transaction.atomic
def swap_partners(
    *, proposal: Proposal, version: int, lay: Place, professional: Place, by: Person, now: datetime
) -> Proposal:
    """Give a lay partner this professional, and whoever had them the partner that becomes free; touch nobody else.

    Raises:
        NotAllowedError: somebody is not free any more, or an exclusion stands between two.
        StaleError: somebody else changed the draft since the page was shown.
    """
    Cohort.objects.locked().get(pk=proposal.cohort_id)
    draft = current_draft(proposal, version)
    partners = partners_of(draft)
    freed = partners.get(lay.pk)
    holder = next((one for one, other in partners.items() if other == professional.pk), None)
    partners[lay.pk] = professional.pk
    if holder is not None and holder != lay.pk:
        del partners[holder]
        if freed is not None:
            partners[holder] = freed
    return _arranged(draft, partners, _kept(draft) - {lay.pk, holder}, by, now)


def partners_of(draft: Proposal) -> dict[int, int]:
    """Return whom a proposal gives to whom: lay place to professional place."""
    return dict(draft.pairs.values_list("lay_id", "professional_id"))


def _kept(draft: Proposal) -> set[int | None]:
    return set(draft.pairs.filter(locked=True).values_list("lay_id", flat=True))


def _arranged(draft: Proposal, partners: dict[int, int], kept: set[int | None], by: Person, now: datetime) -> Proposal:
    locked = {lay for lay in kept if lay is not None}
    return arrange_proposal(proposal=draft, version=draft.version, partners=partners, locked=locked, by=by, now=now)


@transaction.atomic
def take_up(*, proposal: Proposal, seen: tuple[int, int], by: Person, now: datetime) -> Proposal:
    """Go back to an earlier proposal: a new draft gives the same people to each other, as far as they are still free.

    What is the draft now stays beside it. `seen` is the (key, version) of the draft that the page showed.

    Raises:
        NotAllowedError: nobody of it is free any more.
        StaleError: somebody else changed the draft since the page was shown.
    """
    made = propose_pairs(cohort=proposal.cohort, by=by, now=now, seen=seen, weights=proposal.weights or None)
    # Everybody who is free has a fit with everybody else who is.
    partners = {lay: other for lay, other in partners_of(proposal).items() if str(other) in made.fits.get(str(lay), {})}
    if not partners:
        raise NotAllowedError(_("Nobody of this proposal is free any more."))
    kept = set(proposal.pairs.filter(locked=True, lay__in=partners).values_list("lay_id", flat=True))
    made.name, made.forbidden = proposal.name, proposal.forbidden
    made.save(update_fields=["name", "forbidden"])
    taken = _arranged(made, partners, set(kept), by, now)
    record(by=by, action="proposal.take_up", about=taken, now=now, fields=["pairs"])
    return taken
