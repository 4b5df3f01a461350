"""Pages of cohorts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.programmes import change_cohort, create_cohort, move_cohort
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.forms.cohorts import CohortForm, MoveForm
from cohorts.models import Cohort, Place, Programme
from cohorts.permissions import COORDINATOR, team_only
from cohorts.querysets import CohortQuerySet
from cohorts.views.cohort_page import facts_of, links_of, moves_of, stats_of
from cohorts.views.conflicts import both_texts
from cohorts.views.next_steps import next_step, numbers_of
from people.permissions import signed_in


def _mine(request: HttpRequest) -> CohortQuerySet:
    return Cohort.objects.for_team(signed_in(request), COORDINATOR)


@team_only(COORDINATOR)
def cohort(request: HttpRequest, ref: str) -> HttpResponse:
    """One cohort: its state, the next step, numbers that are links, and who has a place."""
    found = get_object_or_404(_mine(request).with_everything_named(), ref=ref)
    numbers = numbers_of(Cohort.objects.filter(pk=found.pk))[found.pk]
    context = {
        "cohort": found,
        "step": next_step(found, numbers, on=timezone.localdate()),
        "stats": stats_of(found, numbers),
        "facts": facts_of(found),
        "moves": moves_of(found),
        "links": links_of(found),
        "places": Place.objects.filter(cohort=found).with_everything_named().order_by("state", "role", "person"),
        "workshops": found.workshops.select_related("venue").order_by("number"),
    }
    return render(request, "cohorts/cohort.html", context)


@team_only(COORDINATOR)
def cohort_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Make a cohort of a programme."""
    programme = get_object_or_404(Programme.objects.for_team(signed_in(request), COORDINATOR), ref=ref)
    form = CohortForm(request.POST or None, programme=programme)
    form.cancel_url = reverse("cohorts:programmes")
    if request.method == "POST" and form.is_valid():
        made = create_cohort(programme=programme, values=form.values(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("“%(name)s” is made.") % {"name": made})
        return redirect("cohorts:cohort", made.ref)
    return render(request, "cohorts/cohort_form.html", {"form": form, "programme": programme})


@team_only(COORDINATOR)
def cohort_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a cohort."""
    found = get_object_or_404(_mine(request).with_everything_named(), ref=ref)
    programme = found.programme
    form = CohortForm(request.POST or None, initial=CohortForm.initial_of(found), programme=programme, cohort=found)
    form.cancel_url = back = reverse("cohorts:cohort", args=[found.ref])
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, found, form)
        except StaleError:
            found.refresh_from_db()
            return both_texts(request, form, CohortForm.initial_of(found), back=back, programme=programme, cohort=found)
        except NotAllowedError as error:
            form.add_error("pairs_wanted", str(error))
    return render(request, "cohorts/cohort_form.html", {"form": form, "cohort": found, "programme": programme})


def _saved(request: HttpRequest, found: Cohort, form: CohortForm) -> HttpResponse:
    change_cohort(
        cohort=found, version=form.read_version, values=form.values(), by=signed_in(request), now=timezone.now()
    )
    messages.success(request, _("“%(name)s” is saved.") % {"name": found})
    return redirect("cohorts:cohort", found.ref)


@require_POST
@team_only(COORDINATOR)
def cohort_move(request: HttpRequest, ref: str) -> HttpResponse:
    """Move a cohort to another state."""
    found = get_object_or_404(_mine(request), ref=ref)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the steps on this page."))
        return redirect("cohorts:cohort", found.ref)
    try:
        moved = move_cohort(cohort=found, to=form.cleaned_data["to"], by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("“%(name)s” is now: %(state)s.") % {"name": moved, "state": moved.get_state_display()}
        )
    return redirect("cohorts:cohort", found.ref)
