"""Writes to quotas. A draw keeps its own copy, so a quota that is removed changes no draw that was made."""

from collections.abc import Mapping
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
def remove_quota(*, quota: Quota, by: Person, now: datetime) -> None:
    """Take a quota away before the next draw."""
    record(by=by, action="quota.remove", about=quota, now=now)
    quota.delete()
