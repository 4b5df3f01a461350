"""Writes to who has looked at the names of the other role, and said whom they must not be paired with."""

from datetime import datetime

from django.db import transaction

from cohorts.models import Place
from cohorts.pairing.models import ConflictCheck
from cohorts.pairing.querysets import silent
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def say_looked(*, place: Place, by: Person, now: datetime, told_to: Person | None = None) -> ConflictCheck:
    """Record that somebody looked and said whom to keep them apart from, or nobody. Twice changes nothing.

    `by` is the person; `told_to` is the member of staff who read the names out by phone. Who is asked again, because a
    partner came later, answers anew.
    """
    asked = silent(Place.objects.filter(pk=place.pk)).exists()
    check, made = ConflictCheck.objects.get_or_create(place=place, defaults={"said_at": now, "recorded_by": told_to})
    if asked and not made:
        check.said_at, check.recorded_by = now, told_to
        check.save(update_fields=["said_at", "recorded_by"])
    if asked or made:
        record(by=told_to or by, action="conflict_check.make", about=check, now=now)
    return check
