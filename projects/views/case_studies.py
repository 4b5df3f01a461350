"""Case studies as coordinators write them, ask about them, and publish them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.views.conflicts import both_texts
from common.paging import page_of
from people.permissions import signed_in
from projects.actions import case_studies as actions
from projects.case_study_page import answers_of, rows_of
from projects.forms.case_studies import CaseStudyForm
from projects.models import CaseStudy, Project

State = CaseStudy.State


def study_of(request: HttpRequest, ref: str) -> CaseStudy:
    """Return a case study of a programme that who asks coordinates; 404 for anybody else."""
    mine = CaseStudy.objects.for_team(signed_in(request), COORDINATOR)
    return get_object_or_404(mine.with_is_public().select_related("project__cohort__programme"), ref=ref)


@team_only(COORDINATOR)
def studies(request: HttpRequest) -> HttpResponse:
    """Every case study of my programmes: how far it is, and for whom it waits."""
    mine = CaseStudy.objects.for_team(signed_in(request), COORDINATOR).with_is_public()
    page = page_of(request, mine.select_related("project__cohort").order_by("-pk"), size=50)
    return render(request, "projects/studies.html", {"page": page, "rows": rows_of(page)})


@team_only(COORDINATOR)
def new(request: HttpRequest, ref: str) -> HttpResponse:
    """Write a project up; what the pair wrote is there as a beginning."""
    projects = Project.objects.coordinated_by(signed_in(request)).with_everything_named()
    project = get_object_or_404(projects, ref=ref)
    form = CaseStudyForm(request.POST or None, initial=CaseStudyForm.initial_from(project))
    form.cancel_url = reverse("projects:project", args=[ref])
    if request.method == "POST" and form.is_valid():
        study = actions.write_case_study(project=project, **form.values(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("The draft is saved. Add what people say about it, then ask everybody."))
        return redirect("projects:study", study.ref)
    return render(request, "projects/study_edit.html", {"form": form, "project": project})


@team_only(COORDINATOR)
def study(request: HttpRequest, ref: str) -> HttpResponse:
    """One case study: its words, who is in it, what they say, and what comes next."""
    found = study_of(request, ref)
    answers = answers_of(found)
    context = {
        "study": found,
        "quotes": found.quotes.order_by("pk"),
        "answers": answers,
        "lacking": [one for one in answers if not one.agrees],
        "held_back": CaseStudy.objects.held_back().filter(pk=found.pk).exists(),
        "may": CaseStudy.MOVES[found.state],
    }
    return render(request, "projects/study.html", context)


@team_only(COORDINATOR)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the words; of two who write at a time nobody's are lost."""
    found = study_of(request, ref)
    form = CaseStudyForm(request.POST or None, initial=CaseStudyForm.initial_of(found))
    form.cancel_url = back = reverse("projects:study", args=[ref])
    if request.method == "POST" and form.is_valid():
        by, now = signed_in(request), timezone.now()
        try:
            actions.change_words(study=found, version=form.read_version, values=form.values(), by=by, now=now)
        except StaleError:
            return both_texts(request, form, CaseStudyForm.initial_of(study_of(request, ref)), back=back)
        messages.success(request, _("Saved."))
        return redirect(back)
    return render(request, "projects/study_edit.html", {"form": form, "project": found.project, "study": found})


@require_POST
@team_only(COORDINATOR)
def move(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask everybody, publish, or take down."""
    found, by, now = study_of(request, ref), signed_in(request), timezone.now()
    deeds = {
        State.ASKING.value: (actions.ask_everybody, _("Everybody in it is asked now, each in their own way.")),
        State.PUBLISHED.value: (actions.publish, _("It is public now.")),
        State.WITHDRAWN.value: (actions.take_down, _("It is taken down.")),
    }
    deed = deeds.get(request.POST.get("to", ""))
    if deed is not None:
        try:
            deed[0](study=found, by=by, now=now)
            messages.success(request, deed[1])
        except NotAllowedError as error:
            messages.error(request, str(error))
    return redirect("projects:study", ref)
