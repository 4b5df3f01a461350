"""How far people go for a place: the one rule of every draw, of one cohort or of several. No Django.

A first wish is the person's own word: it stands however far it is, because they know the way, and distances are as the
crow flies. Any other wish counts only within how far they said they can travel. People who applied together go where
all of them would.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

FIRST = 1
RULE = "Nobody is drawn for a venue further than they said they can travel, except where they put it first."


@dataclass(frozen=True)
class Wish:
    """A venue that somebody would go to, its place in their order (from 1), and the distance in km where known."""

    venue: str
    rank: int
    km: float | None


@dataclass(frozen=True)
class Travel:
    """How many km somebody said they can travel (None: it does not matter), and their wishes, the dearest first."""

    limit_km: int | None
    wishes: tuple[Wish, ...]

    @property
    def venues(self) -> tuple[str, ...]:
        """Where they go, the dearest first."""
        return tuple(wish.venue for wish in self.wishes if wish.rank == FIRST or not self._is_far(wish))

    @property
    def far_first(self) -> Wish | None:
        """Their first wish where it is further than they said they can travel."""
        if self.limit_km is None:
            return None
        return next((wish for wish in self.wishes if wish.rank == FIRST and self._is_far(wish)), None)

    def _is_far(self, wish: Wish) -> bool:
        return self.limit_km is not None and wish.km is not None and wish.km > self.limit_km


def kept_travel(travel: Travel) -> dict[str, Any]:
    """Return what was said, as plain data."""
    return {"limit_km": travel.limit_km, "wishes": [asdict(wish) for wish in travel.wishes]}


def kept_travels(known: Mapping[str, Mapping[str, Any]]) -> dict[str, Travel]:
    """Return person → what they said about travel, of those of whom it was kept."""
    return {
        person: Travel(row["travel"]["limit_km"], tuple(Wish(**wish) for wish in row["travel"]["wishes"]))
        for person, row in known.items()
        if "travel" in row
    }


def faults_of_travel(
    venues: Mapping[str, Sequence[str]],
    travels: Mapping[str, Travel],
    *,
    seated: frozenset[str],
    groups: Sequence[Sequence[str]],
) -> list[str]:
    """Return a sentence for each person who takes part elsewhere than the rule says; `seated` stay where they are."""
    may = {person: set(venues[person]) for person in seated}
    may |= {person: set(travel.venues) for person, travel in travels.items() if person not in seated}
    faults = [f"It is not kept how far person {person} can travel." for person in sorted(venues.keys() - may.keys())]
    for group in groups:
        common = set.intersection(*(may.get(person, set()) for person in group))
        may |= dict.fromkeys(set(group) - seated, common)
    elsewhere = [person for person in sorted(venues.keys() & may.keys()) if set(venues[person]) != may[person]]
    return faults + [f"Person {person} takes part elsewhere than the rule about travel says." for person in elsewhere]
