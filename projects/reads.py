"""Reads of the pages about projects, each composed once a process."""

from django.db.models import QuerySet

from cohorts.models import Cohort
from common.prepared import prepared
from people.models import Person
from people.querysets import NAMED
from projects.models import CaseStudy, Contributor, Milestone, Project, Update
from projects.querysets import (
    COORDINATOR,
    FACILITATOR,
    CaseStudyQuerySet,
    MilestoneQuerySet,
    ProjectQuerySet,
    UpdateQuerySet,
)


@prepared
def cohorts_shown(person: Person) -> "QuerySet[Cohort, tuple[str, str]]":
    """Ref and name of the cohorts whose projects somebody looks after, by name."""
    return Cohort.objects.for_team(person, COORDINATOR, FACILITATOR).order_by("name").values_list("ref", "name")


@prepared
def projects_shown(person: Person, *, cohort: str = "", status: Project.Status | None = None) -> ProjectQuerySet:
    """The keys of the projects that somebody looks after, who has been quiet first; of a cohort, or in a state."""
    found = Project.objects.visible_to(person).quietest_first().only("pk")
    if cohort:
        found = found.filter(cohort__ref=cohort)
    return found.filter(status=status) if status else found


@prepared
def lines(keys: list[int]) -> ProjectQuerySet:
    """These projects, with what a row of the list says."""
    return Project.objects.filter(pk__in=keys).for_lists()


@prepared
def project_shown(person: Person, ref: str) -> ProjectQuerySet:
    """The project with a reference, where somebody looks after it, with when something was last heard of it."""
    return Project.objects.visible_to(person).filter(ref=ref).with_everything_named().with_last_news()


@prepared
def projects_of(person: Person) -> ProjectQuerySet:
    """The projects that somebody works on, that of the newest pair first."""
    return Project.objects.editable_by(person).with_everything_named().order_by("-pair__made_at")


@prepared
def updates_of(project: Project) -> UpdateQuerySet:
    """The news of a project, the newest first, with the names of who told them."""
    return Update.objects.filter(project=project).joined(made_by=NAMED, made_for=NAMED)


@prepared
def milestones_of(project: Project) -> MilestoneQuerySet:
    """The steps of a project."""
    return Milestone.objects.filter(project=project)


@prepared
def contributors_of(project: Project) -> "QuerySet[Contributor]":
    """Who works or worked on a project, by name."""
    names = [f"place__person__{name}" for name in NAMED]
    return Contributor.objects.filter(project=project).select_related("place__person").only("since", "until", *names)


@prepared
def studies_of(project: Project, person: Person) -> CaseStudyQuerySet:
    """The case studies of a project of which its people know, with whether each is public and waits for this person."""
    found = CaseStudy.objects.filter(project=project).exclude(state="draft")
    return found.with_is_public().with_answer_of(person).order_by("pk").only("ref", "title", "state")


@prepared
def studies_written(project: Project) -> CaseStudyQuerySet:
    """The case studies of a project, as a list names them."""
    return CaseStudy.objects.filter(project=project).order_by("pk").only("ref", "title", "state")
