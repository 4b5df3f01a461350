"""Programmes with their rules, and the bodies behind them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.querysets import (
    ProgrammeQuerySet,
)
from common.fields import RefField


class Role(models.TextChoices):
    """The two roles in which people take part. They are shown alike everywhere."""

    LAY = "lay", _("Lay partner")
    PROFESSIONAL = "professional", _("Professional partner")


class Programme(models.Model):
    """A strand and year, with its rules."""

    ref = RefField(_("reference"))
    name = models.CharField(_("name"), max_length=120)
    year = models.PositiveSmallIntegerField(_("year"))
    strand = models.CharField(_("strand"), max_length=80, blank=True)
    workshops = models.PositiveSmallIntegerField(_("number of workshops"), default=3)
    follow_up_months = models.PositiveSmallIntegerField(_("follow-up after how many months"), default=18)
    offer_days = models.PositiveSmallIntegerField(_("days to reply to an offer"), default=10)
    hours_between = models.CharField(_("time asked between workshops"), max_length=120, default="2 to 3 hours a week")
    involvement_payment = models.DecimalField(
        _("involvement payment a workshop"), max_digits=8, decimal_places=2, default=0
    )
    payment_terms = models.TextField(_("terms of the payment"), blank=True)
    benefits_advice = models.TextField(_("where to get advice about benefits"), blank=True)
    call_instead = models.CharField(
        _("whom to phone while safeguarding is away"),
        max_length=200,
        blank=True,
        help_text=_("Said where nobody reads “Something is wrong” within two working days."),
    )
    supporter_places = models.PositiveSmallIntegerField(_("places for supporters"), default=0)
    agenda = models.JSONField(_("agenda of each workshop"), default=list)
    copied_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    # The id of the page that asked for the copy: a form that is sent twice makes one.
    submission_id = models.UUIDField(_("submission"), unique=True, null=True, editable=False)
    created_at = models.DateTimeField(_("made at"))
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        ordering = ["-year", "name"]
        constraints = [
            models.UniqueConstraint(name="programme_name_and_year_once", fields=["name", "year"]),
            models.CheckConstraint(name="programme_has_a_workshop", condition=Q(workshops__gte=1)),
            models.CheckConstraint(name="programme_payment_not_negative", condition=Q(involvement_payment__gte=0)),
        ]

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A body that controls, hosts or delivers a programme."""

    class Part(models.TextChoices):
        CONTROLLER = "controller", _("Data controller")
        HOST = "host", _("Host")
        DELIVERY = "delivery", _("Delivery partner")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="organisations")
    name = models.CharField(_("name"), max_length=160)
    part = models.CharField(_("part"), max_length=12, choices=Part)

    class Meta:
        verbose_name = _("organisation")
        ordering = ["programme_id", "part", "name"]
        constraints = [
            models.UniqueConstraint(name="organisation_part_once", fields=["programme", "name", "part"]),
        ]

    def __str__(self) -> str:
        return self.name
