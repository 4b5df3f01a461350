"""The main pages, who opens each, and where it is in a world."""

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.sessions import SECOND_FACTOR
from benchmarks import lived
from benchmarks.world import World
from cohorts.models import Cohort, Concern, Place, Role
from cohorts.recruitment.models import Application, Offer
from evaluation.actions.responses import begin
from evaluation.models import Invitation
from evaluation.surveys import stopped_at
from messaging.models import Message
from people.models import Person
from workshops.models import Workshop

Address = Callable[[World], str]


@dataclass(frozen=True)
class Page:
    """One page: what it is called in the table, who opens it, and its address."""

    name: str
    looker: str
    address: Address


def _named(name: str, query: str = "") -> Address:
    return lambda _world: reverse(name) + query


def _of(name: str, key: Callable[[World], str]) -> Address:
    return lambda world: reverse(name, args=[key(world)])


def _workshop(number: int) -> Callable[[World], str]:
    return lambda world: Workshop.objects.get(cohort=world.first("running"), number=number).ref


def _pair(world: World) -> str:
    return world.first("running").pairs.order_by("pk")[0].ref


def _project(world: World) -> str:
    return world.first("running").projects.order_by("pk")[0].ref


def _application(world: World) -> str:
    rows = Application.objects.filter(choices__cohort=world.first("recruiting"), state=Application.State.SUBMITTED)
    return rows.order_by("pk")[0].ref


def _concern(world: World) -> str:
    rows = Concern.objects.filter(programme=world.programmes[0], state=Concern.State.LOOKED_AT)
    return rows.order_by("pk")[0].ref


def _place(world: World) -> str:
    return participant(world, Role.LAY).places.get().ref


def _regular(world: World) -> str:
    """Return the person who has been with us for years."""
    return lived.who(world.first("running")).ref


def _about_regular(world: World, name: str, *rest: str) -> str:
    return reverse(name, args=[_regular(world), *rest])


def _waiting(world: World) -> list[Message]:
    return lived.waiting_for(lived.who(world.first("running")))


def _survey(world: World) -> Invitation:
    """Return the open survey of the lay partner who looks."""
    return Invitation.objects.get(place__person=participant(world, Role.LAY), wave__slug="workshop-1")


def _survey_page(world: World) -> str:
    """Return the first page of the professional's survey, which is begun the first time that this is asked."""
    invitation = Invitation.objects.get(place__person=participant(world, Role.PROFESSIONAL), wave__slug="workshop-1")
    section = stopped_at(begin(invitation=invitation, now=timezone.now()))
    return reverse("evaluation:page", args=[invitation.token, section.slug if section else ""])


def _cohort_of_few(world: World) -> str:
    """Return a cohort whose workshops have no date yet."""
    return Cohort.objects.get(programme__memberships__person=world.keeper_of_few).ref


def _first_programme(world: World) -> str:
    return world.programmes[0].ref


