"""The audit trail: one line a deed, with field names and never a value; and the seals over it."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256

from django.db import connection, models, transaction

from people.models import AuditEvent, AuditSeal, Person

SEALED_AT_ONCE = 5000


def record(
    *, by: Person | None, action: str, about: models.Model, now: datetime, fields: Iterable[str] = ()
) -> AuditEvent:
    """Write down that `by` (nobody for a sweep) did `action` to the row `about`, changing `fields`.

    Call it inside the transaction of the deed, so that neither exists without the other.
    """
    return AuditEvent.objects.create(
        at=now,
        by=by,
        action=action,
        model=about._meta.label_lower,  # noqa: SLF001 - Django documents _meta as public
        object_id=str(about.pk),
        fields=sorted(fields),
    )


def record_all(
    *, by: Person | None, action: str, about: Iterable[models.Model], now: datetime, fields: Iterable[str] = ()
) -> None:
    """Write down the same deed for each of these rows, in one statement."""
    names = sorted(fields)
    AuditEvent.objects.bulk_create(
        AuditEvent(
            at=now,
            by=by,
            action=action,
            model=row._meta.label_lower,  # noqa: SLF001 - Django documents _meta as public
            object_id=str(row.pk),
            fields=names,
        )
        for row in about
    )


def seal_events(*, now: datetime) -> int:
    """Seal every event that no seal covers yet, and return how many that were."""
    sealed = 0
    while count := _seal_next(now=now):
        sealed += count
    return sealed


def verify_seals() -> AuditSeal | None:
    """Return the first seal that its events, or the seal before it, no longer bear out; None where all hold."""
    before: AuditSeal | None = None
    for seal in AuditSeal.objects.order_by("last_event_id"):
        previous_hash = before.hash if before else ""
        events = AuditEvent.objects.filter(pk__gt=before.last_event_id if before else 0, pk__lte=seal.last_event_id)
        found = list(events.order_by("pk"))
        if seal.previous_hash != previous_hash or seal.events != len(found) or seal.hash != _hash(previous_hash, found):
            return seal
        before = seal
    return None


@transaction.atomic
def _seal_next(*, now: datetime) -> int:
    _wait_for_writers()
    last = AuditSeal.objects.order_by("-last_event_id").first()
    unsealed = AuditEvent.objects.filter(pk__gt=last.last_event_id if last else 0)
    events = list(unsealed.order_by("pk")[:SEALED_AT_ONCE])
    if not events:
        return 0
    previous_hash = last.hash if last else ""
    AuditSeal.objects.create(
        first_event_id=events[0].pk,
        last_event_id=events[-1].pk,
        events=len(events),
        previous_hash=previous_hash,
        hash=_hash(previous_hash, events),
        sealed_at=now,
    )
    return len(events)


def _wait_for_writers() -> None:
    """Let transactions that are writing an event finish first: one with a lower id must not come after the seal."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE people_auditevent IN SHARE ROW EXCLUSIVE MODE")


def _hash(previous_hash: str, events: Iterable[AuditEvent]) -> str:
    digest = sha256(previous_hash.encode())
    for event in events:
        at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
        row = [event.pk, at, event.by_id, event.action, event.model, event.object_id, event.fields]
        digest.update(b"\n" + json.dumps(row, separators=(",", ":"), ensure_ascii=True).encode())
    return digest.hexdigest()
