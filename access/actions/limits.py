"""Counting tries, in the database so that two workers count together."""

from datetime import UTC, datetime

from django.db import transaction
from django.db.models import F

from access.hashes import hash_of
from access.limits import Limit
from access.models import RateLimit


@transaction.atomic
def count_try(*, limit: Limit, of: str, now: datetime) -> datetime | None:
    """Count one try of `of` (an address, a network, a person); return when to try again, or None where it may go on.

    A refused try counts too, which changes nothing: the window ends when it ends.
    """
    window = _window(limit, now)
    row, _made = RateLimit.objects.get_or_create(key=_key(limit, of), window=window)
    RateLimit.objects.filter(pk=row.pk).update(count=F("count") + 1)
    row.refresh_from_db(fields=["count"])
    return window + limit.window if row.count > limit.tries else None


@transaction.atomic
def forget_tries(*, limit: Limit, of: str) -> None:
    """Forget the tries of `of`, after one that was right."""
    RateLimit.objects.filter(key=_key(limit, of)).delete()


def _key(limit: Limit, of: str) -> str:
    return f"{limit.name}:{hash_of('limit', of)}"


def _window(limit: Limit, now: datetime) -> datetime:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return epoch + (now - epoch) // limit.window * limit.window
