"""What a coordinator sees of a cohort's pairs: who is free, what is proposed, and which pairs there are."""

from dataclasses import dataclass, field

from django.db.models import Prefetch

from cohorts.models import Cohort, Place, Role
from cohorts.pairing.candidates import couple, excluded_couples, free_places, taken_places
from cohorts.pairing.models import Pair, Proposal, ProposedPair
from people.models import Need


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
    def firm(self) -> list[Pair]:
        """Of those to introduce, the pairs in which no employer has still to confirm."""
        return [pair for pair in self.to_introduce if not pair.provisional]

    @property
    def provisional(self) -> list[Place]:
        """Of those to introduce, the places that an employer has not confirmed yet."""
        return [place for pair in self.to_introduce for place in pair.places if place.provisional]

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

    @property
    def broken_pairs(self) -> list[Pair]:
        """Pairs between whose members an exclusion was made later."""
        return [pair for pair in self.pairs if couple(*pair.places) in self.excluded]

    @property
    def seen(self) -> str:
        """The draft and its version, as the button that proposes again sends it."""
        return f"{self.proposal.pk}-{self.proposal.version}" if self.proposal else "0-0"


def board_of(cohort: Cohort) -> Board:
    """Return the board of a cohort, in seven queries however many people there are."""
    pairs = list(Pair.objects.active().filter(cohort=cohort).with_people().order_by("state", "lay__person"))
    places = list(free_places(cohort, taken_places(pairs)).prefetch_related(current_needs()))
    proposal = Proposal.objects.drafts().filter(cohort=cohort).first()
    proposed = ProposedPair.objects.filter(proposal__cohort=cohort, proposal__state=Proposal.State.DRAFT)
    lay = [place for place in places if place.role == Role.LAY]
    professionals = [place for place in places if place.role == Role.PROFESSIONAL]
    by_id = {place.pk: place for place in professionals}
    chosen = {row.lay_id: row for row in proposed if row.professional_id in by_id}
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


def current_needs(prefix: str = "") -> "Prefetch[str]":
    """Return the prefetch that puts the needs to arrange for into `person.needs_now` of a place."""
    return Prefetch(f"{prefix}person__needs", queryset=Need.objects.current(), to_attr="needs_now")
