"""The call sheet: who is on it and why, and what one call settles."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from cohorts.actions.tasks import open_task
from cohorts.models import Task
from leadingtogether import call_order, waiting
from leadingtogether.due import due_to, open_with, people_to_call
from messaging.models import Call, Message
from people.models import ContactMethod, Person
from tests.factories import (
    NOW,
    TODAY,
    ConsentFactory,
    ContactMethodFactory,
    InvitationFactory,
    MessageFactory,
    NeedFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    SupporterFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def programme():
    return ProgrammeFactory.create()


@pytest.fixture
def coordinator(programme, client, travel):
    travel("2027-03-01T09:00")
    person = coordinator_of(programme, given_name="Cora", family_name="Dean")
    client.force_login(person)
    return person


def to_call(programme, **fields):
    """Return a message of this programme on the call list."""
    words = {"channel": "phone", "title": "News", "body": "The news is good.", "state": State.TO_CALL}
    return MessageFactory.create(programme_ref=programme.ref, **{**words, **fields})


def a_task(programme, person, **fields):
    """Return a task about this person."""
    return open_task(
        key=str(uuid.uuid4()), kind="by-hand", title="Ask", programme=programme, person=person, now=NOW, **fields
    )


def a_survey(programme, **fields):
    """Return an open survey of somebody who agreed to the evaluation."""
    place = PlaceFactory.create(cohort__programme=programme, **fields)
    ConsentFactory.create(person=place.person)
    return InvitationFactory.create(place=place, closes_at=NOW + timedelta(days=20))


def call_form(*messages, outcome="reached", **answers):
    """Return what the form of a call posts."""
    said = [message.ref for message in messages]
    return {"outcome": outcome, "said": said, "note": "", "submission_id": str(uuid.uuid4()), **answers}


def lines(client, query=""):
    """Return the lines of the sheet."""
    return client.get(f"{reverse('calls')}{query}").context["lines"]


def post_call(client, person, form):
    return client.post(reverse("call", args=[person.ref]), form, follow=True)


# --- who is on it -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["facilitator", "reviewer", "evaluator", "commissioner", "safeguarding_lead"])
def test_sheet_does_not_exist_for_anybody_but_coordinators(role, programme, client) -> None:
    client.force_login(TeamMembershipFactory.create(programme=programme, role=role).person)

    assert client.get(reverse("calls")).status_code == 404


def test_sheet_has_one_line_a_person_with_everything_due_to_them(programme, coordinator, client) -> None:
    survey = a_survey(programme, person__email=None, person__phone="+441293400000")
    person = survey.place.person
    to_call(programme, person=person, title="Your dates")
    to_call(ProgrammeFactory.create(), person=person, title="Of another programme")
    a_task(programme, person, due_on=TODAY - timedelta(days=1))
    OfferFactory.create(
        application__person=person, application__programme=programme, reply_by=TODAY + timedelta(days=8)
    )

    [line] = lines(client)

    assert [(one.what, one.urgent) for one in line.due] == [
        ("task", True),
        ("message", False),
        ("offer", False),
        ("survey", False),
    ]
    assert (line.reach.telephone, line.reach.how, line.missing) == ("+441293400000", "Phone call", [
        "How they want to be contacted"])  # fmt: skip


def test_sheet_leaves_out_who_can_be_emailed_until_little_time_is_left(programme, coordinator, client) -> None:
    survey = a_survey(programme)
    offer = OfferFactory.create(application__programme=programme, reply_by=TODAY + timedelta(days=4))

    before = lines(client)
    survey.closes_at = NOW + timedelta(days=7)
    survey.save()
    offer.reply_by = TODAY + timedelta(days=3)
    offer.save()

    assert before == []
    assert [line.person for line in lines(client)] == [offer.application.person, survey.place.person]


def test_sheet_rings_whoever_asked_for_a_call_before_anything_else(programme, coordinator, client) -> None:
    by_phone, by_email = a_survey(programme), a_survey(programme)
    ContactMethodFactory.create(person=by_phone.place.person, method=ContactMethod.Method.RELAY_UK)
    ContactMethodFactory.create(person=by_email.place.person, method=ContactMethod.Method.EMAIL)

    [line] = lines(client)

    assert (line.person, line.reach.how) == (by_phone.place.person, "Phone call through Relay UK")


def test_sheet_never_shows_who_may_not_be_contacted(programme, coordinator, client) -> None:
    for fields in ({"do_not_contact": True}, {"deceased_on": TODAY}):
        person = PlaceFactory.create(cohort__programme=programme).person
        a_task(programme, person)
        Person.objects.filter(pk=person.pk).update(**fields)

    assert lines(client) == []


def test_sheet_tells_how_to_talk_with_somebody_and_through_whom(programme, coordinator, client) -> None:
    person = to_call(programme).person
    ContactMethodFactory.create(person=person, method=ContactMethod.Method.SUPPORTER)
    SupporterFactory.create(person=person, supporter__phone="+441293400001", supporter__given_name="Ann")
    NeedFactory.create(person=person, slug="more-time")
    NeedFactory.create(person=person, slug="vegan")

    [line] = lines(client)

    assert (line.reach.how, line.reach.telephone, line.needs) == (
        "Through their supporter",
        "+441293400001",
        ["More time to read and answer"],
    )


def test_sheet_filters_by_what_it_is_about_and_by_cohort(programme, coordinator, client) -> None:
    survey = a_survey(programme, person__email=None)
    said = to_call(programme)

    found = [
        [line.person for line in lines(client, query)]
        for query in ("?about=survey", "?about=message", f"?cohort={survey.cohort.ref}")
    ]

    assert found == [[survey.place.person], [said.person], [survey.place.person]]


def test_count_of_people_to_call_is_what_the_sheet_lists(programme, coordinator, client) -> None:
    away, here = to_call(programme).person, to_call(programme).person
    a_survey(programme, person__email=None)
    Call.objects.create(
        person=away,
        outcome="no_answer",
        again_on=TODAY + timedelta(days=2),
        at=NOW,
        by=coordinator,
        submission_id=uuid.uuid4(),
    )

    listed = {line.person.pk for line in lines(client)}

    assert set(people_to_call(coordinator, now=NOW)) == listed
    assert [here.pk in listed, away.pk in listed, len(listed)] == [True, False, 2]


def test_sheet_asks_the_same_number_of_queries_for_one_and_three(
    programme, coordinator, client, django_assert_num_queries
) -> None:
    def add():
        survey = a_survey(programme, person__email=None, person__reached_via=PersonFactory.create())
        person = survey.place.person
        ContactMethodFactory.create(person=person, method=ContactMethod.Method.SUPPORTER)
        SupporterFactory.create(person=person, supporter__phone="+441293400001")
        NeedFactory.create(person=person)
        to_call(programme, person=person)
        a_task(programme, person)
        Call.objects.create(person=person, outcome="no_answer", at=NOW, by=coordinator, submission_id=uuid.uuid4())

    counts = []
    for more in (1, 2):
        for _ in range(more):
            add()
        with django_assert_num_queries(12, exact=False) as asked:
            client.get(reverse("calls"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


# --- who comes first --------------------------------------------------------------------------------------------------
@pytest.fixture
def small_sheet(monkeypatch):
    """A sheet that ends after three people."""
    for module in (call_order, waiting):
        monkeypatch.setattr(module, "MOST", 3)
    monkeypatch.setattr(call_order, "ROWS", 6)


def listed(client, query=""):
    """Return who is on the sheet, in its order."""
    return [line.person for line in lines(client, query)]


def found(client, query=""):
    """Return what the sheet says about how many it has found."""
    return client.get(f"{reverse('calls')}{query}").context["found"]


def waits(programme, days, **fields):
    """Return somebody who waits to hear something for so many days."""
    return to_call(programme, due_at=NOW - timedelta(days=days), **fields).person


def test_sheet_begins_with_what_is_urgent_then_comes_who_has_waited_longest(programme, coordinator, client) -> None:
    day = timedelta(days=1)
    survey = a_survey(programme, person__email=None).place.person
    undated, due, overdue = (PlaceFactory.create(cohort__programme=programme).person for _ in range(3))
    a_task(programme, undated)
    a_task(programme, due, due_on=TODAY + 5 * day)
    a_task(programme, overdue, due_on=TODAY - day)
    long, short, urgent = waits(programme, 9), waits(programme, 2), waits(programme, 3, urgent=True)
    offer = OfferFactory.create(application__programme=programme, reply_by=TODAY + day).application.person
    later = OfferFactory.create(application__programme=programme, reply_by=TODAY + 2 * day).application.person
    # What else is due to somebody does not make them wait.
    a_task(programme, urgent, due_on=TODAY + 30 * day)

    assert listed(client) == [urgent, overdue, offer, long, short, later, due, survey, undated]


@pytest.mark.parametrize("urgent", [0, 1, 2, 3, 4, 5])
def test_sheet_ends_with_those_who_come_first(urgent, programme, coordinator, client, small_sheet) -> None:
    people = [waits(programme, 20 - number, urgent=number < urgent) for number in range(5)]

    assert listed(client) == people[:3]
    assert found(client) == "More than 3 people to call. Here are the first 3."
    assert listed(client, "?about=message") == people[:3]


@pytest.mark.parametrize("urgent", [True, False])
def test_sheet_leaves_nobody_out_to_whom_little_is_due_beside_much(
    urgent, programme, coordinator, client, small_sheet
) -> None:
    first = waits(programme, 30, urgent=urgent)
    for _ in range(8):
        waits(programme, 20, person=first, urgent=urgent)
    others = [waits(programme, 10, urgent=urgent), waits(programme, 9)]

    assert listed(client) == [first, *others]
    assert found(client) == "3 people to call."


def test_sheet_is_full_with_exactly_as_many_as_it_shows(programme, coordinator, client, small_sheet) -> None:
    people = [waits(programme, 20 - number, urgent=number < 2) for number in range(3)]

    assert (listed(client), found(client)) == (people, "3 people to call.")


def test_who_was_put_off_takes_nobody_s_place(programme, coordinator, client, small_sheet) -> None:
    off = [waits(programme, 40 - number, urgent=number < 3) for number in range(5)]
    here = [waits(programme, 20 - number) for number in range(3)]
    told = PlaceFactory.create(cohort__programme=programme).person
    for person in (*off, told):
        Call.objects.create(
            person=person,
            outcome="no_answer",
            again_on=TODAY + timedelta(days=2),
            at=NOW,
            by=coordinator,
            submission_id=uuid.uuid4(),
        )

    page = client.get(reverse("calls"))

    assert (listed(client), found(client)) == (here, "3 people to call.")
    assert page.context["later"] == 5
    assert listed(client, "?when=later") == off
    assert listed(client, "?when=later&about=survey") == []


@pytest.mark.parametrize(("many", "said"), [(1, "1"), (3, "3"), (4, "Over 3"), (6, "Over 3")])
def test_today_counts_as_many_as_the_sheet_shows(many, said, programme, coordinator, small_sheet) -> None:
    for number in range(many):
        person = waits(programme, number)
        waits(programme, number, person=person)

    [call] = [one for one in waiting.waiting_for(coordinator, now=NOW) if one.url == reverse("calls")]

    assert (call.number, call.more) == (said, many > 3)


# --- one call ---------------------------------------------------------------------------------------------------------
def test_call_page_leads_to_where_answers_are_written_down(programme, coordinator, client) -> None:
    survey = a_survey(programme, person__email=None)
    person = survey.place.person
    offer = OfferFactory.create(application__person=person, application__programme=programme)

    page = client.get(reverse("call", args=[person.ref])).content.decode()

    assert [url in page for url in (
        reverse("recruitment:offer_answer", args=[offer.ref]), reverse("evaluation:key_answer", args=[survey.ref])
    )] == [True, True]  # fmt: skip


def test_call_page_leads_to_where_the_answer_to_a_message_is_written_down(programme, coordinator, client) -> None:
    place = PlaceFactory.create(programme=programme, cohort__programme=programme, person__email=None)
    workshop = WorkshopFactory.create(cohort=place.cohort)
    asked = {"purpose": "workshop-needs-met", "data": {"workshop": workshop.pk, "place": place.pk}}
    to_call(programme, person=place.person, **asked)
    to_call(programme, person=place.person)

    page = client.get(reverse("call", args=[place.person.ref])).content.decode()

    assert page.count("Write down what they say") == 1
    assert reverse("workshops:met_keyed", args=[workshop.ref, place.ref]) in page


def test_answer_to_an_offer_leads_back_to_the_call(programme, coordinator, client) -> None:
    offer = OfferFactory.create(application__programme=programme, application__person__email=None)
    call = reverse("call", args=[offer.application.person.ref])
    url = reverse("recruitment:offer_answer", args=[offer.ref])
    form = {"answer": "decline", "how": "phone", "reason": "No time."}

    answered = client.post(f"{url}?next={call}", form)
    elsewhere = client.post(f"{url}?next=https://elsewhere.example/", form)

    offer.refresh_from_db()
    assert (offer.state, offer.answered_by) == ("declined", coordinator)
    assert [answered["Location"], elsewhere["Location"]] == [
        call,
        reverse("recruitment:offers", args=[offer.cohort.ref]),
    ]


def test_who_was_reached_has_been_told_and_their_tasks_are_done(programme, coordinator, client) -> None:
    person = PlaceFactory.create(cohort__programme=programme, person__phone="+441293400000").person
    told, untold = to_call(programme, person=person), to_call(programme, person=person)
    task, other = a_task(programme, person), a_task(programme, person)

    post_call(client, person, call_form(told, tasks=[task.pk], note="Will come by bus."))

    told.refresh_from_db()
    untold.refresh_from_db()
    call = Call.objects.get()
    assert (call.outcome, call.note, call.by) == ("reached", "Will come by bus.", coordinator)
    assert (told.state, told.settled_by, told.said_in, told.why) == (State.SENT, coordinator, call, "Said by phone.")
    assert untold.state == State.TO_CALL
    assert dict(Task.objects.values_list("pk", "state")) == {task.pk: "done", other.pk: "open"}


@pytest.mark.parametrize("outcome", ["no_answer", "message_left", "wrong_number"])
def test_who_was_not_reached_stays_on_the_sheet_and_nothing_is_settled(outcome, programme, coordinator, client) -> None:
    message = to_call(programme, person=PlaceFactory.create(cohort__programme=programme).person)
    task = a_task(programme, message.person)

    post_call(client, message.person, call_form(message, outcome=outcome, tasks=[task.pk]))

    message.refresh_from_db()
    task.refresh_from_db()
    [line] = lines(client)
    assert (message.state, task.state, line.last_call.outcome) == (State.TO_CALL, "open", outcome)


def test_call_again_takes_them_off_the_sheet_until_that_day(programme, coordinator, client, travel) -> None:
    person = to_call(programme).person

    post_call(client, person, call_form(outcome="no_answer", again_on="2027-03-03"))

    now, later = lines(client), lines(client, "?when=later")
    travel("2027-03-03T09:00")
    client.force_login(coordinator)
    assert [len(now), len(later), len(lines(client))] == [0, 1, 1]


def test_call_again_wants_a_day_after_today(programme, coordinator, client) -> None:
    person = to_call(programme).person

    page = client.post(reverse("call", args=[person.ref]), call_form(outcome="no_answer", again_on="2027-03-01"))

    assert page.context["form"].errors == {"again_on": ["Choose a day after today, or leave it empty."]}


def test_wrong_number_is_found_out_by_the_next_caller(programme, coordinator, client) -> None:
    person = to_call(programme, person__phone="+441293400000").person

    post_call(client, person, call_form(outcome="wrong_number"))

    [line] = lines(client)
    assert "The number was wrong at the last call" in line.missing


def test_call_posted_twice_is_one_call(programme, coordinator, client) -> None:
    message = to_call(programme)
    form = call_form(message)

    answers = [post_call(client, message.person, form) for _ in range(2)]

    assert Call.objects.count() == 1
    assert [answer.status_code for answer in answers] == [200, 200]
    assert "This call was recorded already." in answers[1].content.decode()


def test_call_form_asks_what_was_said_and_keeps_the_note(programme, coordinator, client) -> None:
    message = to_call(programme)

    page = client.post(reverse("call", args=[message.person.ref]), call_form(note="Spoke to her son."))

    assert Call.objects.count() == 0
    assert page.context["form"].errors == {
        "said": ["Tick what you told them. If it was nothing, choose another answer above."]
    }
    assert "Spoke to her son." in page.content.decode()


def test_call_for_nothing_due_asks_what_it_was_about(programme, coordinator, client) -> None:
    person = PlaceFactory.create(cohort__programme=programme).person

    page = client.post(reverse("call", args=[person.ref]), call_form())
    post_call(client, person, call_form(note="She asked about parking."))

    assert page.context["form"].errors == {"note": ["Write what the call was about."]}
    assert Call.objects.get().note == "She asked about parking."


def test_call_to_somebody_of_another_programme_is_not_found(coordinator, client) -> None:
    foreign = to_call(ProgrammeFactory.create(), person=PlaceFactory.create().person)

    assert client.get(reverse("call", args=[foreign.person.ref])).status_code == 404


def test_due_of_one_person_shows_also_what_is_not_worth_a_call_yet(programme, coordinator) -> None:
    survey = a_survey(programme)

    assert due_to(coordinator, now=NOW) == {}
    assert [due.what for due in open_with(survey.place.person, by=coordinator, now=NOW)] == ["survey"]


def test_sheet_and_page_say_the_last_of_many_calls(programme, coordinator, client) -> None:
    person = to_call(programme, person=PersonFactory.create(phone="+441865000000")).person
    for minutes, note in ((0, "First"), (30, "Second"), (30, "Third"), (10, "Written down late")):
        Call.objects.create(
            person=person,
            outcome="no_answer",
            note=note,
            at=NOW - timedelta(hours=2) + timedelta(minutes=minutes),
            by=coordinator,
            submission_id=uuid.uuid4(),
        )

    [line] = lines(client)
    page = client.get(reverse("call", args=[person.ref])).context

    assert (line.last_call.note, page["line"].last_call.note) == ("Third", "Third")
