"""Venues and their rooms."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.querysets import (
    VenueQuerySet,
)
from common.fields import RefField


def venue_called(name: str, town: str) -> str:
    """Return what staff call a venue, to whom a name alone may mean one in another town."""
    return f"{name}, {town}"


class Venue(models.Model):
    """Where workshops take place."""

    ref = RefField(_("reference"))
    name = models.CharField(_("name"), max_length=120)
    town = models.CharField(_("town"), max_length=80)
    address = models.TextField(_("address"))
    postcode = models.CharField(_("postcode"), max_length=8)
    outward_code = models.CharField(_("outward code"), max_length=4)
    latitude = models.FloatField(_("latitude"), help_text=_("WGS 84 degrees"))
    longitude = models.FloatField(_("longitude"), help_text=_("WGS 84 degrees"))
    facilities = models.JSONField(_("facilities"), default=list)
    directions = models.TextField(_("how to get there"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("venue")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(name="venue_name_and_town_once", fields=["name", "town"]),
            models.CheckConstraint(
                name="venue_coordinates_in_range",
                condition=Q(latitude__range=(-90, 90)) & Q(longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return venue_called(self.name, self.town)


class Room(models.Model):
    """A room of a venue."""

    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(_("name"), max_length=80)
    capacity = models.PositiveSmallIntegerField(_("people"))

    class Meta:
        verbose_name = _("room")
        ordering = ["venue_id", "name"]
        constraints = [models.UniqueConstraint(name="room_name_once_a_venue", fields=["venue", "name"])]

    def __str__(self) -> str:
        return self.name
