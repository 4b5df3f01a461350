"""Workshops, their agenda and the calendars that show them."""

import secrets
from datetime import datetime, time
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Room, Venue
from common.dates import LONDON
from common.fields import RefField
from people.models import Person
from workshops.querysets import WorkshopQuerySet


def make_secret() -> str:
    """Return a secret for an address that opens without signing in (256 bits)."""
    return secrets.token_urlsafe(32)


def clock_after(start: time, minutes: int) -> time:
    """Return the time of day so many minutes later (or earlier), within the same day."""
    total = min(max(start.hour * 60 + start.minute + minutes, 0), 24 * 60 - 1)
    return time(total // 60, total % 60)


def name_of(number: int, title: str) -> str:
    """Return what people call a workshop: “Workshop 2”, with its title where it has one."""
    called = say("Workshop %(number)s") % {"number": number}
    return f"{called}: {title}" if title else called


class Workshop(models.Model):
    """One day of a cohort. Date and times are local (Europe/London), as people write them in a diary."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        CONFIRMED = "confirmed", _("Confirmed")
        HELD = "held", _("Held")
        POSTPONED = "postponed", _("Postponed")
        CANCELLED = "cancelled", _("Cancelled")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "planned": frozenset({"confirmed", "held", "postponed", "cancelled"}),
        "confirmed": frozenset({"planned", "held", "postponed", "cancelled"}),
        "postponed": frozenset({"planned", "confirmed", "cancelled"}),
        "held": frozenset(),
        "cancelled": frozenset(),
    }

    ref = RefField(_("reference"))
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="workshops")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120, blank=True)
    date = models.DateField(_("date"))
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(_("ends"))
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="workshops")
    room = models.ForeignKey(Room, on_delete=models.PROTECT, null=True, blank=True, related_name="workshops")
    lay_facilitator = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="workshops_led_as_lay"
    )
    professional_facilitator = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="workshops_led_as_professional"
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    held_at = models.DateTimeField(_("recorded as held at"), null=True, blank=True)
    held_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="workshops_recorded"
    )
    why = models.CharField(_("why it was postponed or cancelled"), max_length=250, blank=True)
    # Calendar programs replace an entry when this grows.
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    # An agenda that somebody changed by hand is not replaced when the programme's agenda changes.
    agenda_changed_at = models.DateTimeField(_("agenda changed by hand at"), null=True, blank=True)
    agenda_changed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="agendas_changed"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        verbose_name = _("workshop")
        ordering = ["cohort_id", "number"]
        indexes = [
            models.Index(
                name="workshop_to_come",
                fields=["date", "starts", "cohort"],
                condition=Q(state__in=["planned", "confirmed"]),
            )
        ]
        constraints = [
            models.UniqueConstraint(name="workshop_number_once_a_cohort", fields=["cohort", "number"]),
            models.CheckConstraint(name="workshop_number_from_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="workshop_ends_after_it_starts", condition=Q(ends__gt=F("starts"))),
            models.CheckConstraint(
                name="workshop_held_has_when_and_who",
                condition=Q(state="held", held_at__isnull=False, held_by__isnull=False)
                | (~Q(state="held") & Q(held_at__isnull=True, held_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="workshop_facilitators_differ",
                condition=Q(lay_facilitator__isnull=True)
                | Q(professional_facilitator__isnull=True)
                | ~Q(lay_facilitator=F("professional_facilitator")),
            ),
            models.CheckConstraint(
                name="workshop_agenda_change_has_when_and_who",
                condition=Q(agenda_changed_at__isnull=True, agenda_changed_by__isnull=True)
                | Q(agenda_changed_at__isnull=False, agenda_changed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort} – {self.number}"

    @property
    def name(self) -> str:
        """What people call it: “Workshop 2”, with its title where it has one."""
        return name_of(self.number, self.title)

    @property
    def goes_ahead(self) -> bool:
        """Whether people are expected: planned or confirmed."""
        return self.state in {self.State.PLANNED, self.State.CONFIRMED}

    def may_become(self, state: str) -> bool:
        """Whether the table of moves allows this state next."""
        return state in self.MOVES[self.state]

    @property
    def starts_at(self) -> datetime:
        """The instant it starts."""
        return datetime.combine(self.date, self.starts, tzinfo=LONDON)

    @property
    def ends_at(self) -> datetime:
        """The instant it ends."""
        return datetime.combine(self.date, self.ends, tzinfo=LONDON)


class Session(models.Model):
    """One part of a workshop's agenda, or a break."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="sessions")
    starts = models.TimeField(_("starts"))
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30)
    title = models.CharField(_("title"), max_length=160)
    is_break = models.BooleanField(_("is a break"), default=False)
    led_by = models.CharField(_("who leads it"), max_length=80, blank=True)
    room = models.CharField(_("room"), max_length=80, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("session")
        ordering = ["workshop_id", "starts", "pk"]
        constraints = [models.CheckConstraint(name="session_lasts_a_while", condition=Q(minutes__gte=1))]

    def __str__(self) -> str:
        return self.title

    @property
    def ends(self) -> time:
        """When it ends, in the local time of the day; a part that would run past midnight ends then."""
        return clock_after(self.starts, self.minutes)


class CalendarFeed(models.Model):
    """A person's calendar under a secret address."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="calendar_feed")
    secret = models.CharField(_("secret"), max_length=64, unique=True, default=make_secret)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar")

    def __str__(self) -> str:
        return f"{self.person_id}"
