"""Pages of a place."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts import reads
from cohorts.actions.places import complete_place, confirm_release, take_back_completion
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Departure, Place
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in


def _place(request: HttpRequest, ref: str) -> Place:
    return get_object_or_404(reads.place_coordinated(signed_in(request), ref))


@team_only(COORDINATOR)
def place(request: HttpRequest, ref: str) -> HttpResponse:
    """One person's place: where it stands and what may be done with it."""
    found = _place(request, ref)
    departures = Departure.objects.filter(place=found).select_related("recorded_by", "undone_by", "death")
    standing = next((one for one in departures if one.undone_at is None), None)
    context = {
        "place": found,
        "departure": standing,
        "earlier": [one for one in departures if one.undone_at is not None],
        "reason_given": standing is not None and standing.death is None,
        "may_complete": found.cohort.has_begun(now=timezone.now()),
        "promise": getattr(found, "promise", None),
    }
    return render(request, "cohorts/place.html", context)


@require_POST
@team_only(COORDINATOR)
def place_release(request: HttpRequest, ref: str) -> HttpResponse:
    """Record the employer's release."""
    found = _place(request, ref)
    return _done(
        request,
        found,
        lambda: confirm_release(place=found, by=signed_in(request), now=timezone.now()),
        _("The release of %(name)s is confirmed.") % {"name": found.person},
    )


@require_POST
@team_only(COORDINATOR)
def place_complete(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that a person has completed the programme."""
    found = _place(request, ref)
    return _done(
        request,
        found,
        lambda: complete_place(place=found, by=signed_in(request), now=timezone.now()),
        _("%(name)s has completed the programme.") % {"name": found.person},
    )


@require_POST
@team_only(COORDINATOR)
def place_not_complete(request: HttpRequest, ref: str) -> HttpResponse:
    """Take back that a person has completed the programme."""
    found = _place(request, ref)
    return _done(
        request,
        found,
        lambda: take_back_completion(place=found, by=signed_in(request), now=timezone.now()),
        _("%(name)s takes part again.") % {"name": found.person},
    )


def _done(request: HttpRequest, found: Place, act: Callable[[], Place], words: str) -> HttpResponse:
    """Do it and say so, or say why not; back to the place either way."""
    try:
        act()
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("cohorts:place", found.ref)
