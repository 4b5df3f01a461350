"""What comes back: reports of providers, and channels on which nothing is to be sent any more."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.models.outbox import Channel, Message
from messaging.querysets import ChannelStopQuerySet
from people.models import Person


class ChannelStop(models.Model):
    """Nothing goes to one person by one channel, until somebody lifts it. What must be said goes by their next way."""

    class Reason(models.TextChoices):
        ASKED = "asked", _("They said “stop”")
        COMPLAINT = "complaint", _("They marked our email as unwanted")
        HARD_BOUNCE = "hard_bounce", _("The address does not exist")
        SOFT_BOUNCES = "soft_bounces", _("Three messages came back within a week")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="channel_stops", verbose_name=_("to"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    # What bounced: another address may be tried. Empty where the person wants nothing by this channel.
    address = models.CharField(_("address"), max_length=254, blank=True)
    reason = models.CharField(_("reason"), max_length=12, choices=Reason)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="stops")
    at = models.DateTimeField(_("when"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="channel_stops_lifted"
    )

    objects = ChannelStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("stopped channel")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="channel_stop_once_at_a_time",
                fields=["person", "channel", "address"],
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="channel_stop_lifted_has_when_and_who",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="channel_stop_of_bounce_has_address",
                condition=Q(reason__in=["asked", "complaint"], address="")
                | (Q(reason__in=["hard_bounce", "soft_bounces"]) & ~Q(address="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.channel} ({self.reason})"


class ProviderReport(models.Model):
    """One thing that a provider told us about one message, taken once however often it is told."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        HARD_BOUNCE = "hard_bounce", _("Cannot be delivered")
        SOFT_BOUNCE = "soft_bounce", _("Could not be delivered now")
        COMPLAINT = "complaint", _("Marked as unwanted")
        STOPPED = "stopped", _("Said “stop”")
        OTHER = "other", _("Something else")

    provider = models.CharField(_("provider"), max_length=40)
    event_id = models.CharField(_("the provider’s id"), max_length=160)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("about")
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="provider_reports")
    # The address that it is about, so that three soft bounces of one address can be counted.
    address = models.CharField(_("address"), max_length=254, blank=True)
    at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("report of a provider")
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(name="provider_report_by_address", fields=["address", "kind", "at"])]
        constraints = [
            models.UniqueConstraint(name="provider_report_once", fields=["provider", "event_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.kind}"
