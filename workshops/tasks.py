"""Periodic duties of workshops."""

from datetime import datetime

from cohorts.models import Cohort
from common.dates import in_london
from workshops.actions import keep_overdue_tasks, keep_provisions, queue_reminders
from workshops.actions.leading import keep_declined_tasks, keep_lead_requests, take_off_former
from workshops.actions.met import queue_met_questions
from workshops.actions.task_reasons import keep_workshop_tasks
from workshops.models import Workshop


def queue_workshop_reminders(now: datetime) -> int:
    """Queue the reminders of every workshop ahead; return how many were new or moved. Idempotent."""
    ahead = Workshop.objects.ahead(on=in_london(now).date()).with_everything_named()
    going_on = ahead.exclude(cohort__state__in=[Cohort.State.CANCELLED, Cohort.State.ARCHIVED])
    return queue_reminders(workshops=going_on.iterator(chunk_size=100), now=now)


def keep_needs_arranged(now: datetime) -> int:
    """Keep what has to be arranged for every workshop ahead in step with who comes; return how many rows changed.

    Workshops that were postponed or cancelled are looked at while something still waits for them.
    """
    on = in_london(now).date()
    waiting = Workshop.objects.stopped().filter(provisions__cancelled_at__isnull=True, provisions__isnull=False)
    changed = 0
    for workshop in [*Workshop.objects.ahead(on=on), *waiting.distinct()]:
        changed += keep_provisions(workshop=workshop, now=now)
    return changed + keep_overdue_tasks(on=on, now=now)


def ask_facilitators(now: datetime) -> int:
    """Ask the facilitators of every workshop ahead whether they lead it; return how many rows changed. Idempotent."""
    on = in_london(now).date()
    over = [Cohort.State.CANCELLED, Cohort.State.ARCHIVED]
    changed = 0
    for workshop in Workshop.objects.ahead(on=on).exclude(cohort__state__in=over):
        changed += take_off_former(workshop=workshop, now=now)
        changed += keep_lead_requests(workshop=workshop, now=now)
    return changed + keep_declined_tasks(on=on, now=now)


def ask_whether_needs_were_met(now: datetime) -> int:
    """Ask everybody who came whether what they need was there; return how many were asked now. Idempotent."""
    return queue_met_questions(now=now)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about registers and reserves; return how many were opened or dropped."""
    return keep_workshop_tasks(now=now)
