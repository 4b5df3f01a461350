"""What runs by itself: reminders, and the tasks of staff that come from messages, letters and needs."""

from datetime import datetime

from cohorts.actions.concerns import chase_unread
from cohorts.actions.jobs import carry_out, take_next
from cohorts.actions.programmes import TO_RUNNING, start_begun
from cohorts.actions.returned_letters import ask_about_returned_letters
from cohorts.actions.task_reasons import keep_message_tasks, keep_need_tasks, keep_stop_tasks
from cohorts.models import Cohort


def start_cohorts(now: datetime) -> int:
    """Let every cohort run whose first workshop has begun; return how many do so from now on."""
    begun = Cohort.objects.begun(now=now).filter(state__in=TO_RUNNING[:-1])
    return sum(start_begun(cohort=cohort, by=None, now=now) for cohort in begun)


def returned_letters(now: datetime) -> int:
    """Open a task for each letter that came back; return how many were opened."""
    return ask_about_returned_letters(now=now)


def chase_concerns(now: datetime) -> int:
    """Remind the safeguarding lead and deputy of reports that nobody has read after one working day."""
    return chase_unread(now=now)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about messages in trouble, closed ways and needs to review; return how many changed."""
    return keep_message_tasks(now=now) + keep_stop_tasks(now=now) + keep_need_tasks(now=now)


def run_jobs(now: datetime) -> int:
    """Do all the long work that waits, one piece after the other; return how many pieces that were."""
    taken = 0
    while (work := take_next(now)) is not None:
        carry_out(work)
        taken += 1
    return taken
