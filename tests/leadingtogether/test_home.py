"""The first page of each role, and health."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from cohorts.actions.tasks import open_task
from cohorts.models import Cohort, Concern, Task
from leadingtogether import health, participant
from leadingtogether.waiting import waiting_for
from messaging.actions import record_sweep
from messaging.models import Message
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    InvitationFactory,
    MessageFactory,
    NeedFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RegisterEntryFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)
from tests.worlds import make_running_cohort
from workshops.actions import keep_provisions
from workshops.models import Arrangement, Workshop


def test_waiting_counts_what_waits_and_leaves_out_the_rest(db):
    world = make_running_cohort()
    person = world.people["coordinator"]

    found = waiting_for(person, now=NOW)

    assert [(entry.count, entry.label) for entry in found] == [
        (1, "application to review"),
        (1, "workshop without two facilitators"),
    ]


def test_waiting_counts_nothing_of_another_programme(db):
    make_running_cohort()
    programme = ProgrammeFactory.create()

    assert waiting_for(coordinator_of(programme), now=NOW) == []


def test_waiting_counts_offers_that_end_soon_calls_and_messages_in_trouble(db):
    offer = OfferFactory.create(reply_by=TODAY + timedelta(days=2))
    programme = offer.application.programme
    OfferFactory.create(reply_by=TODAY + timedelta(days=9), application__programme=programme)
    MessageFactory.create(programme_ref=programme.ref, state=Message.State.FAILED)
    MessageFactory.create(programme_ref=programme.ref, state=Message.State.TO_CALL)

    found = waiting_for(coordinator_of(programme), now=NOW)

    assert [(entry.count, entry.label) for entry in found] == [
        (2, "people to call"),
        (1, "offer to answer within 3 days"),
        (1, "offer waiting for an answer"),
        (1, "message that needs attention"),
    ]


def test_waiting_counts_tasks_by_whose_they_are_and_leaves_out_what_is_put_off(db):
    programme = ProgrammeFactory.create()
    person = coordinator_of(programme)
    for number, fields in enumerate(
        [{"assigned_to": person}, {"due_on": TODAY - timedelta(days=1)}, {"snoozed_until": TODAY + timedelta(days=1)}]
    ):
        task = open_task(key=f"t{number}", kind="by-hand", title="Ring", programme=programme, now=NOW)
        Task.objects.filter(pk=task.pk).update(**fields)

    found = waiting_for(person, now=NOW)

    assert [(entry.count, entry.label) for entry in found] == [
        (1, "task of mine"),
        (1, "task overdue"),
        (1, "task that nobody has"),
    ]


@pytest.mark.parametrize(
    ("reported", "now", "label"),
    [
        ("2027-03-01T09:00", "2027-03-03T18:00", "new concern to read"),  # Monday: until Wednesday is in time
        ("2027-03-01T09:00", "2027-03-04T08:00", "concern unread for two working days"),
        ("2027-03-26T09:00", "2027-03-31T18:00", "new concern to read"),  # Good Friday and Easter Monday do not count
        ("2027-03-26T09:00", "2027-04-01T08:00", "concern unread for two working days"),
    ],
)
def test_waiting_tells_safeguarding_what_is_unread_for_two_working_days(db, reported, now, label):
    programme = ProgrammeFactory.create()
    lead = TeamMembershipFactory.create(programme=programme, role="safeguarding_lead").person
    Concern.objects.create(programme=programme, words="Help", reported_at=datetime.fromisoformat(f"{reported}+00:00"))

    found = waiting_for(lead, now=datetime.fromisoformat(f"{now}+00:00"))

    assert [(entry.count, entry.label) for entry in found] == [(1, label)]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        ("reviewer", []),
        ("facilitator", ["workshop to lead in 14 days"]),
        ("evaluator", ["survey open now"]),
        ("commissioner", ["survey open now"]),
        ("safeguarding_lead", []),
    ],
)
def test_waiting_for_each_role_is_theirs_alone(db, role, labels):
    world = make_running_cohort()
    person = TeamMembershipFactory.create(programme=world.programme, role=role).person
    Workshop.objects.filter(pk=world.workshop.pk).update(
        date=TODAY + timedelta(days=9), professional_facilitator=person
    )

    found = waiting_for(person, now=NOW)

    assert [entry.label for entry in found] == labels


def test_waiting_tells_a_commissioner_how_many_surveys_are_open_and_not_how_many_people_are_asked(db):
    world = make_running_cohort()
    for _person in range(3):
        place = PlaceFactory.create(cohort=world.cohort)
        InvitationFactory.create(place=place, wave=world.invitation.wave)

    found = waiting_for(world.people["commissioner"], now=NOW)

    assert [(entry.count, entry.label, entry.url) for entry in found] == [(1, "survey open now", reverse("totals"))]


def test_waiting_warns_of_sweeps_that_are_late_or_failed(db):
    for name, minutes, error in (("send-messages", 9, ""), ("open-waves", 9, ""), ("seal-audit", 1, "ValueError: x")):
        at = NOW - timedelta(minutes=minutes)
        record_sweep(name=name, started_at=at, finished_at=at, handled=0, error=error)

    found = waiting_for(coordinator_of(ProgrammeFactory.create()), now=NOW)

    assert [(entry.count, entry.label) for entry in found] == [(2, "duties of the service that are late")]


@pytest.mark.parametrize("cohorts", [1, 3])
def test_today_takes_at_most_twelve_queries(client, travel, db, django_assert_max_num_queries, cohorts):
    travel("2027-03-01T09:00")
    programme = ProgrammeFactory.create()
    for number in range(cohorts):
        cohort = CohortFactory.create(programme=programme)
        WorkshopFactory.create(cohort=cohort, number=1)
        PlaceFactory.create(cohort=cohort)
        CohortChoiceFactory.create(application=ApplicationFactory.create(programme=programme), cohort=cohort)
        open_task(key=f"t{number}", kind="call", title="Ring Mair", programme=programme, cohort=cohort, now=NOW)
    client.force_login(coordinator_of(programme))

    with django_assert_max_num_queries(12):
        response = client.get(reverse("home"))

    assert response.status_code == 200


def test_next_step_is_the_open_offer_before_anything_else(db):
    offer = OfferFactory.create()

    step = participant.next_step(offer.application.person, now=NOW)

    assert step.sentence == "We have a place for you. Please tell us by Thursday 11 March 2027 whether you take it."


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("submitted", "We have your application. We will write to you when we have read it."),
        ("reserve", "You are on the reserve list. We will tell you if a place becomes free."),
        ("declined", "You said no to the place. Thank you for telling us."),
        ("withdrawn", "There is nothing that you need to do now."),
    ],
)
def test_next_step_of_an_applicant_says_where_the_application_is(db, state, sentence):
    application = ApplicationFactory.create(state=state)

    assert participant.next_step(application.person, now=NOW).sentence == sentence


def test_next_step_is_the_survey_then_the_workshop(db):
    world = make_running_cohort()

    survey = participant.next_step(world.lay.person, now=NOW)
    workshop = participant.next_step(world.professional.person, now=NOW)

    assert survey.sentence == "Please answer a few questions: Baseline."
    assert workshop.sentence.startswith("Your next workshop is on Wednesday 31 March 2027, 9:30am at ")


def test_next_step_asks_whether_needs_were_met_until_it_is_answered(db):
    workshop = WorkshopFactory.create(date=TODAY)
    place = PlaceFactory.create(cohort=workshop.cohort, programme=workshop.cohort.programme)
    NeedFactory.create(person=place.person, slug="hearing-loop")
    keep_provisions(workshop=workshop, now=NOW)
    RegisterEntryFactory.create(workshop=workshop, place=place, mark="present")
    evening = NOW + timedelta(hours=9)

    before, asked = (participant.next_step(place.person, now=now) for now in (NOW, evening))
    Arrangement.objects.update(met="yes", met_at=evening, met_by=place.person)
    after = participant.next_step(place.person, now=evening)

    assert before.sentence.startswith("Your next workshop is on ")
    assert asked.sentence == "Please tell us whether what you need was there on Monday 1 March 2027."
    assert asked.url == reverse("workshops:my_met", args=[workshop.ref])
    assert "what you need" not in after.sentence


def test_home_of_a_participant_shows_dates_partner_and_project(client, travel, db, django_assert_max_num_queries):
    travel("2027-03-01T09:00")
    world = make_running_cohort()
    client.force_login(world.lay.person)

    with django_assert_max_num_queries(14):
        page = client.get(reverse("home")).content.decode()

    shown = [world.professional.person.full_name, world.project.title, "Wednesday 31 March 2027, 9:30am"]
    assert [text in page for text in shown] == [True, True, True]


def test_home_of_a_visitor_names_what_is_open(client, travel, db):
    travel("2027-03-01T09:00")
    CohortFactory.create(venue__town="Crawley")
    CohortFactory.create(venue__town="Bristol", venue__name="Hall", state=Cohort.State.PLANNING)

    page = client.get(reverse("home")).content.decode()

    assert ("Apply for Crawley" in page, "Apply for Bristol" in page) == (True, False)


def test_health_is_well_before_the_first_sweep(client, db):
    response = client.get("/healthz")

    assert (response.status_code, response.json()["status"]) == (200, "ok")


def test_health_fails_when_sweeps_stop_and_messages_wait(client, travel, db):
    now = travel("2027-03-01T10:00")
    earlier = now - timedelta(minutes=20)
    record_sweep(name="send-messages", started_at=earlier, finished_at=earlier, handled=0, error="ValueError: x")
    MessageFactory.create(due_at=earlier)

    response = client.get("/healthz")

    found = response.json()
    assert (response.status_code, found["status"], found["failing_sweeps"]) == (503, "failing", ["send-messages"])
    assert (found["last_sweep_age_seconds"] // 10, found["oldest_due_message_age_seconds"] // 10) == (120, 120)


def test_health_tells_that_the_broker_is_away(settings, db):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    found = health.check(now=NOW)

    assert (found.broker, found.well) == (False, False)


@pytest.mark.parametrize(
    ("age", "ticks", "beat", "worker"),
    [
        (10, 0, True, True),
        (None, 0, True, True),
        (900, 3, True, False),
        (900, 0, False, None),
        (900, None, None, None),
    ],
)
def test_health_tells_whether_the_clock_or_the_worker_has_stopped(age, ticks, beat, worker):
    found = health.Health(
        database=True, broker=True, last_sweep_age=age, oldest_due_age=None, failing=(), ticks_waiting=ticks
    )

    assert (found.beat, found.worker) == (beat, worker)


def test_today_says_that_messages_should_have_gone(db):
    coordinator = coordinator_of(ProgrammeFactory.create())
    MessageFactory.create(due_at=NOW + timedelta(minutes=30))

    assert waiting_for(coordinator, now=NOW + timedelta(minutes=40)) == []
    (found,) = waiting_for(coordinator, now=NOW + timedelta(minutes=50))

    assert (found.count, found.label, found.url) == (1, "message that should have gone", reverse("health"))


def test_what_waited_for_the_morning_is_not_late_at_nine(db):
    coordinator = coordinator_of(ProgrammeFactory.create())
    MessageFactory.create(due_at=NOW - timedelta(hours=5))

    assert waiting_for(coordinator, now=NOW + timedelta(minutes=5)) == []
    assert waiting_for(coordinator, now=NOW + timedelta(minutes=20)) != []


def test_stranger_is_told_that_there_is_nothing_to_do(client, db):
    client.force_login(PersonFactory.create())

    assert "There is nothing that you need to do now." in client.get(reverse("home")).content.decode()
