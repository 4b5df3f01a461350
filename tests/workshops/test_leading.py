"""Facilitators are asked, answer, and are warned about: missing, unwilling, or in two places."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place, Task, TeamMembership
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import Person
from tests.factories import (
    NOW,
    ConsentFactory,
    LeadRequestFactory,
    NeedFactory,
    PairFactory,
    PersonFactory,
    PlaceFactory,
    ProjectFactory,
    TeamMembershipFactory,
    WorkshopFactory,
)
from workshops.actions import keep_provisions
from workshops.actions.leading import answer_lead_request, keep_lead_requests
from workshops.kinds import DECLINED
from workshops.leading import lead_cautions, leads_of
from workshops.leading_messages import ASKED
from workshops.models import LeadRequest, RegisterEntry, Workshop
from workshops.tasks import ask_facilitators, keep_tasks

SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is 1 March 2027; the workshop is on 31 March."""
    travel("2027-03-01T09:00")


@pytest.fixture
def led(workshop: Workshop, facilitator: Person) -> Workshop:
    """Return the workshop with a lay facilitator."""
    workshop.lay_facilitator = facilitator
    workshop.save()
    return workshop


def standing(workshop: Workshop) -> list[tuple[str, Person, date]]:
    """Return who is asked now, as what, and for which day."""
    return [(one.role, one.person, one.date) for one in LeadRequest.objects.standing().filter(workshop=workshop)]


def words(workshop: Workshop) -> list[str]:
    """Return what stands against the facilitators of a workshop."""
    found = lead_cautions([workshop], leads_of([workshop]), now=NOW)
    return [caution.words for caution in found[workshop.pk]]


# --- asking --------------------------------------------------------------------------------------------------------


def test_ask_facilitators_asks_once_and_says_so(led: Workshop, facilitator: Person) -> None:
    first, again = ask_facilitators(NOW), ask_facilitators(NOW + timedelta(minutes=5))

    assert (first, again) == (1, 0)
    assert standing(led) == [("lay", facilitator, led.date)]
    assert [message.person for message in Message.objects.filter(purpose=ASKED)] == [facilitator]


def test_keep_lead_requests_asks_anew_for_another_day_and_another_person(led: Workshop, facilitator: Person) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    Workshop.objects.update(date=led.date + timedelta(days=7))
    keep_lead_requests(workshop=led, now=NOW)
    moved = standing(led)
    other = PersonFactory.create()
    Workshop.objects.update(lay_facilitator=other)

    keep_lead_requests(workshop=led, now=NOW)

    assert moved == [("lay", facilitator, led.date + timedelta(days=7))]
    assert standing(led) == [("lay", other, led.date + timedelta(days=7))]
    assert LeadRequest.objects.count() == 3


def test_asked_message_is_due_until_it_is_answered_or_out_of_date(led: Workshop, facilitator: Person) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    message, still_due = Message.objects.get(purpose=ASKED), purpose_of(ASKED).still_due
    before = still_due(message, NOW)
    answer_lead_request(request=LeadRequest.objects.get(), yes=True, reason="", by=facilitator, now=NOW)

    assert (before.due, still_due(message, NOW).due) == (True, False)
    LeadRequest.objects.update(answer="", answered_at=None, answered_by=None, ended_at=NOW)
    assert not still_due(message, NOW).due


# --- answering -----------------------------------------------------------------------------------------------------


def test_answer_no_makes_a_task_until_somebody_else_is_named(led: Workshop, facilitator: Person) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    asked = LeadRequest.objects.get()

    answer_lead_request(request=asked, yes=False, reason="On leave", by=facilitator, now=NOW)
    answer_lead_request(request=asked, yes=False, reason="On leave", by=facilitator, now=NOW)

    task = Task.objects.get(kind=DECLINED.slug)
    assert task.title.startswith(f"{facilitator} cannot lead {led.cohort}, Workshop 1 on Wednesday 31 March 2027.")
    assert words(led) == [f"{facilitator} cannot lead it."]
    Workshop.objects.update(lay_facilitator=PersonFactory.create())
    ask_facilitators(NOW)
    task.refresh_from_db()
    assert task.state == Task.State.DROPPED


def test_answer_can_change_and_closes_the_task(led: Workshop, facilitator: Person) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    answer_lead_request(request=LeadRequest.objects.get(), yes=False, reason="Ill", by=facilitator, now=NOW)

    changed = answer_lead_request(request=LeadRequest.objects.get(), yes=True, reason="x", by=facilitator, now=NOW)

    assert (changed.answer, changed.reason) == ("yes", "")
    assert Task.objects.get(kind=DECLINED.slug).state == Task.State.DROPPED


