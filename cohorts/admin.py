"""The back office for programmes: a look at the rows. What is decided is decided on the pages for it.

Who must be kept apart, who wishes for whom, concerns, why somebody left and notes of calls have no page here.
"""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.actions.team import add_person, check_may_join, end_membership
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Job, Organisation, Place, Programme, Room, Task, TeamMembership, Venue
from cohorts.querysets import TeamMembershipQuerySet
from common.back_office import BackOffice, LookOnly, person_search
from people.models import Person
from people.permissions import signed_in


@admin.register(Programme)
class ProgrammeAdmin(LookOnly):
    """Programmes."""

    list_display = ("name", "year", "strand", "workshops", "copied_from", "archived_at")
    list_filter = ("year",)
    search_fields = ("name", "ref", "strand")
    fields = (
        "ref",
        "name",
        "year",
        "strand",
        "workshops",
        "follow_up_months",
        "offer_days",
        "hours_between",
        "involvement_payment",
        "payment_terms",
        "benefits_advice",
        "supporter_places",
        "copied_from",
        "created_at",
        "archived_at",
        "version",
    )
    page = ("set_up", "ref")


@admin.register(Organisation)
class OrganisationAdmin(LookOnly):
    """The bodies behind a programme."""

    list_display = ("name", "programme", "part")
    list_filter = ("part", "programme")
    search_fields = ("name",)
    fields = ("programme", "name", "part")
    page = ("cohorts:organisations", "programme.ref")


@admin.register(Venue)
class VenueAdmin(LookOnly):
    """Venues."""

    list_display = ("name", "town", "postcode")
    search_fields = ("name", "town", "postcode", "ref")
    fields = (
        "ref",
        "name",
        "town",
        "address",
        "postcode",
        "outward_code",
        "latitude",
        "longitude",
        "facilities",
        "directions",
        "version",
    )
    page = ("cohorts:venue", "ref")


@admin.register(Room)
class RoomAdmin(LookOnly):
    """Rooms of venues."""

    list_display = ("name", "venue", "capacity")
    search_fields = ("name", "venue__name")
    fields = ("venue", "name", "capacity")
    page = ("cohorts:venue", "venue.ref")


@admin.register(Cohort)
class CohortAdmin(LookOnly):
    """Cohorts."""

    list_display = ("name", "programme", "venue", "state", "pairs_wanted")
    list_filter = ("state", "programme")
    search_fields = ("name", "ref", "venue__name", "care_system")
    fields = (
        "ref",
        "programme",
        "venue",
        "name",
        "pairs_wanted",
        "state",
        "state_since",
        "recruitment_opens",
        "recruitment_closes",
        "area_outward_codes",
        "area_radius_km",
        "care_system",
        "version",
    )
    page = ("cohorts:cohort", "ref")


@admin.register(Place)
class PlaceAdmin(LookOnly):
    """Places. Why somebody left is read on the page of the place."""

    list_display = ("ref", "person", "cohort", "role", "state", "accepted_at")
    list_filter = ("state", "role", "programme")
    search_fields = ("ref", *person_search())
    fields = (
        "ref",
        "person",
        "cohort",
        "programme",
        "role",
        "state",
        "accepted_at",
        "release_needed",
        "released_at",
        "released_by",
        "completed_at",
        "withdrawn_at",
        "withdrawn_by",
    )
    page = ("cohorts:place", "ref")


@admin.register(Task)
class TaskAdmin(LookOnly):
    """Tasks of staff."""

    list_display = ("title", "programme", "kind", "due_on", "assigned_to", "state")
    list_filter = ("state", "kind", "programme")
    search_fields = ("title", "key", *person_search("assigned_to"))
    fields = (
        "key",
        "programme",
        "cohort",
        "kind",
        "title",
        "due_on",
        "snoozed_until",
        "assigned_to",
        "state",
        "made_at",
        "closed_at",
        "closed_by",
        "version",
    )


@admin.register(Job)
class JobAdmin(LookOnly):
    """Long work that a sweep does."""

    list_display = ("ref", "kind", "programme", "state", "done", "total", "asked_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("ref", "kind", "key")
    fields = (
        "ref",
        "programme",
        "kind",
        "key",
        "state",
        "done",
        "total",
        "message",
        "attempts",
        "asked_at",
        "asked_by",
        "begun_at",
        "finished_at",
    )


class MembershipForm(forms.ModelForm[TeamMembership]):
    """Somebody on a team, held to the same rules as on the team's page."""

    def clean(self) -> dict[str, Any]:
        """Refuse who takes part in the programme, or cannot sign in."""
        cleaned = super().clean() or {}
        programme, person = cleaned.get("programme"), cleaned.get("person")
        if isinstance(programme, Programme) and isinstance(person, Person):
            try:
                check_may_join(programme=programme, person=person)
            except NotAllowedError as error:
                self.add_error("person", str(error))
        return cleaned


@admin.register(TeamMembership)
class TeamMembershipAdmin(BackOffice):
    """Who works on which programme: the one thing about programmes that an administrator decides."""

    form = MembershipForm
    list_display = ("person", "programme", "role", "began_on", "ended_on", "added_by", "ended_by")
    list_filter = ("role", "programme", ("ended_on", admin.EmptyFieldListFilter))
    search_fields = (*person_search(), "programme__name")
    fields = ("programme", "person", "role", "began_on", "ended_on", "added_by", "ended_by")
    autocomplete_fields = ("programme", "person")
    actions = ("take_off_the_team",)
    page = ("cohorts:team", "programme.ref")

    class Media:
        """Names for the boxes of searched choices."""

        js = ("admin-lt.js",)

    def get_fields(self, _request: HttpRequest, obj: TeamMembership | None = None) -> tuple[str, ...]:
        """Ask only for who, where and as what; the rest is written down by itself."""
        return tuple(self.fields) if obj else ("programme", "person", "role")

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """A membership is given or ended, never rewritten."""
        return False

    def save_model(self, request: HttpRequest, obj: TeamMembership, *_form: Any) -> None:
        """Add by the action, which invites, tells and records."""
        made = add_person(
            programme=obj.programme, person=obj.person, role=obj.role, by=signed_in(request), now=timezone.now()
        )
        obj.pk = made.pk

    @admin.action(description=_("Take off the team"), permissions=["view"])
    def take_off_the_team(self, request: HttpRequest, chosen: TeamMembershipQuerySet) -> None:
        """End what was ticked; the last coordinator of a programme stays."""
        for membership in chosen:
            try:
                end_membership(membership=membership, by=signed_in(request), now=timezone.now())
            except NotAllowedError as error:
                messages.error(request, f"{membership.person}: {error}")
            else:
                messages.success(request, say("%(name)s is off the team.") % {"name": membership.person})
