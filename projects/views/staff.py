"""Projects as coordinators and facilitators see them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, FACILITATOR, team_only
from common.paging import page_with
from people.permissions import signed_in
from projects.actions.projects import move_project
from projects.forms import FilterForm, StatusForm
from projects.listing import rows_of
from projects.models import Project
from projects.pages import facts_of
from projects.querysets import QUIET_AFTER, ProjectQuerySet


@team_only(COORDINATOR, FACILITATOR)
def projects(request: HttpRequest) -> HttpResponse:
    """Every project of my programmes, who has been quiet first."""
    person, now = signed_in(request), timezone.now()
    cohorts = Cohort.objects.for_team(person, COORDINATOR, FACILITATOR).order_by("name")
    form = FilterForm(request.GET or None, cohorts=list(cohorts.values_list("ref", "name")))
    mine = Project.objects.visible_to(person)
    page = page_with(request, _filtered(mine.quietest_first(), form), Project.objects.for_lists())
    count = page.paginator.count
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page, quiet_before=now - QUIET_AFTER),
        "found": ngettext("%(count)d project", "%(count)d projects", count) % {"count": count},
    }
    return render(request, "projects/list.html", context)


def _filtered(found: ProjectQuerySet, form: FilterForm) -> ProjectQuerySet:
    if not form.is_bound or not form.is_valid():
        return found
    if form.cleaned_data["cohort"]:
        found = found.filter(cohort__ref=form.cleaned_data["cohort"])
    if form.cleaned_data["status"] == "quiet":
        return found.quiet(now=timezone.now())
    return found.filter(status=form.cleaned_data["status"]) if form.cleaned_data["status"] else found


@team_only(COORDINATOR, FACILITATOR)
def project(request: HttpRequest, ref: str) -> HttpResponse:
    """One project, to read; its status can be set for a pair that says it by phone."""
    person = signed_in(request)
    found = get_object_or_404(Project.objects.visible_to(person).with_everything_named().with_last_news(), ref=ref)
    form = StatusForm(request.POST or None, project=found)
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
        "updates": found.updates.select_related("made_by", "made_for"),
        "milestones": found.milestones.all(),
        "contributors": found.contributors.select_related("place__person"),
        "quiet_before": timezone.now() - QUIET_AFTER,
    }
    return render(request, "projects/project.html", context)
