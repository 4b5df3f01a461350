"""Tasks of staff, what happened to each, and the kinds of task that there are."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort
from cohorts.models.programmes import Programme
from cohorts.querysets import TaskQuerySet, TaskStepQuerySet
from people.models import Person


class Task(models.Model):
    """Something for staff to do; most are made by sweeps, each once under its key.

    `subject_ref` is the reference of what it is about; its kind knows the page on which that is done.
    """

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
    words = models.TextField(_("more about it"), blank=True)
    subject_ref = models.CharField(_("reference of what it is about"), max_length=64, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)
    assigned_to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks_made")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks_closed")
    why = models.CharField(_("why it was closed"), max_length=250, blank=True)
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
            models.CheckConstraint(name="task_dropped_says_why", condition=~Q(state="dropped") | ~Q(why="")),
        ]
        indexes = [
            models.Index(name="task_by_kind_and_state", fields=["kind", "state"]),
            # What is open is little of what there ever was.
            models.Index(name="task_by_programme", fields=["state", "programme", "due_on"]),
            # All that Today and the call sheet count by: they read no task for it.
            models.Index(
                name="task_counted",
                fields=["state", "programme", "due_on", "assigned_to", "snoozed_until", "person"],
            ),
            # The last ones closed, of all that ever were.
            models.Index(
                name="task_closed",
                fields=["-closed_at", "-id", "programme"],
                condition=Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, *, on: date) -> bool:
        """Whether its day has passed."""
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < on

    def is_snoozed(self, *, on: date) -> bool:
        """Whether it is put off to a later day."""
        return self.state == self.State.OPEN and self.snoozed_until is not None and self.snoozed_until > on


class TaskStep(models.Model):
    """One thing that happened to a task: who handed it to whom, until when it was put off, and why."""

    class Deed(models.TextChoices):
        MADE = "made", _("Made")
        ASSIGNED = "assigned", _("Assigned")
        HANDED_OVER = "handed_over", _("Handed over")
        GIVEN_BACK = "given_back", _("Given back")
        SNOOZED = "snoozed", _("Put off")
        WOKEN = "woken", _("Back on the list")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Not needed any more")
        REOPENED = "reopened", _("Opened again")
        NOTED = "noted", _("Note")

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(_("what"), max_length=12, choices=Deed)
    at = models.DateTimeField(_("when"))
    # Nobody where a sweep did it.
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="task_steps")
    to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="task_steps_to")
    until = models.DateField(_("until"), null=True, blank=True)
    words = models.CharField(_("note"), max_length=250, blank=True)

    objects = TaskStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a task")
        ordering = ["task_id", "pk"]
        constraints = [
            models.CheckConstraint(
                name="task_step_names_to_whom",
                condition=Q(deed__in=["assigned", "handed_over"], to__isnull=False)
                | (~Q(deed__in=["assigned", "handed_over"]) & Q(to__isnull=True)),
            ),
            models.CheckConstraint(
                name="task_step_says_until_when",
                condition=Q(deed="snoozed", until__isnull=False) | (~Q(deed="snoozed") & Q(until__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.get_deed_display()}"
