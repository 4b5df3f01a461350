"""Costs and payments."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from common.fields import RefField
from people.models import Person
from workshops.models.schedule import Workshop
from workshops.querysets import ClaimQuerySet


class Claim(models.Model):
    """Costs of one person for one workshop, and the involvement payment, claimed or declined."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Being filled in")
        SENT = "sent", _("Sent")
        APPROVED = "approved", _("Approved")
        PAID = "paid", _("Paid")
        REFUSED = "refused", _("Refused")

    ref = RefField(_("reference"))
    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="claims")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    payment_declined = models.BooleanField(_("does not want the involvement payment"), default=False)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # Their supporter, where it was not the person of the place.
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="claims_sent")
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="claims_approved"
    )
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        ordering = ["workshop_id", "place_id"]
        constraints = [
            models.UniqueConstraint(name="claim_once_a_workshop", fields=["workshop", "place"]),
            models.CheckConstraint(
                name="claim_approval_has_when_and_who",
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def payment_unsaid(self) -> bool:
        """Whether there is a payment and nobody has said whether they want it: a supporter cannot say no for them."""
        if self.payment_declined or not self.workshop.cohort.programme.involvement_payment:
            return False
        return all(line.kind != ClaimLine.Kind.PAYMENT for line in self.lines.all())

    @property
    def total(self) -> Decimal:
        """What it comes to, in pounds."""
        return sum((line.amount for line in self.lines.all()), Decimal(0))


class ClaimLine(models.Model):
    """One cost of a claim."""

    class Kind(models.TextChoices):
        FARE = "fare", _("Fares")
        MILEAGE = "mileage", _("Mileage")
        PARKING = "parking", _("Parking")
        CARE = "care", _("Care for somebody at home")
        SUPPORTER = "supporter", _("A supporter's costs")
        PAYMENT = "payment", _("Involvement payment")
        OTHER = "other", _("Something else")

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("for"), max_length=10, choices=Kind)
    amount = models.DecimalField(_("amount"), max_digits=8, decimal_places=2)
    note = models.CharField(_("note"), max_length=160, blank=True)
    receipt = models.FileField(_("receipt"), upload_to="receipts/", blank=True)

    class Meta:
        verbose_name = _("line of a claim")
        ordering = ["claim_id", "pk"]
        constraints = [models.CheckConstraint(name="claim_amount_positive", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.kind}: {self.amount}"
