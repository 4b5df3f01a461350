"""Programmes, where they happen, who runs them and who has a place."""

from cohorts.models.cohorts import Cohort, Place
from cohorts.models.concerns import Concern, ConcernNote
from cohorts.models.departures import Departure
from cohorts.models.jobs import Job
from cohorts.models.programmes import Organisation, Programme, Role
from cohorts.models.tasks import Task, TaskStep
from cohorts.models.team import ContactNote, TeamMembership
from cohorts.models.venues import Room, Venue
from cohorts.models.wishes import Exclusion, Wish

__all__ = [
    "Cohort",
    "Concern",
    "ConcernNote",
    "ContactNote",
    "Departure",
    "Exclusion",
    "Job",
    "Organisation",
    "Place",
    "Programme",
    "Role",
    "Room",
    "Task",
    "TaskStep",
    "TeamMembership",
    "Venue",
    "Wish",
]
