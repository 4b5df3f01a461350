"""Words and times that coordinators set in place of the usual ones."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.models.outbox import Channel
from messaging.querysets import TemplateQuerySet
from people.models import Person


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
