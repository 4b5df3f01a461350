"""Pages of venues."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts import reads
from cohorts.actions.programmes import change_venue, create_venue
from cohorts.actions.versions import StaleError
from cohorts.forms.venues import VenueForm
from cohorts.models import Venue
from cohorts.permissions import COORDINATOR, team_only
from cohorts.views.conflicts import both_texts
from common.back import way_back
from common.paging import page_of
from people.needs import BY_SLUG
from people.permissions import signed_in

# In the session: the venue that somebody has just added, for the cohort that waits for it.
VENUE_MADE = "venue-made"


@dataclass(frozen=True, slots=True)
class Row:
    """A venue in the table."""

    venue: Venue
    facilities: str
    rooms: str
    cohorts: str


@team_only(COORDINATOR)
def venues(request: HttpRequest) -> HttpResponse:
    """Every venue. Venues belong to no programme: any coordinator may use and change them."""
    page = page_of(request, reads.venues_in_order())
    return render(request, "cohorts/venues.html", {"page": page, "rows": _rows(list(page))})


def _rows(venues: Sequence[Venue]) -> list[Row]:
    """Return venues with what they have and their rooms, in words."""
    rooms: dict[int, list[str]] = {venue.pk: [] for venue in venues}
    for room in reads.rooms_of(venues):
        rooms[room.venue_id].append(f"{room.name} ({room.capacity})")
    return [
        Row(venue, ", ".join(_labels(venue)), ", ".join(rooms[venue.pk]), str(getattr(venue, "cohort_count", 0)))
        for venue in venues
    ]


def _labels(venue: Venue) -> list[str]:
    return [str(BY_SLUG[slug].label) for slug in venue.facilities if slug in BY_SLUG]


@team_only(COORDINATOR)
def venue_new(request: HttpRequest) -> HttpResponse:
    """Make a venue."""
    form = VenueForm(request.POST or None)
    form.cancel_url = way_back(request, reverse("cohorts:venues"))
    if request.method == "POST" and form.is_valid():
        made = create_venue(values=form.values(), rooms=form.rooms_wanted(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("“%(name)s” is saved.") % {"name": made})
        request.session[VENUE_MADE] = made.ref
        return redirect(form.cancel_url)
    return render(request, "cohorts/venue_form.html", {"form": form})


@team_only(COORDINATOR)
def venue(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a venue."""
    found = get_object_or_404(Venue, ref=ref)
    form = VenueForm(request.POST or None, venue=found, initial=VenueForm.initial_of(found))
    form.cancel_url = back = reverse("cohorts:venues")
    if request.method == "POST" and form.is_valid():
        try:
            change_venue(
                venue=found,
                version=form.read_version,
                values=form.values(),
                rooms=form.rooms_wanted(),
                by=signed_in(request),
                now=timezone.now(),
            )
        except StaleError:
            found.refresh_from_db()
            return both_texts(request, form, VenueForm.initial_of(found), back=back, venue=found)
        messages.success(request, _("“%(name)s” is saved.") % {"name": found})
        return redirect("cohorts:venues")
    return render(request, "cohorts/venue_form.html", {"form": form, "venue": found})
