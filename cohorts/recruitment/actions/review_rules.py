"""Writes to the rules of reviewing: whether applications are scored, against what, by whom, and what a score does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Programme, Role
from cohorts.recruitment.models import MOST_POINTS, Criterion, Review, Reviewer, ReviewRules
from common.prepared import prepared
from people.actions.audit import record
from people.models import Person

CriterionWords = tuple[str, str]


@prepared
def kept_rules(programme: Programme) -> "QuerySet[ReviewRules]":
    """The rules of a programme."""
    return ReviewRules.objects.filter(programme=programme).order_by("pk")


def rules_of(programme: Programme) -> ReviewRules | None:
    """Return the rules of a programme, or None where nobody has touched them: nothing is scored then."""
    return kept_rules(programme).first()


@transaction.atomic
def change_rules(
    *,
    programme: Programme,
    version: int,
    on: bool,
    each_side: int,
    line: Decimal | None,
    criteria: Sequence[CriterionWords],
    by: Person,
    now: datetime,
) -> ReviewRules:
    """Say whether applications are scored, against which criteria (title, guidance), and from which points they join.

    Criteria stay as they are once an application has been scored with them: points would mean something else.

    Raises:
        StaleError: somebody else has saved the rules meanwhile.
        NotAllowedError: scoring without criteria, without a reviewer of each role, with other criteria than those
            that were scored, or with more points than there are.
    """
    Programme.objects.locked().get(pk=programme.pk)
    row = rules_of(programme)
    if row is None:
        row = ReviewRules(programme=programme, version=0)
    if row.version != version:
        raise StaleError(row)
    _set_criteria(programme, criteria)
    _check(programme, on=on, each_side=each_side, line=line, criteria=len(criteria))
    row.on, row.each_side, row.line = on, each_side, line
    row.changed_at, row.changed_by, row.version = now, by, row.version + 1
    row.save()
    record(by=by, action="review.rules", about=programme, now=now, fields=["on", "each_side", "line", "criteria"])
    return row


@transaction.atomic
def set_reviewers(*, programme: Programme, roles: Mapping[Person, str], by: Person, now: datetime) -> None:
    """Say as what each member of the team reviews: as a lay person, as a professional, or (empty) not at all."""
    Programme.objects.locked().get(pk=programme.pk)
    for person, role in roles.items():
        if role:
            Reviewer.objects.update_or_create(programme=programme, person=person, defaults={"role": role})
        else:
            Reviewer.objects.filter(programme=programme, person=person).delete()
    record(by=by, action="review.reviewers", about=programme, now=now, fields=["role"])


@transaction.atomic
def copy_review_rules(*, source: Programme, target: Programme, by: Person, now: datetime) -> int:
    """Give a copied programme the criteria of the first; return how many. Scoring stays off at first."""
    criteria = [
        Criterion(programme=target, position=row.position, title=row.title, guidance=row.guidance)
        for row in source.criteria.order_by("position")
    ]
    for copy in Criterion.objects.bulk_create(criteria):
        record(by=by, action="criterion.copy", about=copy, now=now)
    return len(criteria)


def _set_criteria(programme: Programme, criteria: Sequence[CriterionWords]) -> None:
    there = [(row.title, row.guidance) for row in programme.criteria.order_by("position")]
    if there == list(criteria):
        return
    if Review.objects.filter(application__programme=programme, state=Review.State.DONE).exists():
        raise NotAllowedError(
            _("Applications have been scored against these criteria, so they stay as they are. Change the rest.")
        )
    programme.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(programme=programme, position=place, title=title, guidance=guidance)
        for place, (title, guidance) in enumerate(criteria, start=1)
    )


def _check(programme: Programme, *, on: bool, each_side: int, line: Decimal | None, criteria: int) -> None:
    most = criteria * MOST_POINTS
    if line is not None and line > most:
        raise NotAllowedError(_("An application can have %(most)d points at most. Enter fewer.") % {"most": most})
    if not on:
        return
    if not criteria:
        raise NotAllowedError(_("Write at least one criterion, so that everybody scores against the same."))
    for role in Role:
        there = Reviewer.objects.filter(programme=programme, role=role).current().count()
        if there < each_side:
            words = {"wanted": each_side, "role": role.label, "there": there}
            raise NotAllowedError(
                _("You need %(wanted)d reviewers as “%(role)s”, and there are %(there)d. Choose them below first.")
                % words
            )
