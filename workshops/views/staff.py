"""The schedule and one workshop, as staff see them."""

from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, FACILITATOR, team_only
from cohorts.querysets import CohortQuerySet
from common.paging import ROWS, page_of
from people.models import Person
from people.permissions import signed_in
from workshops.cautions import cautions_of
from workshops.leading import lead_cautions, leads_of
from workshops.listing import OVER, cards_of, groups_of, urgent_of
from workshops.models import LeadRequest, Provision, Workshop
from workshops.permissions import coordinates, leads, may_see_needs
from workshops.rosters import Sight, pairs_of, roster, sight_of

# So many cohorts, each with its workshops, stand on one page of the schedule.
COHORTS_SHOWN = 8


def _cohorts(person: Person, *, every: bool) -> CohortQuerySet:
    """Return the cohorts of the schedule, first those whose next workshop, or register to take, is nearest."""
    cohorts = Cohort.objects.for_team(person, COORDINATOR, FACILITATOR).select_related("programme")
    columns = ("ref", "name", "state", "programme__ref", "programme__name", "programme__workshops")
    if not every:
        cohorts = cohorts.exclude(state__in=[*OVER, Cohort.State.FINISHED])
    planned = Workshop.objects.filter(cohort=OuterRef("pk"), state__in=["planned", "confirmed"])
    nearest = Subquery(planned.order_by("date").values("date")[:1])
    return cohorts.only(*columns).annotate(nearest=nearest).order_by(F("nearest").asc(nulls_last=True), "name", "pk")


@team_only(COORDINATOR, FACILITATOR)
def schedule(request: HttpRequest) -> HttpResponse:
    """All workshops by cohort, with what needs attention."""
    person = signed_in(request)
    every = "all" in request.GET
    page = page_of(request, _cohorts(person, every=every), size=COHORTS_SHOWN)
    plans = {programme for role, programme in person.team_now if role == COORDINATOR}
    groups = groups_of(list(page), plans=plans, now=timezone.now())
    context = {
        "page": page,
        "groups": groups,
        "urgent": [line for group in groups for line in group.lines if line.urgent],
        "every": every,
        "leads": Workshop.objects.led_by(person).exists(),
        "coordinates": any(group.plan for group in groups),
    }
    return render(request, "workshops/list.html", context)


@team_only(COORDINATOR, FACILITATOR)
def led(request: HttpRequest) -> HttpResponse:
    """The workshops that a facilitator leads: what they are asked, the next, the later ones, and those that were."""
    person, today, now = signed_in(request), timezone.localdate(), timezone.now()
    mine = Workshop.objects.led_by(person).for_lists()
    to_come = Q(state__in=["planned", "confirmed"])
    # A day that has passed stays on top until its register is done.
    ahead = list(mine.filter(to_come).order_by("date", "starts", "pk")[:ROWS])
    others = page_of(request, mine.exclude(to_come).order_by("-date", "-starts", "-pk"))
    # That they have not answered yet is asked above; here stands what is wrong.
    cautions = {pk: urgent_of(found) for pk, found in lead_cautions(ahead, leads_of(ahead), now=now).items()}
    cards = cards_of([*ahead, *others], cautions=cautions)
    context = {
        "asked": LeadRequest.objects.of(person).waiting(on=today).with_everything_named(),
        "next": ahead[0] if ahead else None,
        "sessions": list(ahead[0].sessions.all()) if ahead else [],
        "ahead": cards[: len(ahead)],
        "over": cards[len(ahead) :],
        "others": others,
        "today": today,
    }
    return render(request, "workshops/led.html", context)


def detail(request: HttpRequest, ref: str) -> HttpResponse:
    """One workshop: facts, agenda, its two facilitators, and the one thing to do next."""
    person, today, now = signed_in(request), timezone.localdate(), timezone.now()
    mine = Workshop.objects.for_staff(person).with_names().with_counts().with_places()
    workshop = get_object_or_404(mine, ref=ref)
    people = int(getattr(workshop, "places", 0))
    siblings = list(workshop.cohort.workshops.all())
    both = leads_of([workshop])
    due = Provision.objects.to_do().filter(workshop=workshop).values_list("due_on", flat=True)
    cautions = cautions_of(workshop, siblings=siblings, people=people, now=now)
    context = {
        "workshop": workshop,
        "people": people,
        "coming": max(people - int(getattr(workshop, "apologies", 0)), 0),
        "sessions": list(workshop.sessions.all()),
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
    workshop = get_object_or_404(Workshop.objects.for_staff(person).with_names(), ref=ref)
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
