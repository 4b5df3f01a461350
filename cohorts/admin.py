"""The back office for programmes: a look at the rows. States are moved on the coordinator's pages alone."""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from cohorts.models import Cohort, Organisation, Place, Programme, Room, TeamMembership, Venue


class LookOnly(admin.ModelAdmin[models.Model]):
    """Rows that only actions write: they are shown, never changed here, so that rules and audit hold."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django gives the request
        """Nothing is added here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Nothing is changed here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """Nothing is deleted here."""
        return False


@admin.register(Programme)
class ProgrammeAdmin(LookOnly):
    """Programmes."""

    list_display = ["name", "year", "strand", "workshops", "archived_at"]


@admin.register(Venue)
class VenueAdmin(LookOnly):
    """Venues."""

    list_display = ["name", "town", "postcode"]


@admin.register(Cohort)
class CohortAdmin(LookOnly):
    """Cohorts."""

    list_display = ["name", "programme", "venue", "state", "pairs_wanted"]
    list_filter = ["state", "programme"]
    list_select_related = ["programme", "venue"]


@admin.register(Place)
class PlaceAdmin(LookOnly):
    """Places."""

    list_display = ["person", "cohort", "role", "state", "accepted_at"]
    list_filter = ["state", "role", "programme"]
    list_select_related = ["person", "cohort"]


@admin.register(TeamMembership)
class TeamMembershipAdmin(admin.ModelAdmin[TeamMembership]):
    """Who works on which programme: the one thing about cohorts that an administrator decides."""

    list_display = ["person", "programme", "role", "began_on", "ended_on"]
    list_filter = ["role", "programme"]
    list_select_related = ["person", "programme"]
    raw_id_fields = ["person"]

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:  # noqa: ARG002
        """A membership is ended, not deleted."""
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin[Organisation]):
    """The bodies behind a programme."""

    list_display = ["name", "programme", "part"]


@admin.register(Room)
class RoomAdmin(LookOnly):
    """Rooms of venues."""

    list_display = ["name", "venue", "capacity"]
    list_select_related = ["venue"]
