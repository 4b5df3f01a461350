"""The outbox: everything said to a person is a row, from the moment it is due until its fate is known."""

from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import RefField
from messaging.querysets import CallQuerySet, MessageQuerySet
from people.models import Person, Supporter


class Channel(models.TextChoices):
    """How one message travels. A phone call is made by staff from the call list."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("Text message")
    LETTER = "letter", _("Letter")
    PHONE = "phone", _("Phone call")


# Nothing has left the house yet, so the message can still be moved or cancelled.
UNSENT = ("queued", "held", "claimed", "to_call", "to_print")


def sources_of(target: str) -> tuple[str, ...]:
    """Return the states from which a message may go to `target`, by the table of moves."""
    return tuple(sorted(state for state, targets in Message.MOVES.items() if target in targets))


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
        # A worker that was thought dead may still report "sent" after staff asked for another try: then it is sent.
        "queued": frozenset({"claimed", "held", "cancelled", "missed", "sent"}),
        "held": frozenset({"queued", "cancelled"}),
        "claimed": frozenset({"sending", "queued", "cancelled", "missed", "to_call", "to_print", "failed", "sent"}),
        "sending": frozenset({"sent", "failed", "queued", "unknown"}),
        "unknown": frozenset({"sent", "delivered", "queued", "cancelled", "failed", "bounced"}),
        "sent": frozenset({"delivered", "bounced", "failed"}),
        "delivered": frozenset({"bounced"}),
        "failed": frozenset({"queued", "cancelled"}),
        "bounced": frozenset({"queued", "cancelled"}),
        "missed": frozenset({"queued", "cancelled"}),
        "to_call": frozenset({"sent", "cancelled", "failed", "queued", "missed"}),
        "to_print": frozenset({"sent", "cancelled", "queued", "missed"}),
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
    # As its purpose says: for this person's eyes alone, so that no coordinator sees it in the queue.
    confidential = models.BooleanField(_("confidential"), default=False)
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
    # After a temporary failure. Kept apart from `due_at`, so that a sweep that queues the key again does not hurry it.
    retry_at = models.DateTimeField(_("try again at"), null=True, blank=True)
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
    said_in = models.ForeignKey(
        "Call", on_delete=models.PROTECT, null=True, blank=True, related_name="messages", verbose_name=_("said in")
    )
    # Words that staff wrote for this one message, in place of the purpose's own.
    edited_title = models.CharField(_("subject line of its own"), max_length=250, blank=True)
    edited_body = models.TextField(_("words of its own"), blank=True)
    edited_at = models.DateTimeField(_("edited at"), null=True, blank=True)
    edited_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages_edited"
    )
    # The London day on which it is the one thing said to this person that could have waited; what came along with it
    # names it in `joined_to`.
    said_on = models.DateField(_("said on"), null=True, blank=True)
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined", verbose_name=_("sent with")
    )
    copy_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    copy_for = models.ForeignKey(
        Supporter, on_delete=models.PROTECT, null=True, blank=True, related_name="copies", verbose_name=_("copy for")
    )

    objects = MessageQuerySet.as_manager()

    # What the purpose's `load` fetched for this message, while a batch is being prepared.
    loaded: Any = None

    class Meta:
        verbose_name = _("message")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(name="message_due", fields=["-urgent", "due_at", "id"], condition=Q(state="queued")),
            models.Index(name="message_leased", fields=["lease_until"], condition=Q(state__in=["claimed", "sending"])),
            models.Index(name="message_by_person", fields=["person", "due_at"]),
            # The pages of staff count and sort in these alone: rows are wide, their words among them.
            models.Index(name="message_by_state", fields=["state", "programme_ref", "confidential", "due_at"]),
            models.Index(name="message_by_programme", fields=["programme_ref", "due_at", "id", "confidential"]),
            # What staff still have to say or post, and what should have left, are few among all that was ever sent.
            models.Index(
                name="message_to_say",
                fields=[
                    "state",
                    "programme_ref",
                    "confidential",
                    "copy_of",
                    "copy_for",
                    "person",
                    "urgent",
                    "due_at",
                ],
                condition=Q(state="to_call") | Q(state="to_print"),
            ),
            models.Index(
                name="message_unsent", fields=["state", "due_at", "retry_at", "urgent"], condition=Q(state="queued")
            ),
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
            models.CheckConstraint(
                name="message_copy_has_for_whom",
                condition=Q(copy_of__isnull=True, copy_for__isnull=True)
                | Q(copy_of__isnull=False, copy_for__isnull=False),
            ),
            models.CheckConstraint(
                name="message_confidential_is_no_copy", condition=Q(confidential=False) | Q(copy_of__isnull=True)
            ),
            models.UniqueConstraint(
                name="message_copy_once_a_supporter",
                fields=["copy_of", "copy_for"],
                condition=Q(copy_of__isnull=False),
            ),
            models.UniqueConstraint(
                name="message_one_a_day", fields=["person", "said_on"], condition=Q(said_on__isnull=False)
            ),
            models.CheckConstraint(
                name="message_joined_is_not_the_one", condition=Q(joined_to__isnull=True) | Q(said_on__isnull=True)
            ),
            models.CheckConstraint(
                name="message_edited_has_when_and_who",
                condition=Q(edited_at__isnull=True, edited_by__isnull=True, edited_body="")
                | (Q(edited_at__isnull=False, edited_by__isnull=False) & ~Q(edited_body="")),
            ),
            models.CheckConstraint(name="message_cancelled_says_why", condition=~Q(state="cancelled") | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.person_id} ({self.state})"

    @property
    def unsent(self) -> bool:
        """Whether nothing has left the house yet, so that it can still be moved or cancelled."""
        return self.state in UNSENT

    def is_overdue(self, *, now: datetime) -> bool:
        """Whether it should have gone by `now` and has not."""
        return self.state == self.State.QUEUED and self.due_at <= now


class Call(models.Model):
    """One telephone call to one person, whatever came of it, with who made it."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("I spoke to them")
        NO_ANSWER = "no_answer", _("No answer")
        MESSAGE_LEFT = "message_left", _("I left a message to call back")
        WRONG_NUMBER = "wrong_number", _("The number is wrong")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calls", verbose_name=_("to"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    note = models.TextField(_("note"), blank=True)
    # Until then the person is not on the call sheet: nobody is rung again too soon.
    again_on = models.DateField(_("call again on"), null=True, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calls_made", verbose_name=_("by"))
    # The id of the page that reported it: a form that is sent twice is one call.
    submission_id = models.UUIDField(_("submission"), unique=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(name="call_by_person", fields=["person", "-at"]),
            models.Index(name="call_again", fields=["again_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.get_outcome_display()}"


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
