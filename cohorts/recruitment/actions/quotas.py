"""Writes to quotas. A draw keeps its own copy, so a quota that is removed changes no draw that was made."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from cohorts.models import Cohort
from cohorts.recruitment.models import Quota
from people.actions.audit import record
from people.models import Person


@transaction.atomic
def add_quota(*, cohort: Cohort, values: Mapping[str, Any], by: Person, now: datetime) -> Quota:
    """Give a cohort a quota, with its evidence, proportionality, approver and review."""
    quota = Quota.objects.create(cohort=cohort, **values)
    record(by=by, action="quota.add", about=quota, now=now, fields=values)
    return quota


@transaction.atomic
def approve_quota(*, quota: Quota, values: Mapping[str, Any], by: Person, now: datetime) -> Quota:
    """Approve a quota that was copied, or once more one that is due for review.

    `values` are its evidence and proportionality as they were looked at, who approved it, when, and the next review.
    """
    quota = Quota.objects.locked().get(pk=quota.pk)
    for name, value in values.items():
        setattr(quota, name, value)
    quota.save(update_fields=list(values))
    record(by=by, action="quota.approve", about=quota, now=now, fields=values)
    return quota


@transaction.atomic
def copy_quotas(*, pairs: Iterable[tuple[Cohort, Cohort]], by: Person, now: datetime) -> int:
    """Give each second cohort the quotas of the first; return how many.

    The reasons come along, the approval does not: it was given for another year.
    """
    to = {source.pk: target for source, target in pairs}
    copies = [
        Quota(
            cohort=to[row.cohort_id],
            category=row.category,
            value=row.value,
            role=row.role,
            minimum=row.minimum,
            maximum=row.maximum,
            evidence=row.evidence,
            proportionality=row.proportionality,
        )
        for row in Quota.objects.filter(cohort__in=to).order_by("pk")
    ]
    for row in Quota.objects.bulk_create(copies):
        record(by=by, action="quota.copy", about=row, now=now)
    return len(copies)


@transaction.atomic
def remove_quota(*, quota: Quota, by: Person, now: datetime) -> None:
    """Take a quota away before the next draw."""
    record(by=by, action="quota.remove", about=quota, now=now)
    quota.delete()
