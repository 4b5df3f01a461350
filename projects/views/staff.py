"""Projects as coordinators and facilitators see them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, FACILITATOR, team_only, team_roles
from common.paging import page_by_keys
from people.models import Person
from people.permissions import signed_in
from projects.actions.projects import move_project
from projects.forms.projects import FilterForm, StatusForm
from projects.listing import rows_of
from projects.models import Project
from projects.pages import facts_of
from projects.querysets import QUIET_AFTER, ProjectQuerySet
from projects.reads import (
    cohorts_shown,
    contributors_of,
    lines,
    milestones_of,
    project_shown,
    projects_shown,
    studies_written,
    updates_of,
)


@team_only(COORDINATOR, FACILITATOR)
def projects(request: HttpRequest) -> HttpResponse:
    """Every project of my programmes, who has been quiet first."""
    person, now = signed_in(request), timezone.now()
    form = FilterForm(request.GET or None, cohorts=list(cohorts_shown(person)))
    page = page_by_keys(request, _asked(person, form), lines)
    count = page.paginator.count
    context = {
        "form": form,
        "page": page,
        "coordinates": COORDINATOR in team_roles(person),
        "rows": rows_of(page, quiet_before=now - QUIET_AFTER),
        "found": ngettext("%(count)d project", "%(count)d projects", count) % {"count": count},
    }
    return render(request, "projects/list.html", context)


def _asked(person: Person, form: FilterForm) -> ProjectQuerySet:
    if not form.is_bound or not form.is_valid():
        return projects_shown(person)
    cohort, status = form.cleaned_data["cohort"], form.cleaned_data["status"]
    if status == "quiet":
        return projects_shown(person, cohort=cohort).quiet(now=timezone.now())
    return projects_shown(person, cohort=cohort, status=Project.Status(status) if status else None)


@team_only(COORDINATOR, FACILITATOR)
def project(request: HttpRequest, ref: str) -> HttpResponse:
    """One project, to read; its status can be set for a pair that says it by phone."""
    person = signed_in(request)
    found = get_object_or_404(project_shown(person, ref))
    form = StatusForm(request.POST or None, project=found)
    coordinates = (COORDINATOR, found.cohort.programme.ref) in person.team_now
    if request.method == "POST" and form.is_valid():
        try:
            move_project(project=found, to=form.cleaned_data["to"], by=person, now=timezone.now())
            messages.success(request, _("Saved."))
        except NotAllowedError as error:
            messages.error(request, str(error))
        return redirect("projects:project", ref)
    context = {
        "project": found,
        "form": form,
        "facts": facts_of(found),
        "updates": updates_of(found),
        "milestones": milestones_of(found),
        "contributors": contributors_of(found),
        "studies": studies_written(found) if coordinates else None,
        "quiet_before": timezone.now() - QUIET_AFTER,
    }
    return render(request, "projects/project.html", context)
