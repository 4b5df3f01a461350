"""Who did what, and seals over it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from people.models.persons import Person
from people.querysets import AuditQuerySet


class AuditEvent(models.Model):
    """Who did what to which row, and when. Field names, never values, so that erasure stays possible.

    Append-only: triggers of the database refuse to change or delete a row (`people.triggers`).
    """

    at = models.DateTimeField(_("when"), db_index=True)
    by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deeds", verbose_name=_("who")
    )
    action = models.CharField(_("action"), max_length=60)
    model = models.CharField(_("model"), max_length=80)
    object_id = models.CharField(_("row"), max_length=40)
    fields = models.JSONField(_("fields"), default=list)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit event")
        ordering = ["pk"]
        indexes = [models.Index(name="audit_by_object", fields=["model", "object_id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.model} {self.object_id}"


class AuditSeal(models.Model):
    """A hash over a range of audit events, chained to the seal before; a sweep writes it."""

    first_event_id = models.BigIntegerField(_("first event"))
    last_event_id = models.BigIntegerField(_("last event"), unique=True)
    events = models.PositiveIntegerField(_("events"))
    previous_hash = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("audit seal")
        ordering = ["last_event_id"]
        constraints = [
            models.CheckConstraint(
                name="audit_seal_range_in_order", condition=Q(first_event_id__lte=F("last_event_id"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_event_id}-{self.last_event_id}"

    def covers(self, moment: datetime) -> bool:
        """Whether everything up to `moment` was recorded before the seal was set."""
        return moment <= self.sealed_at
