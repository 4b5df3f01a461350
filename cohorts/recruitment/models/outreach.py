"""Outreach: partners and the links they pass on."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme
from cohorts.recruitment.querysets import OutreachLinkQuerySet
from common.fields import RefField


class OutreachPartner(models.Model):
    """An organisation through which people are reached whom services hear from too little."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="outreach_partners")
    name = models.CharField(_("name"), max_length=160)
    group = models.CharField(_("whom they reach"), max_length=160, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("email"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    last_spoken_on = models.DateField(_("last spoken on"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("outreach partner")
        ordering = ["programme_id", "name"]
        constraints = [models.UniqueConstraint(name="outreach_partner_once", fields=["programme", "name"])]

    def __str__(self) -> str:
        return self.name


class OutreachLink(models.Model):
    """A tracked address of the application, one a partner and cohort; short enough to print and to say."""

    ref = RefField(_("code"))
    partner = models.ForeignKey(OutreachPartner, on_delete=models.PROTECT, related_name="links")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="outreach_links")
    visits = models.PositiveIntegerField(_("visits"), default=0)
    made_at = models.DateTimeField(_("made at"))

    objects = OutreachLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("outreach link")
        ordering = ["partner_id", "pk"]

    def __str__(self) -> str:
        return self.ref
