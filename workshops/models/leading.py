"""Asking facilitators to lead, and what the two of them write afterwards."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Role
from cohorts.pairing.models import Pair
from common.fields import EncryptedJSONField
from people.models import Person
from workshops.models.schedule import Workshop
from workshops.querysets import DebriefPairQuerySet, LeadRequestQuerySet


class LeadRequest(models.Model):
    """One person is asked to lead one workshop on one day, as lay or professional facilitator.

    On another day they are asked anew; who is replaced has the request ended.
    """

    class Answer(models.TextChoices):
        NONE = "", _("Not answered")
        YES = "yes", _("Will lead it")
        NO = "no", _("Cannot lead it")

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="lead_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lead_requests")
    role = models.CharField(_("as"), max_length=12, choices=Role)
    date = models.DateField(_("for the day"))
    asked_at = models.DateTimeField(_("asked at"))
    answer = models.CharField(_("answer"), max_length=3, choices=Answer, blank=True, default=Answer.NONE)
    reason = models.CharField(_("reason"), max_length=250, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="lead_requests_answered"
    )
    ended_at = models.DateTimeField(_("not asked any more since"), null=True, blank=True)

    objects = LeadRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to lead")
        verbose_name_plural = _("requests to lead")
        ordering = ["workshop_id", "role"]
        constraints = [
            models.UniqueConstraint(
                name="lead_request_once_a_role", fields=["workshop", "role"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="lead_request_answer_has_when_and_who",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.workshop_id}"


class Debrief(models.Model):
    """What the two facilitators of a workshop write together afterwards. A change of the text asks both again."""

    workshop = models.OneToOneField(Workshop, on_delete=models.PROTECT, related_name="debrief")
    begun_at = models.DateTimeField(_("begun at"))
    lay_agreed_at = models.DateTimeField(_("agreed by the lay facilitator at"), null=True, blank=True)
    lay_agreed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="debriefs_agreed_as_lay"
    )
    professional_agreed_at = models.DateTimeField(_("agreed by the professional facilitator at"), null=True, blank=True)
    professional_agreed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="debriefs_agreed_as_professional"
    )

    class Meta:
        verbose_name = _("debrief")
        ordering = ["workshop_id"]
        constraints = [
            models.CheckConstraint(
                name="debrief_lay_agreed_has_when_and_who",
                condition=Q(lay_agreed_at__isnull=True, lay_agreed_by__isnull=True)
                | Q(lay_agreed_at__isnull=False, lay_agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="debrief_professional_agreed_has_when_and_who",
                condition=Q(professional_agreed_at__isnull=True, professional_agreed_by__isnull=True)
                | Q(professional_agreed_at__isnull=False, professional_agreed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="debrief_agreed_by_two_people",
                condition=Q(lay_agreed_by__isnull=True)
                | Q(professional_agreed_by__isnull=True)
                | ~Q(lay_agreed_by=models.F("professional_agreed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.workshop_id}"

    @property
    def agreed(self) -> bool:
        """Whether everybody who leads the workshop has agreed to what it says now."""
        sides = ((self.workshop.lay_facilitator_id, self.lay_agreed_at),
                 (self.workshop.professional_facilitator_id, self.professional_agreed_at))  # fmt: skip
        agreed = [at is not None for named, at in sides if named is not None]
        return bool(agreed) and all(agreed)


class DebriefSection(models.Model):
    """One part of a debrief, with who wrote it last. Encrypted: it may speak of people."""

    class Kind(models.TextChoices):
        WENT_WELL = "went_well", _("What went well")
        CHANGE = "change", _("What to change")
        FOLLOW_UP = "follow_up", _("Anything to follow up")

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="sections")
    kind = models.CharField(_("part"), max_length=10, choices=Kind)
    words = EncryptedJSONField(_("what they wrote"), null=True, blank=True, default=None)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="debrief_sections_written")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("part of a debrief")
        verbose_name_plural = _("parts of debriefs")
        ordering = ["debrief_id", "pk"]
        constraints = [models.UniqueConstraint(name="debrief_section_once", fields=["debrief", "kind"])]

    def __str__(self) -> str:
        return f"{self.debrief_id}: {self.kind}"


class DebriefPair(models.Model):
    """A pair that needs attention after a workshop; it makes a task for the coordinators."""

    debrief = models.ForeignKey(Debrief, on_delete=models.CASCADE, related_name="pairs")
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="debrief_notes")
    words = EncryptedJSONField(_("why"))
    noted_at = models.DateTimeField(_("noted at"))
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="debrief_pairs_noted")

    objects = DebriefPairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that needs attention")
        verbose_name_plural = _("pairs that need attention")
        ordering = ["debrief_id", "pk"]
        constraints = [models.UniqueConstraint(name="debrief_pair_once", fields=["debrief", "pair"])]

    def __str__(self) -> str:
        return f"{self.debrief_id}: {self.pair_id}"
