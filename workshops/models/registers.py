"""Who came."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from people.models import Person
from workshops.models.schedule import Workshop
from workshops.querysets import RegisterQuerySet


class RegisterEntry(models.Model):
    """Whether one person came to one workshop."""

    class Mark(models.TextChoices):
        EXPECTED = "expected", _("Expected")
        APOLOGIES = "apologies", _("Apologies")
        PRESENT = "present", _("Present")
        PART = "part", _("Part of the day")
        NO_SHOW = "no_show", _("Did not come")

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="register")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="register_entries")
    mark = models.CharField(_("mark"), max_length=10, choices=Mark, default=Mark.EXPECTED)
    note = models.CharField(_("reason or note"), max_length=250, blank=True)
    marked_at = models.DateTimeField(_("marked at"), null=True, blank=True)
    marked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="register_marks"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RegisterQuerySet.as_manager()

    class Meta:
        verbose_name = _("register entry")
        verbose_name_plural = _("register entries")
        ordering = ["workshop_id", "place_id"]
        # Who came and who did not is looked for by person, in every running group.
        indexes = [models.Index(name="register_of_mark", fields=["mark", "place"])]
        constraints = [
            models.UniqueConstraint(name="register_once_a_place", fields=["workshop", "place"]),
            models.CheckConstraint(
                name="register_mark_has_when_and_who",
                condition=Q(marked_at__isnull=True, marked_by__isnull=True)
                | Q(marked_at__isnull=False, marked_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.mark}"


class RegisterCorrection(models.Model):
    """What a register entry said before it was changed."""

    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="corrections")
    mark_before = models.CharField(_("mark before"), max_length=10, choices=RegisterEntry.Mark)
    note_before = models.CharField(_("note before"), max_length=250, blank=True)
    corrected_at = models.DateTimeField(_("corrected at"))
    corrected_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="register_corrections")

    class Meta:
        verbose_name = _("correction")
        ordering = ["entry_id", "corrected_at"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.mark_before}"
