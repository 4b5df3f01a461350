"""From the first poster to an accepted place."""

from cohorts.recruitment.models.applications import Application, CohortChoice, EqualityAnswer, SelectionAnswer
from cohorts.recruitment.models.ceremonies import Ceremony, CeremonyCohort, Handover, Stay
from cohorts.recruitment.models.imports import ImportBatch, ImportMapping, ImportRow
from cohorts.recruitment.models.offers import EmployerRelease, Offer, Reserve
from cohorts.recruitment.models.outreach import OutreachLink, OutreachPartner
from cohorts.recruitment.models.promises import Promise
from cohorts.recruitment.models.reviews import MOST_POINTS, Criterion, Review, Reviewer, ReviewRules, Score
from cohorts.recruitment.models.selection import Draw, Quota

__all__ = [
    "MOST_POINTS",
    "Application",
    "Ceremony",
    "CeremonyCohort",
    "CohortChoice",
    "Criterion",
    "Draw",
    "EmployerRelease",
    "EqualityAnswer",
    "Handover",
    "ImportBatch",
    "ImportMapping",
    "ImportRow",
    "Offer",
    "OutreachLink",
    "OutreachPartner",
    "Promise",
    "Quota",
    "Reserve",
    "Review",
    "ReviewRules",
    "Reviewer",
    "Score",
    "SelectionAnswer",
    "Stay",
]
