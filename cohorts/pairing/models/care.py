"""Looking after pairs: two questions to each half after weeks 2, 6 and 10, and what staff did about a pair at risk."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.pairing.models.pairs import Pair
from cohorts.pairing.querysets import PairCareQuerySet, PulseQuerySet
from common.fields import RefField
from people.models import Person

WEEKS = (2, 6, 10)


class Pulse(models.Model):
    """Two questions to one half of a pair, so many weeks after the introduction. Private to coordinators."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")

    ref = RefField(_("reference"))
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="pulses")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="pulses")
    week = models.PositiveSmallIntegerField(_("week"))
    asked_at = models.DateTimeField(_("asked at"))
    # Each is kept as soon as it is given, so that one answer is not lost for want of the other.
    in_touch = models.CharField(_("have been in touch"), max_length=3, choices=Answer, blank=True)
    call_me = models.CharField(_("want a call"), max_length=3, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    # The person, or the member of staff who wrote it down for them.
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="pulses_answered"
    )

    objects = PulseQuerySet.as_manager()

    class Meta:
        verbose_name = _("question about a pair")
        verbose_name_plural = _("questions about pairs")
        ordering = ["pair_id", "week", "place_id"]
        indexes = [
            models.Index(name="pulse_by_day", fields=["asked_at"]),
            models.Index(name="pulse_out_of_touch", fields=["place"], condition=Q(in_touch="no")),
        ]
        constraints = [
            models.UniqueConstraint(name="pulse_once_a_week", fields=["pair", "place", "week"]),
            models.CheckConstraint(name="pulse_week_is_known", condition=Q(week__in=WEEKS)),
            models.CheckConstraint(
                name="pulse_answer_has_when_and_who",
                condition=Q(in_touch="", call_me="", answered_at__isnull=True, answered_by__isnull=True)
                | ((~Q(in_touch="") | ~Q(call_me="")) & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id}, {self.place_id}: {self.week}"

    @property
    def answered(self) -> bool:
        """Whether both questions have an answer."""
        return bool(self.in_touch and self.call_me)


class PairCare(models.Model):
    """That somebody on the team saw to a pair at risk. What was known before it no longer counts as a risk."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="cares")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_cared_for")
    words = models.CharField(_("what was done"), max_length=250, blank=True)

    objects = PairCareQuerySet.as_manager()

    class Meta:
        verbose_name = _("care for a pair")
        verbose_name_plural = _("care for pairs")
        ordering = ["pair_id", "at"]

    def __str__(self) -> str:
        return f"{self.pair_id}: {self.at}"
