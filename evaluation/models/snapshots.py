"""What evaluators receive, under which codes."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place, Programme
from common.fields import RefField
from evaluation.querysets import SnapshotQuerySet
from people.models import Person


class Snapshot(models.Model):
    """A frozen export: what it held, under which filters, with the SHA-256 of each file."""

    ref = RefField(_("reference"))
    # The one-use id of the page that asked for it, so that two clicks make one.
    submission_id = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="snapshots")
    made_for = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="snapshots_received")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="snapshots_made")
    consent_cut_off = models.DateTimeField(_("consents as of"))
    filters = models.JSONField(_("filters"), default=dict)
    versions = models.JSONField(_("questionnaire versions"), default=list)
    row_counts = models.JSONField(_("rows of each file"), default=dict)
    files = models.JSONField(_("SHA-256 of each file"), default=dict)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("snapshot")
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.ref


class EvaluatorCode(models.Model):
    """The random code under which one recipient sees one place. Random, never a hash of the id."""

    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="evaluator_codes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="evaluator_codes")
    code = models.CharField(_("code"), max_length=12)

    class Meta:
        verbose_name = _("evaluator's code")
        constraints = [
            models.UniqueConstraint(name="evaluator_code_once_a_place", fields=["recipient", "place"]),
            models.UniqueConstraint(name="evaluator_code_unique", fields=["recipient", "code"]),
        ]

    def __str__(self) -> str:
        return self.code
