"""Planning and changing workshops."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.views.conflicts import both_texts
from common.back import way_back
from people.permissions import signed_in
from workshops.actions import (
    confirm_workshop,
    edit_workshop,
    plan_workshops,
)
from workshops.cautions import cautions_of_day
from workshops.errors import RoomTakenError
from workshops.forms.schedule import EditForm, PlanForm
from workshops.models import Workshop
from workshops.views.posted import posted


def _mine(request: HttpRequest, ref: str) -> Workshop:
    workshops = Workshop.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(workshops, ref=ref)


@team_only(COORDINATOR)
def plan(request: HttpRequest, ref: str) -> HttpResponse:
    """Plan the workshops of a cohort that have no date yet."""
    cohorts = Cohort.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    cohort = get_object_or_404(cohorts, ref=ref)
    back = way_back(request, reverse("workshops:list"))
    there = set(cohort.workshops.values_list("number", flat=True))
    numbers = [number for number in range(1, cohort.programme.workshops + 1) if number not in there]
    if not numbers:
        messages.info(request, _("Every workshop of %(cohort)s has a date already.") % {"cohort": cohort})
        return redirect(back)
    form = PlanForm(posted(request), cohort=cohort, numbers=numbers)
    form.cancel_url = back
    if request.method == "POST" and form.is_valid():
        try:
            return _planned(request, cohort, form)
        except RoomTakenError as error:
            form.add_error("room", str(error))
    return render(request, "workshops/plan.html", {"form": form, "cohort": cohort})


def _planned(request: HttpRequest, cohort: Cohort, form: PlanForm) -> HttpResponse:
    names = ("venue", "room", "lay_facilitator", "professional_facilitator")
    planned = plan_workshops(
        cohort=cohort,
        days=form.days(),
        by=signed_in(request),
        now=timezone.now(),
        **{name: form.cleaned_data[name] for name in names},
    )
    messages.success(request, _("The workshops of %(cohort)s are planned.") % {"cohort": cohort})
    cautions = [
        _("Workshop %(number)s: %(caution)s") % {"number": workshop.number, "caution": caution.words}
        for workshop in planned
        for caution in cautions_of_day(workshop, siblings=planned, now=timezone.now())
    ]
    if cautions:
        messages.info(request, " ".join([_("Look at them again."), *cautions]))
    return redirect(form.cancel_url)


@team_only(COORDINATOR)
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change title and facilitators."""
    workshop = _mine(request, ref)
    form = EditForm(posted(request), initial=EditForm.initial_of(workshop), workshop=workshop)
    form.cancel_url = back = reverse("workshops:detail", args=[workshop.ref])
    if request.method == "POST" and form.is_valid():
        try:
            edit_workshop(
                workshop=workshop,
                version=form.read_version,
                by=signed_in(request),
                now=timezone.now(),
                **form.values(),
            )
        except StaleError:
            saved = EditForm.initial_of(_mine(request, ref))
            return both_texts(request, form, saved, back=back, workshop=workshop)
        messages.success(request, _("The workshop is saved."))
        return redirect(back)
    return render(request, "workshops/form.html", {"form": form, "workshop": workshop, "heading": _("Edit")})


@require_POST
@team_only(COORDINATOR)
def confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that day and place are certain."""
    workshop = _mine(request, ref)
    try:
        confirm_workshop(workshop=workshop, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The workshop is confirmed."))
    return redirect("workshops:detail", workshop.ref)