@pytest.mark.parametrize("late", ["ended", "begun", "cancelled"])
def test_answer_out_of_date_is_refused(led: Workshop, facilitator: Person, late: str) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    now = NOW + timedelta(days=60) if late == "begun" else NOW
    if late == "ended":
        LeadRequest.objects.update(ended_at=NOW)
    if late == "cancelled":
        Workshop.objects.update(state="cancelled")

    with pytest.raises(NotAllowedError):
        answer_lead_request(request=LeadRequest.objects.get(), yes=True, reason="", by=facilitator, now=now)


# --- warnings ------------------------------------------------------------------------------------------------------


def test_lead_cautions_name_who_is_not_asked_silent_or_in_two_places(led: Workshop, facilitator: Person) -> None:
    not_asked = words(led)
    keep_lead_requests(workshop=led, now=NOW)
    silent = words(led)
    LeadRequest.objects.update(answer="yes", answered_at=NOW, answered_by=facilitator)
    willing = words(led)
    other = WorkshopFactory.create(date=led.date, number=2, professional_facilitator=facilitator)

    assert not_asked == [f"{facilitator} has not been asked for this day yet."]
    assert silent == [f"{facilitator} has not said whether they lead it."]
    assert willing == []
    assert words(led) == [f"{facilitator} also leads {other.cohort}, Workshop 2 that day."]
    Workshop.objects.filter(pk=other.pk).update(state="postponed")
    assert words(led) == []


def test_lead_cautions_count_what_somebody_leads_besides_where_it_is_much(led: Workshop, facilitator: Person) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    LeadRequest.objects.update(answer="yes", answered_at=NOW, answered_by=facilitator)
    first, second, *_more = [
        WorkshopFactory.create(date=led.date, number=2, professional_facilitator=facilitator) for _time in range(2)
    ]
    two = words(led)
    WorkshopFactory.create(date=led.date, number=2, lay_facilitator=facilitator)
    WorkshopFactory.create_batch(4, date=led.date, number=2, professional_facilitator=facilitator)

    assert two == [f"{facilitator} also leads {one.cohort}, Workshop 2 that day." for one in (first, second)]
    assert words(led) == [two[0], f"{facilitator} leads 6 more workshops that day."]


def test_without_both_facilitators_finds_what_is_missing(led: Workshop) -> None:
    complete = WorkshopFactory.create(
        lay_facilitator=PersonFactory.create(), professional_facilitator=PersonFactory.create()
    )

    found = Workshop.objects.without_both_facilitators()

    assert (led in found, complete in found) == (True, False)


def test_lead_request_constraints_hold(led: Workshop, facilitator: Person) -> None:
    LeadRequestFactory.create(workshop=led, ended_at=NOW)
    LeadRequestFactory.create(workshop=led, answer="yes", answered_at=NOW, answered_by=facilitator)
    for values in ({"role": "lay"}, {"role": "professional", "answer": "no"},
                   {"role": "professional", "answered_at": NOW, "answered_by": facilitator}):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            LeadRequestFactory.create(workshop=led, **values)


# --- the pages -----------------------------------------------------------------------------------------------------


def test_led_page_asks_and_the_answer_is_kept(led: Workshop, facilitator: Person, signed_in: SignIn) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    client, path = signed_in(facilitator), f"/staff/workshops/{led.ref}/lead/lay/"

    assert "Yes, I lead it" in client.get("/staff/workshops/led/").content.decode()
    client.post(path, {"answer": "no", "reason": "On leave"})

    assert "Yes, I lead it" not in client.get("/staff/workshops/led/").content.decode()
    asked = LeadRequest.objects.get()
    assert (asked.answer, asked.reason, asked.answered_by) == ("no", "On leave", facilitator)


def test_coordinator_writes_down_an_answer_and_strangers_find_nothing(
    led: Workshop, facilitator: Person, coordinator: Person, signed_in: SignIn
) -> None:
    keep_lead_requests(workshop=led, now=NOW)
    path = f"/staff/workshops/{led.ref}/lead/lay/"

    assert signed_in(PersonFactory.create()).get(path).status_code == 404
    signed_in(coordinator).post(path, {"answer": "yes"})

    assert (LeadRequest.objects.get().answered_by, LeadRequest.objects.get().answer) == (coordinator, "yes")


