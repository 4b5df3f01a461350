"""Writes to exclusions and wishes: who must not be paired, and who would like to be."""

from datetime import datetime

from django.db import transaction

from cohorts import reads
from cohorts.models import Exclusion, Programme, Wish
from common.prepared import alike
from people.actions.audit import record
from people.models import AuditEvent, Person

DECLARED = "exclusion.declare"


@transaction.atomic
def declare_exclusion(
    *, programme: Programme, one: Person, other: Person, reason: str, note: str = "", by: Person, now: datetime
) -> Exclusion:
    """Say that two people must not be paired in a programme. Declaring it again changes nothing.

    Where somebody else has said it before, the row stays theirs and the trail keeps that `by` said it too: neither of
    two people may find out from this that the other one said the same.

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
    if made or not AuditEvent.objects.about(exclusion).filter(by=by, action=DECLARED).exists():
        record(by=by, action=DECLARED, about=exclusion, now=now)
    return exclusion


def declared_by(person: Person) -> list[Exclusion]:
    """Return what this person said of whom they must not be paired with, whoever said it first. At most two queries."""
    own = [int(key) for key in reads.done_by(person, DECLARED)]
    return list(reads.exclusions_among(person, alike(own)))


@transaction.atomic
def wish_for(*, programme: Programme, person: Person, wanted: Person, by: Person, now: datetime) -> Wish:
    """Say with whom somebody would like to be paired. Saying it again changes nothing."""
    wish, made = Wish.objects.get_or_create(
        programme=programme, person=person, wanted=wanted, defaults={"made_at": now}
    )
    if made:
        record(by=by, action="wish.make", about=wish, now=now)
    return wish


@transaction.atomic
def end_exclusion(*, exclusion: Exclusion, by: Person, now: datetime) -> Exclusion:
    """End an exclusion; it stays on record. Ending it twice changes nothing."""
    ended = Exclusion.objects.filter(pk=exclusion.pk, ended_at=None).update(ended_at=now, ended_by=by)
    if ended:
        record(by=by, action="exclusion.end", about=exclusion, now=now, fields=["ended_at"])
    exclusion.refresh_from_db()
    return exclusion
