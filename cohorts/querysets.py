"""Reads of programmes, venues, cohorts, places and the team."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from cohorts.models import (  # noqa: F401
        Cohort,
        Exclusion,
        Place,
        Programme,
        Task,
        TeamMembership,
        Venue,
    )
    from people.models import Person


class TeamMembershipQuerySet(HouseQuerySet["TeamMembership"]):
    """Who may do what in which programme."""

    def current(self) -> "TeamMembershipQuerySet":
        """Memberships that have not ended."""
        return self.filter(ended_on__isnull=True)

    def giving(self, person: "Person", *roles: str) -> "TeamMembershipQuerySet":
        """Current memberships of this person in any of the roles (in any role where none is named)."""
        found = self.current().filter(person=person)
        return found.filter(role__in=roles) if roles else found


class ProgrammeQuerySet(HouseQuerySet["Programme"]):
    """Programmes."""

    def for_team(self, person: "Person", *roles: str) -> "ProgrammeQuerySet":
        """Programmes in which this person has one of the team roles (any role where none is named)."""
        return self.filter(pk__in=_programmes_of(person, roles))

    def open_to_applications(self, *, on: date) -> "ProgrammeQuerySet":
        """Programmes with a cohort that takes applications on this day."""
        return self.filter(_taking_applications(on, "cohorts__")).distinct()


class VenueQuerySet(HouseQuerySet["Venue"]):
    """Venues."""


class CohortQuerySet(HouseQuerySet["Cohort"]):
    """Cohorts."""

    def for_team(self, person: "Person", *roles: str) -> "CohortQuerySet":
        """Cohorts of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=_programmes_of(person, roles))

    def taking_applications(self, *, on: date) -> "CohortQuerySet":
        """Cohorts to which somebody can apply on this day."""
        return self.filter(_taking_applications(on))

    def with_everything_named(self) -> "CohortQuerySet":
        """With programme and venue, in one query."""
        return self.select_related("programme", "venue")


class PlaceQuerySet(HouseQuerySet["Place"]):
    """Places."""

    def active(self) -> "PlaceQuerySet":
        """Places of people who are taking part."""
        return self.filter(state="active")

    def in_use(self) -> "PlaceQuerySet":
        """Places that use a seat: everybody who did not withdraw."""
        return self.exclude(state="withdrawn")

    def for_team(self, person: "Person", *roles: str) -> "PlaceQuerySet":
        """Places of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=_programmes_of(person, roles))

    def of(self, person: "Person") -> "PlaceQuerySet":
        """One person's own places."""
        return self.filter(person=person)


class ExclusionQuerySet(HouseQuerySet["Exclusion"]):
    """Exclusions."""

    def current(self) -> "ExclusionQuerySet":
        """Exclusions that have not ended."""
        return self.filter(ended_at__isnull=True)


class TaskQuerySet(HouseQuerySet["Task"]):
    """Tasks of staff."""

    def for_team(self, person: "Person", *roles: str) -> "TaskQuerySet":
        """Tasks of programmes in which this person has one of the team roles."""
        return self.filter(programme__in=_programmes_of(person, roles))

    def to_do(self, *, on: date) -> "TaskQuerySet":
        """Open tasks that are not snoozed beyond this day."""
        return self.filter(Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=on), state="open")


def _programmes_of(person: "Person", roles: tuple[str, ...]) -> "models.QuerySet[TeamMembership, Any]":
    """Programmes in which the person has one of the roles, as a subquery."""
    memberships = person.memberships.filter(ended_on__isnull=True)
    if roles:
        memberships = memberships.filter(role__in=roles)
    return memberships.values("programme")


def _taking_applications(on: date, prefix: str = "") -> Q:
    return Q(
        Q(**{f"{prefix}recruitment_opens__isnull": True}) | Q(**{f"{prefix}recruitment_opens__lte": on}),
        Q(**{f"{prefix}recruitment_closes__isnull": True}) | Q(**{f"{prefix}recruitment_closes__gte": on}),
        Q(**{f"{prefix}state": "recruiting"}),
    )
