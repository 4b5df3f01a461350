"""Long work that a sweep does while somebody watches its progress."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.programmes import Programme
from cohorts.querysets import JobQuerySet
from common.fields import RefField
from people.models import Person


class Job(models.Model):
    """One piece of long work: asked for on a page, done by a sweep, at most once at a time under its key.

    Whoever does it holds a lease and renews it with every step. A lease that has run out belongs to a worker that
    was killed: the work is taken up again, or fails with a sentence when that has happened too often.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to begin")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Stopped")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "queued": frozenset({"running", "cancelled"}),
        "running": frozenset({"done", "failed", "cancelled", "running"}),
        "done": frozenset(),
        "failed": frozenset(),
        "cancelled": frozenset(),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="jobs")
    kind = models.SlugField(_("kind"), max_length=40)
    # What it works on, for example "import:12": two jobs with one key never wait or run at a time.
    key = models.CharField(_("key"), max_length=120)
    # Keys and references of rows alone, never what is in them.
    arguments = models.JSONField(_("what to work on"), default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    message = models.CharField(_("what it says"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("begun how often"), default=0)
    lease = models.CharField(_("lease"), max_length=32, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked for at"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="jobs_asked_for")
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="job_once_at_a_time", fields=["key"], condition=Q(state__in=["queued", "running"])
            ),
            models.CheckConstraint(
                name="job_running_has_a_lease",
                condition=(Q(state="running", lease_until__isnull=False) & ~Q(lease=""))
                | (~Q(state="running") & Q(lease_until__isnull=True, lease="")),
            ),
            models.CheckConstraint(
                name="job_finished_has_when",
                condition=Q(state__in=["queued", "running"], finished_at__isnull=True)
                | (~Q(state__in=["queued", "running"]) & Q(finished_at__isnull=False)),
            ),
            models.CheckConstraint(name="job_does_no_more_than_all", condition=Q(done__lte=F("total"))),
        ]
        indexes = [models.Index(name="job_to_do", fields=["asked_at"], condition=Q(state__in=["queued", "running"]))]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.state in {self.State.QUEUED, self.State.RUNNING}

    def is_late(self, *, now: datetime) -> bool:
        """Whether it has waited for longer than a working service lets it wait."""
        return self.state == self.State.QUEUED and (now - self.asked_at).total_seconds() > 60
