"""What recruitment does without being asked."""

from datetime import datetime, timedelta

from cohorts.recruitment.actions.erasing import erase_sealed
from cohorts.recruitment.actions.halves import tell_left_behind
from cohorts.recruitment.actions.imports import erase_imports
from cohorts.recruitment.actions.offer_answers import follow_withdrawn_places, lapse_overdue
from cohorts.recruitment.actions.releases import follow_released_places
from cohorts.recruitment.actions.reviews import share_out_all
from cohorts.recruitment.actions.task_reasons import keep_recruitment_tasks

# How long the cells of an imported file are kept beside the applications that came of them.
IMPORTS_LAST = timedelta(days=30)
# How long a draw keeps what people said for it, after its last cohort was done: as long as a complaint can be looked
# into. Six months, in days, as no date is promised to anybody.
DRAWS_LAST = timedelta(days=183)


def lapse_offers(now: datetime) -> int:
    """Let offers lapse whose last day has passed, and follow people who have left; return how many that were."""
    return lapse_overdue(now=now) + follow_withdrawn_places(now=now) + follow_released_places(now=now)


def tell_partners(now: datetime) -> int:
    """Tell people that whoever they applied with does not come; return how many were told."""
    return tell_left_behind(now=now)


def share_out_reviews(now: datetime) -> int:
    """Give reviewers the applications that came in, where a programme scores them; return how many."""
    return share_out_all(now=now)


def keep_tasks(now: datetime) -> int:
    """Keep the tasks about applications, offers and releases; return how many were opened or dropped."""
    return keep_recruitment_tasks(now=now)


def erase_staged_imports(now: datetime) -> int:
    """Erase the cells of files that were staged 30 days ago or before; return how many files that were."""
    return erase_imports(staged_before=now - IMPORTS_LAST)


def erase_old_draws(now: datetime) -> int:
    """Erase what people said from draws whose cohorts were done half a year ago or before; return how many."""
    return erase_sealed(done_before=now - DRAWS_LAST, now=now)
