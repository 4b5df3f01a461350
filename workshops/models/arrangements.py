"""What has to be arranged at a workshop for the needs of those who come, and whether each need was met."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import EncryptedJSONField
from people.models import Need, Person
from workshops.models.schedule import Workshop
from workshops.querysets import ArrangementQuerySet, ProvisionQuerySet


class Provision(models.Model):
    """One thing to arrange for one workshop, which may serve many: a pair of interpreters, three large print packs.

    It is made, dated, opened again and cancelled by the sweep over the needs of those who come; a coordinator says
    who does it, what is booked and when it is done. `booked_for` is the day for which it was done: on another day it
    has to be done again.
    """

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="provisions")
    group = models.SlugField(_("what"), max_length=40)
    at_venue = models.BooleanField(_("the venue has it"), default=False)
    due_on = models.DateField(_("by when"))
    responsible = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="provisions_responsible"
    )
    supplier = models.CharField(_("supplier"), max_length=160, blank=True)
    booked = models.CharField(_("what is booked"), max_length=250, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=8, decimal_places=2, null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="provisions_done")
    booked_for = models.DateField(_("done for the day"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("not needed any more since"), null=True, blank=True)
    # Grows each time that it has to be done again, so that each round has a task of its own.
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProvisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("thing to arrange")
        verbose_name_plural = _("things to arrange")
        ordering = ["due_on", "workshop_id", "group"]
        constraints = [
            models.UniqueConstraint(name="provision_once_a_workshop", fields=["workshop", "group"]),
            models.CheckConstraint(
                name="provision_done_has_when_who_and_day",
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, booked_for__isnull=False),
            ),
            models.CheckConstraint(
                name="provision_is_not_done_and_cancelled",
                condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(name="provision_cost_not_negative", condition=Q(cost__isnull=True) | Q(cost__gte=0)),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                name="provision_to_do",
                fields=["due_on"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} @ {self.workshop_id}"

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.done_at is not None

    def is_overdue(self, *, on: date) -> bool:
        """Whether its day has passed and it is neither done nor cancelled."""
        return self.done_at is None and self.cancelled_at is None and self.due_on < on


class Arrangement(models.Model):
    """One need of one person at one workshop: what serves it, and afterwards whether it was met.

    It is kept while the person is expected. Who does not come has it cancelled, with the reason; who comes after all
    has it back.
    """

    class Met(models.TextChoices):
        NOT_ASKED = "", _("Not asked yet")
        YES = "yes", _("Met")
        PARTLY = "partly", _("Met in part")
        NO = "no", _("Not met")

    class Why(models.TextChoices):
        NONE = "", _("It is needed")
        LEFT = "left", _("The person has left the programme")
        APOLOGIES = "apologies", _("The person sent apologies")
        ENDED = "ended", _("The person does not need it any more")
        STOPPED = "stopped", _("The workshop does not take place")

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="arrangements")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="arrangements")
    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="arrangements")
    cancelled_at = models.DateTimeField(_("not needed any more since"), null=True, blank=True)
    cancelled_why = models.CharField(_("why not"), max_length=10, choices=Why, blank=True, default=Why.NONE)
    met = models.CharField(_("met?"), max_length=6, choices=Met, blank=True, default=Met.NOT_ASKED)
    met_words = EncryptedJSONField(_("in their words"), null=True, blank=True, default=None)
    met_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    met_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="arrangements_answered"
    )

    objects = ArrangementQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrangement")
        ordering = ["workshop_id", "need_id"]
        constraints = [
            models.UniqueConstraint(name="arrangement_once", fields=["workshop", "need"]),
            models.CheckConstraint(
                name="arrangement_cancelled_has_when_and_why",
                condition=Q(cancelled_at__isnull=True, cancelled_why="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_why="")),
            ),
            models.CheckConstraint(
                name="arrangement_met_has_when_and_who",
                condition=Q(met="", met_at__isnull=True, met_by__isnull=True)
                | (~Q(met="") & Q(met_at__isnull=False, met_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} @ {self.workshop_id}"

    @property
    def keyed(self) -> bool:
        """Whether somebody else wrote down the answer for the person."""
        return self.met_by_id is not None and self.met_by_id != self.need.person_id
