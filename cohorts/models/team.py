"""The team, its tasks and notes, and what is reported to it in confidence."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort
from cohorts.models.programmes import Programme
from cohorts.querysets import (
    ConcernQuerySet,
    TaskQuerySet,
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

    objects = TeamMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("team membership")
        ordering = ["programme_id", "role", "person_id"]
        constraints = [
            models.UniqueConstraint(
                name="team_role_once", fields=["programme", "person", "role"], condition=Q(ended_on__isnull=True)
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
    words = models.TextField(_("note"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_notes_made")

    class Meta:
        verbose_name = _("contact note")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_id}"


class Task(models.Model):
    """Something for staff to do; most are made by sweeps, each once under its key."""

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Not needed any more")

    key = models.CharField(_("unique key"), max_length=200, unique=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tasks")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks_about")
    kind = models.SlugField(_("kind"), max_length=40)
    title = models.CharField(_("what to do"), max_length=250)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)
    assigned_to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("made at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks_closed")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_closed_has_when",
                condition=Q(state="open", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether its day has passed."""
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < now.date()
