"""Waves and invitations."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Place, Programme
from common.fields import RefField
from evaluation.models.questionnaires import Questionnaire
from evaluation.querysets import InvitationQuerySet, WaveQuerySet


class Wave(models.Model):
    """A moment at which a programme asks: its anchor in the life of a cohort, its window, its reminders."""

    class Anchor(models.TextChoices):
        PLACE_ACCEPTED = "place_accepted", _("When a place is accepted")
        WORKSHOP_HELD = "workshop_held", _("After a workshop was held")
        MONTHS_AFTER_LAST = "months_after_last", _("Calendar months after the last workshop held")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="waves")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="waves")
    slug = models.SlugField(_("slug"), max_length=30)
    title = models.CharField(_("title"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    anchor = models.CharField(_("anchor"), max_length=20, choices=Anchor)
    workshop_number = models.PositiveSmallIntegerField(_("workshop"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months"), null=True, blank=True)
    window_days = models.PositiveSmallIntegerField(_("open for how many days"), default=28)
    closes_at_first_workshop = models.BooleanField(_("closes when workshop 1 starts"), default=False)
    reminder_days = models.JSONField(_("reminders, days after the invitation"), default=list)

    objects = WaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("wave")
        ordering = ["programme_id", "position"]
        constraints = [
            models.UniqueConstraint(name="wave_slug_once_a_programme", fields=["programme", "slug"]),
            models.UniqueConstraint(name="wave_position_once_a_programme", fields=["programme", "position"]),
            models.CheckConstraint(
                name="wave_anchor_is_whole",
                condition=Q(anchor="place_accepted", workshop_number__isnull=True, months__isnull=True)
                | Q(anchor="workshop_held", workshop_number__isnull=False, months__isnull=True)
                | Q(anchor="months_after_last", workshop_number__isnull=True, months__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Invitation(models.Model):
    """One person asked in one wave, by a personal link."""

    ref = RefField(_("reference"))
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="invitations")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="invitations")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="invitations")
    # The personal link opens the questionnaire alone; it is resent in reminders, so it is kept, not hashed.
    token = models.CharField(_("personal link"), max_length=64, unique=True)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"))
    made_at = models.DateTimeField(_("made at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancelled_why = models.CharField(_("why"), max_length=120, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        ordering = ["wave_id", "place_id"]
        indexes = [models.Index(name="invitation_open", fields=["cancelled_at", "closes_at"])]
        constraints = [
            models.UniqueConstraint(name="invitation_once_a_wave", fields=["place", "wave"]),
            models.CheckConstraint(name="invitation_closes_after_it_opens", condition=Q(closes_at__gt=F("opens_at"))),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def subject_key(self) -> str:
        """The key under which the outbox finds everything that is said about it."""
        return f"invitation:{self.pk}"

    def is_open(self, *, now: datetime) -> bool:
        """Whether answers are taken now."""
        return self.cancelled_at is None and self.opens_at <= now < self.closes_at

    @property
    def answered(self) -> bool:
        """Whether the response was sent; a response that is only begun does not count."""
        response = getattr(self, "response", None)
        return response is not None and response.finished_at is not None

    @property
    def agreed(self) -> bool:
        """Whether the person agrees to the evaluation now; asked by `with_consents()`."""
        return bool(self.__dict__["evaluation_consent"])

    @property
    def agreed_to_follow_up(self) -> bool:
        """Whether the person agrees to be contacted after the programme; asked by `with_consents()`."""
        return bool(self.__dict__["follow_up_consent"])

    @property
    def begun(self) -> bool:
        """Whether anything was saved."""
        return getattr(self, "response", None) is not None

    @property
    def minutes(self) -> int:
        """About how long it takes, in minutes: the reactions to a day 2, everything 10."""
        return 2 if self.wave.questionnaire.slug == "after-workshop" else 10
