"""The audit trail: one line a deed, with field names and never a value."""

from collections.abc import Iterable
from datetime import datetime

from django.db import models

from people.models import AuditEvent, Person


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
