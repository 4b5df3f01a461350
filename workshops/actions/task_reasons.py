"""Why staff have something to do after a workshop."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.models import Cohort
from cohorts.recruitment.models import Application, Reserve
from common.dates import in_london, say_date
from workshops.models import Workshop

OVER = (Cohort.State.CANCELLED, Cohort.State.ARCHIVED)


def keep_workshop_tasks(*, now: datetime) -> int:
    """Keep the tasks about registers and people left in reserve; return how many were opened or dropped."""
    taken, told = _("The register is taken, or the day did not take place."), _("Nobody is in reserve any more.")
    return keep_tasks(kind="register-missing", reasons=_registers(now), gone=taken, now=now) + keep_tasks(
        kind="reserves-left", reasons=_reserves(now), gone=told, now=now
    )


def _registers(now: datetime) -> Iterator[Reason]:
    """From the day after the workshop on."""
    missing = Workshop.objects.register_missing(on=in_london(now).date()).exclude(cohort__state__in=OVER)
    for workshop in missing.select_related("cohort"):
        words = {"cohort": workshop.cohort.name, "number": workshop.number, "day": say_date(workshop.date)}
        yield Reason(
            key=f"register-missing:{workshop.pk}:{workshop.date}",
            title=_("Take the register of %(cohort)s, workshop %(number)s, %(day)s") % words,
            programme_id=workshop.cohort.programme_id,
            cohort_id=workshop.cohort_id,
            due_on=workshop.date + timedelta(days=1),
            subject_ref=workshop.ref,
        )


def _reserves(now: datetime) -> Iterator[Reason]:
    """Once workshop 1 has begun no place comes free in this cohort: whoever still hopes is to be told."""
    begun = Workshop.objects.begun(now=now).filter(number=1).exclude(cohort__state__in=OVER).select_related("cohort")
    workshops = {workshop.cohort_id: workshop for workshop in begun}
    waiting = Reserve.objects.unused().filter(cohort__in=workshops, application__state=Application.State.RESERVE)
    for cohort_id, count in (
        waiting.order_by().values_list("cohort").annotate(count=Count("application", distinct=True))
    ):
        cohort = workshops[cohort_id].cohort
        title = ngettext(
            "Tell %(count)s person in reserve for %(cohort)s that it has begun",
            "Tell %(count)s people in reserve for %(cohort)s that it has begun",
            count,
        )
        yield Reason(
            key=f"reserves-left:{cohort.pk}",
            title=title % {"count": count, "cohort": cohort.name},
            programme_id=cohort.programme_id,
            cohort_id=cohort.pk,
            due_on=workshops[cohort_id].date + timedelta(days=7),
            subject_ref=cohort.ref,
        )
