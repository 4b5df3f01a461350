"""Files of applications, staged before anything is written."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models import Programme
from cohorts.recruitment.models.applications import Application
from cohorts.recruitment.querysets import (
    ImportBatchQuerySet,
)
from common.fields import EncryptedJSONField, RefField
from people.models import Person


class ImportBatch(models.Model):
    """A file of applications, staged row by row before anything is written. Erased after 30 days."""

    class State(models.TextChoices):
        STAGED = "staged", _("Checked, nothing written")
        IMPORTED = "imported", _("Imported")
        DISCARDED = "discarded", _("Discarded")

    ref = RefField(_("reference"))
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="import_batches")
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STAGED)
    mapping = models.JSONField(_("columns"), default=dict)
    staged_at = models.DateTimeField(_("staged at"))
    staged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="imports_staged")
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        ordering = ["-staged_at"]
        constraints = [
            # The same file is imported once: a second run finds what the first one wrote.
            models.UniqueConstraint(
                name="import_file_once_a_programme", fields=["programme", "file_hash"], condition=Q(state="imported")
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row of a staged file with its verdict."""

    class Verdict(models.TextChoices):
        NEW = "new", _("Will be added")
        DUPLICATE = "duplicate", _("Already here")
        REFUSED = "refused", _("Cannot be read")

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = EncryptedJSONField(_("cells"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict)
    reasons = models.JSONField(_("reasons"), default=list)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, null=True, blank=True, related_name="import_rows"
    )

    class Meta:
        verbose_name = _("import row")
        ordering = ["batch_id", "number"]
        constraints = [models.UniqueConstraint(name="import_row_number_once", fields=["batch", "number"])]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"
