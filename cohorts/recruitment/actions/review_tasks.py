"""Why staff have something to do about reviews: applications that nobody is left to score."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import ngettext

from cohorts.actions.kept_tasks import Reason
from cohorts.recruitment.actions.reviews import REVIEWABLE
from cohorts.recruitment.models import Application, ReviewRules


def reviews_without_anybody(_now: datetime) -> Iterator[Reason]:
    """One task for a programme: everybody who could score these applications knows the person, or has left."""
    for rules in ReviewRules.objects.filter(on=True, programme__archived_at=None).select_related("programme"):
        undecided = Application.objects.filter(programme=rules.programme_id, state__in=REVIEWABLE)
        count = undecided.short_of_reviewers(rules.each_side).count()
        if count:
            title = ngettext(
                "Find a reviewer: %(count)d application has nobody left to score it",
                "Find a reviewer: %(count)d applications have nobody left to score them",
                count,
            )
            yield Reason(
                key=f"review-stuck:{rules.programme.ref}",
                title=title % {"count": count},
                programme_id=rules.programme_id,
                subject_ref=rules.programme.ref,
            )
