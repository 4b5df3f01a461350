"""The first page: for a visitor what this is, for everybody else what needs them now."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts.models import Cohort
from cohorts.permissions import COMMISSIONER, COORDINATOR, EVALUATOR, FACILITATOR, REVIEWER, SAFEGUARDING, team_roles
from leadingtogether import participant, participant_reads, team
from leadingtogether.waiting import waiting_for
from people.acting import person_helped
from people.models import Person
from people.reading import render_easy
from people.views.supporters import people_helped_by


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the page that fits who asks."""
    if not isinstance(request.user, Person):
        return _welcome(request)
    helped = person_helped(request)
    if helped is not None:
        return _my_home(request, helped)
    if COORDINATOR in team_roles(request.user):
        return _today(request, request.user)
    if team_roles(request.user) or request.user.is_staff:
        return _today_of_others(request, request.user)
    return _my_home(request, request.user)


def _welcome(request: HttpRequest) -> HttpResponse:
    cohorts = Cohort.objects.taking_applications(on=timezone.localdate()).with_everything_named()
    return render(request, "leadingtogether/welcome.html", {"cohorts": cohorts.order_by("recruitment_closes", "name")})


def _today(request: HttpRequest, person: Person) -> HttpResponse:
    now = timezone.now()
    on = timezone.localdate(now)
    context = {
        "waiting": waiting_for(person, now=now),
        "cohorts": team.cohorts_of(person, on=on),
        "workshops": team.workshops_ahead(person, on=on),
        "tasks": team.tasks_of(person, on=on),
        "today": on,
    }
    return render(request, "leadingtogether/today.html", context)


def _today_of_others(request: HttpRequest, person: Person) -> HttpResponse:
    now = timezone.now()
    on, roles = timezone.localdate(now), team_roles(person)
    context = {
        "waiting": waiting_for(person, now=now),
        "leads": FACILITATOR in roles,
        "workshops": team.workshops_ahead(person, on=on) if FACILITATOR in roles else [],
        "reviews": REVIEWER in roles,
        "safeguards": not roles.isdisjoint(SAFEGUARDING),
        "evaluates": EVALUATOR in roles,
        "commissions": COMMISSIONER in roles,
        "keeps_back_office": person.is_staff,
        "today": on,
    }
    return render(request, "leadingtogether/today_of_others.html", context)


def _my_home(request: HttpRequest, person: Person) -> HttpResponse:
    now, helped = timezone.now(), person != request.user
    surveys = list(participant_reads.open_surveys(person, now))
    overview = participant.overview(person, now=now, surveys=surveys)
    step = participant.next_step(
        person, now=now, helped=helped, surveys=surveys, has_partner=bool(overview.partners) and not overview.choice
    )
    agreements = [] if helped else list(people_helped_by(person))
    context = {
        "step": step,
        "overview": overview,
        "agreements": agreements,
        # Who came only to help is asked whom, and nothing else.
        "only_supports": bool(agreements) and not (step.url or overview.place),
    }
    return render_easy(request, "leadingtogether/my_home.html", context)