def test_people_page_shows_needs_that_are_shared_and_each_pair_with_its_project(
    led: Workshop, facilitator: Person, lay: Place, professional: Place, signed_in: SignIn
) -> None:
    NeedFactory.create(person=lay.person, slug="hearing-loop", note="A private note")
    NeedFactory.create(person=professional.person, slug="quiet-room")
    ConsentFactory.create(person=lay.person, purpose="sharing_needs")
    pair = PairFactory.create(
        cohort=led.cohort, lay=lay, professional=professional, state="introduced",
        introduced_at=NOW, introduced_by=facilitator,
    )  # fmt: skip
    ProjectFactory.create(pair=pair, title="Calmer discharge")

    text = signed_in(facilitator).get(f"/staff/workshops/{led.ref}/people/").content.decode()

    for shown in ("Mair Evans", "Hearing loop", "Calmer discharge"):
        assert shown in text
    for hidden in ("Quiet room", "A private note"):
        assert hidden not in text


def test_people_page_puts_apologies_apart(led: Workshop, facilitator: Person, lay: Place, signed_in: SignIn) -> None:
    RegisterEntry.objects.create(workshop=led, place=lay, mark="apologies", note="A wedding")

    context = signed_in(facilitator).get(f"/staff/workshops/{led.ref}/people/").context

    assert (context["coming"], [(row.place, row.note) for row in context["sorry"]]) == ([], [(lay, "A wedding")])


def test_needs_are_hidden_from_a_facilitator_of_another_group(
    workshop: Workshop, facilitator: Person, lay: Place, signed_in: SignIn
) -> None:
    NeedFactory.create(person=lay.person, slug="hearing-loop")
    ConsentFactory.create(person=lay.person, purpose="sharing_needs")
    client = signed_in(facilitator)

    texts = [
        client.get(f"/staff/workshops/{workshop.ref}/{page}").content.decode()
        for page in ("people/", "register/", "register/paper/")
    ]

    assert [("Mair Evans" in text, "Hearing loop" in text) for text in texts] == [(True, False)] * 3
    assert client.get(f"/staff/workshops/{workshop.ref}/needs/").status_code == 404
    assert client.get(f"/staff/workshops/{workshop.ref}/debrief/").status_code == 404


def test_arranged_page_counts_who_does_not_share_and_names_who_does(
    led: Workshop, facilitator: Person, lay: Place, professional: Place, signed_in: SignIn
) -> None:
    for place in (lay, professional):
        NeedFactory.create(person=place.person, slug="hearing-loop", note="A private note")
    ConsentFactory.create(person=lay.person, purpose="sharing_needs")
    keep_provisions(workshop=led, now=NOW)

    text = signed_in(facilitator).get(f"/staff/workshops/{led.ref}/needs/").content.decode()

    assert ("Mair Evans" in text, "Anita Shah" in text, "A private note" in text) == (True, False, False)
    assert "1 person who is not named" in text


@pytest.mark.parametrize("path", ["/staff/workshops/led/", "/staff/workshops/{ref}/people/", "/staff/workshops/"])
def test_pages_of_facilitators_ask_alike_for_1_and_3(
    led: Workshop, facilitator: Person, signed_in: SignIn, path: str
) -> None:
    client, counts = signed_in(facilitator), []
    for number in (2, 3, 4):
        if number != 3:
            keep_lead_requests(workshop=led, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path.format(ref=led.ref)).status_code == 200
        counts.append(len(queries))
        other = WorkshopFactory.create(
            cohort=led.cohort, number=number, date=led.date + timedelta(days=30 * number), lay_facilitator=facilitator
        )
        NeedFactory.create(person=PlaceFactory.create(cohort=led.cohort).person)
        keep_lead_requests(workshop=other, now=NOW)

    assert counts[1] == counts[2] <= 12


def test_ask_facilitators_takes_off_who_has_left_the_team(cohort: Cohort, workshop: Workshop) -> None:
    membership = TeamMembershipFactory.create(programme=cohort.programme, role=TeamMembership.Role.FACILITATOR)
    guest = PersonFactory.create()
    Workshop.objects.filter(pk=workshop.pk).update(lay_facilitator=membership.person, professional_facilitator=guest)
    held = WorkshopFactory.create(
        cohort=cohort, number=2, date=NOW.date(), starts=time(8), ends=time(9), lay_facilitator=membership.person
    )
    ask_facilitators(NOW)
    membership.ended_on, membership.ended_by = NOW.date(), guest
    membership.save()

    for _twice in range(2):
        ask_facilitators(NOW)

    for one in (workshop, held):
        one.refresh_from_db()
    assert (workshop.lay_facilitator, workshop.professional_facilitator) == (None, guest)
    assert held.lay_facilitator == membership.person
    assert not LeadRequest.objects.standing().filter(workshop=workshop, person=membership.person).exists()
    keep_tasks(NOW)
    assert Task.objects.get(kind="facilitator-missing").title.startswith("Find a lay facilitator for")
