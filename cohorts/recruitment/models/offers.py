"""Offers, reserves and the employer's release."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Place, Role
from cohorts.recruitment.models.applications import Application
from cohorts.recruitment.models.selection import Draw
from cohorts.recruitment.querysets import (
    OfferQuerySet,
    ReleaseQuerySet,
    ReserveQuerySet,
)
from common.fields import RefField
from people.models import Person


class Offer(models.Model):
    """A place offered to an applicant, with a date to reply by."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for an answer")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LAPSED = "lapsed", _("Lapsed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "open": frozenset({"accepted", "declined", "lapsed", "withdrawn"}),
        "accepted": frozenset(),
        "declined": frozenset(),
        "lapsed": frozenset(),
        "withdrawn": frozenset(),
    }

    ref = RefField(_("reference"))
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="offers")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, null=True, blank=True, related_name="offers")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reply_by = models.DateField(_("reply by"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offers_made")
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="offers_answered"
    )
    decline_reason = models.CharField(_("why declined"), max_length=250, blank=True)
    place = models.OneToOneField(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="offer")

    objects = OfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("offer")
        ordering = ["-made_at"]
        indexes = [models.Index(name="offer_by_state", fields=["state", "reply_by"])]
        constraints = [
            models.UniqueConstraint(
                name="offer_one_open_an_application", fields=["application"], condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="offer_answer_has_when",
                condition=Q(state="open", answered_at__isnull=True) | (~Q(state="open") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="offer_accepted_has_place",
                condition=Q(state="accepted", place__isnull=False) | (~Q(state="accepted") & Q(place__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Reserve(models.Model):
    """An applicant's position on a cohort's reserve list, counted by role."""

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="reserves")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="reserves")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reserve_entries")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"))
    used_at = models.DateTimeField(_("offered a place at"), null=True, blank=True)

    objects = ReserveQuerySet.as_manager()

    class Meta:
        verbose_name = _("reserve")
        ordering = ["cohort_id", "role", "position"]
        constraints = [
            models.UniqueConstraint(name="reserve_position_once", fields=["draw", "cohort", "role", "position"]),
            models.UniqueConstraint(name="reserve_once_a_cohort", fields=["draw", "cohort", "application"]),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.application_id}"


class EmployerRelease(models.Model):
    """A manager's confirmation that a professional is released for the dates, by a link of the manager's own."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        CONFIRMED = "confirmed", _("Confirmed")
        REFUSED = "refused", _("Refused")

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="release")
    manager = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="releases_asked")
    manager_name = models.CharField(_("manager"), max_length=120)
    token_hash = models.CharField(_("hash of the link"), max_length=64, blank=True, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="releases_answered"
    )
    refusal_reason = models.CharField(_("reason"), max_length=250, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer's release")
        constraints = [
            models.CheckConstraint(
                name="release_answer_has_when",
                condition=Q(state="asked", answered_at__isnull=True)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.state}"
