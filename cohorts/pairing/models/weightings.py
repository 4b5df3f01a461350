"""What counts how much when a cohort is paired, and who knows whom already."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme
from cohorts.pairing.querysets import AcquaintanceQuerySet, WeightingQuerySet
from people.models import Person


class Weighting(models.Model):
    """What counts how much in one cohort: one of the ready sets, or weights of its own, with who chose it and when."""

    class Preset(models.TextChoices):
        BALANCED = "balanced", _("Balanced")
        NEAR = "near", _("Close to each other")
        INTERESTS = "interests", _("The same interests")
        OWN = "own", _("Our own weights")

    cohort = models.OneToOneField(Cohort, on_delete=models.PROTECT, related_name="weighting")
    preset = models.CharField(_("what counts most"), max_length=10, choices=Preset, default=Preset.BALANCED)
    # By the slug of each part of the fit; only for weights of their own.
    weights = models.JSONField(_("weights"), default=dict, blank=True)
    worst_first = models.BooleanField(_("lift the pair that fits least first"), default=False)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="weightings_set")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WeightingQuerySet.as_manager()

    class Meta:
        verbose_name = _("weighting")
        constraints = [
            models.CheckConstraint(
                name="weighting_own_alone_has_weights",
                condition=Q(preset="own") | Q(weights={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.preset}"


class Acquaintance(models.Model):
    """A person who knows another already and does not mind being paired: it lowers the fit, and forbids nothing."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="acquaintances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acquaintances")
    knows = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="known_by")
    made_at = models.DateTimeField(_("made at"))

    objects = AcquaintanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("acquaintance")
        ordering = ["programme_id", "pk"]
        constraints = [
            models.UniqueConstraint(name="acquaintance_once", fields=["programme", "person", "knows"]),
            models.CheckConstraint(name="acquaintance_is_of_somebody_else", condition=~Q(person=F("knows"))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.knows_id}"
