"""Who must not be paired and who would like to be; the draw and the pairing both read them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.programmes import Programme
from cohorts.querysets import (
    ExclusionQuerySet,
)
from common.fields import EncryptedJSONField
from people.models import Person


class Exclusion(models.Model):
    """Two people who must not be paired. Hard, and confidential to coordinators."""

    class Reason(models.TextChoices):
        CLINICIAN = "clinician", _("One looks after the other as clinician or patient")
        RELATIVE = "relative", _("Relatives")
        MANAGER = "manager", _("Line manager or same team")
        ASKED = "asked", _("Asked not to be paired")
        OTHER = "other", _("Another reason")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exclusions")
    # The lower key first, so that a couple has one row.
    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions_first")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions_second")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    note = EncryptedJSONField(_("note"), null=True, blank=True, default=None)
    declared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions_declared")
    declared_at = models.DateTimeField(_("declared at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="exclusions_ended"
    )

    objects = ExclusionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exclusion")
        ordering = ["programme_id", "pk"]
        constraints = [
            models.CheckConstraint(name="exclusion_people_in_order", condition=Q(first__lt=F("second"))),
            models.UniqueConstraint(
                name="exclusion_once",
                fields=["programme", "first", "second"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="exclusion_end_has_when_and_who",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} / {self.second_id}"


class Wish(models.Model):
    """A person who would like to be paired with another."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="wishes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wishes")
    wanted = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wanted_by")
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        constraints = [
            models.UniqueConstraint(name="wish_once", fields=["programme", "person", "wanted"]),
            models.CheckConstraint(name="wish_is_for_somebody_else", condition=~Q(person=F("wanted"))),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.wanted_id}"
