"""Every read of programmes, venues, cohorts, places, the team and what it does."""

from cohorts.querysets.programmes import (
    CohortQuerySet,
    ConcernQuerySet,
    DepartureQuerySet,
    ExclusionQuerySet,
    PlaceQuerySet,
    ProgrammeQuerySet,
    TeamMembershipQuerySet,
    VenueQuerySet,
    by_role,
    by_role_and_state,
)
from cohorts.querysets.scope import (
    coordinators_of,
    is_coordinated_by,
    people_coordinated_by,
    people_known_to,
    people_of,
    programmes_of,
)
from cohorts.querysets.tasks import (
    ContactNoteQuerySet,
    JobQuerySet,
    TaskQuerySet,
    TaskStepQuerySet,
)

__all__ = [
    "CohortQuerySet",
    "ConcernQuerySet",
    "ContactNoteQuerySet",
    "DepartureQuerySet",
    "ExclusionQuerySet",
    "JobQuerySet",
    "PlaceQuerySet",
    "ProgrammeQuerySet",
    "TaskQuerySet",
    "TaskStepQuerySet",
    "TeamMembershipQuerySet",
    "VenueQuerySet",
    "by_role",
    "by_role_and_state",
    "coordinators_of",
    "is_coordinated_by",
    "people_coordinated_by",
    "people_known_to",
    "people_of",
    "programmes_of",
]
