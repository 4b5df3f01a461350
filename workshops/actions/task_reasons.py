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
from workshops.kinds import NO_FACILITATOR, REGISTER_MISSING, RESERVES_LEFT, TO_FINISH
from workshops.models import Workshop

OVER = (Cohort.State.CANCELLED, Cohort.State.ARCHIVED)
# A facilitator who is missing is looked for so long before the day, and is to be found so long before it.
FIND_FACILITATORS = timedelta(days=90)
ASK_THEM = timedelta(days=21)
# What comes after the last day, such as late registers, has this long.
ENDED = timedelta(days=14)


def keep_workshop_tasks(*, now: datetime) -> int:
    """Keep the tasks about registers, facilitators, reserves and ends; return how many were opened or dropped."""
    kinds = (
        (REGISTER_MISSING, _registers(now), _("The register is taken, or the day did not take place.")),
        (NO_FACILITATOR, _facilitators(now), _("Both facilitators are named, or the day has begun.")),
        (RESERVES_LEFT, _reserves(now), _("Nobody is in reserve any more.")),
        (TO_FINISH, _ends(now), _("The cohort is finished, or another day is planned.")),
    )
    return sum(keep_tasks(kind=kind.slug, reasons=reasons, gone=gone, now=now) for kind, reasons, gone in kinds)


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


def _facilitators(now: datetime) -> Iterator[Reason]:
    """A lay and a professional facilitator lead each day together: whom to find, from three months before."""
    on = in_london(now).date()
    lacking = Workshop.objects.ahead(on=on).without_both_facilitators().filter(date__lte=on + FIND_FACILITATORS)
    for workshop in lacking.exclude(cohort__state__in=OVER).select_related("cohort"):
        if workshop.starts_at <= now:
            continue
        title = {
            (False, False): _("Find both facilitators for %(cohort)s, workshop %(number)s, %(day)s"),
            (False, True): _("Find a lay facilitator for %(cohort)s, workshop %(number)s, %(day)s"),
            (True, False): _("Find a professional facilitator for %(cohort)s, workshop %(number)s, %(day)s"),
        }[workshop.lay_facilitator_id is not None, workshop.professional_facilitator_id is not None]
        words = {"cohort": workshop.cohort.name, "number": workshop.number, "day": say_date(workshop.date)}
        yield Reason(
            key=f"facilitator-missing:{workshop.pk}:{workshop.date}",
            title=title % words,
            programme_id=workshop.cohort.programme_id,
            cohort_id=workshop.cohort_id,
            due_on=workshop.date - ASK_THEM,
            subject_ref=workshop.ref,
        )


def _ends(now: datetime) -> Iterator[Reason]:
    """Two weeks after the last day: who came has completed the programme, and the cohort is finished."""
    on = in_london(now).date()
    running = Cohort.objects.filter(state=Cohort.State.RUNNING)
    last_days = Workshop.objects.filter(cohort__in=running.values("pk")).last_days()
    for cohort in running.filter(pk__in=last_days).select_related("programme"):
        there = cohort.workshops.exclude(state=Workshop.State.CANCELLED).count()
        if last_days[cohort.pk] + ENDED > on or there < cohort.programme.workshops:
            continue
        title = _("Finish %(cohort)s: its last workshop was on %(day)s")
        yield Reason(
            key=f"cohort-to-finish:{cohort.pk}",
            title=title % {"cohort": cohort.name, "day": say_date(last_days[cohort.pk])},
            programme_id=cohort.programme_id,
            cohort_id=cohort.pk,
            due_on=last_days[cohort.pk] + ENDED + timedelta(days=7),
            subject_ref=cohort.ref,
        )
