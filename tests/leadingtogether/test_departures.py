"""Somebody leaves: what stops, what goes on, who takes the place, and that it happens once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.departures import Leaving
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Departure, Place, Task
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.recruitment.actions.offer_answers import accept_offer
from cohorts.recruitment.models import Application, Offer, Promise
from cohorts.recruitment.successors import successor_of
from cohorts.recruitment.views.successor_words import missing_for, reasons_for, why_not
from evaluation.models import Invitation
from leadingtogether.actions.departures import NextOffer, leave
from messaging.models import Message, PrintBatch, PrintedLetter
from people.models import Consent
from projects.models import Contributor, Project
from tests.cohorts.selecting.conftest import LAY, World, full_pool, world  # noqa: F401
from tests.cohorts.selecting.test_races import at_once
from tests.factories import NOW, TODAY, ConsentFactory, MessageFactory, SupporterFactory, WorkshopFactory
from tests.worlds import RunningCohort, make_running_cohort
from workshops.models import Workshop
from workshops.tasks import queue_workshop_reminders

pytestmark = pytest.mark.django_db
SAID = Leaving(reason="time", words="Too much", left_on=TODAY, channel="phone", leaves_evaluation=True)
STAY = replace(SAID, leaves_evaluation=False)
TYPED = {
    "left_on_day": "1",
    "left_on_month": "3",
    "left_on_year": "2027",
    "channel": "phone",
    "reason": "time",
    "words": "Too much",
    "evaluation": "go",
    "contact_later": ["showcase", "project"],
}


@pytest.fixture
def running(travel: Callable[[str], Any]) -> RunningCohort:
    """A cohort whose first workshop was held three weeks ago, with a second one ahead."""
    travel("2027-03-01T09:00")
    found = make_running_cohort()
    Workshop.objects.filter(pk=found.workshop.pk).update(
        state="held", held_at=NOW, held_by=found.people["facilitator"], date=TODAY - timedelta(days=21)
    )
    WorkshopFactory.create(cohort=found.cohort, number=2)
    queue_workshop_reminders(NOW)
    return found


def go(place: Place, by: Any, said: Leaving = SAID, offer: NextOffer | None = None) -> Any:
    return leave(place=place, said=said, offer=offer, by=by, now=NOW)


def unsent(place: Place) -> list[str]:
    return sorted(Message.objects.filter(person=place.person).unsent().values_list("purpose", flat=True))


def survey_message(running: RunningCohort) -> Message:
    return MessageFactory.create(
        person=running.lay.person,
        purpose="survey-reminder",
        programme_ref=running.programme.ref,
        data={"invitation": running.invitation.pk},
        subject_key=f"invitation:{running.invitation.pk}",
        due_at=NOW + timedelta(days=3),
    )


# --- what stops ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["queued", "held", "to_print", "to_call"])
def test_leave_stops_everything_to_the_person_at_once(running: RunningCohort, state: str) -> None:
    helper = SupporterFactory.create(person=running.lay.person, gets_copies=True)
    message = MessageFactory.create(person=running.lay.person, programme_ref=running.programme.ref, state=state)
    copy = MessageFactory.create(
        person=helper.supporter, copy_of=message, copy_for=helper, programme_ref=running.programme.ref, state=state
    )
    elsewhere = MessageFactory.create(person=running.lay.person, programme_ref="CCCCCCCC", state=state)

    go(running.lay, running.people["coordinator"])

    states = {one.pk: one.state for one in Message.objects.filter(pk__in=[message.pk, copy.pk, elsewhere.pk])}
    assert states == {message.pk: "cancelled", copy.pk: "cancelled", elsewhere.pk: state}


def test_leave_sends_the_confirmation_alone_that_was_asked_for(running: RunningCohort) -> None:
    go(running.lay, running.people["coordinator"], replace(SAID, confirmation=True))

    assert unsent(running.lay) == ["departure-confirmed"]


def test_leave_keeps_the_surveys_of_who_stays_in_the_evaluation(running: RunningCohort) -> None:
    message = survey_message(running)

    go(running.lay, running.people["coordinator"], STAY)

    message.refresh_from_db()
    place = Place.objects.get(pk=running.lay.pk)
    assert (message.state, place.stays_in_evaluation) == ("queued", True)
    assert Invitation.objects.still_wanted().filter(pk=running.invitation.pk).exists()


def test_leave_ends_the_surveys_of_who_leaves_the_evaluation_too(running: RunningCohort) -> None:
    message = survey_message(running)

    go(running.lay, running.people["coordinator"])

    message.refresh_from_db()
    running.invitation.refresh_from_db()
    assert (message.state, running.invitation.cancelled_why) == ("cancelled", "left the evaluation")


def test_leave_asks_to_take_a_printed_letter_out_of_the_post(running: RunningCohort) -> None:
    by = running.people["coordinator"]
    message = MessageFactory.create(
        person=running.lay.person, programme_ref=running.programme.ref, state="to_print", channel="letter"
    )
    batch = PrintBatch.objects.create(made_at=NOW, made_by=by, pdf_since=NOW)
    PrintedLetter.objects.create(batch=batch, message=message, position=1, size=14, words_hash="0" * 64)

    go(running.lay, by)

    assert Task.objects.get(kind="letter-out").title.startswith("Take the printed letter to")


# --- the pair and the project -------------------------------------------------------------------------------------


def test_leave_after_the_first_workshop_lets_the_partner_choose(running: RunningCohort) -> None:
    go(running.lay, running.people["coordinator"])

    running.pair.refresh_from_db()
    choice = PartnerChoice.objects.get(place=running.professional)
    assert (running.pair.state, running.pair.end_reason, running.pair.ended_from) == ("ended", "withdrew", "introduced")
    assert choice.may_choose
    assert "partner-options" in unsent(running.professional)
    assert list(Contributor.objects.filter(until__isnull=True).values_list("place", flat=True)) == [
        running.professional.pk
    ]
    assert Contributor.objects.get(place=running.lay).until == TODAY


def test_leave_before_the_first_workshop_asks_staff_to_talk_with_the_partner(travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T09:00")
    found = make_running_cohort()

    go(found.lay, found.people["coordinator"])

    assert not PartnerChoice.objects.exists()
    assert Task.objects.get(kind="pair-lost").person == found.professional.person
    assert Pair.objects.get(pk=found.pair.pk).state == "ended"


# --- once -----------------------------------------------------------------------------------------------------------


def test_leave_twice_keeps_what_was_said_first(running: RunningCohort) -> None:
    first = go(running.lay, running.people["coordinator"])
    again = go(running.lay, running.people["coordinator"], replace(SAID, reason="health"))

    assert (first.new, again.new, again.departure) == (True, False, first.departure)
    assert Departure.objects.get().reason == "time"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_leave_by_two_coordinators_at_once_is_one_departure() -> None:
    found = make_running_cohort()

    came = at_once(lambda _number: go(found.lay, found.people["coordinator"], replace(SAID, confirmation=True)), 6)

    assert sorted(one.new for one in came) == [False] * 5 + [True]
    assert Departure.objects.count() == 1
    assert Message.objects.filter(purpose="departure-confirmed").count() == 1


# --- who takes the place ----------------------------------------------------------------------------------------------


@pytest.fixture
def seated(full_pool: Callable[[], World], travel: Callable[[str], Any]) -> World:  # noqa: F811
    """Four people have places in a cohort of two pairs; reserves wait; the first workshop is in a month."""
    travel("2027-03-01T09:00")
    found = full_pool()
    found.draw()
    for offer in found.offers():
        accept_offer(offer=offer, by=found.coordinator, now=NOW)
    WorkshopFactory.create(cohort=found.cohort, number=1)
    return found


def a_place(found: World, role: str = LAY) -> Place:
    return Place.objects.with_everything_named().filter(cohort=found.cohort, role=role).order_by("pk")[0]


def test_successor_is_the_first_reserve_of_the_role_and_says_why(seated: World) -> None:
    place = a_place(seated)

    found = successor_of(place=place, now=NOW)

    first = seated.cohort.reserves.filter(role=LAY).order_by("position")[0]
    assert (found.reserve, found.restores_all, found.last_day) == (first, True, TODAY + timedelta(days=29))
    assert reasons_for(found, place) == [
        "Number 1 on the reserve list (lay partner). The same role keeps both sides equal.",
        "With them every quota stays met.",
    ]
    assert (missing_for(found, place), why_not(found)) == ([], "")


def test_successor_says_what_is_missing_when_nobody_fits(request: Any, travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T09:00")
    empty: World = request.getfixturevalue("world")
    empty.cohort.pairs_wanted = 1
    empty.cohort.save()
    empty.quota("gender", "woman", 1)
    woman = empty.applicant(LAY)
    empty.says(woman, gender="woman")
    empty.applicant("professional")
    empty.draw("first")
    for offer in empty.offers():
        accept_offer(offer=offer, by=empty.coordinator, now=NOW)
    place = a_place(empty)

    found = successor_of(place=place, now=NOW)

    assert place.person == woman.person
    assert found.reserve is None
    assert missing_for(found, place) == [
        "Nobody is left on the reserve list (lay partner), so one place stays empty.",
        "Gender: Woman: at least 1 asked, at most 0 possible, 1 short.",
    ]


def test_successor_passes_over_who_has_died(seated: World) -> None:
    first = seated.cohort.reserves.filter(role=LAY).order_by("position")[0].application.person
    assert first is not None
    first.deceased_on = TODAY
    first.save()

    found = successor_of(place=a_place(seated), now=NOW)

    assert found.reserve is not None
    assert found.reserve.position == 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (1, "The first workshop is on Monday 1 March 2027. That is too soon"),
        (0, "The first workshop has begun, so nobody new joins."),
    ],
)
def test_successor_is_nobody_when_it_is_too_late(seated: World, days: int, words: str) -> None:
    Workshop.objects.update(date=TODAY + timedelta(days=days), starts="08:00")
    place = a_place(seated)

    found = successor_of(place=place, now=NOW)

    assert not found.may_offer
    assert why_not(found).startswith(words)


def test_leave_offers_the_place_to_the_reserve_in_the_same_deed(seated: World) -> None:
    place = a_place(seated)
    reserve = successor_of(place=place, now=NOW).reserve
    assert reserve is not None

    came = go(place, seated.coordinator, offer=NextOffer(reserve.application.ref, TODAY + timedelta(days=10)))

    assert (came.offer.application, came.offer.reply_by) == (reserve.application, TODAY + timedelta(days=10))
    assert not Task.objects.filter(kind="next-reserve").exists()
    assert Application.objects.get(person=place.person).state == "withdrawn"


def test_leave_does_nothing_when_another_reserve_is_next_by_now(seated: World) -> None:
    place = a_place(seated)

    with pytest.raises(NotAllowedError, match="Somebody else is next on the reserve list now"):
        go(place, seated.coordinator, offer=NextOffer("CCCCCCCC", TODAY + timedelta(days=10)))

    place.refresh_from_db()
    assert (place.state, Departure.objects.exists()) == ("active", False)


def test_leave_without_an_offer_leaves_a_task(seated: World) -> None:
    go(a_place(seated), seated.coordinator)

    assert Task.objects.filter(kind="next-reserve", state="open").count() == 1


# --- the next cohort --------------------------------------------------------------------------------------------------


def test_leave_for_the_next_cohort_promises_a_place(running: RunningCohort) -> None:
    go(running.lay, running.people["coordinator"], replace(SAID, reason="next_cohort"))

    assert Promise.objects.get().place == running.lay
    assert Task.objects.get(kind="promise").subject_ref == Promise.objects.get().ref


# --- pages of staff ---------------------------------------------------------------------------------------------------


def page(place: Place) -> str:
    return reverse("place_leave", args=[place.ref])


def staff_of(programme_person: Any) -> Client:
    client = Client()
    client.force_login(programme_person)
    return client


def test_place_leave_names_no_project_by_its_reference(running: RunningCohort) -> None:
    Project.objects.update(title="")

    shown = staff_of(running.people["coordinator"]).post(page(running.lay), TYPED).content.decode()

    assert "Their project has no title yet. It goes on with" in shown
    assert Project.objects.get().ref not in shown


def test_place_leave_shows_everything_before_anything_is_done(
    running: RunningCohort, django_assert_max_num_queries: Any
) -> None:
    survey_message(running)
    client = staff_of(running.people["coordinator"])

    with django_assert_max_num_queries(8):
        client.get(page(running.lay))
    with django_assert_max_num_queries(19):
        shown = client.post(page(running.lay), TYPED).content.decode()

    partner = running.professional.person.full_name
    for words in (
        "Reminder of a workshop: Wednesday 17 March 2027, 9:30am (email)",
        "Reminder of a survey",
        "Workshop 2 on Wednesday 31 March 2027: they are not expected any more.",
        f"{partner} is told today and chooses",
        "The project “Calmer hospital discharge” goes on with",
        "They can still claim what they paid for until today.",
        "Baseline ends.",
        "We may contact them about: The showcase, What becomes of the project",
        "The first workshop has begun, so nobody new joins.",
    ):
        assert words in shown
    assert not Departure.objects.exists()


def test_place_leave_confirmed_twice_is_done_once_and_says_by_whom(running: RunningCohort) -> None:
    client = staff_of(running.people["coordinator"])

    client.post(page(running.lay), TYPED | {"confirmed": "1"})
    again = client.post(page(running.lay), TYPED | {"confirmed": "1"}, follow=True).content.decode()

    departure = Departure.objects.get()
    assert (departure.words, departure.contact_later) == ("Too much", ["project", "showcase"])
    assert "This was recorded already, by" in again


def test_place_leave_goes_back_to_what_was_typed(running: RunningCohort) -> None:
    again = staff_of(running.people["coordinator"]).post(page(running.lay), TYPED | {"change": "1"})

    assert again.context["form"]["words"].value() == "Too much"
    assert again.context["form"]["contact_later"].value() == ["showcase", "project"]


def test_place_leave_offers_the_place_where_a_coordinator_says_so(seated: World) -> None:
    place = a_place(seated)
    reserve = successor_of(place=place, now=NOW).reserve
    assert reserve is not None
    client, name = staff_of(seated.coordinator), reserve.application.person
    offer = {"offer_it": "yes", "reserve": reserve.application.ref, "reply_by_day": "10", "reply_by_month": "3"}

    shown = client.post(page(place), TYPED).content.decode()
    late = client.post(page(place), TYPED | offer | {"reply_by_year": "2028", "confirmed": "1"})
    done = client.post(page(place), TYPED | offer | {"reply_by_year": "2027", "confirmed": "1"}, follow=True)

    assert f"Offer the place to {name}?" in shown
    assert "not after Tuesday 30 March 2027, the day before the first workshop" in late.content.decode()
    assert f"The place is offered to {name}." in done.content.decode()
    assert Offer.objects.get(application=reserve.application).reply_by.isoformat() == "2027-03-10"


def test_place_leave_refuses_a_day_to_come(running: RunningCohort) -> None:
    shown = staff_of(running.people["coordinator"]).post(page(running.lay), TYPED | {"left_on_day": "2"})

    assert "Choose today or a day before." in shown.content.decode()


# --- by themselves ----------------------------------------------------------------------------------------------------


def mine(name: str, running: RunningCohort) -> str:
    return reverse(name, args=[running.lay.ref])


def test_my_stop_talk_first_changes_nothing_but_asks_for_a_call(running: RunningCohort) -> None:
    client = staff_of(running.lay.person)

    for _twice in range(2):
        client.post(mine("my_stop_talk", running))

    task = Task.objects.get(kind="talk-first")
    assert (task.person, task.due_on) == (running.lay.person, TODAY)
    assert Place.objects.get(pk=running.lay.pk).state == "active"


def test_my_stop_asks_two_things_apart_then_does_it_once(running: RunningCohort) -> None:
    ConsentFactory.create(person=running.professional.person, purpose=Consent.Purpose.PUBLICITY)
    client, page = staff_of(running.lay.person), mine("my_stop_answer", running)
    typed = {"reason": "", "words": "", "evaluation": "stay", "contact_later": ["showcase"], "confirmation": "on"}

    wrong = client.post(page, typed | {"evaluation": ""}).content.decode()
    check = client.post(page, typed).content.decode()
    assert not Departure.objects.exists()
    for _twice in range(2):
        done = client.post(page, typed | {"confirmed": "1"}, follow=True).content.decode()

    assert "Choose an answer for “May we still send you our surveys?”." in wrong
    assert "You still get our surveys." in check
    assert "A confirmation is on its way to you." in done
    departure = Departure.objects.get()
    assert (departure.reason, departure.recorded_by, departure.channel) == ("not_said", running.lay.person, "web")
    assert Task.objects.get(kind="departure").subject_ref == running.lay.ref
    assert unsent(running.lay) == ["departure-confirmed"]


def test_home_of_somebody_who_left_leads_to_what_they_can_still_claim(running: RunningCohort) -> None:
    go(running.lay, running.people["coordinator"])
    client = staff_of(running.lay.person)

    home = client.get(reverse("home")).content.decode()

    assert reverse("workshops:my_claim", args=[running.workshop.ref]) in home
    assert client.get(reverse("workshops:my_claim", args=[running.workshop.ref])).status_code == 200
    ahead = Workshop.objects.get(cohort=running.cohort, number=2)
    assert client.get(reverse("workshops:my_claim", args=[ahead.ref])).status_code == 404
    assert Cohort.objects.get(pk=running.cohort.pk).state == "running"
