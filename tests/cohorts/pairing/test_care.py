"""How it goes in a pair: asked after weeks 2, 6 and 10, answered by the person alone, private to coordinators."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cohorts.actions.places import withdraw_place
from cohorts.actions.tasks import close_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Task
from cohorts.pairing.actions.care import answer_pulse, ask_pulses, care_for_pair
from cohorts.pairing.actions.pairs import end_pair
from cohorts.pairing.models import Pair, Pulse
from cohorts.pairing.tasks import keep_tasks
from leadingtogether.due import due_to, people_to_call
from leadingtogether.pairs_at_risk import lines_of, pairs_at_risk
from leadingtogether.participant import next_step
from messaging.actions import deliver_due
from messaging.models import Message
from messaging.purposes import purpose_of
from people.actions.deaths import record_death
from people.models import Person
from tests.factories import (
    NOW,
    TODAY,
    ContactMethodFactory,
    PairFactory,
    RegisterEntryFactory,
    SupporterFactory,
    WorkshopFactory,
    coordinator_of,
)
from tests.worlds import RunningCohort, make_running_cohort
from workshops.models import RegisterEntry

pytestmark = pytest.mark.django_db
# Pairs of the tests are introduced on a Monday, at 9 in the morning; people are asked at 10.
ASKED = timedelta(hours=2)


def after(weeks: int) -> datetime:
    return NOW + timedelta(weeks=weeks) + ASKED


@pytest.fixture
def world() -> RunningCohort:
    return make_running_cohort()


@pytest.fixture
def by(world: RunningCohort) -> Person:
    return world.people["coordinator"]


def asked(world: RunningCohort, week: int = 2) -> tuple[Pulse, Pulse]:
    """Ask both after so many weeks; return the lay partner's questions and the professional's."""
    ask_pulses(now=after(week))
    both = Pulse.objects.filter(week=week)
    return both.get(place=world.lay), both.get(place=world.professional)


def said(world: RunningCohort, pulse: Pulse, **answers: str) -> Pulse:
    return answer_pulse(pulse=pulse, **answers, by=pulse.place.person, now=pulse.asked_at + timedelta(hours=1))


def reasons(by: Person, now: datetime) -> list[str]:
    return [reason for line in lines_of(list(pairs_at_risk(by, now=now).with_people())) for reason in line.reasons]


def test_ask_pulses_asks_each_half_after_weeks_2_6_and_10(world: RunningCohort) -> None:
    counts = {weeks: ask_pulses(now=after(weeks)) for weeks in range(1, 14)}

    assert {weeks: count for weeks, count in counts.items() if count} == {2: 2, 6: 2, 10: 2}
    assert set(Pulse.objects.values_list("place", "week")) == {
        (place.pk, week) for place in world.pair.places for week in (2, 6, 10)
    }
    assert set(Message.objects.values_list("purpose", flat=True)) == {"pair-pulse"}


def test_ask_pulses_waits_for_ten_in_the_morning_and_asks_once(world: RunningCohort) -> None:
    day = NOW + timedelta(weeks=2)

    assert [ask_pulses(now=day.replace(hour=hour)) for hour in (6, 9, 11, 12)] == [0, 0, 2, 0]
    assert Message.objects.count() == Pulse.objects.count() == 2


def test_ask_pulses_leaves_out_who_does_not_work_together(world: RunningCohort, by: Person) -> None:
    PairFactory.create(cohort=world.cohort, state=Pair.State.PROPOSED)
    end_pair(pair=world.pair, reason="repaired", by=by, now=NOW)

    assert ask_pulses(now=after(2)) == 0


@pytest.mark.parametrize("deed", ["left", "died"])
def test_ask_pulses_stops_when_one_of_the_two_is_gone(world: RunningCohort, by: Person, deed: str) -> None:
    if deed == "left":
        withdraw_place(place=world.lay, reason="", by=by, now=NOW)
    else:
        record_death(person=world.lay.person, died_on=TODAY, told_by="a son", by=by, now=NOW)

    assert ask_pulses(now=after(2)) == 0


def test_ask_pulses_does_not_ask_long_after(world: RunningCohort) -> None:
    assert ask_pulses(now=after(2) + timedelta(days=15)) == 0


@pytest.mark.parametrize("deed", ["ended", "answered", "late", "left"])
def test_question_is_not_due_any_more(world: RunningCohort, by: Person, deed: str) -> None:
    lay, _professional = asked(world)
    message = Message.objects.get(person=world.lay.person)
    still_due, now = purpose_of("pair-pulse").still_due, after(2)
    assert still_due(message, now).due
    if deed == "ended":
        end_pair(pair=world.pair, reason="repaired", by=by, now=now)
    elif deed == "answered":
        said(world, lay, in_touch="yes", call_me="no")
    elif deed == "left":
        withdraw_place(place=world.professional, reason="", by=by, now=now)
    else:
        now += timedelta(days=22)

    assert not still_due(message, now).due


def test_question_goes_to_the_person_alone(world: RunningCohort) -> None:
    supporter = SupporterFactory.create(person=world.lay.person, gets_copies=True)
    asked(world)

    deliver_due(now=after(2))

    message = Message.objects.get(person=world.lay.person)
    assert purpose_of("pair-pulse").for_them_alone
    assert not Message.objects.filter(person=supporter.supporter).exists()
    assert (message.state, message.address) == ("sent", world.lay.person.email)
    assert f"Have you been in touch with {world.professional.person.called}?" in message.body
    assert reverse("pairing:pulse", args=[Pulse.objects.get(place=world.lay).ref]) in message.body


def test_question_by_letter_has_boxes_to_tick(world: RunningCohort) -> None:
    asked(world)
    message = Message.objects.get(person=world.lay.person)
    reply = purpose_of("pair-pulse").reply
    assert reply is not None

    form = reply(message)

    assert form is not None
    (part,) = form.parts
    assert [(one.words, tuple(one.choices)) for one in part.questions] == [
        (f"Have you been in touch with {world.professional.person.called}?", ("Yes", "No")),
        ("Do you want us to call you?", ("Yes", "No")),
    ]


def test_answer_pulse_keeps_one_answer_at_a_time(world: RunningCohort) -> None:
    lay, _professional = asked(world)

    first = said(world, lay, in_touch="yes")
    second = said(world, lay, call_me="no")

    assert (first.in_touch, first.call_me, first.answered) == ("yes", "", False)
    assert (second.in_touch, second.call_me, second.answered) == ("yes", "no", True)
    assert second.answered_by == world.lay.person


def test_answer_pulse_that_wants_a_call_makes_one_task(world: RunningCohort, by: Person) -> None:
    lay, _professional = asked(world)

    said(world, lay, call_me="yes")
    said(world, lay, call_me="yes")
    keep_tasks(after(2))

    (task,) = Task.objects.filter(kind="pair-call")
    name = world.lay.person
    assert (task.person, task.cohort, task.subject_ref, task.state) == (name, world.cohort, world.pair.ref, "open")
    assert task.title == f"Call {name}: they asked for it when we asked how it goes with their partner."
    assert due_to(by, now=after(2))[name.pk][0].title == task.title


def test_answer_pulse_that_no_longer_wants_a_call_closes_the_task(world: RunningCohort) -> None:
    lay, _professional = asked(world)
    said(world, lay, call_me="yes")

    said(world, lay, call_me="no")

    assert Task.objects.get(kind="pair-call").state == "done"


def test_call_asked_for_again_is_one_task(world: RunningCohort, by: Person) -> None:
    first, _professional = asked(world)
    said(world, first, call_me="yes")
    Task.objects.filter(kind="pair-call").update(assigned_to=by)
    second, _professional = asked(world, 6)

    said(world, second, call_me="yes")
    keep_tasks(after(6))

    task = Task.objects.get(kind="pair-call")
    assert (task.state, task.assigned_to, task.due_on) == ("open", by, (after(6) + timedelta(days=1)).date())
    close_task(task=task, by=by, now=after(7))
    keep_tasks(after(7))
    assert Task.objects.get(kind="pair-call").state == "done"


def test_call_asked_for_after_one_was_made_is_a_new_task(world: RunningCohort, by: Person) -> None:
    first, _professional = asked(world)
    said(world, first, call_me="yes")
    close_task(task=Task.objects.get(kind="pair-call"), by=by, now=after(3))
    second, _professional = asked(world, 6)

    said(world, second, call_me="yes")
    keep_tasks(after(6))

    assert sorted(Task.objects.filter(kind="pair-call").values_list("state", flat=True)) == ["done", "open"]


@pytest.mark.parametrize("answers", [{"call_me": "no"}, {"in_touch": "yes"}])
def test_call_is_wanted_as_was_last_said(world: RunningCohort, answers: dict[str, str]) -> None:
    first, _professional = asked(world)
    said(world, first, call_me="yes")
    second, _professional = asked(world, 6)

    said(world, second, **answers)
    keep_tasks(after(6))

    assert Task.objects.get(kind="pair-call").state == ("done" if "call_me" in answers else "open")


def test_two_open_calls_of_one_person_become_one(world: RunningCohort) -> None:
    first, _professional = asked(world)
    second, _professional = asked(world, 6)
    for pulse in (second, first):
        said(world, pulse, call_me="yes")
    assert Task.objects.filter(kind="pair-call", state="open").count() == 2

    keep_tasks(after(6))

    assert Task.objects.get(kind="pair-call", state="open").key.endswith(f":{second.pk}")


def test_call_that_staff_made_stays_done(world: RunningCohort, by: Person) -> None:
    lay, _professional = asked(world)
    said(world, lay, call_me="yes")
    close_task(task=Task.objects.get(kind="pair-call"), by=by, now=after(2))

    keep_tasks(after(3))

    assert Task.objects.get(kind="pair-call").state == "done"


def test_call_is_dropped_when_the_person_leaves(world: RunningCohort, by: Person) -> None:
    lay, _professional = asked(world)
    said(world, lay, call_me="yes")
    withdraw_place(place=world.lay, reason="", by=by, now=after(2))

    keep_tasks(after(2))

    assert Task.objects.get(kind="pair-call").state == "dropped"


def test_answer_pulse_of_an_ended_pair_is_refused(world: RunningCohort, by: Person) -> None:
    lay, _professional = asked(world)
    end_pair(pair=world.pair, reason="repaired", by=by, now=after(2))

    with pytest.raises(NotAllowedError, match=r"You do not work in this pair any more."):
        said(world, lay, in_touch="yes")


@pytest.mark.parametrize(
    "wrong",
    [{"week": 3}, {"in_touch": "yes"}, {"answered_at": NOW}],
)
def test_pulse_constraints_refuse_what_cannot_be(world: RunningCohort, wrong: dict[str, Any]) -> None:
    Pulse.objects.create(pair=world.pair, place=world.lay, week=2, asked_at=NOW)

    with pytest.raises(IntegrityError), transaction.atomic():
        Pulse.objects.create(**{"pair": world.pair, "place": world.lay, "week": 6, "asked_at": NOW} | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pulse.objects.create(pair=world.pair, place=world.lay, week=2, asked_at=NOW)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_page_is_answered_in_two_taps(world: RunningCohort) -> None:
    lay, _professional = asked(world)
    client, url = signed_in(world.lay.person), reverse("pairing:pulse", args=[lay.ref])
    first = client.get(url).content.decode()

    second = client.post(url, {"question": "in_touch", "answer": "no"}, follow=True).content.decode()
    done = client.post(url, {"question": "call_me", "answer": "yes"}, follow=True).content.decode()

    lay.refresh_from_db()
    assert f"Have you been in touch with {world.professional.person.called}?" in first
    assert "Do you want us to call you?" in second
    assert "We call you in the next days." in done
    assert (lay.in_touch, lay.call_me, lay.answered_by) == ("no", "yes", world.lay.person)
    assert "Have you been in touch" in client.get(f"{url}?again=yes").content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"question": "in_touch"}, {"question": "ref", "answer": "yes"}, {"answer": "yes"}]
)
def test_page_takes_nothing_else(world: RunningCohort, sent: dict[str, str]) -> None:
    lay, _professional = asked(world)

    page = signed_in(world.lay.person).post(reverse("pairing:pulse", args=[lay.ref]), sent)

    assert page.status_code == 200
    assert not Pulse.objects.exclude(answered_at=None).exists()


def test_page_has_an_easy_twin(world: RunningCohort) -> None:
    lay, _professional = asked(world)
    Person.objects.filter(pk=world.lay.person_id).update(easy_read=True)
    client, url = signed_in(world.lay.person), reverse("pairing:pulse", args=[lay.ref])

    first = client.get(url).content.decode()
    second = client.post(url, {"question": "in_touch", "answer": "yes"}, follow=True).content.decode()

    assert f"Have you talked with {world.professional.person.called}?" in first
    assert "Do you want us to phone you?" in second
    assert (
        "We have your answers."
        in client.post(url, {"question": "call_me", "answer": "no"}, follow=True).content.decode()
    )


def test_partner_and_facilitator_see_nothing_of_it(
    world: RunningCohort, sign_in: Callable[[Client, Person], None]
) -> None:
    lay, _professional = asked(world)
    said(world, lay, in_touch="no", call_me="yes")
    facilitator = Client()
    sign_in(facilitator, world.people["facilitator"])

    assert signed_in(world.professional.person).get(reverse("pairing:pulse", args=[lay.ref])).status_code == 404
    for name, args in (("pairing:pair", [world.pair.ref]), ("pairs_at_risk", [])):
        assert facilitator.get(reverse(name, args=args)).status_code in {403, 404}


def test_home_asks_the_person_and_not_who_helps(world: RunningCohort) -> None:
    asked(world)
    now = after(2)

    assert "How is it going with your partner?" in next_step(world.lay.person, now=now, surveys=[]).sentence
    assert "How is it going" not in next_step(world.lay.person, now=now, surveys=[], helped=True).sentence
    later = next_step(world.lay.person, now=now + timedelta(days=22), surveys=[])
    assert "How is it going" not in later.sentence


def test_call_sheet_asks_who_is_phoned_and_staff_write_it_down(
    world: RunningCohort, by: Person, sign_in: Callable[[Client, Person], None]
) -> None:
    lay, professional = asked(world)
    ContactMethodFactory.create(person=world.lay.person, method="phone")
    client = Client()
    sign_in(client, by)

    assert world.lay.person_id in people_to_call(by, now=after(2))
    assert world.professional.person_id not in people_to_call(by, now=after(2))
    (due,) = [one for one in due_to(by, now=after(2))[world.lay.person_id] if one.what == "pulse"]
    client.post(due.url, {"in_touch": "yes", "call_me": "no"})

    lay.refresh_from_db()
    assert (lay.in_touch, lay.call_me, lay.answered_by) == ("yes", "no", by)
    assert professional.answered_at is None


def test_pair_is_not_at_risk_while_all_is_well(world: RunningCohort, by: Person) -> None:
    lay, professional = asked(world)
    said(world, lay, in_touch="yes", call_me="no")

    assert reasons(by, after(2)) == []
    assert reasons(by, after(9)) == [], professional


def test_pair_is_at_risk_when_one_says_that_they_were_not_in_touch(world: RunningCohort, by: Person) -> None:
    lay, _professional = asked(world)
    said(world, lay, in_touch="no", call_me="no")
    assert reasons(by, after(3)) == [f"{world.lay.person} says that they have not been in touch."]

    later, _other = asked(world, 6)
    said(world, later, in_touch="yes", call_me="no")

    assert reasons(by, after(6)) == []


def test_pair_is_at_risk_while_somebody_waits_for_a_call(world: RunningCohort, by: Person) -> None:
    _lay, professional = asked(world)
    said(world, professional, in_touch="yes", call_me="yes")
    assert reasons(by, after(2)) == ["One of them asked for a call."]

    close_task(task=Task.objects.get(kind="pair-call"), by=by, now=after(2))

    assert reasons(by, after(2)) == []


def test_pair_is_at_risk_when_neither_answers_for_a_week(world: RunningCohort, by: Person) -> None:
    asked(world)

    assert reasons(by, after(2) + timedelta(days=6)) == []
    assert reasons(by, after(3)) == ["Neither has answered when we asked how it goes."]


def test_pair_is_at_risk_when_one_did_not_come_until_they_come_again(world: RunningCohort, by: Person) -> None:
    RegisterEntry.objects.filter(workshop=world.workshop, place=world.lay).update(
        mark="no_show", marked_at=NOW, marked_by=by
    )
    assert reasons(by, after(1)) == [f"{world.lay.person} did not come to a workshop."]

    second = WorkshopFactory.create(cohort=world.cohort, number=2)
    RegisterEntryFactory.create(workshop=second, place=world.lay, mark="present", marked_at=NOW, marked_by=by)

    assert reasons(by, after(1)) == []


def test_care_for_pair_takes_what_was_known_off_the_list(world: RunningCohort, by: Person) -> None:
    lay, _professional = asked(world)
    said(world, lay, in_touch="no", call_me="no")

    care_for_pair(pair=world.pair, words="We rang both.", by=by, now=after(3))
    assert reasons(by, after(4)) == []

    later, _other = asked(world, 6)
    said(world, later, in_touch="no", call_me="no")
    assert reasons(by, after(6)) == [f"{world.lay.person} says that they have not been in touch."]


def test_care_for_pair_pressed_twice_is_noted_once(world: RunningCohort, by: Person) -> None:
    notes = [
        care_for_pair(pair=world.pair, words=words, by=by, now=after(3) + timedelta(minutes=minutes))
        for words, minutes in (("We rang both.", 0), ("We rang both.", 1), ("Both are well.", 2), ("We rang both.", 60))
    ]

    assert [notes.index(note) for note in notes] == [0, 0, 2, 3]


def test_pair_of_another_programme_or_a_finished_cohort_is_not_listed(world: RunningCohort, by: Person) -> None:
    asked(world)

    assert reasons(coordinator_of(make_running_cohort().programme), after(3)) == []
    world.cohort.state = "finished"
    world.cohort.save()
    assert reasons(by, after(3)) == []


@pytest.fixture
def staff(client: Client, by: Person, sign_in: Callable[[Client, Person], None], travel: Any) -> Client:
    travel("2027-04-12T12:00")
    sign_in(client, by)
    return client


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries(
    staff: Client, world: RunningCohort, by: Person, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count - 1):
        PairFactory.create(cohort=world.cohort, state="introduced", introduced_at=NOW, introduced_by=by)
    ask_pulses(now=after(2))

    with django_assert_max_num_queries(12) as queries:
        page = staff.get(reverse("pairs_at_risk"))

    assert (len(page.context["lines"]), len(queries)) == (count, 6)


def test_today_counts_them_and_the_list_takes_one_off(staff: Client, world: RunningCohort) -> None:
    asked(world)
    today = staff.get(reverse("home")).content.decode()

    page = staff.post(
        reverse("pairing:care", args=[world.pair.ref]), {"words": "We rang both.", "back": "list"}, follow=True
    )

    assert "pair that may need us" in today
    assert "No pair needs us now" in page.content.decode()
    pair = staff.get(reverse("pairing:pair", args=[world.pair.ref])).content.decode()
    assert "We rang both." in pair
    assert "Write down an answer" in pair
