"""One message that staff write to many people at once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.fields import RefField
from messaging.querysets import BulkMessageQuerySet
from people.models import Person


class BulkMessage(models.Model):
    """Words of staff to a group of people; each person's copy is a row of the outbox that names it."""

    ref = RefField(_("reference"))
    programme_ref = models.CharField(_("programme"), max_length=8, db_index=True)
    group = models.CharField(_("to whom"), max_length=250)
    title = models.CharField(_("subject line"), max_length=250)
    body = models.TextField(_("words"))
    urgent = models.BooleanField(_("cannot wait"), default=False)
    people = models.PositiveIntegerField(_("people"))
    # The id of the page that sent it: a form that is sent twice is one message.
    submission_id = models.UUIDField(_("submission"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bulk_messages")
    # Until then it can be undone: nothing leaves before.
    goes_at = models.DateTimeField(_("goes at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="bulk_messages_undone"
    )

    objects = BulkMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message to a group")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bulk_message_undone_has_when_and_who",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title
