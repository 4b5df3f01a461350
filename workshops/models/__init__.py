"""Workshops of a cohort."""

from workshops.models.arrangements import Arrangement, Provision
from workshops.models.claims import Claim, ClaimLine
from workshops.models.leading import Debrief, DebriefPair, DebriefSection, LeadRequest
from workshops.models.moves import WorkshopMove
from workshops.models.registers import RegisterCorrection, RegisterEntry
from workshops.models.schedule import CalendarFeed, Session, Workshop, clock_after, make_secret, name_of

__all__ = [
    "Arrangement",
    "CalendarFeed",
    "Claim",
    "ClaimLine",
    "Debrief",
    "DebriefPair",
    "DebriefSection",
    "LeadRequest",
    "Provision",
    "RegisterCorrection",
    "RegisterEntry",
    "Session",
    "Workshop",
    "WorkshopMove",
    "clock_after",
    "make_secret",
    "name_of",
]
