"""The schedule and one workshop, as staff see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts.permissions import COORDINATOR, FACILITATOR, team_only
from common.paging import ROWS, page_of
from people.permissions import signed_in
from workshops.cautions import cautions_of
from workshops.leading import lead_cautions, leads_of
from workshops.listing import cards_of, groups_of, of_how_many
from workshops.permissions import coordinates, leads, may_see_needs
from workshops.reads import (
    counted_workshops,
    days_to_arrange,
    led_ahead,
    led_before,
    led_by,
    requests_waiting,
    scheduled_cohorts,
    sessions_of,
    staff_workshops,
    workshops_of,
)
from workshops.rosters import Sight, pairs_of, roster, sight_of

# So many cohorts, each with its workshops, stand on one page of the schedule.
COHORTS_SHOWN = 8
# So many cards of workshops that are over stand below those that a facilitator has ahead.
PAST_SHOWN = 12


@team_only(COORDINATOR, FACILITATOR)
def schedule(request: HttpRequest) -> HttpResponse:
    """All workshops by cohort, with what needs attention."""
    person = signed_in(request)
    every = "all" in request.GET
    page = page_of(request, scheduled_cohorts(person, every=every), size=COHORTS_SHOWN)
    plans = {programme for role, programme in person.team_now if role == COORDINATOR}
    groups = groups_of(list(page), plans=plans, now=timezone.now())
    context = {
        "page": page,
        "groups": groups,
        "urgent": [line for group in groups for line in group.lines if line.urgent],
        "every": every,
        "leads": led_by(person).exists(),
        "coordinates": any(group.plan for group in groups),
    }
    return render(request, "workshops/list.html", context)


@team_only(COORDINATOR, FACILITATOR)
def led(request: HttpRequest) -> HttpResponse:
    """The workshops that a facilitator leads: what they are asked, the next, the later ones, and those that were."""
    person, today, now = signed_in(request), timezone.localdate(), timezone.now()
    ahead = list(led_ahead(person)[:ROWS])
    others = page_of(request, led_before(person), size=PAST_SHOWN)
    # That they have not answered yet is asked above; here stands what is wrong.
    cautions = lead_cautions(ahead, leads_of(ahead), now=now, urgent_only=True)
    cards = cards_of([*ahead, *others], cautions=cautions)
    context = {
        "asked": list(requests_waiting(person, today)),
        "next": ahead[0] if ahead else None,
        "sessions": list(sessions_of(ahead[0])) if ahead else [],
        "ahead": cards[: len(ahead)],
        "over": cards[len(ahead) :],
        "others": others,
        "today": today,
    }
    return render(request, "workshops/led.html", context)


def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One workshop: facts, agenda, its two facilitators, and the one thing to do next."""
    person, today, now = signed_in(request), timezone.localdate(), timezone.now()
    workshop = get_object_or_404(counted_workshops(person, ref))
    people = int(getattr(workshop, "places", 0))
    siblings = list(workshops_of(workshop.cohort))
    both = leads_of([workshop])
    due = list(days_to_arrange(workshop))
    cautions = cautions_of(workshop, siblings=siblings, people=people, now=now)
    marked = sum(int(getattr(workshop, name, 0)) for name in ("came", "apologies", "no_shows"))
    context = {
        "workshop": workshop,
        "people": of_how_many(people, marked=marked),
        "coming": max(people - int(getattr(workshop, "apologies", 0)), 0),
        "sessions": list(sessions_of(workshop)),
        "leads": both[workshop.pk],
        "cautions": cautions + lead_cautions([workshop], both, now=now)[workshop.pk],
        "to_arrange": len(due),
        "late": sum(1 for day in due if day < today),
        "coordinates": coordinates(person, workshop),
        "leads_it": leads(person, workshop),
        "knows": may_see_needs(person, workshop),
        "begun": workshop.starts_at <= now,
    }
    return render(request, "workshops/detail.html", context)


def people(request: HttpRequest, ref: str) -> HttpResponse:
    """Who comes to one workshop, what they need as far as the reader may know it, the pairs and their projects."""
    person = signed_in(request)
    workshop = get_object_or_404(staff_workshops(person, ref))
    sight = sight_of(person, workshop)
    pairs = pairs_of(workshop.cohort_id)
    rows = roster(workshop, sight=sight, pairs=pairs)
    context = {
        "workshop": workshop,
        "coming": [row for row in rows if not row.sorry],
        "sorry": [row for row in rows if row.sorry],
        "pairs": pairs,
        "sight": sight.value,
        "coordinates": coordinates(person, workshop),
        "knows": sight != Sight.NONE,
    }
    return render(request, "workshops/people.html", context)
