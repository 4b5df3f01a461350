""" "Something is wrong": what is reported in confidence, and what the two who read it did about it."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.programmes import Programme
from cohorts.querysets import ConcernQuerySet
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class Concern(models.Model):
    """A report that something is wrong: seen by the safeguarding lead and deputy alone."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        LOOKED_AT = "looked_at", _("Being looked at")
        CLOSED = "closed", _("Closed")

    class Danger(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNSURE = "unsure", _("I am not sure")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "new": frozenset({"looked_at", "closed"}),
        "looked_at": frozenset({"closed"}),
        "closed": frozenset({"looked_at"}),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns")
    reported_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_reported"
    )
    words = EncryptedJSONField(_("what is wrong"))
    how_to_reach = EncryptedJSONField(_("how to reach you"), null=True, blank=True, default=None)
    danger = models.CharField(_("is somebody in danger now?"), max_length=6, choices=Danger, blank=True)
    submission_id = models.UUIDField(_("submission"), unique=True, default=uuid4, editable=False)
    reported_at = models.DateTimeField(_("reported at"))
    # The day by which the page said that it is read; none where the page said that it may take longer.
    promised_on = models.DateField(_("to be read by"), null=True, blank=True)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_read")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NEW)
    held_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_held", verbose_name=_("with")
    )
    outcome = EncryptedJSONField(_("outcome"), null=True, blank=True, default=None)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concerns_closed"
    )

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
            models.CheckConstraint(
                name="concern_closed_has_when_and_who",
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class ConcernNote(models.Model):
    """What was done about a concern. Notes are only added: no action changes or deletes one."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        HANDED_OVER = "handed_over", _("Handed over")
        CLOSED = "closed", _("Closed")
        OPENED_AGAIN = "opened_again", _("Opened again")

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.NOTE)
    words = EncryptedJSONField(_("what was done"))
    to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="concern_notes_to", verbose_name=_("to")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="concern_notes", verbose_name=_("by"))
    submission_id = models.UUIDField(_("submission"), unique=True, default=uuid4, editable=False)

    class Meta:
        verbose_name = _("note on a concern")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="concern_note_handed_over_to_somebody",
                condition=Q(kind="handed_over", to__isnull=False) | (~Q(kind="handed_over") & Q(to__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.concern_id}"
