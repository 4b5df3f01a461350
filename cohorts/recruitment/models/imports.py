"""Files of applications, staged before anything is written."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Programme
from cohorts.recruitment.models.applications import Application
from cohorts.recruitment.querysets import (
    ImportBatchQuerySet,
    ImportRowQuerySet,
)
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class ImportBatch(models.Model):
    """A file of applications, staged row by row before anything is written. Erased after 30 days."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Sent, not read yet")
        READ = "read", _("Columns to match")
        STAGED = "staged", _("Checked, nothing written")
        WRITING = "writing", _("Being written")
        IMPORTED = "imported", _("Imported")
        UNDONE = "undone", _("Taken back")
        DISCARDED = "discarded", _("Discarded")

    MOVES: ClassVar[dict[str, frozenset[str]]] = {
        "uploaded": frozenset({"read", "discarded"}),
        "read": frozenset({"uploaded", "staged", "discarded"}),
        "staged": frozenset({"uploaded", "read", "writing", "discarded"}),
        "writing": frozenset({"imported", "undone"}),
        "imported": frozenset({"undone"}),
        "undone": frozenset(),
        "discarded": frozenset(),
    }

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="import_batches")
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STAGED)
    # Where the file lies in the private storage until it is read.
    stored_as = models.CharField(_("stored as"), max_length=120, blank=True)
    # How it was read (encoding, sheet, header), and what its columns hold; the samples in it are people's own words.
    reading = EncryptedJSONField(_("how it was read"), null=True, blank=True, default=None)
    mapping = models.JSONField(_("columns"), default=dict)
    staged_at = models.DateTimeField(_("staged at"))
    staged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="imports_staged")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="imports_confirmed"
    )
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="imports_undone"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-staged_at", "-pk"]
        constraints = [
            # The same file is imported once: a second run finds what the first one wrote.
            models.UniqueConstraint(
                name="import_file_once_a_programme",
                fields=["programme", "file_hash"],
                condition=Q(state__in=["writing", "imported"]),
            ),
            models.CheckConstraint(
                name="import_confirmed_has_when_and_who",
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="import_undone_has_when_and_who",
                condition=Q(state="undone", undone_at__isnull=False, undone_by__isnull=False)
                | (~Q(state="undone") & Q(undone_at__isnull=True, undone_by__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def key(self) -> str:
        """The key of its jobs: one of them waits or runs at a time."""
        return f"import:{self.pk}"

    @property
    def open(self) -> bool:
        """Whether nothing is written yet and everything can still be changed."""
        return self.state in {self.State.UPLOADED, self.State.READ, self.State.STAGED}


class ImportRow(models.Model):
    """One row of a staged file with its verdict."""

    class Verdict(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked yet")
        NEW = "new", _("Will be added")
        POSSIBLE = "possible", _("Possible duplicate")
        DUPLICATE = "duplicate", _("Already here")
        REFUSED = "refused", _("Cannot be read")

    class Decision(models.TextChoices):
        MERGE = "merge", _("The same person")
        DIFFERENT = "different", _("Two people")
        LEAVE_OUT = "leave_out", _("Left out")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    # The row as the file has it, in the file's own columns; empty where a command imported it.
    original = EncryptedJSONField(_("cells of the file"), null=True, blank=True, default=None)
    cells = EncryptedJSONField(_("cells"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reasons = models.JSONField(_("reasons"), default=list)
    # Who it may be; what was decided about that, and which fields the file's words replace.
    similar = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="import_rows_like_theirs"
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    taken = models.JSONField(_("fields taken from the file"), default=list)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="import_rows_decided"
    )
    # What a known person's details were before the row replaced them, so that it can be taken back.
    before = EncryptedJSONField(_("before"), null=True, blank=True, default=None)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="import_rows"
    )
    # Why it could not be taken back; empty where it was, or nobody has tried.
    kept_because = models.CharField(_("why it stays"), max_length=250, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("import row")
        ordering = ["batch_id", "number"]
        constraints = [
            models.UniqueConstraint(name="import_row_number_once", fields=["batch", "number"]),
            models.CheckConstraint(
                name="import_row_decision_has_when_and_who",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="import_row_decides_about_somebody",
                condition=Q(decision="") | Q(similar__isnull=False, verdict="possible"),
            ),
        ]
        indexes = [models.Index(name="import_row_by_verdict", fields=["batch", "verdict", "number"])]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"


class ImportMapping(models.Model):
    """How the columns of a form's file were matched, remembered for the next file with the same header."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="import_mappings")
    # A hash of the header's names in their order.
    signature = models.CharField(_("header"), max_length=64)
    # Column of the file → field; and for a field of choices, word of the file → our word.
    columns = models.JSONField(_("columns"), default=dict)
    words = EncryptedJSONField(_("words"), default=dict)
    used_at = models.DateTimeField(_("used at"))
    used_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="import_mappings_used")

    class Meta:
        verbose_name = _("matching of columns")
        ordering = ["programme_id", "-used_at"]
        constraints = [
            models.UniqueConstraint(name="import_mapping_once_a_header", fields=["programme", "signature"]),
        ]

    def __str__(self) -> str:
        return self.signature[:8]
