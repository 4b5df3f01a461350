"""Cohorts and places."""

from datetime import date, datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.programmes import Programme, Role
from cohorts.models.venues import Venue
from cohorts.querysets import (
    CohortQuerySet,
    PlaceQuerySet,
)
from common.fields import RefField
from people.models import Person


class Cohort(models.Model):
    """One group at one venue in one programme; places are counted in pairs."""

    class State(models.TextChoices):
        PLANNING = "planning", _("Planning")
        RECRUITING = "recruiting", _("Recruiting")
        SELECTING = "selecting", _("Selecting")
        CONFIRMING = "confirming", _("Confirming")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        ARCHIVED = "archived", _("Archived")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "planning": frozenset({"recruiting", "cancelled"}),
        "recruiting": frozenset({"selecting", "planning", "cancelled"}),
        "selecting": frozenset({"confirming", "recruiting", "cancelled"}),
        "confirming": frozenset({"running", "selecting", "cancelled"}),
        "running": frozenset({"finished", "cancelled"}),
        "finished": frozenset({"archived"}),
        "archived": frozenset(),
        "cancelled": frozenset(),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="cohorts")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(_("name"), max_length=80)
    pairs_wanted = models.PositiveSmallIntegerField(_("pairs wanted"), default=10)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PLANNING)
    state_since = models.DateTimeField(_("in this state since"))
    recruitment_opens = models.DateField(_("recruitment opens"), null=True, blank=True)
    recruitment_closes = models.DateField(_("recruitment closes"), null=True, blank=True)
    area_outward_codes = models.JSONField(_("outward codes of the area"), default=list)
    area_radius_km = models.PositiveSmallIntegerField(_("radius of the area in km"), null=True, blank=True)
    care_system = models.CharField(_("integrated care system"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        ordering = ["programme_id", "name"]
        constraints = [
            models.UniqueConstraint(name="cohort_name_once_a_programme", fields=["programme", "name"]),
            models.UniqueConstraint(name="cohort_programme_copy", fields=["id", "programme"]),
            models.CheckConstraint(name="cohort_wants_a_pair", condition=Q(pairs_wanted__gte=1)),
            models.CheckConstraint(
                name="cohort_recruitment_closes_after_it_opens",
                condition=Q(recruitment_opens__isnull=True)
                | Q(recruitment_closes__isnull=True)
                | Q(recruitment_closes__gte=F("recruitment_opens")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def places(self) -> int:
        """How many people it seats: two a pair."""
        return self.pairs_wanted * 2

    def has_begun(self, *, now: datetime) -> bool:
        """Whether its first day has begun: from then on nobody new can join. Reads `workshops` once."""
        return any(
            workshop.state == "held" or (workshop.goes_ahead and workshop.starts_at <= now)
            for workshop in self.workshops.all()
        )

    def first_day(self) -> date | None:
        """The day of the first workshop that goes ahead; None where there is none yet. Reads `workshops` once."""
        return min((workshop.date for workshop in self.workshops.all() if workshop.goes_ahead), default=None)

    def takes_applications(self, *, on: date) -> bool:
        """Whether somebody can apply on this day."""
        return (
            self.state == self.State.RECRUITING
            and (self.recruitment_opens is None or self.recruitment_opens <= on)
            and (self.recruitment_closes is None or self.recruitment_closes >= on)
        )


class Place(models.Model):
    """A person's membership of a cohort, made when an offer is accepted.

    It copies its programme so that "one active place a person and programme" is a constraint; only actions set it.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        COMPLETED = "completed", _("Completed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "active": frozenset({"completed", "withdrawn"}),
        "completed": frozenset({"active"}),
        "withdrawn": frozenset({"active"}),
    }

    class Kind(models.TextChoices):
        MEMBER = "member", _("Takes part")
        GRADUATE = "graduate", _("Graduate who helps out")

    ref = RefField(_("reference"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="places_taken")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="places")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    # A graduate completed an earlier cohort and works with somebody whose partner has gone: a guest, who is not asked
    # in surveys and whose own place of that time stays as it is.
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.MEMBER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    accepted_at = models.DateTimeField(_("accepted at"))
    # A professional's place is provisional until the employer has confirmed the release.
    release_needed = models.BooleanField(_("needs the employer's release"), default=False)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="releases_recorded"
    )
    completed_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals_recorded"
    )
    withdrawn_reason = models.CharField(_("reason"), max_length=250, blank=True)
    left_evaluation_at = models.DateTimeField(_("left the evaluation at"), null=True, blank=True)
    # Somebody who left the programme and said that they go on answering surveys. Silence never means that.
    stays_in_evaluation = models.BooleanField(_("goes on answering surveys"), default=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        ordering = ["cohort_id", "role", "person_id"]
        indexes = [
            models.Index(
                name="place_without_release",
                fields=["programme"],
                condition=Q(state="active", release_needed=True, released_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="place_once_a_person_and_programme",
                fields=["person", "programme"],
                condition=~Q(state="withdrawn") & Q(kind="member"),
            ),
            models.UniqueConstraint(
                name="place_of_a_graduate_once",
                fields=["person", "programme"],
                condition=Q(state="active", kind="graduate"),
            ),
            models.CheckConstraint(
                name="place_stays_in_evaluation_after_leaving",
                condition=Q(stays_in_evaluation=False) | Q(state="withdrawn", left_evaluation_at__isnull=True),
            ),
            models.UniqueConstraint(name="place_cohort_and_role_copy", fields=["id", "cohort", "role"]),
            models.CheckConstraint(
                name="place_withdrawal_has_when_and_who",
                condition=Q(state="withdrawn", withdrawn_at__isnull=False, withdrawn_by__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="place_completed_has_when",
                condition=Q(state="completed", completed_at__isnull=False)
                | (~Q(state="completed") & Q(completed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="place_release_has_when_and_who",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"

    @property
    def left(self) -> bool:
        """Whether the person no longer takes part."""
        return self.state == self.State.WITHDRAWN

    @property
    def provisional(self) -> bool:
        """Whether the employer's release is still to come."""
        return self.release_needed and self.released_at is None
