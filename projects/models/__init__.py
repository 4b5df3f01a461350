"""A pair's joint project, and what may be shown of it."""

from projects.models.case_studies import Agreement, Appearance, CaseStudy, Quote
from projects.models.projects import Contributor, Milestone, Project, ShowcaseEntry, Update

__all__ = [
    "Agreement",
    "Appearance",
    "CaseStudy",
    "Contributor",
    "Milestone",
    "Project",
    "Quote",
    "ShowcaseEntry",
    "Update",
]
