"""What a coordinator sees of a cohort's pairs: who is free, what is proposed, and which pairs there are."""

from dataclasses import dataclass, field

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.models import Cohort, Place, Role
from cohorts.pairing.candidates import couple, excluded_couples, taken_places
from cohorts.pairing.models import Pair, Proposal, ProposedPair
from cohorts.pairing.querysets import waited_for
from cohorts.pairing.reads import active_pairs, drafts_of, free_to_pair, proposed_in, with_needs


@dataclass(frozen=True, order=True)
class Cost:
    """What a draft loses: so many pairs, and so much total fit; below 0 where it gains."""

    pairs: int
    fit: int

    @property
    def words(self) -> str:
        """What it costs, in words."""
        if self.pairs > 0:
            said = ngettext("%(count)d pair fewer", "%(count)d pairs fewer", self.pairs)
            return said % {"count": self.pairs}
        if self.pairs < 0:
            said = ngettext("%(count)d pair more", "%(count)d pairs more", -self.pairs)
            return said % {"count": -self.pairs}
        if self.fit < 0:
            return _("gains %(fit)d") % {"fit": -self.fit}
        return _("costs %(fit)d") % {"fit": self.fit} if self.fit else _("costs nothing")


@dataclass(frozen=True)
class Row:
    """One lay partner who is free, with the professional partner who is proposed."""

    lay: Place
    proposed: ProposedPair | None
    # Why nobody is proposed, in words; an exclusion may be named, because only coordinators see the board.
    why: str = ""


@dataclass(frozen=True)
class Board:
    """Everything that the board of one cohort shows."""

    cohort: Cohort
    proposal: Proposal | None
    rows: list[Row]
    professionals: list[Place]
    # Professionals whom nobody has, each with the reason.
    left_over: list[tuple[Place, str]]
    pairs: list[Pair]
    excluded: frozenset[tuple[int, int]] = field(default=frozenset())

    @property
    def to_introduce(self) -> list[Pair]:
        """Pairs that are agreed and whose members do not know it yet."""
        return [pair for pair in self.pairs if pair.state == Pair.State.PROPOSED]

    @property
    def ready(self) -> list[Pair]:
        """Of those to introduce, the pairs in which both have said whom they must not be paired with."""
        waiting = {place.pk for place in self.waiting}
        return [pair for pair in self.to_introduce if not waiting & {pair.lay_id, pair.professional_id}]

    @property
    def firm(self) -> list[Pair]:
        """Of those that are ready, the pairs in which no employer has still to confirm."""
        return [pair for pair in self.ready if not pair.provisional]

    @property
    def provisional(self) -> list[Place]:
        """Of those to introduce, the places that an employer has not confirmed yet."""
        return [place for pair in self.to_introduce for place in pair.places if place.provisional]

    @cached_property
    def waiting(self) -> list[Place]:
        """Of those to introduce, the people who have not said yet whom they must not be paired with."""
        return waited_for(place for pair in self.to_introduce for place in pair.places)

    @property
    def introduced(self) -> list[Pair]:
        """Pairs whose members know of each other."""
        return [pair for pair in self.pairs if pair.state != Pair.State.PROPOSED]

    @property
    def can_propose(self) -> bool:
        """Whether somebody is free on either side."""
        return bool(self.rows and self.professionals)

    @property
    def proposed_count(self) -> int:
        """How many pairs the draft proposes."""
        return sum(row.proposed is not None for row in self.rows)

    @property
    def lowest_fit(self) -> int | None:
        """The fit of the pair that fits least."""
        return min((row.proposed.fit for row in self.rows if row.proposed), default=None)

    @property
    def mean_fit(self) -> int | None:
        """The mean fit of the proposed pairs, as a whole number."""
        fits = [row.proposed.fit for row in self.rows if row.proposed]
        return round(sum(fits) / len(fits)) if fits else None

    def excludes(self, lay: Place, professional: Place) -> bool:
        """Whether an exclusion stands between two."""
        return couple(lay, professional) in self.excluded

    def fit(self, lay: Place, professional: Place) -> int | None:
        """Return the fit of two people as the proposal knows it; None for somebody who came later."""
        fits = self.proposal.fits if self.proposal else {}
        found: int | None = fits.get(str(lay.pk), {}).get(str(professional.pk))
        return found

    def cost(self, lay: Place, professional: Place) -> Cost | None:
        """Return what the draft loses if two are paired and the others set right; None where that cannot be."""
        costs = self.proposal.costs if self.proposal else {}
        found = costs.get(str(lay.pk), {}).get(str(professional.pk))
        return None if found is None else Cost(pairs=found[1], fit=found[0])

    def forbids(self, lay: Place, professional: Place) -> bool:
        """Whether a coordinator has said that the draft is not to pair these two."""
        return self.proposal is not None and [lay.pk, professional.pk] in self.proposal.forbidden

    @property
    def forbidden(self) -> list[tuple[Place, Place]]:
        """The couples whom a coordinator keeps apart in this draft, of those who are free."""
        lay, others = {row.lay.pk: row.lay for row in self.rows}, {place.pk: place for place in self.professionals}
        couples = self.proposal.forbidden if self.proposal else []
        return [(lay[one], others[other]) for one, other in couples if one in lay and other in others]

    @property
    def broken_pairs(self) -> list[Pair]:
        """Pairs between whose members an exclusion was made later."""
        return [pair for pair in self.pairs if couple(*pair.places) in self.excluded]

    @property
    def seen(self) -> str:
        """The draft and its version, as the button that proposes again sends it."""
        return seen_of(self.proposal)


def seen_of(draft: Proposal | None) -> str:
    """Return a draft and its version, as one word; without a draft a word that says so."""
    return f"{draft.pk}-{draft.version}" if draft else "0-0"


def board_of(cohort: Cohort) -> Board:
    """Return the board of a cohort, in six queries however many people there are."""
    pairs = list(active_pairs(cohort))
    places = list(free_to_pair(cohort, sorted(taken_places(pairs))))
    with_needs(places)
    proposal = drafts_of(cohort).first()
    lay = [place for place in places if place.role == Role.LAY]
    professionals = [place for place in places if place.role == Role.PROFESSIONAL]
    by_id = {place.pk: place for place in professionals}
    chosen = {row.lay_id: row for row in proposed_in(cohort) if row.professional_id in by_id}
    why = {row["place"]: row["why"] for row in proposal.unpaired} if proposal else {}
    for row in chosen.values():
        row.professional = by_id[row.professional_id]
    busy = {row.professional_id for row in chosen.values()}
    return Board(
        cohort=cohort,
        proposal=proposal,
        rows=[Row(place, chosen.get(place.pk), why.get(place.pk, "")) for place in lay],
        professionals=professionals,
        left_over=[(place, why.get(place.pk, "")) for place in professionals if place.pk not in busy],
        pairs=pairs,
        excluded=excluded_couples(cohort.programme_id),
    )
