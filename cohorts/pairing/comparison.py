"""Two proposals of a cohort side by side: what each reaches, which pairs differ, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cohorts.models import Place
from cohorts.pairing.models import Proposal, ProposedPair, Weighting
from cohorts.pairing.weights import preset_of
from common.dates import in_london, say_short_date, say_time


@dataclass(frozen=True)
class Side:
    """One proposal and its pairs, by lay place."""

    proposal: Proposal
    pairs: dict[int, ProposedPair]

    @property
    def worst(self) -> ProposedPair | None:
        """The pair that fits least."""
        return min(self.pairs.values(), key=lambda pair: (pair.fit, pair.pk), default=None)

    @property
    def total(self) -> int:
        """The sum of the fits."""
        return sum(pair.fit for pair in self.pairs.values())

    @property
    def mean(self) -> int | None:
        """The mean fit, as a whole number."""
        return round(self.total / len(self.pairs)) if self.pairs else None

    @property
    def weighed(self) -> str:
        """What counted most, in words."""
        slug = preset_of(self.proposal.weights) or Weighting.Preset.OWN.value
        label = str(Weighting.Preset(slug).label)
        return _("%(label)s, the pair that fits least first") % {"label": label} if self.proposal.worst_first else label


@dataclass(frozen=True)
class Differing:
    """One lay partner who is paired differently."""

    lay: Place
    one: ProposedPair | None
    other: ProposedPair | None


@dataclass(frozen=True)
class Comparison:
    """Two proposals, and where they differ."""

    one: Side
    other: Side
    differing: list[Differing] = field(default_factory=list)
    same: int = 0

    @property
    def comparable(self) -> bool:
        """Whether fits mean the same on both sides."""
        return bool(self.one.proposal.weights == self.other.proposal.weights)


def compare(one: Proposal, other: Proposal) -> Comparison:
    """Return both with what differs, in one query."""
    rows = ProposedPair.objects.filter(proposal__in=[one, other]).select_related("lay__person", "professional__person")
    ordered = list(rows.order_by("lay__person__family_name", "lay__person__given_name", "lay_id"))
    sides = [Side(proposal, _by_lay(ordered, proposal)) for proposal in (one, other)]
    places = {row.lay_id: row.lay for row in ordered}
    found = [Differing(lay, sides[0].pairs.get(pk), sides[1].pairs.get(pk)) for pk, lay in places.items()]
    differing = [row for row in found if _partner(row.one) != _partner(row.other)]
    return Comparison(sides[0], sides[1], differing, len(found) - len(differing))


def _by_lay(rows: Iterable[ProposedPair], proposal: Proposal) -> dict[int, ProposedPair]:
    return {row.lay_id: row for row in rows if row.proposal_id == proposal.pk}


def _partner(row: ProposedPair | None) -> int | None:
    return row.professional_id if row else None


def named(proposal: Proposal) -> str:
    """Return what a proposal is called in a list: its name or state, when it was made, and its total."""
    made = in_london(proposal.made_at)
    what = proposal.name or str(proposal.get_state_display())
    facts = {"what": what, "when": f"{say_short_date(made.date())}, {say_time(made.time())}", "fit": proposal.total_fit}
    return _("%(what)s, %(when)s, total %(fit)d") % facts
