"""Outreach: the partners through which people are reached, what each does for a cohort, and the codes they pass on."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Programme
from cohorts.recruitment.reach_querysets import OutreachLinkQuerySet, OutreachPartnerQuerySet
from common.fields import RefField
from common.refs import make_code


class OutreachPartner(models.Model):
    """An organisation through which people are reached whom services hear from too little."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="outreach_partners")
    name = models.CharField(_("name"), max_length=160)
    group = models.CharField(_("whom they reach"), max_length=160, blank=True)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_email = models.EmailField(_("email"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=20, blank=True)

    objects = OutreachPartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("outreach partner")
        ordering = ["programme_id", "name"]
        constraints = [
            models.UniqueConstraint("programme", Lower("name"), name="outreach_partner_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OutreachLink(models.Model):
    """What a partner does for a cohort: one row of its outreach plan, with the code that they pass on.

    The code is in the address, in the QR code and on paper; visits are counted and nothing is known of the visitors.
    """

    ref = RefField(_("code"), default=make_code)
    partner = models.ForeignKey(OutreachPartner, on_delete=models.PROTECT, related_name="links")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, null=True, blank=True, related_name="outreach_links")
    # Groups in words of our own, and those that a quota may name, each as "category:value".
    group = models.CharField(_("whom they reach here"), max_length=160, blank=True)
    reaches = models.JSONField(_("groups that are counted"), default=list, blank=True)
    promised = models.CharField(_("what they promised"), max_length=250, blank=True)
    last_spoken_on = models.DateField(_("last spoken on"), null=True, blank=True)
    next_step = models.CharField(_("next step"), max_length=250, blank=True)
    next_step_on = models.DateField(_("on which day"), null=True, blank=True)
    visits = models.PositiveIntegerField(_("visits"), default=0)
    made_at = models.DateTimeField(_("made at"))
    # Out of the plan. What is printed stays in people's hands, so the code works on.
    stopped_at = models.DateTimeField(_("out of the plan since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OutreachLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("outreach link")
        ordering = ["partner_id", "pk"]
        constraints = [
            models.UniqueConstraint(name="outreach_link_once_a_partner_and_cohort", fields=["partner", "cohort"]),
            models.CheckConstraint(
                name="outreach_next_step_has_a_day",
                condition=Q(next_step="", next_step_on__isnull=True)
                | (~Q(next_step="") & Q(next_step_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.ref
