"""Periodic duties of workshops."""

from datetime import datetime

from cohorts.models import Cohort
from common.dates import in_london
from workshops.actions import queue_reminders
from workshops.models import Workshop


def queue_workshop_reminders(now: datetime) -> int:
    """Queue the reminders of every workshop ahead; return how many were new or moved. Idempotent."""
    ahead = Workshop.objects.ahead(on=in_london(now).date()).with_everything_named()
    return queue_reminders(
        workshops=ahead.exclude(cohort__state__in=[Cohort.State.CANCELLED, Cohort.State.ARCHIVED]), now=now
    )
