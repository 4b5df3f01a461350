"""One run of the optimiser over the free people of a cohort, and what every other pair would cost."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.pairing.candidates import Candidates
from cohorts.pairing.fit import Fit
from cohorts.pairing.models import Proposal, Weighting
from cohorts.pairing.weights import PRESETS, checked_weights

if TYPE_CHECKING:
    from cohorts.pairing.assignment import Assignment

# A lay place and a professional place.
Couple = tuple[int, int]


@dataclass(frozen=True)
class Rules:
    """What a run keeps to: the weights, couples that stay, couples that a coordinator forbade, and what comes first."""

    weights: dict[str, int]
    locked: tuple[Couple, ...] = ()
    forbidden: tuple[Couple, ...] = ()
    worst_first: bool = False


@dataclass(frozen=True)
class Run:
    """The fits of everybody with everybody, and the best pairs there are under these rules."""

    found: Candidates
    rules: Rules

    @cached_property
    def fits(self) -> dict[Couple, Fit]:
        """The fit of each lay place with each professional place."""
        return {
            (lay.pk, other.pk): self.found.fit(lay, other, self.rules.weights)
            for lay in self.found.lay
            for other in self.found.professional
        }

    @cached_property
    def best(self) -> "Assignment":
        """The best pairs: those locked stay, those excluded or forbidden are never made."""
        # scipy takes a moment to load, and few pages need it.
        from cohorts.pairing import assignment  # noqa: PLC0415

        lay, professional = self.found.lay, self.found.professional
        barred = set(self.rules.forbidden)
        rows = {place.pk: row for row, place in enumerate(lay)}
        columns = {place.pk: column for column, place in enumerate(professional)}
        return assignment.solve(
            [[self.fits[one.pk, other.pk].total for other in professional] for one in lay],
            forbidden=[
                [self.found.excludes(one, other) or (one.pk, other.pk) in barred for other in professional]
                for one in lay
            ],
            locked=[(rows[one], columns[other]) for one, other in self.rules.locked],
            keys=([place.ref for place in lay], [place.ref for place in professional]),
            worst_first=self.rules.worst_first,
        )

    @property
    def partners(self) -> dict[int, int]:
        """Whom the best pairs give to whom: lay place to professional place."""
        return {self.found.lay[row].pk: self.found.professional[column].pk for row, column in self.best.pairs}

    def costs(self, partners: Mapping[int, int]) -> dict[str, dict[str, list[int]]]:
        """Return what each pair would cost these `partners`: [total fit, pairs fewer] if it were forced.

        Everybody else is then set right as well as can be, so where somebody paired by hand it may be a gain, below 0.
        Couples that cannot be, and people who are locked, are left out.
        """
        from cohorts.pairing import assignment  # noqa: PLC0415

        known = assignment.losses(self.best)
        now = sum(self.fits[couple].total for couple in partners.items())
        ahead = round(self.best.total_fit) - now, len(self.best.pairs) - len(partners)
        table: dict[str, dict[str, list[int]]] = {}
        for row, lay in enumerate(self.found.lay):
            for column, other in enumerate(self.found.professional):
                # NaN is not equal to itself.
                if known.loss[row, column] == known.loss[row, column]:
                    lost, fewer = round(float(known.loss[row, column])), int(known.pairs_lost[row, column])
                    table.setdefault(str(lay.pk), {})[str(other.pk)] = [lost - ahead[0], fewer - ahead[1]]
        return table

    def as_json(self) -> dict[str, dict[str, int]]:
        """Return all fits as a proposal keeps them."""
        table: dict[str, dict[str, int]] = {}
        for (lay, other), fit in self.fits.items():
            table.setdefault(str(lay), {})[str(other)] = fit.total
        return table


def rules_of(
    cohort: Cohort,
    found: Candidates,
    earlier: Proposal | None,
    *,
    weights: Mapping[str, int] | None = None,
    lock: Couple | None = None,
    forbid: Couple | None = None,
) -> Rules:
    """Return what a new run keeps to: the cohort's weights, and what the earlier draft locked and forbade.

    Raises:
        NotAllowedError: the weights are no weights.
    """
    chosen = Weighting.objects.filter(cohort=cohort).first()
    forbidden = [(int(one), int(other)) for one, other in earlier.forbidden] if earlier else []
    forbidden = [pair for pair in [*forbidden, *filter(None, [forbid])] if pair != lock]
    kept = [(row.lay_id, row.professional_id) for row in earlier.pairs.all() if row.locked] if earlier else []
    kept = [pair for pair in kept if pair != forbid]
    return Rules(
        weights=_checked(weights if weights is not None else weights_of(chosen)),
        locked=tuple(locks(found, [*filter(None, [lock]), *kept], forbidden)),
        forbidden=tuple(sorted(set(forbidden))),
        worst_first=chosen.worst_first if chosen else False,
    )


def weights_of(chosen: Weighting | None) -> Mapping[str, int] | None:
    """Return the weights that somebody chose for a cohort; None where nobody has."""
    if chosen is None:
        return None
    own: Mapping[str, int] = chosen.weights
    return own if chosen.preset == Weighting.Preset.OWN else PRESETS[chosen.preset]


def _checked(weights: Mapping[str, int] | None) -> dict[str, int]:
    try:
        return checked_weights(weights)
    except ValueError as error:
        raise NotAllowedError(str(error)) from error


def locks(found: Candidates, kept: Iterable[Couple], forbidden: Collection[Couple]) -> list[Couple]:
    """Return (lay, professional) places that stay together: a coordinator's locks before those who applied together.

    An exclusion is stronger than either, and a lock on somebody who is not free any more has no effect.
    """
    held: list[Couple] = []
    taken: set[int] = set()
    for lay, other in [*kept, *sorted(found.together)]:
        free = lay in found.by_id and other in found.by_id and not {lay, other} & taken
        if free and (lay, other) not in forbidden and not found.excludes(found.by_id[lay], found.by_id[other]):
            held.append((lay, other))
            taken |= {lay, other}
    return held


def need_both_sides(found: Candidates) -> None:
    """Refuse a run over an empty side.

    Raises:
        NotAllowedError: it says which side is empty.
    """
    if not found.lay and not found.professional:
        raise NotAllowedError(_("Everybody in this cohort is in a pair, or nobody has accepted a place yet."))
    if not found.lay:
        raise NotAllowedError(_("No lay partner is free. Offer places to lay applicants first."))
    if not found.professional:
        raise NotAllowedError(_("No professional partner is free. Offer places to professionals first."))
