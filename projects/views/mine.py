"""A pair's own project."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.pairing.models import Pair
from common.forms import LTForm
from people.acting import helper_may, person_helped, person_of
from people.permissions import signed_in
from projects.actions.projects import add_milestone, change_project, mark_milestone, move_project, post_update
from projects.actions.starting import start_project
from projects.forms.projects import MilestoneForm, ProjectForm, StatusForm, UpdateForm
from projects.models import Milestone, Project
from projects.pages import facts_of
from projects.reads import contributors_of, milestones_of, projects_of, studies_of, updates_of


def _editable(request: HttpRequest, ref: str) -> Project:
    found = Project.objects.editable_by(person_of(request)).with_everything_named()
    return get_object_or_404(found, ref=ref)


@helper_may
def mine(request: HttpRequest) -> HttpResponse:
    """My project: of an introduced pair it is made on the first visit, so nobody has to ask for it."""
    person = person_of(request)
    projects = list(projects_of(person))
    if not projects:
        pair = Pair.objects.mine(person).with_people().order_by("-introduced_at").first()
        if pair is None:
            return render(request, "projects/mine_none.html")
        start_project(pair=pair, by=signed_in(request), now=timezone.now())
        projects = list(projects_of(person))
    if not projects:
        return render(request, "projects/mine_none.html")
    wanted = request.GET.get("project", "")
    project = next((row for row in projects if row.ref == wanted), projects[0])
    return _show(request, project, others=[row for row in projects if row != project])


def _show(
    request: HttpRequest, project: Project, *, bad: LTForm | None = None, others: list[Project] | None = None
) -> HttpResponse:
    def form(kind: type[LTForm], make: Callable[[], LTForm]) -> LTForm:
        return bad if isinstance(bad, kind) else make()

    context = {
        "project": project,
        "others": others or [],
        "facts": facts_of(project),
        "updates": updates_of(project),
        "milestones": milestones_of(project),
        "studies": studies_of(project, person_of(request)),
        "contributors": contributors_of(project),
        "update_form": form(UpdateForm, UpdateForm),
        "status_form": form(StatusForm, lambda: StatusForm(project=project)),
        "milestone_form": form(MilestoneForm, MilestoneForm),
    }
    return render(request, "projects/mine.html", context, status=422 if bad else 200)


@helper_may
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Write about the project; what the partner saved meanwhile is never overwritten unseen."""
    project = _editable(request, ref)
    form = ProjectForm(request.POST or None, initial=ProjectForm.initial_of(project))
    form.cancel_url = reverse("projects:mine")
    if request.method == "POST" and form.is_valid():
        try:
            change_project(
                project=project,
                version=form.read_version,
                values=form.values(),
                by=signed_in(request),
                made_for=person_helped(request),
                now=timezone.now(),
            )
        except StaleError:
            project.refresh_from_db()
            return _both_texts(request, project, form)
        messages.success(request, _("Your project is saved."))
        return redirect("projects:mine")
    return render(request, "projects/edit.html", {"form": form, "project": project})


def _both_texts(request: HttpRequest, project: Project, form: ProjectForm) -> HttpResponse:
    saved = ProjectForm.initial_of(project)
    again = form.over(project.version, initial=saved)
    again.cancel_url = reverse("projects:mine")
    context = {"form": again, "differences": form.differences(saved), "project": project}
    return render(request, "projects/conflict.html", context, status=409)


@helper_may
@require_POST
def update(request: HttpRequest, ref: str) -> HttpResponse:
    """Add news."""
    project = _editable(request, ref)
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return _show(request, project, bad=form)
    post_update(
        project=project,
        words=form.cleaned_data["words"],
        submission_id=form.cleaned_data["submission_id"],
        by=signed_in(request),
        made_for=person_helped(request),
        now=timezone.now(),
    )
    messages.success(request, _("Your news is added."))
    return redirect("projects:mine")


@helper_may
@require_POST
def status(request: HttpRequest, ref: str) -> HttpResponse:
    """Say how far the project is."""
    project = _editable(request, ref)
    form = StatusForm(request.POST, project=project)
    if not form.is_valid():
        return _show(request, project, bad=form)
    try:
        move_project(
            project=project,
            to=form.cleaned_data["to"],
            by=signed_in(request),
            made_for=person_helped(request),
            now=timezone.now(),
        )
        messages.success(request, _("Saved."))
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("projects:mine")


@helper_may
@require_POST
def milestone(request: HttpRequest, ref: str) -> HttpResponse:
    """Add a step."""
    project = _editable(request, ref)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        return _show(request, project, bad=form)
    add_milestone(project=project, **form.cleaned_data, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The step is added."))
    return redirect("projects:mine")


@helper_may
@require_POST
def milestone_mark(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """Say that a step is reached, or that it is not."""
    found = get_object_or_404(Milestone, project=_editable(request, ref), pk=pk)
    reached = timezone.localdate() if request.POST.get("reached") == "yes" else None
    mark_milestone(milestone=found, reached_on=reached, by=signed_in(request), now=timezone.now())
    return redirect("projects:mine")
