"""Needs of a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import EncryptedJSONField
from people import needs
from people.models.persons import Person
from people.querysets import NeedQuerySet


class Need(models.Model):
    """Something to arrange for a person. Needs, never diagnoses; a need never lowers anyone's chance or fit."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    category = models.CharField(_("group"), max_length=30, choices=needs.Category)
    slug = models.CharField(_("need"), max_length=40, choices=needs.CHOICES)
    snomed_code = models.CharField(_("SNOMED CT code"), max_length=18, null=True, blank=True)  # noqa: DJ001
    note = EncryptedJSONField(_("note"), blank=True, default=None, null=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs_recorded")
    recorded_at = models.DateTimeField(_("recorded at"))
    review_due_on = models.DateField(_("review due on"))
    ended_at = models.DateTimeField(_("no longer needed since"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="needs_ended")

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        ordering = ["category", "slug"]
        indexes = [models.Index(name="need_by_slug", fields=["slug", "ended_at", "person"])]
        constraints = [
            models.UniqueConstraint(
                name="need_once_a_person", fields=["person", "slug"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="need_end_has_when_and_who",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(needs.BY_SLUG[self.slug].label)

    def in_words(self) -> str:
        """Return what it is. “Something else” alone tells nobody what to do, so the person's words stand with it."""
        return f"{self}: {self.note}" if self.slug == needs.OTHER and self.note else str(self)
