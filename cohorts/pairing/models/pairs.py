"""Pairs of one lay partner and one professional, and the proposals they come from."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Place, Role
from cohorts.pairing.querysets import PairAgreementQuerySet, PairQuerySet, ProposalQuerySet, ProposedPairQuerySet
from common.fields import RefField
from people.models import Person


class Proposal(models.Model):
    """A run of the optimiser over a cohort: what it was given and whom it would pair."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        USED = "used", _("Used")
        REPLACED = "replaced", _("Replaced")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(_("name"), max_length=80, blank=True)
    weights = models.JSONField(_("weights"), default=dict)
    total_fit = models.PositiveIntegerField(_("total fit"), default=0)
    # The fit of everybody with everybody, {lay place: {professional place: fit}}, so that the board need not ask again.
    fits = models.JSONField(_("all fits"), default=dict)
    # What each pair would cost if it were forced and the others set right: {lay: {professional: [fit, pairs fewer]}}.
    costs = models.JSONField(_("costs"), default=dict)
    worst_first = models.BooleanField(_("the pair that fits least was lifted first"), default=False)
    # Ids of places who stay unpaired, with the reason in words.
    unpaired = models.JSONField(_("unpaired"), default=list)
    forbidden = models.JSONField(_("forbidden pairs"), default=list)
    algorithm_version = models.CharField(_("algorithm version"), max_length=20, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals_made")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(name="proposal_one_draft_a_cohort", fields=["cohort"], condition=Q(state="draft")),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.get_state_display()}"


class ProposedPair(models.Model):
    """One pair of a proposal with its fit (0 to 1,000), its shares and its reasons."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="pairs")
    lay = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="proposed_as_lay")
    professional = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="proposed_as_professional")
    fit = models.PositiveSmallIntegerField(_("fit"))
    shares = models.JSONField(_("shares of the fit"), default=dict)
    reasons = models.JSONField(_("reasons"), default=list)
    locked = models.BooleanField(_("locked"), default=False)

    objects = ProposedPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed pair")
        ordering = ["proposal_id", "lay_id"]
        constraints = [
            models.UniqueConstraint(name="proposed_lay_once", fields=["proposal", "lay"]),
            models.UniqueConstraint(name="proposed_professional_once", fields=["proposal", "professional"]),
            models.CheckConstraint(name="proposed_fit_at_most_1000", condition=Q(fit__lte=1000)),
        ]

    def __str__(self) -> str:
        return f"{self.lay_id} + {self.professional_id}"


class Pair(models.Model):
    """A lay place and a professional place that work together. Ending one never erases it.

    It copies cohort and roles from its places, so that the database can check them; only actions set the copies.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        INTRODUCED = "introduced", _("Introduced")
        ACTIVE = "active", _("Working together")
        ENDED = "ended", _("Ended")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "proposed": frozenset({"introduced", "ended"}),
        "introduced": frozenset({"active", "ended"}),
        "active": frozenset({"ended"}),
        "ended": frozenset(),
    }

    class EndReason(models.TextChoices):
        COMPLETED = "completed", _("The programme is complete")
        WITHDREW = "withdrew", _("One of them left the programme")
        REPAIRED = "repaired", _("Paired anew")
        CONFLICT = "conflict", _("A conflict became known")
        DIED = "died", _("One of them died")

    ref = RefField(_("reference"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="pairs")
    lay = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="pairs_as_lay")
    professional = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="pairs_as_professional")
    lay_role = models.CharField(_("role of the lay place"), max_length=12, choices=Role, default=Role.LAY)
    professional_role = models.CharField(
        _("role of the professional place"), max_length=12, choices=Role, default=Role.PROFESSIONAL
    )
    lay_cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    professional_cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="+")
    # A three for a time: a third place that joins the pair, approved by somebody.
    third = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, blank=True, related_name="pairs_as_third")
    third_from = models.DateField(_("third from"), null=True, blank=True)
    third_until = models.DateField(_("third until"), null=True, blank=True)
    third_approved_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="threes_approved"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    fit = models.PositiveSmallIntegerField(_("fit"), null=True, blank=True)
    reasons = models.JSONField(_("reasons"), default=list)
    # By which ways each lets the other reach them ("email", "phone"); nothing is shared that was not chosen.
    lay_shares = models.JSONField(_("what the lay partner shares"), default=list)
    professional_shares = models.JSONField(_("what the professional partner shares"), default=list)
    third_shares = models.JSONField(_("what the third member shares"), default=list)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="pairs_made")
    introduced_at = models.DateTimeField(_("introduced at"), null=True, blank=True)
    introduced_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="pairs_introduced"
    )
    # Where they were introduced although not both had said whom they must not be paired with: why.
    introduced_unasked = models.CharField(_("why they were introduced all the same"), max_length=250, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="pairs_ended")
    end_reason = models.CharField(_("why it ended"), max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField(_("note"), max_length=250, blank=True)
    # What it was when it ended, so that an end recorded in error can be taken back.
    ended_from = models.CharField(_("state before the end"), max_length=12, choices=State, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair")
        ordering = ["cohort_id", "pk"]
        indexes = [models.Index(name="pair_to_introduce", fields=["cohort"], condition=Q(state="proposed"))]
        constraints = [
            models.UniqueConstraint(name="pair_lay_in_one_active", fields=["lay"], condition=~Q(state="ended")),
            models.UniqueConstraint(
                name="pair_professional_in_one_active", fields=["professional"], condition=~Q(state="ended")
            ),
            models.UniqueConstraint(
                name="pair_third_in_one_active",
                fields=["third"],
                condition=Q(third__isnull=False) & ~Q(state="ended"),
            ),
            models.CheckConstraint(name="pair_members_differ", condition=~Q(lay=F("professional"))),
            models.CheckConstraint(
                name="pair_roles_differ", condition=Q(lay_role="lay", professional_role="professional")
            ),
            models.CheckConstraint(
                name="pair_of_one_cohort",
                condition=Q(cohort=F("lay_cohort")) & Q(cohort=F("professional_cohort")),
            ),
            models.CheckConstraint(
                name="pair_third_is_dated_and_approved",
                condition=Q(third__isnull=True, third_from__isnull=True, third_approved_by__isnull=True)
                | Q(third__isnull=False, third_from__isnull=False, third_approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="pair_introduction_has_when_and_who",
                condition=Q(introduced_at__isnull=True, introduced_by__isnull=True)
                | Q(introduced_at__isnull=False, introduced_by__isnull=False),
            ),
            models.CheckConstraint(
                name="pair_introduced_unasked_is_introduced",
                condition=Q(introduced_unasked="") | Q(introduced_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pair_end_has_when_who_and_why",
                condition=(Q(state="ended", ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""))
                | (~Q(state="ended") & Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lay_id} + {self.professional_id}"

    @property
    def places(self) -> tuple[Place, Place]:
        """The lay place and the professional place."""
        return (self.lay, self.professional)

    @property
    def provisional(self) -> bool:
        """Whether an employer has not confirmed the place of one of the two yet."""
        return any(place.provisional for place in self.places)

    @property
    def everybody(self) -> tuple[Place, ...]:
        """The two places, and the third of a three."""
        return self.places if self.third is None else (*self.places, self.third)

    def place_of(self, person: Person) -> Place | None:
        """Return the place of one of the members; None for anybody else."""
        return next((place for place in self.everybody if place.person_id == person.pk), None)

    def partner_of(self, place: Place) -> Place:
        """Return the other one's place; of the third of a three, the partner of the other role."""
        if place.pk == self.third_id:
            return self.professional if place.role == Role.LAY else self.lay
        return self.professional if place.pk == self.lay_id else self.lay

    def partners_of(self, place: Place) -> list[Place]:
        """Return the places of all others, the one of the other role first."""
        partner = self.partner_of(place)
        return [partner, *(other for other in self.everybody if other.pk not in {place.pk, partner.pk})]

    def share_field_of(self, place: Place) -> str:
        """Return the name of the field that holds what this one shares."""
        if place.pk == self.third_id:
            return "third_shares"
        return "lay_shares" if place.pk == self.lay_id else "professional_shares"

    def shares_of(self, place: Place) -> list[str]:
        """Return by which ways this one lets the others reach them."""
        return list(getattr(self, self.share_field_of(place)))


class PairAgreement(models.Model):
    """How the two want to work together, signed by both."""

    pair = models.OneToOneField(Pair, on_delete=models.PROTECT, related_name="agreement")
    words = models.TextField(_("how we work together"))
    signed_by_lay_at = models.DateTimeField(_("signed by the lay partner"), null=True, blank=True)
    signed_by_professional_at = models.DateTimeField(_("signed by the professional partner"), null=True, blank=True)
    # The member of staff who copied it from the paper that both had signed; nobody where they wrote it here.
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements_recorded"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PairAgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreement of a pair")
        constraints = [
            models.CheckConstraint(
                name="agreement_on_paper_is_signed_by_both",
                condition=Q(recorded_by__isnull=True)
                | Q(signed_by_lay_at__isnull=False, signed_by_professional_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pair_id}"

    @property
    def signed_by_both(self) -> bool:
        """Whether both have signed these words."""
        return self.signed_by_lay_at is not None and self.signed_by_professional_at is not None
