"""Where a workshop was before it moved."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Room, Venue
from people.models import Person
from workshops.models.schedule import Workshop


class WorkshopMove(models.Model):
    """One move of a workshop: when and where it was to be before, so that it can be moved back."""

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="moves")
    # The calendar sequence that this move gave the workshop.
    sequence = models.PositiveIntegerField(_("calendar sequence"))
    date = models.DateField(_("date before"))
    starts = models.TimeField(_("start before"))
    ends = models.TimeField(_("end before"))
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="+", verbose_name=_("venue before"))
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("room before")
    )
    moved_at = models.DateTimeField(_("moved at"))
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="workshops_moved")

    class Meta:
        verbose_name = _("move of a workshop")
        verbose_name_plural = _("moves of workshops")
        ordering = ["workshop_id", "-sequence"]
        constraints = [
            models.UniqueConstraint(name="workshop_move_once_a_sequence", fields=["workshop", "sequence"]),
            models.CheckConstraint(name="workshop_move_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}: {self.date}"
