"""Letters on their way to paper: batches that were printed, and formats that somebody else makes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import EncryptedJSONField, RefField
from messaging.models.outbox import Message
from messaging.querysets import FormatOrderQuerySet, PrintBatchQuerySet, PrintedLetterQuerySet
from people.models import Person


class PrintBatch(models.Model):
    """Letters that were printed together. Its PDF stays the same however often it is opened, until it is erased."""

    class Pdf(models.TextChoices):
        WAITING = "waiting", _("Waiting to be made")
        MAKING = "making", _("Being made")
        READY = "ready", _("Ready")
        MISSING = "missing", _("Cannot be made on this machine")
        FAILED = "failed", _("Could not be made")
        ERASED = "erased", _("Erased")

    ref = RefField(_("reference"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="print_batches_made")
    pdf_state = models.CharField(_("PDF"), max_length=8, choices=Pdf, default=Pdf.WAITING)
    # When its state last changed: whoever began to make it and did not come back is taken for dead.
    pdf_since = models.DateTimeField(_("PDF since"))
    pdf_sha256 = models.CharField(_("SHA-256 of the PDF"), max_length=64, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_at = models.DateTimeField(_("recorded as posted at"), null=True, blank=True)
    posted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="print_batches_posted"
    )
    erased_at = models.DateTimeField(_("words erased at"), null=True, blank=True)

    objects = PrintBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("print batch")
        verbose_name_plural = _("print batches")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="print_batch_posted_has_when_and_who",
                condition=Q(posted_on__isnull=True, posted_at__isnull=True, posted_by__isnull=True)
                | Q(posted_on__isnull=False, posted_at__isnull=False, posted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="print_batch_ready_has_hash", condition=~Q(pdf_state="ready") | ~Q(pdf_sha256="")
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class PrintedLetter(models.Model):
    """One letter as it left the printer. A message is in at most one batch that still waits for the post."""

    class State(models.TextChoices):
        PRINTED = "printed", _("Printed")
        POSTED = "posted", _("Posted")
        TAKEN_OUT = "taken_out", _("Taken out")

    batch = models.ForeignKey(PrintBatch, on_delete=models.CASCADE, related_name="letters")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="printings")
    position = models.PositiveSmallIntegerField(_("position"))
    size = models.PositiveSmallIntegerField(_("print size in points"))
    # What it says, with the typed code: sealed, and erased with the PDF.
    content = EncryptedJSONField(_("as printed"), null=True, blank=True, default=None)
    # Of title, words and address, without the code: tells whether the words have changed since.
    words_hash = models.CharField(_("hash of the words"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PRINTED)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="printed_letters_settled"
    )

    objects = PrintedLetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("printed letter")
        ordering = ["batch_id", "position"]
        constraints = [
            models.UniqueConstraint(
                name="printed_letter_one_open_a_message", fields=["message"], condition=Q(state="printed")
            ),
            models.UniqueConstraint(name="printed_letter_position_once", fields=["batch", "position"]),
            models.CheckConstraint(
                name="printed_letter_settled_has_when_and_who",
                condition=Q(state="printed", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="printed") & Q(settled_at__isnull=False, settled_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"


class FormatOrder(models.Model):
    """A letter in a format that no printer here makes, such as braille: ordered, then posted."""

    class Format(models.TextChoices):
        BRAILLE_1 = "braille-1", _("Braille, grade 1")
        BRAILLE_2 = "braille-2", _("Braille, grade 2")
        AUDIO = "audio", _("Audio")

    ref = RefField(_("reference"))
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="format_orders")
    format = models.CharField(_("format"), max_length=12, choices=Format)
    supplier = models.CharField(_("ordered from"), max_length=120)
    content = EncryptedJSONField(_("words for the supplier"), null=True, blank=True, default=None)
    words_hash = models.CharField(_("hash of the words"), max_length=64)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="formats_ordered")
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    posted_at = models.DateTimeField(_("recorded as posted at"), null=True, blank=True)
    posted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="formats_posted"
    )
    # A letter that is no longer to be said is not posted, although it was ordered.
    stopped_at = models.DateTimeField(_("stopped at"), null=True, blank=True)
    erased_at = models.DateTimeField(_("words erased at"), null=True, blank=True)

    objects = FormatOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order of a format")
        verbose_name_plural = _("orders of formats")
        ordering = ["ordered_at", "pk"]
        indexes = [models.Index(name="format_order_open", fields=["posted_at", "stopped_at"])]
        constraints = [
            models.UniqueConstraint(
                name="format_order_one_open_a_message",
                fields=["message", "format"],
                condition=Q(posted_at__isnull=True, stopped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="format_order_posted_has_when_and_who",
                condition=Q(posted_on__isnull=True, posted_at__isnull=True, posted_by__isnull=True)
                | Q(posted_on__isnull=False, posted_at__isnull=False, posted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="format_order_posted_or_stopped",
                condition=Q(posted_at__isnull=True) | Q(stopped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} ({self.get_format_display()})"
