"""Who tells the life of one cohort: its story, its team, and the dice."""

import random
from dataclasses import dataclass
from functools import cached_property
from uuid import NAMESPACE_OID, UUID, uuid5

from cohorts.models import Cohort
from leadingtogether.demo.timeline import Story
from people.models import Person


@dataclass
class Teller:
    """One cohort with what its life is told from. `slow_managers` have not answered about a release."""

    story: Story
    cohort: Cohort
    team: dict[str, Person]
    seed: int
    slow_managers: int = 0

    @cached_property
    def chance(self) -> random.Random:
        """The dice of this cohort: what happens in one does not change what happens in another."""
        return random.Random(f"{self.seed} {self.cohort.name}")  # noqa: S311 - a demo, not a secret and not a draw

    @property
    def coordinator(self) -> Person:
        """Who coordinates."""
        return self.team["coordinator"]

    def now_cohort(self) -> Cohort:
        """Return the cohort as it is now: its state moves on."""
        return Cohort.objects.get(pk=self.cohort.pk)

    def once(self, *what: object) -> UUID:
        """Return the id of a page that is sent once, the same from the same seed."""
        return uuid5(NAMESPACE_OID, f"demo {self.seed} {self.cohort.name} {what}")
