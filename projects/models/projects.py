"""A pair's joint project, its updates, and its entry in a showcase."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Place, Programme
from cohorts.pairing.models import Pair
from common.fields import RefField
from people.models import Person
from projects.querysets.projects import MilestoneQuerySet, ProjectQuerySet, ShowcaseQuerySet, UpdateQuerySet


class Project(models.Model):
    """Work that a pair co-produces. It survives re-pairing: contributors say who worked on it and when."""

    class Status(models.TextChoices):
        IDEA = "idea", _("Idea")
        PLANNING = "planning", _("Planning")
        TESTING = "testing", _("Testing")
        ADOPTED = "adopted", _("Adopted")
        SPREAD = "spread", _("Spread to other places")
        STOPPED = "stopped", _("Stopped")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "idea": frozenset({"planning", "testing", "stopped"}),
        "planning": frozenset({"idea", "testing", "stopped"}),
        "testing": frozenset({"planning", "adopted", "stopped"}),
        "adopted": frozenset({"testing", "spread", "stopped"}),
        "spread": frozenset({"adopted", "stopped"}),
        "stopped": frozenset({"idea", "planning", "testing"}),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="projects")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="projects")
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="projects")
    title = models.CharField(_("title"), max_length=160, blank=True)
    challenge = models.TextField(_("the challenge"), blank=True)
    who_is_affected = models.TextField(_("who is affected"), blank=True)
    idea = models.TextField(_("the idea"), blank=True)
    aim = models.TextField(_("the aim"), blank=True)
    measures = models.TextField(_("how you will know it works"), blank=True)
    lay_part = models.TextField(_("the lay partner's part"), blank=True)
    professional_part = models.TextField(_("the professional partner's part"), blank=True)
    outcomes = models.TextField(_("what came of it"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.IDEA)
    started_at = models.DateTimeField(_("started at"))
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="projects_changed")
    # The member for whom a supporter wrote.
    changed_for = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="projects_changed_through"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        ordering = ["cohort_id", "pk"]
        constraints = [models.UniqueConstraint(name="project_once_a_pair", fields=["pair"])]

    def __str__(self) -> str:
        return self.title or self.ref

    def may_become(self) -> list[tuple[str, str]]:
        """Return the states that may come next, in the order of the list, each with its name."""
        return [(value, str(label)) for value, label in self.Status.choices if value in self.MOVES[self.status]]


class Contributor(models.Model):
    """Who works or worked on a project, from when to when."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="contributors")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="contributions")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("contributor")
        ordering = ["project_id", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="contributor_once_at_a_time", fields=["project", "place"], condition=Q(until__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id}"


class Update(models.Model):
    """News of a project."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="updates")
    words = models.TextField(_("news"))
    submission_id = models.UUIDField(_("submission"), unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="project_updates")
    # The member for whom a supporter wrote.
    made_for = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="project_updates_through"
    )

    objects = UpdateQuerySet.as_manager()

    class Meta:
        verbose_name = _("update")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(name="update_newest_of_a_project", fields=["project", "-made_at"])]
        constraints = [
            models.CheckConstraint(
                name="update_for_somebody_else", condition=Q(made_for__isnull=True) | ~Q(made_for=F("made_by"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.made_at:%Y-%m-%d}"


class Milestone(models.Model):
    """A step that a pair sets itself."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(_("step"), max_length=160)
    due_on = models.DateField(_("by"), null=True, blank=True)
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone")
        ordering = ["project_id", "due_on", "pk"]

    def __str__(self) -> str:
        return self.title


class ShowcaseEntry(models.Model):
    """A project shown at a showcase."""

    project = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="showcase")
    held_on = models.DateField(_("on"))
    summary = models.TextField(_("summary"))

    objects = ShowcaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("showcase entry")
        verbose_name_plural = _("showcase entries")

    def __str__(self) -> str:
        return f"{self.project_id}"
