"""Reads of projects and of what is written about them."""

from projects.querysets.case_studies import AgreementQuerySet, CaseStudyQuerySet
from projects.querysets.projects import (
    COORDINATOR,
    FACILITATOR,
    QUIET_AFTER,
    MilestoneQuerySet,
    ProjectQuerySet,
    ShowcaseQuerySet,
    UpdateQuerySet,
)

__all__ = [
    "COORDINATOR",
    "FACILITATOR",
    "QUIET_AFTER",
    "AgreementQuerySet",
    "CaseStudyQuerySet",
    "MilestoneQuerySet",
    "ProjectQuerySet",
    "ShowcaseQuerySet",
    "UpdateQuerySet",
]
