"""What the page of reviewing asks the database."""

from collections.abc import Sequence

from django.db.models import F, Max, Min, Q, QuerySet

from cohorts.models import Programme
from cohorts.permissions import COORDINATOR
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment.actions.reviews import REVIEWABLE
from cohorts.recruitment.models import Application, Criterion, Review, Score
from cohorts.recruitment.querysets import ApplicationQuerySet
from cohorts.recruitment.reach_querysets import ReviewQuerySet
from common.prepared import prepared
from people.models import Person


@prepared
def programme_of(coordinator: Person, ref: str) -> ProgrammeQuerySet:
    """The programme with this reference, if it is one of theirs."""
    return Programme.objects.for_team(coordinator, COORDINATOR).filter(ref=ref)


@prepared
def criteria_of(programme: Programme) -> "QuerySet[Criterion]":
    """What reviewers score."""
    return Criterion.objects.filter(programme=programme).order_by("position")


@prepared
def scored_in(programme: Programme) -> ApplicationQuerySet:
    """Applications that were scored, those first about which reviewers disagree: `apart` is by how many points."""
    done = Q(reviews__state=Review.State.DONE)
    apart = Max("reviews__total", filter=done) - Min("reviews__total", filter=done)
    scored = Application.objects.filter(programme=programme, reviews__state=Review.State.DONE).with_reviews()
    return scored.annotate(apart=apart).select_related("person").order_by(F("apart").desc(), "pk")


@prepared
def below_line_in(programme: Programme) -> "QuerySet[Application, int]":
    """The keys of those who do not join the draw."""
    return Application.objects.filter(programme=programme).below_line().values_list("pk", flat=True)


@prepared
def to_score_in(programme: Programme) -> ReviewQuerySet:
    """Reviews that are still to come."""
    return Review.objects.filter(application__programme=programme).to_score()


@prepared
def stuck_in(programme: Programme, each_side: int) -> ApplicationQuerySet:
    """Applications that nobody is left to score."""
    waiting = Application.objects.filter(programme=programme, state__in=REVIEWABLE)
    return waiting.short_of_reviewers(each_side)


@prepared
def points_of(applications: Sequence[int]) -> "QuerySet[Score, tuple[int, str, int]]":
    """The points that these applications were given, with the criterion."""
    scores = Score.objects.filter(review__application__in=applications).order_by("criterion__position")
    return scores.values_list("review__application", "criterion__title", "points")