STAFF = (
    Page("Today", "coordinator", _named("home")),
    Page("Applicants", "coordinator", _named("recruitment:applicants")),
    Page("Applicants, to review", "coordinator", _named("recruitment:applicants", "?state=submitted")),
    Page("Applicants, found by name", "coordinator", _named("recruitment:applicants", "?words=smith")),
    Page("Applicants by name", "coordinator", _named("recruitment:applicants", "?sort=name")),
    Page("Applicants of a small programme", "keeper of few", _named("recruitment:applicants")),
    Page("Key an application", "coordinator", _named("recruitment:key_start")),
    Page("Application", "coordinator", _of("recruitment:application", _application)),
    Page("People", "coordinator", _named("persons")),
    Page("People of a small programme", "keeper of few", _named("persons")),
    Page("People, found by name", "coordinator", _named("persons", "?words=smith")),
    Page("Person", "coordinator", _of("person", _regular)),
    Page("Person in the programme", "coordinator", _of("person_programme", _regular)),
    Page("Person, messages and calls", "coordinator", _of("person_timeline", _regular)),
    Page("Person, tasks and claims", "coordinator", _of("person_tasks", _regular)),
    Page("Person, details", "coordinator", _of("person_details", _regular)),
    Page("Person, details changed", "coordinator", lambda world: _about_regular(world, "person_change", "ways")),
    Page("Person, needs", "coordinator", _of("person_needs", _regular)),
    Page("Person, consents", "coordinator", _of("person_consents", _regular)),
    Page("Person, note", "coordinator", _of("person_note", _regular)),
    Page("Person, supporters", "coordinator", _of("person_supporters", _regular)),
    Page("Person, supporter added", "coordinator", _of("person_supporter_add", _regular)),
    Page("Person, needs over time", "coordinator", _of("workshops:needs_over_time", _regular)),
    Page("Person, has died", "coordinator", _of("person_died", _regular)),
    Page("Tasks", "coordinator", _named("cohorts:tasks")),
    Page("Tasks, mine", "coordinator", _named("cohorts:tasks", "?whose=mine")),
    Page("Tasks, closed", "coordinator", _named("cohorts:tasks", "?state=closed")),
    Page("Tasks, found by name", "coordinator", _named("cohorts:tasks", "?words=jones")),
    Page("Pairs at risk", "coordinator", _named("pairs_at_risk")),
    Page("Outreach", "coordinator", _named("recruitment:outreach")),
    Page("Outreach plan", "coordinator", _of("recruitment:outreach_plan", lambda world: world.first("recruiting").ref)),
    Page("Reviewing", "coordinator", _of("recruitment:reviewing", _first_programme)),
    Page("Draws", "coordinator", _named("recruitment:draws")),
    Page("Can it be met", "coordinator", _of("recruitment:outlook", lambda world: world.first("recruiting").ref)),
    Page(
        "Draw together",
        "coordinator",
        _of("recruitment:together", lambda world: world.first("recruiting").programme.ref),
    ),
    Page("Free places", "coordinator", _of("recruitment:fill", lambda world: world.first("confirming").ref)),
    Page("Draw", "coordinator", lambda world: reverse("recruitment:draw", args=[world.draw.ref if world.draw else ""])),
    Page("Draw, begun", "coordinator", _of("recruitment:draw_new", lambda world: world.first("selecting").ref)),
    Page("People who stay", "coordinator", _of("recruitment:cohort_stays", lambda world: world.first("selecting").ref)),
    Page("Quotas", "coordinator", _of("recruitment:quotas", lambda world: world.first("selecting").ref)),
    Page("Offers", "coordinator", _of("recruitment:offers", lambda world: world.first("confirming").ref)),
    Page("Pairs of all cohorts", "coordinator", _named("pairing:cohorts")),
    Page("Pairing board", "coordinator", _of("pairing:board", lambda world: world.first("confirming").ref)),
    Page("Pairs", "coordinator", _of("pairing:pairs", lambda world: world.first("running").ref)),
    Page("Pair", "coordinator", _of("pairing:pair", _pair)),
    Page("Workshops", "coordinator", _named("workshops:list")),
    Page("Workshop", "coordinator", _of("workshops:detail", _workshop(2))),
    Page("Agenda", "coordinator", _of("workshops:agenda", _workshop(2))),
    Page("Move a workshop", "coordinator", _of("workshop_move", _workshop(2))),
    Page("Plan the workshops", "keeper of few", _of("workshops:plan", _cohort_of_few)),
    Page("To arrange", "coordinator", _named("workshops:to_arrange")),
    Page("Register", "coordinator", _of("workshops:register", _workshop(1))),
    Page("Needs of a workshop", "coordinator", _of("workshops:needs", _workshop(2))),
    Page("Claims", "coordinator", _named("workshops:claims")),
    Page("Projects", "coordinator", _named("projects:list")),
    Page("Project", "coordinator", _of("projects:project", _project)),
    Page("Surveys", "coordinator", _named("evaluation:overview")),
    Page("Surveys, unanswered", "coordinator", _named("evaluation:unanswered")),
    Page("Results", "coordinator", _named("evaluation:results")),
    Page("Messages", "coordinator", _named("messaging:queue")),
    Page("Messages, everything", "coordinator", _named("messaging:queue", "?state=all")),
    Page("Messages, found by name", "coordinator", _named("messaging:queue", "?words=smith")),
    Page(
        "Messages, all of one person",
        "coordinator",
        lambda world: f"{reverse('messaging:queue')}?state=all&words={_regular(world)}",
    ),
    Page("Call list", "coordinator", _named("calls")),
    Page("Call", "coordinator", _of("call", _regular)),
    Page("Message", "coordinator", _of("messaging:message", lambda world: _waiting(world)[0].ref)),
    Page("Message, edited", "coordinator", _of("messaging:edit", lambda world: _waiting(world)[0].ref)),
    Page("Message, stopped", "coordinator", _of("messaging:cancel", lambda world: _waiting(world)[0].ref)),
    Page("Letter", "coordinator", _of("messaging:letter", lambda world: _waiting(world)[1].ref)),
    Page("Letters", "coordinator", _named("messaging:letters")),
    Page("Words of messages", "coordinator", _named("messaging:words")),
    Page("Times of messages", "coordinator", _named("messaging:rules")),
    Page("Message to a group", "coordinator", _named("messaging:group")),
    Page("Programmes", "coordinator", _named("cohorts:programmes")),
    Page("Programme", "coordinator", _of("cohorts:programme", _first_programme)),
    Page("Set up a programme", "coordinator", _of("set_up", _first_programme)),
    Page("Copy a programme", "coordinator", _of("programme_copy", _first_programme)),
    Page("New task", "coordinator", _named("cohorts:task_new")),
    Page(
        "New task about a person",
        "coordinator",
        lambda world: f"{reverse('cohorts:task_new')}?person={participant(world, Role.LAY).ref}",
    ),
    Page("Cohort", "coordinator", _of("cohorts:cohort", lambda world: world.first("running").ref)),
    Page("Place", "coordinator", _of("cohorts:place", _place)),
    Page("Exclusions", "coordinator", _of("cohorts:exclusions", _first_programme)),
    Page("Venues", "coordinator", _named("cohorts:venues")),
    Page("All venues", "coordinator", _named("all_venues")),
    Page("Totals", "coordinator", _named("totals")),
    Page("Totals of a commissioner", "commissioner", _named("totals")),
    Page("Today of a facilitator", "facilitator", _named("home")),
    Page("Today of a commissioner", "commissioner", _named("home")),
    Page("Today of an evaluator", "evaluator", _named("home")),
    Page("Workshops that I lead", "facilitator", _named("workshops:led")),
    Page("Agenda of a day that I lead", "facilitator", _of("workshops:agenda", _workshop(2))),
    Page("Debrief of a day that I lead", "facilitator", _of("workshops:debrief", _workshop(1))),
    Page("Debrief", "coordinator", _of("workshops:debrief", _workshop(1))),
    Page("Results, evaluator", "evaluator", _named("evaluation:results")),
    Page("Data, evaluator", "evaluator", _named("evaluation:data")),
    Page("Reviews, reviewer", "reviewer", _named("recruitment:reviews")),
    Page("Concerns", "safeguarding_lead", _named("cohorts:concerns")),
    Page("Concern", "safeguarding_lead", _of("cohorts:concern", _concern)),
    Page("Something is wrong, staff", "facilitator", _named("concern")),
)
PARTICIPANT = (
    Page("Home", "lay", _named("home")),
    Page("My dates", "lay", _named("workshops:my_dates")),
    Page("My workshop", "lay", _of("workshops:my_workshop", _workshop(2))),
    Page("My claim", "lay", _of("workshops:my_claim", _workshop(1))),
    Page("My partner", "lay", _named("pairing:mine")),
    Page("In confidence", "lay", _named("pairing:in_confidence")),
    Page("My project", "lay", _named("projects:mine")),
    Page("My surveys", "lay", _named("evaluation:mine")),
    Page("Survey, first page", "lay", lambda world: reverse("evaluation:answer", args=[_survey(world).token])),
    Page("Survey, a page of it", "lay", _survey_page),
    Page("My details", "lay", _named("people:details")),
    Page("My needs", "lay", _named("people:needs")),
    Page("My offer", "offered", lambda world: reverse("recruitment:offer", args=[_open_offer(world).ref])),
    Page("Home of a professional", "professional", _named("home")),
    Page("Something is wrong", "visitor", _named("concern")),
    Page("Something is wrong, signed in", "lay", _named("concern")),
    Page("Welcome", "visitor", _named("home")),
    Page("Sign in", "visitor", _named("access:sign_in")),
    Page("Apply", "visitor", _of("recruitment:apply", _first_programme)),
    Page("Apply on paper", "visitor", _of("recruitment:paper", _first_programme)),
    Page(
        "Apply, first question",
        "applying",
        lambda world: reverse("recruitment:step", args=[_first_programme(world), "role"]),
    ),
    Page(
        "Apply, your needs",
        "applying",
        lambda world: reverse("recruitment:step", args=[_first_programme(world), "needs"]),
    ),
)
ALL = STAFF + PARTICIPANT


def _open_offer(world: World) -> Offer:
    return Offer.objects.open().filter(cohort=world.first("confirming")).order_by("pk")[0]


def participant(world: World, role: str) -> Person:
    """Return a partner of the running cohort whose survey after workshop 1 is open."""
    answered = Invitation.objects.filter(wave__slug="workshop-1", response__finished_at__isnull=False)
    places = Place.objects.filter(cohort=world.first("running"), role=role).exclude(invitations__in=answered)
    return places.select_related("person").order_by("pk")[0].person


def client_of(world: World, looker: str) -> Client:
    """Return a browser in which this one has signed in, wholly; that of an applicant has begun an application."""
    client = Client()
    if looker == "applying":
        client.post(reverse("recruitment:apply", args=[_first_programme(world)]))
    elif looker != "visitor":
        client.force_login(_person(world, looker))
        session = client.session
        session[SECOND_FACTOR] = world.now.isoformat()
        session.save()
    return client


def _person(world: World, looker: str) -> Person:
    if looker in world.team:
        return world.team[looker]
    if looker == "keeper of few":
        return world.keeper_of_few
    if looker == "offered":
        person = _open_offer(world).application.person
        assert person is not None
        return person
    return participant(world, looker)
