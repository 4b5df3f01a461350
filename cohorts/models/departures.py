"""Leaving: who left a programme, why, and what they asked for. It stays on record."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Place
from cohorts.querysets import DepartureQuerySet
from common.fields import EncryptedJSONField, RefField
from people.models import Death, Person


class Departure(models.Model):
    """One person leaving one programme. Leaving the evaluation is asked apart, and so is being contacted later."""

    class Reason(models.TextChoices):
        HEALTH = "health", _("Health")
        CARING = "caring", _("Caring for somebody")
        WORK = "work", _("Work or the employer")
        TIME = "time", _("It takes too much time")
        TRAVEL = "travel", _("Travel or the venue")
        ACCESS = "access", _("What they needed was not there")
        FIT = "fit", _("It was not what they expected")
        MOVED = "moved", _("Moved away")
        NEXT_COHORT = "next_cohort", _("Would rather join the next cohort")
        OTHER = "other", _("Another reason")
        NOT_SAID = "not_said", _("They did not say")
        DIED = "died", _("They died")

    class Channel(models.TextChoices):
        WEB = "web", _("On this website")
        PHONE = "phone", _("By phone")
        EMAIL = "email", _("By email")
        LETTER = "letter", _("By letter")
        FACE_TO_FACE = "face_to_face", _("Face to face")

    class Later(models.TextChoices):
        NEXT_PROGRAMME = "next_programme", _("The next programme")
        SHOWCASE = "showcase", _("The showcase")
        PROJECT = "project", _("What becomes of the project")

    ref = RefField(_("reference"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="departures")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    # May speak of health, so it is sealed.
    words = EncryptedJSONField(_("in their words"), null=True, blank=True, default=None)
    left_on = models.DateField(_("from which day"))
    channel = models.CharField(_("told us"), max_length=12, choices=Channel, default=Channel.WEB)
    leaves_evaluation = models.BooleanField(_("leaves the evaluation"))
    contact_later = models.JSONField(_("may be contacted later about"), default=list, blank=True)
    confirmation = models.BooleanField(_("wants a confirmation"), default=False)
    death = models.ForeignKey(Death, on_delete=models.PROTECT, null=True, blank=True, related_name="departures")
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="departures_recorded")
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="departures_undone"
    )

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("departure")
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="departure_once_a_place", fields=["place"], condition=Q(undone_at__isnull=True)
            ),
            models.CheckConstraint(
                name="departure_by_death_names_it",
                condition=Q(reason="died", death__isnull=False) | (~Q(reason="died") & Q(death__isnull=True)),
            ),
            models.CheckConstraint(
                name="departure_undone_has_when_and_who",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.reason}"

    @property
    def later_named(self) -> list[str]:
        """What they may be contacted about, in words."""
        return [str(self.Later(slug).label) for slug in self.contact_later if slug in self.Later.values]
