"""Numbers of types become people: a list of panels in which everybody who is alike has exactly the same chance.

Households that may send different units take turns (each turn as long as the others). Everybody else is dealt out:
whoever of a type has had least so far sits on the next panel, and what that leaves uneven is evened out by splitting a
panel in two. So the list is hardly longer than the mixture, where naming every combination would be endless.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from cohorts.recruitment.lottery_panels import Mixture
from cohorts.recruitment.lottery_types import Integers, Kind, Types

Unit = tuple[str, ...]
EVEN = 1e-13


@dataclass(frozen=True)
class Panel:
    """People drawn together, each with their venue ("" where there is one only), and how likely this panel is."""

    probability: float
    seats: tuple[tuple[str, str], ...]

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of those drawn, in order."""
        return tuple(person for person, _venue in self.seats)


@dataclass
class _Part:
    """A stretch of one panel of the mixture, with the people seated so far.

    `begins` is where in the turns of that panel it lies; `open` are the seats of the kind at hand, by venue.
    """

    probability: float
    of: int
    begins: Fraction
    seats: dict[str, str] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)

    def split(self, probability: float) -> "_Part":
        """Cut a stretch off, with the same people."""
        self.probability -= probability
        return _Part(probability, self.of, self.begins, dict(self.seats), list(self.open))

    def seat(self, unit: Unit, venue: str) -> None:
        self.seats.update(dict.fromkeys(unit, venue))

    def replace(self, leaves: Unit, comes: Unit) -> None:
        venue = self.seats[leaves[0]]
        for person in leaves:
            del self.seats[person]
        self.seat(comes, venue)

    def holds(self, unit: Unit) -> bool:
        return unit[0] in self.seats


def people_of(types: Types, mixture: Mixture) -> tuple[Panel, ...]:
    """Return the mixture as panels of people, the likeliest first."""
    turning = [kind for kind in types.kinds if not _is_simple(kind)]
    parts = [part for of in range(len(mixture.panels)) for part in _turns(mixture, of, turning)]
    counts = np.array(mixture.panels)
    for kind in turning:
        parts = _units_in_turn(parts, mixture, kind)
    for kind in types.kinds:
        if _is_simple(kind):
            sends = counts[:, [column for column, _index, _venue in kind.columns]].sum(axis=1)
            for part in parts:
                part.open = [venue for _index, venue in _ways(kind, mixture.panels[part.of])] if sends[part.of] else []
            parts = _deal(parts, [household[0][0] for household in kind.households])
    return _merged(parts)


def _is_simple(kind: Kind) -> bool:
    """Whether each household of the kind is one unit."""
    return len(kind.households[0]) == 1 and len(kind.households[0][0]) == 1


def _turns(mixture: Mixture, of: int, turning: Sequence[Kind]) -> Iterable[_Part]:
    """Cut a panel of the mixture where the households of any kind take turns."""
    edges = {Fraction(turn, len(kind.households)) for kind in turning for turn in range(len(kind.households))}
    for begins, ends in itertools.pairwise(sorted(edges | {Fraction(0), Fraction(1)})):
        yield _Part(mixture.probabilities[of] * float(ends - begins), of, begins)


def _units_in_turn(parts: list[_Part], mixture: Mixture, kind: Kind) -> list[_Part]:
    """Seat the households of a kind whose turn it is, and deal the seats of each out among its units of one type."""
    for household, units_of in enumerate(kind.households):
        for index, units in enumerate(units_of):
            for part in parts:
                part.open = _seat_of(kind, household, index, part, mixture)
            parts = _deal(parts, list(units))
    return parts


def _seat_of(kind: Kind, household: int, index: int, part: _Part, mixture: Mixture) -> list[str]:
    """Return the venue to which a household sends a unit of one type in its turn, or nothing."""
    ways = _ways(kind, mixture.panels[part.of])
    place = (household + int(part.begins * len(kind.households))) % len(kind.households)
    return [ways[place][1]] if place < len(ways) and ways[place][0] == index else []


def _ways(kind: Kind, panel: Integers) -> list[tuple[int, str]]:
    """Return (type, venue) of each unit that the households of a kind send in a panel."""
    return [(index, venue) for column, index, venue in kind.columns for _ in range(panel[column])]


def _deal(parts: list[_Part], units: list[Unit]) -> list[_Part]:
    """Fill the open seats of the parts so that all units have the same share; return the parts, split ones last."""
    if len(units) == 1:
        # Most people are alone in what they are: nobody to share with.
        for part in parts:
            if part.open:
                part.seat(units[0], part.open[0])
        return parts
    seats = np.array([len(part.open) for part in parts])
    lengths = np.array([part.probability for part in parts])
    each = float(seats @ lengths) / len(units)
    had = np.zeros(len(units))
    for at in np.argsort(-lengths, kind="stable"):
        part = parts[at]
        if part.open:
            chosen = np.argsort(had, kind="stable")[: len(part.open)]
            had[chosen] += part.probability
            for unit, venue in zip(sorted(chosen.tolist()), part.open, strict=True):
                part.seat(units[unit], venue)
    return parts + _even_out([part for part in parts if part.open], units, had - each)


def _even_out(parts: list[_Part], units: list[Unit], over: npt.NDArray[np.float64]) -> list[_Part]:
    """Move stretches from who has most to who has least until all have the same; return the parts split off."""
    made: list[_Part] = []
    while (
        (most := int(np.argmax(over))) != (least := int(np.argmin(over))) and over[most] > EVEN and over[least] < -EVEN
    ):
        wanted = float(min(over[most], -over[least]))
        part = next(one for one in [*parts, *made] if one.holds(units[most]) and not one.holds(units[least]))
        if part.probability > wanted + EVEN:
            made.append(part.split(part.probability - wanted))
        part.replace(units[most], units[least])
        over[most] -= part.probability
        over[least] += part.probability
    return made


def _merged(parts: Iterable[_Part]) -> tuple[Panel, ...]:
    found: dict[tuple[tuple[str, str], ...], float] = {}
    for part in parts:
        key = tuple(sorted(part.seats.items()))
        found[key] = found.get(key, 0.0) + part.probability
    whole = sum(found.values())
    panels = [Panel(probability / whole, seats) for seats, probability in found.items() if probability > EVEN]
    return tuple(sorted(panels, key=lambda panel: (-panel.probability, panel.seats)))
