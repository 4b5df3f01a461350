"""The team, and its notes."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.programmes import Programme
from cohorts.querysets import ContactNoteQuerySet, TeamMembershipQuerySet
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
    # Of the safeguarding lead and deputy: whether "Something is wrong" is read in time depends on it.
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)

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
            models.CheckConstraint(
                name="team_away_from_until",
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, away_until__gte=F("away_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    def is_away(self, *, on: date) -> bool:
        """Whether this person said that they are away on a day."""
        return self.away_from is not None and self.away_until is not None and self.away_from <= on <= self.away_until


class ContactNote(models.Model):
    """A call, email or conversation with a person, logged by staff."""

    class Kind(models.TextChoices):
        CALL = "call", _("Phone call")
        EMAIL = "email", _("Email")
        MEETING = "meeting", _("Conversation")
        LETTER = "letter", _("Letter")
        TEXT = "text", _("Text message")

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
