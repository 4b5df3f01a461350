"""Pages of programmes."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.programmes import change_programme, create_programme
from cohorts.actions.versions import StaleError
from cohorts.forms.programmes import ProgrammeForm
from cohorts.models import Cohort, Programme
from cohorts.permissions import COORDINATOR, may_make_programmes, team_only, team_roles
from cohorts.views.conflicts import both_texts
from cohorts.views.next_steps import NextStep, Numbers, next_step, numbers_of, page
from common.back import way_back
from common.paging import page_of
from people.permissions import signed_in

# So many programmes, each with its cohorts, stand on one page.
PROGRAMMES = 3


@dataclass(frozen=True)
class Row:
    """A cohort in the table of a programme."""

    cohort: Cohort
    numbers: Numbers
    step: NextStep


@team_only(COORDINATOR)
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme with its cohorts: where they stand, and what is next."""
    person, on = signed_in(request), timezone.localdate()
    found = page_of(request, Programme.objects.for_team(person, COORDINATOR).in_order(), size=PROGRAMMES)
    mine = list(found)
    cohorts = Cohort.objects.filter(programme__in=mine)
    numbers = numbers_of(cohorts)
    rows: dict[int, list[Row]] = {programme.pk: [] for programme in mine}
    for cohort in cohorts.with_everything_named():
        counted = numbers[cohort.pk]
        rows[cohort.programme_id].append(Row(cohort, counted, next_step(cohort, counted, on=on)))
    tables = [(programme, rows[programme.pk]) for programme in mine]
    unread = Programme.objects.for_team(person, COORDINATOR).without_safeguarding().filter(archived_at=None)
    return render(request, "cohorts/programmes.html", {"page": found, "tables": tables, "without_safeguarding": unread})


def programme_new(request: HttpRequest) -> HttpResponse:
    """Make a programme. Who makes it coordinates it; the first one of all is made by an administrator."""
    if not may_make_programmes(signed_in(request)):
        raise Http404
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme = create_programme(values=form.values(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("“%(name)s” is made. Look at what is left to do.") % {"name": programme})
        return redirect(page("set_up", programme.ref) or reverse("cohorts:programme", args=[programme.ref]))
    form.cancel_url = reverse("cohorts:programmes" if COORDINATOR in team_roles(request.user) else "home")
    return render(request, "cohorts/programme_form.html", {"form": form})


@team_only(COORDINATOR)
def programme(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a programme's rules."""
    found = get_object_or_404(Programme.objects.for_team(signed_in(request), COORDINATOR), ref=ref)
    form = ProgrammeForm(request.POST or None, programme=found, initial=ProgrammeForm.initial_of(found))
    form.cancel_url = back = way_back(request, reverse("cohorts:programmes"))
    if request.method == "POST" and form.is_valid():
        try:
            change_programme(
                programme=found,
                version=form.read_version,
                values=form.values(),
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleError:
            found.refresh_from_db()
            return both_texts(request, form, ProgrammeForm.initial_of(found), back=back, programme=found)
        messages.success(request, _("“%(name)s” is saved.") % {"name": found})
        return redirect(back)
    return render(request, "cohorts/programme_form.html", {"form": form, "programme": found})
