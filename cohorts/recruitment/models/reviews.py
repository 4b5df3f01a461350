"""Reviews: applications scored against written criteria, by people who do not know whose they are."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Programme, Role
from cohorts.recruitment.models.applications import Application
from cohorts.recruitment.reach_querysets import ReviewerQuerySet, ReviewQuerySet
from common.fields import RefField
from people.models import Person

MOST_POINTS = 3


class ReviewRules(models.Model):
    """Whether a programme scores applications, and what a score does. Without a row, and at first, it does not."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="review_rules")
    on = models.BooleanField(_("applications are scored"), default=False)
    each_side = models.PositiveSmallIntegerField(_("reviewers of each role for an application"), default=1)
    # On average over the reviewers; without it scores change nobody's chance in the draw.
    line = models.DecimalField(_("points to join the draw"), max_digits=4, decimal_places=1, null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_rules_changed")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("rules of reviewing")
        verbose_name_plural = _("rules of reviewing")
        constraints = [
            models.CheckConstraint(name="review_rules_one_reviewer_or_more", condition=Q(each_side__gte=1)),
            models.CheckConstraint(name="review_rules_line_is_not_negative", condition=Q(line__gte=0)),
        ]

    def __str__(self) -> str:
        return str(self.programme_id)


class Criterion(models.Model):
    """One thing that reviewers look for, in words that they all read."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("criterion"), max_length=120)
    guidance = models.TextField(_("what it means"), blank=True)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["programme_id", "position"]
        constraints = [models.UniqueConstraint(name="criterion_position_once", fields=["programme", "position"])]

    def __str__(self) -> str:
        return self.title


class Reviewer(models.Model):
    """As what somebody on the team reviews: as a lay person or as a professional."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reviewers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews_as")
    role = models.CharField(_("reviews as"), max_length=12, choices=Role)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = _("reviewer")
        constraints = [models.UniqueConstraint(name="reviewer_once_a_programme", fields=["programme", "person"])]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class Review(models.Model):
    """One application that one reviewer scores; its reference leads the reviewer to nothing else."""

    class State(models.TextChoices):
        OPEN = "open", _("To score")
        DONE = "done", _("Scored")
        HANDED_ON = "handed_on", _("Handed to somebody else")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "open": frozenset({"done", "handed_on"}),
        "done": frozenset(),
        "handed_on": frozenset(),
    }

    ref = RefField(_("reference"))
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    role = models.CharField(_("reviews as"), max_length=12, choices=Role)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    assigned_at = models.DateTimeField(_("assigned at"))
    done_at = models.DateTimeField(_("scored at"), null=True, blank=True)
    # The reviewer knows the applicant.
    handed_on_at = models.DateTimeField(_("handed on at"), null=True, blank=True)
    total = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    # Written to the applicant, who may read it.
    reason = models.TextField(_("reason"), blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="review_once_a_reviewer", fields=["application", "reviewer"]),
            models.CheckConstraint(
                name="review_done_has_when_points_and_reason",
                condition=(Q(state="done", done_at__isnull=False, total__isnull=False) & ~Q(reason=""))
                | (~Q(state="done") & Q(done_at__isnull=True, total__isnull=True, reason="")),
            ),
            models.CheckConstraint(
                name="review_handed_on_has_when",
                condition=Q(state="handed_on", handed_on_at__isnull=False)
                | (~Q(state="handed_on") & Q(handed_on_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="review_by_reviewer", fields=["reviewer", "state"])]

    def __str__(self) -> str:
        return self.ref


class Score(models.Model):
    """The points that one review gives for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("score")
        ordering = ["review_id", "criterion__position"]
        constraints = [
            models.UniqueConstraint(name="score_once_a_criterion", fields=["review", "criterion"]),
            models.CheckConstraint(name="score_within_points", condition=Q(points__lte=MOST_POINTS)),
        ]

    def __str__(self) -> str:
        return str(self.points)
