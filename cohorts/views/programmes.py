"""Pages of programmes."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import reads
from cohorts.actions.programmes import change_programme, create_programme
from cohorts.actions.versions import StaleError
from cohorts.forms.programmes import ProgrammeForm
from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, may_make_programmes, team_only, team_roles
from cohorts.views import next_steps
from cohorts.views.cohort_table import CohortRow, rows_of
from cohorts.views.conflicts import both_texts
from common.back import way_back
from common.paging import page_of
from people.permissions import signed_in

# Programmes share a page while they have no more cohorts than this together.
COHORTS = 25


@team_only(COORDINATOR)
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme with its cohorts: where they stand, and what is next."""
    person = signed_in(request)
    page = page_of(request, _pages(reads.programmes_coordinated(person)), size=1)
    mine = [programme for programmes in page for programme in programmes]
    cohorts = list(reads.cohorts_at_venues(mine))
    rows: dict[int, list[CohortRow]] = {programme.pk: [] for programme in mine}
    for cohort, row in zip(cohorts, rows_of(cohorts, on=timezone.localdate()), strict=True):
        rows[cohort.programme_id].append(row)
    tables = [(programme, rows[programme.pk]) for programme in mine]
    unread = reads.programmes_without_safeguarding(person)
    return render(request, "cohorts/programmes.html", {"page": page, "tables": tables, "without_safeguarding": unread})


def _pages(programmes: Iterable[Programme]) -> list[list[Programme]]:
    """Return the programmes as pages; one that has more cohorts than a page holds has a page to itself."""
    pages: list[list[Programme]] = []
    there = 0
    for programme in programmes:
        cohorts = getattr(programme, "cohort_count", 0)
        if not pages or there + cohorts > COHORTS:
            pages.append([])
            there = 0
        pages[-1].append(programme)
        there += cohorts
    return pages


def programme_new(request: HttpRequest) -> HttpResponse:
    """Make a programme. Who makes it coordinates it; the first one of all is made by an administrator."""
    if not may_make_programmes(signed_in(request)):
        raise Http404
    form = ProgrammeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        programme = create_programme(values=form.values(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("“%(name)s” is made. Look at what is left to do.") % {"name": programme})
        return redirect(next_steps.page("set_up", programme.ref) or reverse("cohorts:programme", args=[programme.ref]))
    form.cancel_url = reverse("cohorts:programmes" if COORDINATOR in team_roles(request.user) else "home")
    return render(request, "cohorts/programme_form.html", {"form": form})


@team_only(COORDINATOR)
def programme(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a programme's rules."""
    found = get_object_or_404(reads.programme_coordinated(signed_in(request), ref))
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
