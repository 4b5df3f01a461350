"""Pairing those who are left over with the least disturbance: what it would take, and doing it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.optimising import Run, rules_of
from cohorts.pairing.actions.pairs import end_pair
from cohorts.pairing.actions.proposals import propose_pairs
from cohorts.pairing.candidates import candidates_of, taken_places
from cohorts.pairing.models import Pair, Proposal
from people.models import Person

# Nobody would break more pairs to help one person.
MOST_BROKEN = 3


@dataclass(frozen=True)
class Made:
    """A pair that would be new, with its fit."""

    lay: Place
    professional: Place
    fit: int


@dataclass(frozen=True)
class Way:
    """The best pairs of a cohort that break these pairs and no others."""

    broken: list[Pair]
    made: list[Made]
    # Who has no partner then.
    left: list[Place]
    pairs: int
    total_fit: int

    @property
    def key(self) -> str:
        """The pairs that it breaks, as the button sends them."""
        return "-".join(sorted(pair.ref for pair in self.broken))


@dataclass(frozen=True)
class Ways:
    """Each number of broken pairs that pays, rising, and pairs between whose members an exclusion was made later."""

    ways: list[Way]
    impossible: list[Pair]


def ways_to_repair(cohort: Cohort) -> Ways:
    """Return what it would take to pair who is free: breaking no pair, one, two or three, where one more pays.

    Threes for a time, and pairs of which somebody has left, are not touched.
    """
    # scipy takes a moment to load, and few pages need it.
    from cohorts.pairing import assignment  # noqa: PLC0415

    pairs = list(Pair.objects.active().filter(cohort=cohort).with_people().order_by("pk"))

    def stands(pair: Pair) -> bool:
        return pair.third_id is None and all(place.state == Place.State.ACTIVE for place in pair.places)

    standing = [pair for pair in pairs if stands(pair)]
    found = candidates_of(cohort, taken_places(pair for pair in pairs if pair not in standing))
    if not found.lay or not found.professional:
        return Ways([], [])
    run = Run(found, rules_of(cohort, found, None))
    rows = {place.pk: row for row, place in enumerate(found.lay)}
    columns = {place.pk: column for column, place in enumerate(found.professional)}
    previous = {
        (rows[pair.lay_id], columns[pair.professional_id]): pair
        for pair in standing
        if pair.lay_id in rows and pair.professional_id in columns
    }
    result = assignment.repair(
        previous,
        [[run.fits[lay.pk, other.pk].total for other in found.professional] for lay in found.lay],
        forbidden=[[found.excludes(lay, other) for other in found.professional] for lay in found.lay],
        keys=([place.ref for place in found.lay], [place.ref for place in found.professional]),
        max_changes=MOST_BROKEN,
    )
    ways = []
    for step in result.steps:
        new = [cell for cell in step.assignment.pairs if cell not in previous]
        made = [_made(run, found.lay[row], found.professional[column]) for row, column in new]
        broken = [previous[cell] for cell in step.broken]
        left = [found.lay[row] for row in step.assignment.unpaired_lay]
        left += [found.professional[column] for column in step.assignment.unpaired_professional]
        ways.append(Way(broken, made, left, len(step.assignment.pairs), round(step.assignment.total_fit)))
    return Ways(ways, [previous[cell] for cell in result.impossible])


def _made(run: Run, lay: Place, professional: Place) -> Made:
    return Made(lay, professional, run.fits[lay.pk, professional.pk].total)


@transaction.atomic
def repair_pairs(*, cohort: Cohort, broken: Collection[str], by: Person, now: datetime) -> Proposal:
    """End the pairs with these references, and propose pairs for everybody who is free then.

    Raises:
        NotAllowedError: this is not one of the ways any more, because somebody came, left or was paired since.
    """
    cohort = Cohort.objects.locked().get(pk=cohort.pk)
    wanted = "-".join(sorted(broken))
    way = next((one for one in ways_to_repair(cohort).ways if one.key == wanted), None)
    if way is None or not way.made:
        raise NotAllowedError(_("The pairs have changed since you looked. Look at them as they are now."))
    for pair in way.broken:
        end_pair(pair=pair, reason=Pair.EndReason.REPAIRED, by=by, now=now)
    return propose_pairs(cohort=cohort, by=by, now=now)
