"""Writes to who has looked at the names of the other role, and said whom they must not be paired with."""

from datetime import datetime

from django.db import transaction

from cohorts.models import Place
from cohorts.pairing.models import ConflictCheck
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def say_looked(*, place: Place, by: Person, now: datetime, told_to: Person | None = None) -> ConflictCheck:
    """Record that somebody looked and said whom to keep them apart from, or nobody. Twice changes nothing.

    `by` is the person; `told_to` is the member of staff who read the names out by phone.
    """
    check, made = ConflictCheck.objects.get_or_create(place=place, defaults={"said_at": now, "recorded_by": told_to})
    if made:
        record(by=told_to or by, action="conflict_check.make", about=check, now=now)
    return check
