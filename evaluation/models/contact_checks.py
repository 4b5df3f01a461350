"""Asking people, between the last workshop and the follow-up, whether we would still reach them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from evaluation.querysets import ContactCheckQuerySet
from people.models import Person


class ContactCheck(models.Model):
    """“Is this still how to reach you?”, asked once of one person so many months after the last workshop."""

    class Answer(models.TextChoices):
        RIGHT = "right", _("Everything is still right")
        CHANGED = "changed", _("Something has changed")

    class How(models.TextChoices):
        WEB = "web", _("On the website")
        PHONE = "phone", _("By phone or letter, keyed by staff")

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="contact_checks")
    months = models.PositiveSmallIntegerField(_("months after the last workshop"))
    # The address that a message names; who holds it may say that all is right, and sees nothing of what we know.
    token = models.CharField(_("token"), max_length=64, unique=True)
    due_at = models.DateTimeField(_("due at"))
    closes_at = models.DateTimeField(_("closes at"))
    made_at = models.DateTimeField(_("made at"))
    answer = models.CharField(_("answer"), max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    how = models.CharField(_("how it was answered"), max_length=6, choices=How, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="contact_checks_answered"
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)

    objects = ContactCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact check")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="contact_check_once_a_month_count", fields=["place", "months"]),
            models.CheckConstraint(
                name="contact_check_answered_has_what_when_how",
                condition=Q(answered_at__isnull=True, answer="", how="")
                | (Q(answered_at__isnull=False) & ~Q(answer="") & ~Q(how="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.months}"

    @property
    def open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.answered_at is None and self.cancelled_at is None

    @property
    def agreed_to_follow_up(self) -> bool:
        """Whether the person agrees to be contacted after the programme; asked by `with_everything_named()`."""
        return bool(self.__dict__["follow_up_consent"])
