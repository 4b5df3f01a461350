"""Writes to exclusions: who must not be paired."""

from datetime import datetime

from django.db import transaction

from cohorts.models import Exclusion, Programme
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def declare_exclusion(
    *, programme: Programme, one: Person, other: Person, reason: str, note: str = "", by: Person, now: datetime
) -> Exclusion:
    """Say that two people must not be paired in a programme. Declaring it again changes nothing.

    Raises:
        ValueError: the two are one person.
    """
    if one.pk == other.pk:
        msg = "An exclusion is between two people."
        raise ValueError(msg)
    first, second = sorted((one, other), key=lambda person: person.pk)
    exclusion, made = Exclusion.objects.get_or_create(
        programme=programme,
        first=first,
        second=second,
        ended_at=None,
        defaults={"reason": reason, "note": note or None, "declared_by": by, "declared_at": now},
    )
    if made:
        record(by=by, action="exclusion.declare", about=exclusion, now=now)
    return exclusion


@transaction.atomic
def end_exclusion(*, exclusion: Exclusion, by: Person, now: datetime) -> Exclusion:
    """End an exclusion; it stays on record. Ending it twice changes nothing."""
    ended = Exclusion.objects.filter(pk=exclusion.pk, ended_at=None).update(ended_at=now, ended_by=by)
    if ended:
        record(by=by, action="exclusion.end", about=exclusion, now=now, fields=["ended_at"])
    exclusion.refresh_from_db()
    return exclusion
