"""Reads of workshops, registers and claims."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from people.models import Person
    from workshops.models import Claim, RegisterEntry, Workshop  # noqa: F401


class WorkshopQuerySet(HouseQuerySet["Workshop"]):
    """Workshops."""

    def ahead(self, *, on: date) -> "WorkshopQuerySet":
        """Workshops that are still to come, today's among them."""
        return self.filter(date__gte=on, state__in=["planned", "confirmed"])

    def held(self) -> "WorkshopQuerySet":
        """Workshops that took place."""
        return self.filter(state="held")

    def led_by(self, person: "Person") -> "WorkshopQuerySet":
        """Workshops that this person leads."""
        return self.filter(Q(lay_facilitator=person) | Q(professional_facilitator=person))


class RegisterQuerySet(HouseQuerySet["RegisterEntry"]):
    """Register entries."""

    def came(self) -> "RegisterQuerySet":
        """People who were there, for the day or part of it."""
        return self.filter(mark__in=["present", "part"])


class ClaimQuerySet(HouseQuerySet["Claim"]):
    """Claims."""
