"""Reads of sign-in tokens."""

from datetime import datetime
from typing import TYPE_CHECKING

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from access.models import SignInToken  # noqa: F401


class SignInTokenQuerySet(HouseQuerySet["SignInToken"]):
    """Sign-in tokens."""

    def live(self, *, now: datetime) -> "SignInTokenQuerySet":
        """Tokens that can still be used."""
        return self.filter(used_at__isnull=True, expires_at__gt=now)
