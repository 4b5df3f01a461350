"""Whether somebody has looked at who is in the other role, and said whom they must not be paired with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.pairing.querysets import ConflictCheckQuerySet
from people.models import Person


class ConflictCheck(models.Model):
    """Somebody looked, or heard the names by phone, and said whom they must not be paired with, or nobody.

    Whom they named is an exclusion, and not kept here. Introductions wait for this row.
    """

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="conflict_check")
    said_at = models.DateTimeField(_("said at"))
    # The member of staff who read out the names by phone; nobody where the person looked alone.
    recorded_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="conflict_checks_recorded"
    )

    objects = ConflictCheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at the other role")
        verbose_name_plural = _("looks at the other role")
        ordering = ["place_id"]

    def __str__(self) -> str:
        return f"{self.place_id}"
