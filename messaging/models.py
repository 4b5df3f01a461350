"""The outbox: everything said to a person is a row, from the moment it is due until its fate is known."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import RefField
from messaging.querysets import MessageQuerySet, TemplateQuerySet
from people.models import Person


class Channel(models.TextChoices):
    """How one message travels. A phone call is made by staff from the call list."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("Text message")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Phone call")


class Message(models.Model):
    """One thing to say to one person, made once under a unique key.

    Channel, format and words are settled at send time, from the person as they are then.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        HELD = "held", _("On hold")
        CLAIMED = "claimed", _("Being prepared")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Came back")
        UNKNOWN = "unknown", _("Not known whether it was sent")
        MISSED = "missed", _("Too late to send")
        CANCELLED = "cancelled", _("Cancelled")
        TO_CALL = "to_call", _("On the call list")
        TO_PRINT = "to_print", _("To be printed")

    class OnUnknown(models.TextChoices):
        HOLD = "hold", _("Hold until staff decide")
        RESEND_ONCE = "resend_once", _("Send once more")

    # From each state the states it may go to; anything else is a mistake in the program.
    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "queued": frozenset({"claimed", "held", "cancelled", "missed"}),
        "held": frozenset({"queued", "cancelled"}),
        "claimed": frozenset({"sending", "queued", "cancelled", "missed", "to_call", "to_print", "failed"}),
        "sending": frozenset({"sent", "failed", "queued", "unknown"}),
        "unknown": frozenset({"sent", "delivered", "queued", "cancelled", "failed", "bounced"}),
        "sent": frozenset({"delivered", "bounced", "failed"}),
        "delivered": frozenset({"bounced"}),
        "failed": frozenset({"queued", "cancelled"}),
        "bounced": frozenset({"queued", "cancelled"}),
        "missed": frozenset({"queued", "cancelled"}),
        "to_call": frozenset({"sent", "cancelled", "failed", "queued"}),
        "to_print": frozenset({"sent", "cancelled", "queued"}),
        "cancelled": frozenset(),
    }

    ref = RefField(_("reference"))
    key = models.CharField(_("unique key"), max_length=200, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages", verbose_name=_("to"))
    purpose = models.CharField(_("purpose"), max_length=60, db_index=True)
    subject_key = models.CharField(_("about"), max_length=80, blank=True, db_index=True)
    programme_ref = models.CharField(_("programme"), max_length=8, blank=True, db_index=True)
    data = models.JSONField(_("ids of what it is about"), default=dict)
    urgent = models.BooleanField(_("urgent"), default=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    due_at = models.DateTimeField(_("due at"))
    stale_after = models.DateTimeField(_("too late after"), null=True, blank=True)
    queued_at = models.DateTimeField(_("queued at"))
    queued_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages_queued"
    )
    # The claim: who works on it, and until when. `fence` grows with each claim.
    claim = models.UUIDField(_("claim"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    on_unknown = models.CharField(_("when not known"), max_length=12, choices=OnUnknown, default=OnUnknown.HOLD)
    # Settled at send time.
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, blank=True)
    language = models.CharField(_("language"), max_length=2, blank=True)
    easy_read = models.BooleanField(_("Easy Read"), default=False)
    address = models.CharField(_("sent to"), max_length=254, blank=True)
    title = models.CharField(_("subject line"), max_length=250, blank=True)
    body = models.TextField(_("words"), blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=120, blank=True, db_index=True)
    provider_ref = models.CharField(_("provider's reference"), max_length=120, blank=True, db_index=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages_settled"
    )
    why = models.CharField(_("why"), max_length=250, blank=True)
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(name="message_due", fields=["due_at"], condition=Q(state="queued")),
            models.Index(name="message_leased", fields=["lease_until"], condition=Q(state__in=["claimed", "sending"])),
            models.Index(name="message_by_person", fields=["person", "due_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="message_claim_has_lease",
                condition=Q(claim__isnull=True, lease_until__isnull=True)
                | Q(claim__isnull=False, lease_until__isnull=False),
            ),
            models.CheckConstraint(
                name="message_leased_while_worked_on",
                condition=Q(state__in=["claimed", "sending"], claim__isnull=False)
                | (~Q(state__in=["claimed", "sending"]) & Q(claim__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_sent_has_when",
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
            ),
            models.CheckConstraint(name="message_cancelled_says_why", condition=~Q(state="cancelled") | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.person_id} ({self.state})"

    @property
    def unsent(self) -> bool:
        """Whether nothing has left the house yet, so that it can still be moved or cancelled."""
        return self.state in {self.State.QUEUED, self.State.HELD, self.State.CLAIMED}

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether it should have gone by `now` and has not."""
        return self.state == self.State.QUEUED and self.due_at <= now


class Template(models.Model):
    """Words that replace a purpose's own words, for one channel, language and format. Versions are kept."""

    purpose = models.CharField(_("purpose"), max_length=60)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    language = models.CharField(_("language"), max_length=2, choices=Person.Language, default=Person.Language.ENGLISH)
    easy_read = models.BooleanField(_("Easy Read"), default=False)
    version = models.PositiveIntegerField(_("version"), default=1)
    programme_ref = models.CharField(_("programme"), max_length=8, blank=True)
    title = models.CharField(_("subject line"), max_length=250, blank=True)
    body = models.TextField(_("words"))
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="templates_saved")

    objects = TemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template")
        ordering = ["purpose", "channel", "language", "easy_read", "-version"]
        constraints = [
            models.UniqueConstraint(
                name="template_version_once",
                fields=["purpose", "channel", "language", "easy_read", "programme_ref", "version"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} / {self.channel} / {self.language} v{self.version}"


class Rule(models.Model):
    """When a purpose is due, relative to its date: days before (negative) or after it."""

    purpose = models.CharField(_("purpose"), max_length=60)
    occurrence = models.SlugField(_("occurrence"), max_length=30)
    programme_ref = models.CharField(_("programme"), max_length=8, blank=True)
    days = models.SmallIntegerField(_("days from the date"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("rule")
        ordering = ["purpose", "days"]
        constraints = [
            models.UniqueConstraint(name="rule_occurrence_once", fields=["purpose", "occurrence", "programme_ref"]),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.days:+d}"


class SweepStatus(models.Model):
    """When each periodic sweep last ran; /healthz and the queue page read it."""

    name = models.CharField(_("sweep"), max_length=60, unique=True)
    last_started_at = models.DateTimeField(_("started"), null=True, blank=True)
    last_finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    last_error = models.CharField(_("error"), max_length=500, blank=True)
    handled = models.PositiveIntegerField(_("handled"), default=0)

    class Meta:
        verbose_name = _("sweep")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
