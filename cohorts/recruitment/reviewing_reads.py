"""What the pages of reviewing, and of what a reviewer has to score, ask the database."""

from collections.abc import Sequence

from django.db.models import Exists, F, Max, Min, OuterRef, Q, QuerySet

from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, REVIEWER
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment.actions.reviews import REVIEWABLE
from cohorts.recruitment.models import Application, Criterion, Review, ReviewRules, Score
from cohorts.recruitment.querysets import DONE, ApplicationQuerySet
from cohorts.recruitment.reach_querysets import ReviewQuerySet
from common.prepared import prepared
from people.models import Person

APART = Max("reviews__total", filter=DONE) - Min("reviews__total", filter=DONE)


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
    """The keys of applications that were scored, those first about which reviewers disagree."""
    scored = Application.objects.filter(DONE, programme=programme).only("pk")
    return scored.annotate(apart=APART).order_by(F("apart").desc(), "pk")


@prepared
def any_scored_in(programme: Programme) -> ApplicationQuerySet:
    """The same in no order, to be counted: without points there is nothing to group."""
    done = Review.objects.filter(application=OuterRef("pk"), state=Review.State.DONE)
    return Application.objects.filter(Exists(done), programme=programme)


@prepared
def with_scores(keys: list[int]) -> ApplicationQuerySet:
    """These applications, with what reviewers gave them: `apart` is by how many points they disagree."""
    rows = Application.objects.filter(pk__in=keys).order_by().with_reviews().annotate(apart=APART)
    return rows.select_related("person").only("ref", "state", "person__given_name", "person__family_name")


@prepared
def below_line_of(keys: list[int]) -> "QuerySet[Application, int]":
    """The keys of those of these applications that do not join the draw."""
    return Application.objects.filter(pk__in=keys).below_line().values_list("pk", flat=True)


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


@prepared
def keys_to_score(reviewer: Person) -> ReviewQuerySet:
    """The keys of what somebody still has to score, those first that wait longest."""
    return Review.objects.of(reviewer).to_score().order_by("assigned_at", "pk").only("pk")


@prepared
def listed_to_score(keys: list[int]) -> ReviewQuerySet:
    """These reviews, with what a row of the reviewer's list says."""
    rows = Review.objects.filter(pk__in=keys).order_by().select_related("application__programme")
    return rows.only("ref", "assigned_at", "application__role", "application__programme__name")


@prepared
def scored_by(reviewer: Person) -> "QuerySet[Review, int]":
    """The keys of what somebody has scored, in programmes on whose team they review now."""
    done = Review.objects.of(reviewer).filter(state=Review.State.DONE)
    return done.order_by().values_list("pk", flat=True)


@prepared
def scoring_of(reviewer: Person) -> "QuerySet[ReviewRules]":
    """The rules of programmes on whose team somebody reviews, where scoring is on."""
    current = Q(programme__memberships__role=REVIEWER, programme__memberships__ended_on=None)
    return ReviewRules.objects.filter(current, on=True, programme__memberships__person=reviewer)
