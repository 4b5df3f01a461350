"""What was promised to somebody who stopped for now."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.recruitment.models.applications import Application
from cohorts.recruitment.querysets import PromiseQuerySet
from common.fields import RefField
from people.models import Person


class Promise(models.Model):
    """A place in a later cohort, promised to somebody who stopped: their application is carried over, nothing is
    asked again, and the place is offered without a draw. Kept by the application that came of it, or let go.
    """

    ref = RefField(_("reference"))
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="promise")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="promises_made")
    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="promise"
    )
    kept_at = models.DateTimeField(_("kept at"), null=True, blank=True)
    kept_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="promises_kept")
    dropped_at = models.DateTimeField(_("let go at"), null=True, blank=True)
    dropped_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="promises_dropped"
    )

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise of a later place")
        verbose_name_plural = _("promises of a later place")
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_kept_has_when_who_and_what",
                condition=Q(kept_at__isnull=True, kept_by__isnull=True, application__isnull=True)
                | Q(kept_at__isnull=False, kept_by__isnull=False, application__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_dropped_has_when_and_who",
                condition=Q(dropped_at__isnull=True, dropped_by__isnull=True)
                | Q(dropped_at__isnull=False, dropped_by__isnull=False, kept_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}"
