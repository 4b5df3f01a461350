"""What comes after a partner is lost: the choice of who is left, and threes for a time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.pairing.models.pairs import Pair
from cohorts.pairing.querysets import PartnerChoiceQuerySet, ThreeQuerySet
from common.fields import RefField
from people.models import Person


class Three(models.Model):
    """Somebody who works with a pair for a time, approved and dated. The pair's `third` copies the one that is open."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="threes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="threes")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approved_threes")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="threes_made")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ThreeQuerySet.as_manager()

    class Meta:
        verbose_name = _("three for a time")
        verbose_name_plural = _("threes for a time")
        ordering = ["pair_id", "since", "pk"]
        constraints = [
            models.UniqueConstraint(name="three_once_a_pair", fields=["pair"], condition=Q(ended_at__isnull=True)),
            models.UniqueConstraint(name="three_once_a_place", fields=["place"], condition=Q(ended_at__isnull=True)),
            models.CheckConstraint(name="three_until_is_not_before_since", condition=Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id} + {self.place_id}"


class PartnerChoice(models.Model):
    """How somebody goes on whose partner has gone: opened by staff after a death, else at once; chosen, then settled.

    A choice is let go of where its person leaves too, or the partner is back.
    """

    class Option(models.TextChoices):
        NEW_PARTNER = "new_partner", _("A new partner from my group")
        THREE = "three", _("Work with another pair for a time")
        GRADUATE = "graduate", _("Somebody who did the programme before")
        FACILITATOR = "facilitator", _("Finish with a facilitator")
        NEXT_COHORT = "next_cohort", _("Stop now and join the next group")

    ref = RefField(_("reference"))
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="choices")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="partner_choices")
    made_at = models.DateTimeField(_("made at"))
    opened_at = models.DateTimeField(_("open since"), null=True, blank=True)
    opened_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="partner_choices_opened"
    )
    option = models.CharField(_("choice"), max_length=12, choices=Option, blank=True)
    note = models.CharField(_("in their words"), max_length=500, blank=True)
    chosen_at = models.DateTimeField(_("chosen at"), null=True, blank=True)
    # The person, or the member of staff who was told: then `recorded_by` says so as well.
    chosen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="partner_choices_made"
    )
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="partner_choices_recorded"
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="partner_choices_settled"
    )
    new_pair = models.ForeignKey(
        Pair, on_delete=models.PROTECT, null=True, blank=True, related_name="settles", verbose_name=_("works in")
    )
    facilitator = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="finishing_with"
    )
    dropped_at = models.DateTimeField(_("let go at"), null=True, blank=True)
    dropped_why = models.CharField(_("why it was let go"), max_length=160, blank=True)

    objects = PartnerChoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice after losing a partner")
        verbose_name_plural = _("choices after losing a partner")
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="partner_choice_once_a_pair", fields=["pair", "place"]),
            models.UniqueConstraint(
                name="partner_choice_one_open_a_place",
                fields=["place"],
                condition=Q(settled_at__isnull=True, dropped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="partner_choice_opening_has_when_and_who",
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
            ),
            models.CheckConstraint(
                name="partner_choice_has_when_and_who",
                condition=Q(option="", chosen_at__isnull=True, chosen_by__isnull=True, recorded_by__isnull=True)
                | (~Q(option="") & Q(opened_at__isnull=False, chosen_at__isnull=False, chosen_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="partner_choice_settled_after_chosen",
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, chosen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="partner_choice_is_settled_by_one_thing",
                condition=Q(settled_at__isnull=True, new_pair__isnull=True, facilitator__isnull=True)
                | Q(option="facilitator", new_pair__isnull=True, facilitator__isnull=False)
                | Q(option="next_cohort", new_pair__isnull=True, facilitator__isnull=True)
                | Q(option__in=["new_partner", "three", "graduate"], new_pair__isnull=False, facilitator__isnull=True),
            ),
            models.CheckConstraint(
                name="partner_choice_dropped_says_why",
                condition=Q(dropped_at__isnull=True, dropped_why="")
                | (Q(dropped_at__isnull=False, settled_at__isnull=True) & ~Q(dropped_why="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}: {self.option}"

    @property
    def waits_for_a_call(self) -> bool:
        """Whether a member of staff speaks with the person first: nothing automatic is said to them until then."""
        return self.opened_at is None and self.dropped_at is None

    @property
    def may_choose(self) -> bool:
        """Whether the person may still choose, or choose something else."""
        return self.opened_at is not None and self.settled_at is None and self.dropped_at is None
