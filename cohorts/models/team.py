"""The team, its notes, and what is reported to it in confidence."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.programmes import Programme
from cohorts.querysets import (
    ConcernQuerySet,
    ContactNoteQuerySet,
    TeamMembershipQuerySet,
)
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class TeamMembership(models.Model):
    """What one member of staff may do in one programme; no membership, no access."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("Coordinator")
        FACILITATOR = "facilitator", _("Facilitator")
        REVIEWER = "reviewer", _("Reviewer")
        EVALUATOR = "evaluator", _("Evaluator")
        COMMISSIONER = "commissioner", _("Commissioner")
        SAFEGUARDING_LEAD = "safeguarding_lead", _("Safeguarding lead")
        SAFEGUARDING_DEPUTY = "safeguarding_deputy", _("Deputy safeguarding lead")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    began_on = models.DateField(_("since"))
    ended_on = models.DateField(_("until"), null=True, blank=True)
    # Who put them there and who took them out; empty where the service was set up by a command.
    added_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships_given"
    )
    ended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships_ended"
    )

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("team membership")
        ordering = ["programme_id", "role", "person_id"]
        constraints = [
            models.UniqueConstraint(
                name="team_role_once", fields=["programme", "person", "role"], condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(
                name="team_end_has_when", condition=Q(ended_by__isnull=True) | Q(ended_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"


class Concern(models.Model):
    """ "Something is wrong": seen by the safeguarding lead and deputy alone."""

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    reported_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_reported"
    )
    words = EncryptedJSONField(_("what is wrong"))
    how_to_reach = EncryptedJSONField(_("how to reach you"), null=True, blank=True, default=None)
    submission_id = models.UUIDField(_("submission"), unique=True, default=uuid4, editable=False)
    reported_at = models.DateTimeField(_("reported at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_read")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        ordering = ["-reported_at"]
        constraints = [
            models.CheckConstraint(
                name="concern_read_has_when_and_who",
                condition=Q(read_at__isnull=True, read_by__isnull=True)
                | Q(read_at__isnull=False, read_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ContactNote(models.Model):
    """A call, email or conversation with a person, logged by staff."""

    class Kind(models.TextChoices):
        CALL = "call", _("Phone call")
        EMAIL = "email", _("Email")
        MEETING = "meeting", _("Conversation")
        LETTER = "letter", _("Letter")

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="contact_notes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_notes")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    incoming = models.BooleanField(_("they contacted us"), default=False)
    words = models.TextField(_("note"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_notes_made")
    # The id of the page that reported it: a form that is sent twice is one note.
    submission_id = models.UUIDField(_("submission"), unique=True, null=True, editable=False)

    objects = ContactNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact note")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_id}"
