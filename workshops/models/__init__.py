"""Workshops of a cohort."""

from workshops.models.arrangements import Arrangement
from workshops.models.claims import Claim, ClaimLine
from workshops.models.moves import WorkshopMove
from workshops.models.registers import RegisterCorrection, RegisterEntry
from workshops.models.schedule import CalendarFeed, Session, Workshop, make_secret

__all__ = [
    "Arrangement",
    "CalendarFeed",
    "Claim",
    "ClaimLine",
    "RegisterCorrection",
    "RegisterEntry",
    "Session",
    "Workshop",
    "WorkshopMove",
    "make_secret",
]
