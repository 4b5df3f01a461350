"""What is arranged for a need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models import Need, Person
from workshops.models.schedule import Workshop
from workshops.querysets import ArrangementQuerySet


class Arrangement(models.Model):
    """One need at one workshop: what is booked, by whom, at what cost, and whether it was met."""

    class Met(models.TextChoices):
        NOT_ASKED = "", _("Not asked yet")
        YES = "yes", _("Met")
        PARTLY = "partly", _("Met in part")
        NO = "no", _("Not met")

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="arrangements")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="arrangements")
    booked = models.CharField(_("what is booked"), max_length=250, blank=True)
    booked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="arrangements_booked"
    )
    cost = models.DecimalField(_("cost"), max_digits=8, decimal_places=2, null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    met = models.CharField(_("met?"), max_length=6, choices=Met, blank=True, default=Met.NOT_ASKED)

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrangement")
        ordering = ["workshop_id", "need_id"]
        constraints = [models.UniqueConstraint(name="arrangement_once", fields=["workshop", "need"])]

    def __str__(self) -> str:
        return f"{self.need_id} @ {self.workshop_id}"
