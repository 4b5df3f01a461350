"""Quotas and draws."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.querysets import (
    DrawQuerySet,
    QuotaQuerySet,
)
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class Quota(models.Model):
    """How many people with one value a cohort needs, with the reasons that make it lawful."""

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="quotas")
    category = models.SlugField(_("category"), max_length=40)
    value = models.SlugField(_("value"), max_length=60)
    role = models.CharField(_("role"), max_length=12, choices=Role, blank=True)
    minimum = models.PositiveSmallIntegerField(_("at least"), default=0)
    maximum = models.PositiveSmallIntegerField(_("at most"), null=True, blank=True)
    evidence = models.TextField(_("evidence"))
    proportionality = models.TextField(_("why it is proportionate"))
    # All three or none: a quota that was copied from another year waits to be approved again, and no draw goes by it.
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="quotas_approved"
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    review_on = models.DateField(_("reviewed on"), null=True, blank=True)

    objects = QuotaQuerySet.as_manager()

    class Meta:
        verbose_name = _("quota")
        ordering = ["cohort_id", "category", "value"]
        constraints = [
            models.UniqueConstraint(name="quota_once_a_value", fields=["cohort", "category", "value", "role"]),
            models.CheckConstraint(
                name="quota_minimum_at_most_maximum",
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
            ),
            models.CheckConstraint(name="quota_review_after_approval", condition=Q(review_on__gt=F("approved_on"))),
            models.CheckConstraint(
                name="quota_approval_has_who_when_and_review",
                condition=Q(approved_by__isnull=True, approved_on__isnull=True, review_on__isnull=True)
                | Q(approved_by__isnull=False, approved_on__isnull=False, review_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category}: {self.value}"

    @property
    def approved(self) -> bool:
        """Whether somebody has approved it; a draw goes by no other."""
        return self.approved_on is not None


class Draw(models.Model):
    """A fair selection over one or more cohorts: what went in, how, and what came out. Never changed."""

    class State(models.TextChoices):
        MADE = "made", _("Made, not yet confirmed")
        CONFIRMED = "confirmed", _("Confirmed")
        DISCARDED = "discarded", _("Discarded")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "made": frozenset({"confirmed", "discarded"}),
        "confirmed": frozenset(),
        "discarded": frozenset(),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="draws")
    cohorts = models.ManyToManyField(Cohort, related_name="draws")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.MADE)
    seed = models.CharField(_("seed"), max_length=64)
    method = models.CharField(_("method"), max_length=40)
    algorithm_version = models.CharField(_("algorithm version"), max_length=20)
    # Frozen input and result. The pool holds characteristics, so it is sealed; the result names applications only.
    pool = EncryptedJSONField(_("pool"))
    quotas = models.JSONField(_("quotas"))
    result = models.JSONField(_("result"))
    met = models.BooleanField(_("everything met"))
    # A cap on every chance but of those who are seated, so that nobody is drawn for certain.
    max_chance = models.FloatField(_("no chance above"), null=True, blank=True)
    # The draw whose places are filled again by this one; those who stay are its fixed members.
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    digest = models.CharField(_("SHA-256 digest"), max_length=64)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="draws_made")
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="draws_settled"
    )
    # Since then the pool holds only who was in it, and nothing that anybody said.
    erased_at = models.DateTimeField(_("characteristics erased at"), null=True, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("draw")
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                name="draw_cap_is_a_chance",
                condition=Q(max_chance__isnull=True) | Q(max_chance__gt=0, max_chance__lte=1),
            ),
            models.CheckConstraint(
                name="draw_settled_has_when_and_who",
                condition=Q(state="made", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="made") & Q(settled_at__isnull=False, settled_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.ref
