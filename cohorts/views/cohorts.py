"""Pages of cohorts."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts import reads
from cohorts.actions.programmes import change_cohort, create_cohort, move_cohort
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.forms.cohorts import CohortForm, MoveForm
from cohorts.models import Cohort, Venue
from cohorts.models.cohort_notices import notices_of
from cohorts.permissions import COORDINATOR, team_only
from cohorts.views.cohort_page import facts_of, links_of, moves_of, stats_of
from cohorts.views.conflicts import both_texts
from cohorts.views.next_steps import next_step, numbers_of
from cohorts.views.venues import VENUE_MADE
from common.back import keep_way, way_back, with_way
from people.permissions import signed_in

# In the session, while somebody adds a venue in the middle of a cohort.
HALF_FILLED = "cohort-half-filled"


def _cohort(request: HttpRequest, ref: str) -> Cohort:
    return get_object_or_404(reads.cohort_coordinated(signed_in(request), ref))


@team_only(COORDINATOR)
def cohort(request: HttpRequest, ref: str) -> HttpResponse:
    """One cohort: its state, the next step, numbers that are links, and who has a place."""
    found = _cohort(request, ref)
    numbers = numbers_of([found])[found.pk]
    on = timezone.localdate()
    context = {
        "cohort": found,
        "back": way_back(request, reverse("cohorts:programmes")),
        "came_from": way_back(request, ""),
        "step": next_step(found, numbers, on=on),
        "notices": notices_of(found, on=on),
        "stats": stats_of(found, numbers),
        "facts": facts_of(found),
        "moves": moves_of(found, numbers),
        "links": links_of(found),
        "places": reads.places_of_cohort(found),
        "workshops": reads.workshops_of_cohort(found),
    }
    return render(request, "cohorts/cohort.html", context)


@team_only(COORDINATOR)
def cohort_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Make a cohort of a programme."""
    programme = get_object_or_404(reads.programme_coordinated(signed_in(request), ref))
    if CohortForm.secondary_name in request.POST:
        return _to_new_venue(request)
    form = CohortForm(request.POST or None, initial=_half_filled(request), programme=programme)
    form.cancel_url = way_back(request, reverse("cohorts:programmes"))
    if request.method == "POST" and form.is_valid():
        made = create_cohort(programme=programme, values=form.values(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("“%(name)s” is made.") % {"name": made})
        return redirect(way_back(request, reverse("cohorts:cohort", args=[made.ref])))
    return render(request, "cohorts/cohort_form.html", {"form": form, "programme": programme})


def _to_new_venue(request: HttpRequest) -> HttpResponse:
    """Keep what is typed, whatever it is, while a venue is added; the page of the venue leads back here."""
    typed = {name: request.POST.getlist(name) for name in request.POST if not name.startswith("csrf")}
    request.session[HALF_FILLED] = {"page": request.path, "typed": typed}
    return redirect(with_way(reverse("cohorts:venue_new"), keep_way(request, request.path)))


def _half_filled(request: HttpRequest) -> dict[str, Any]:
    """Return what was typed before a venue was added, with that venue; it is shown once."""
    kept = request.session.get(HALF_FILLED, {})
    if request.method != "GET" or kept.get("page") != request.path:
        return {}
    del request.session[HALF_FILLED]
    typed = CohortForm.typed_before(kept["typed"])
    made = Venue.objects.filter(ref=request.session.pop(VENUE_MADE, "")).first()
    return typed | ({"venue": made.pk} if made else {})


@team_only(COORDINATOR)
def cohort_edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a cohort."""
    found = _cohort(request, ref)
    programme = found.programme
    if CohortForm.secondary_name in request.POST:
        return _to_new_venue(request)
    initial = CohortForm.initial_of(found) | _half_filled(request)
    form = CohortForm(request.POST or None, initial=initial, programme=programme, cohort=found)
    form.cancel_url = back = way_back(request, reverse("cohorts:cohort", args=[found.ref]))
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
    return redirect(form.cancel_url)


@require_POST
@team_only(COORDINATOR)
def cohort_move(request: HttpRequest, ref: str) -> HttpResponse:
    """Move a cohort to another state."""
    found = _cohort(request, ref)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the steps on this page."))
        return redirect("cohorts:cohort", found.ref)
    if form.cleaned_data["to"] == Cohort.State.FINISHED:
        return redirect(with_way(reverse("cohorts:cohort_finish", args=[found.ref]), way_back(request, "")))
    missing = _not_told(found) if form.cleaned_data["to"] == Cohort.State.RECRUITING else []
    if missing and not form.cleaned_data["sure"]:
        context = {"cohort": found, "missing": missing, "back": way_back(request, "")}
        return render(request, "cohorts/opening.html", context)
    try:
        moved = move_cohort(cohort=found, to=form.cleaned_data["to"], by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("“%(name)s” is now: %(state)s.") % {"name": moved, "state": moved.get_state_display()}
        )
    return redirect(way_back(request, reverse("cohorts:cohort", args=[found.ref])))


def _not_told(cohort: Cohort) -> list[str]:
    """Return what people who apply now would not be told, in words."""
    programme = cohort.programme
    planned = cohort.workshops.exclude(state__in=["cancelled", "postponed"]).count()
    dates = _("on which days the workshops are")
    if planned:
        dates = _("the days of all workshops: %(planned)d of %(wanted)d are planned") % {
            "planned": planned,
            "wanted": programme.workshops,
        }
    facts = (
        (planned >= programme.workshops, dates),
        (bool(programme.payment_terms), _("the terms of the payment")),
        (bool(programme.benefits_advice), _("where they get advice about benefits")),
    )
    return [words for there, words in facts if not there]
