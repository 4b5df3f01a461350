"""Why staff have something to do about outreach: a step that was agreed, and people who are still needed in time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.models import Cohort
from cohorts.recruitment.actions.outreach import STEP, step_key, step_title
from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.outreach_missing import OPEN, is_short_notice, missing_of, say_missing
from common.dates import in_london

# Whoever is asked a week before the end can still apply.
BEFORE_THE_END = timedelta(days=7)


def keep_outreach_tasks(*, now: datetime) -> int:
    """Keep the tasks of outreach; return how many were opened or dropped."""
    over = _("It is no longer in the plan, or recruitment is over.")
    enough = _("Enough people have applied, or recruitment is over.")
    return keep_tasks(kind=STEP, reasons=_steps(), gone=over, now=now) + keep_tasks(
        kind="outreach-short", reasons=_short(now), gone=enough, now=now
    )


def _steps() -> Iterator[Reason]:
    rows = OutreachLink.objects.in_plan().filter(next_step_on__isnull=False, cohort__state__in=OPEN)
    for link in rows.with_everything_named():
        if link.cohort is not None:
            yield Reason(
                key=step_key(link),
                title=step_title(link),
                programme_id=link.cohort.programme_id,
                cohort_id=link.cohort_id,
                due_on=link.next_step_on,
                subject_ref=link.ref,
            )


def _short(now: datetime) -> Iterator[Reason]:
    """One task for a cohort, whose words follow what is missing."""
    on = in_london(now).date()
    recruiting = Cohort.objects.filter(state=Cohort.State.RECRUITING, programme__archived_at=None)
    cohorts = [cohort for cohort in recruiting if is_short_notice(cohort, on=on)]
    missing = missing_of(cohorts)
    for cohort in cohorts:
        if missing[cohort.pk]:
            closes = cohort.recruitment_closes
            words = {"cohort": cohort.name, "people": say_missing(missing[cohort.pk])}
            yield Reason(
                key=f"outreach-short:{cohort.pk}:{closes or ''}",
                title=_("Still needed for %(cohort)s: %(people)s") % words,
                programme_id=cohort.programme_id,
                cohort_id=cohort.pk,
                due_on=closes - BEFORE_THE_END if closes else None,
                subject_ref=cohort.ref,
            )
