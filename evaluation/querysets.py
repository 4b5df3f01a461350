"""Reads of waves, invitations and responses."""

from datetime import datetime
from typing import TYPE_CHECKING

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from evaluation.models import Invitation, Response, Wave  # noqa: F401
    from people.models import Person


class WaveQuerySet(HouseQuerySet["Wave"]):
    """Waves."""


class InvitationQuerySet(HouseQuerySet["Invitation"]):
    """Invitations."""

    def open(self, *, now: datetime) -> "InvitationQuerySet":
        """Invitations that take answers now."""
        return self.filter(cancelled_at__isnull=True, opens_at__lte=now, closes_at__gt=now)

    def unanswered(self) -> "InvitationQuerySet":
        """Invitations whose response is not finished."""
        return self.exclude(response__finished_at__isnull=False)

    def of(self, person: "Person") -> "InvitationQuerySet":
        """One person's own invitations."""
        return self.filter(place__person=person)


class ResponseQuerySet(HouseQuerySet["Response"]):
    """Responses."""

    def finished(self) -> "ResponseQuerySet":
        """Responses that were sent."""
        return self.filter(finished_at__isnull=False)
