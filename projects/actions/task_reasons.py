"""Why staff have something to do about a case study."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason, keep_tasks
from common.dates import in_london
from projects.kinds import DOWN, READY, REFUSED, UNANSWERED
from projects.models import Agreement, CaseStudy

# Whoever has not answered by then is rung.
RING_AFTER = timedelta(days=14)


def keep_case_study_tasks(*, now: datetime) -> int:
    """Keep the tasks about case studies; return how many were opened or dropped."""
    kinds = (
        (UNANSWERED, _unanswered(now), _("They have answered, or nobody is asked any more.")),
        (REFUSED, _refused(), _("They agree now, or the words have changed.")),
        (READY, _ready(), _("It is published, or somebody does not agree any more.")),
        (DOWN, _down(), _("It is public again, or the words have changed.")),
    )
    return sum(keep_tasks(kind=kind.slug, reasons=reasons, gone=gone, now=now) for kind, reasons, gone in kinds)


def _unanswered(now: datetime) -> Iterator[Reason]:
    late = Agreement.objects.waiting().filter(asked_at__lte=now - RING_AFTER, person__do_not_contact=False)
    title = _("Ask %(name)s whether they agree to the case study “%(title)s”")
    for row in late.select_related("person", "case_study__project"):
        due = row.asked_at + RING_AFTER if row.asked_at else None
        yield _about_answer(row, UNANSWERED.slug, title, due)


def _refused() -> Iterator[Reason]:
    refusing = Agreement.objects.refusing().filter(case_study__state=CaseStudy.State.ASKING)
    title = _("%(name)s does not agree to the case study “%(title)s”: see what they say")
    for row in refusing.select_related("person", "case_study__project"):
        yield _about_answer(row, REFUSED.slug, title, row.withdrawn_at or row.refused_at)


def _ready() -> Iterator[Reason]:
    found = CaseStudy.objects.filter(state=CaseStudy.State.ASKING).agreed_by_all().shown()
    title = _("Everybody agrees to the case study “%(title)s”: publish it")
    for study in found.select_related("project"):
        yield _about(study, READY.slug, title, None)


def _down() -> Iterator[Reason]:
    found = CaseStudy.objects.filter(state=CaseStudy.State.WITHDRAWN).disputed()
    title = _("The case study “%(title)s” was taken down, because somebody no longer agrees")
    for study in found.select_related("project"):
        yield _about(study, DOWN.slug, title, study.withdrawn_at)


def _about_answer(row: Agreement, kind: str, title: str, due: datetime | None) -> Reason:
    study = row.case_study
    return Reason(
        key=f"{kind}:{row.pk}",
        title=(title % {"name": row.person, "title": study.title})[:250],
        programme_id=study.project.programme_id,
        cohort_id=study.project.cohort_id,
        person_id=row.person_id,
        due_on=in_london(due).date() if due else None,
        subject_ref=study.ref,
    )


def _about(study: CaseStudy, kind: str, title: str, due: datetime | None) -> Reason:
    return Reason(
        key=f"{kind}:{study.pk}:{study.text_version}",
        title=(title % {"title": study.title})[:250],
        programme_id=study.project.programme_id,
        cohort_id=study.project.cohort_id,
        due_on=in_london(due).date() if due else None,
        subject_ref=study.ref,
    )
