"""A death, as it was told to us."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import RefField
from people.models.persons import Person
from people.querysets import DeathQuerySet


class Death(models.Model):
    """Somebody has died: who told us and when, and what the family says about their public work.

    While it stands, `deceased_on` of the person is set, by which everything is stopped; the day itself may be unknown.
    """

    ref = RefField(_("reference"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deaths")
    died_on = models.DateField(_("day of death"), null=True, blank=True)
    told_by = models.CharField(_("who told us"), max_length=160)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deaths_recorded")
    # Case studies, quotes and showcase entries are held back until the family is asked, and stay so when it says no.
    family_asked_at = models.DateTimeField(_("family asked at"), null=True, blank=True)
    family_asked_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="families_asked"
    )
    family_agrees = models.BooleanField(_("the family agrees that their work is shown"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deaths_undone")

    objects = DeathQuerySet.as_manager()

    class Meta:
        verbose_name = _("death")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="death_once_a_person", fields=["person"], condition=Q(undone_at__isnull=True)),
            models.CheckConstraint(
                name="death_family_answer_has_when_and_who",
                condition=Q(family_asked_at__isnull=True, family_asked_by__isnull=True, family_agrees__isnull=True)
                | Q(family_asked_at__isnull=False, family_asked_by__isnull=False, family_agrees__isnull=False),
            ),
            models.CheckConstraint(
                name="death_undone_has_when_and_who",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}"
