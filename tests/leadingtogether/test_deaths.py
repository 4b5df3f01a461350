"""A death: everything stops in one deed, people speak with the partner first, and an error can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.tasks import open_task
from cohorts.models import Departure, Place, Task
from cohorts.pairing.actions.choices import open_choice
from cohorts.pairing.actions.settling import settle_with_partner
from cohorts.pairing.candidates import free_places
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.recruitment.models import Application, Offer
from evaluation.models import Invitation
from evaluation.standing import Standing, standing_of
from leadingtogether.actions.deaths import note_family_answer, report_death, take_death_back
from messaging.models import Message, PrintBatch, PrintedLetter
from messaging.tasks import send_due
from people.actions.deaths import DeathUndoneError
from people.models import Death, Person
from projects.models import CaseStudy, Contributor, ShowcaseEntry
from tests.cohorts.selecting.test_races import at_once
from tests.factories import (
    NOW,
    TODAY,
    MessageFactory,
    OfferFactory,
    PlaceFactory,
    SupporterFactory,
    WorkshopFactory,
    published_study,
)
from tests.worlds import RunningCohort, make_running_cohort
from workshops.models import CalendarFeed
from workshops.tasks import queue_workshop_reminders

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def running(travel: Callable[[str], Any]) -> RunningCohort:
    """A running cohort with a reminder waiting for both members of a pair."""
    travel("2027-03-01T09:00")
    found = make_running_cohort()
    WorkshopFactory.create(cohort=found.cohort, number=2, date=TODAY + timedelta(days=60))
    queue_workshop_reminders(NOW - timedelta(minutes=5))
    return found


def dies(running: RunningCohort, **told: Any) -> Death:
    values = {"died_on": None, "told_by": "His daughter", "by": running.people["coordinator"], "now": NOW} | told
    return report_death(person=running.lay.person, **values)


def unsent_to(person: Person) -> list[str]:
    return sorted(Message.objects.filter(person=person).unsent().values_list("purpose", flat=True))


# --- what stops ---------------------------------------------------------------------------------------------------


def test_report_death_stops_messages_letters_calls_and_copies(running: RunningCohort) -> None:
    person = running.lay.person
    helper = SupporterFactory.create(person=person, gets_copies=True)
    letter = MessageFactory.create(person=person, state="to_print", channel="letter")
    MessageFactory.create(person=person, state="to_call", channel="phone")
    batch = PrintBatch.objects.create(made_at=NOW, made_by=running.people["coordinator"], pdf_since=NOW)
    PrintedLetter.objects.create(batch=batch, message=letter, position=1, size=14, words_hash="0" * 64)
    MessageFactory.create(person=helper.supporter, copy_of=letter, copy_for=helper, state="queued")

    dies(running)

    assert (unsent_to(person), unsent_to(helper.supporter)) == ([], [])
    assert Person.objects.get(pk=person.pk).deceased_on == TODAY
    assert Task.objects.get(kind="death").title == f"Take the printed letter to {person} out of the post"


def test_report_death_closes_signing_in_calendar_and_surveys(running: RunningCohort) -> None:
    feed = CalendarFeed.objects.create(person=running.lay.person, made_at=NOW)
    client, survey = Client(), reverse("evaluation:answer", args=[running.invitation.token])
    client.force_login(running.lay.person)
    assert Client().get(survey).status_code == 200

    dies(running)

    assert client.get(reverse("workshops:my_dates")).status_code == 302
    assert Client().get(reverse("workshops:feed", args=[feed.secret])).status_code == 404
    assert standing_of(Invitation.objects.with_everything_named().get(), now=NOW) is Standing.TAKEN_BACK
    assert Client().get(survey).templates[0].name == "evaluation/survey/closed.html"


def test_report_death_says_nothing_to_the_partner_and_asks_staff_to_phone(running: RunningCohort) -> None:
    before = unsent_to(running.professional.person)

    dies(running)

    choice = PartnerChoice.objects.get()
    assert (choice.place, choice.opened_at) == (running.professional, None)
    assert unsent_to(running.professional.person) == before
    task = Task.objects.get(kind="partner-choice")
    assert (task.due_on, task.subject_ref) == (TODAY, choice.ref)
    assert not free_places(running.cohort).filter(pk=running.professional.pk).exists()


def test_partner_sees_nothing_new_until_staff_have_spoken_with_them(running: RunningCohort) -> None:
    client = Client()
    client.force_login(running.professional.person)
    dies(running)
    name = running.lay.person.full_name

    home = client.get(reverse("home")).content.decode()
    before = client.get(reverse("pairing:mine")).content.decode()
    choice = PartnerChoice.objects.get()
    closed = client.get(reverse("pairing:choice", args=[choice.ref])).status_code
    open_choice(choice=choice, by=running.people["coordinator"], now=LATER)
    after = client.get(reverse("pairing:mine")).content.decode()

    assert (name in home, name in before, closed) == (True, True, 404)
    assert running.lay.person.email not in before
    assert reverse("pairing:choice", args=[choice.ref]) in after
    assert "partner-options-after-death" in unsent_to(running.professional.person)


def test_report_death_drops_tasks_with_the_person_and_frees_an_offer(running: RunningCohort) -> None:
    person = running.lay.person
    early = NOW - timedelta(days=1)
    open_task(key="x", kind="call", title="Ring", programme=running.programme, person=person, now=early)
    application = Application.objects.get(pk=running.application.pk)
    Application.objects.filter(pk=application.pk).update(state="offered", person=person)
    application.refresh_from_db()
    offer = OfferFactory.create(application=application, cohort=running.cohort)

    dies(running)

    assert Task.objects.get(key="x").state == "dropped"
    assert Offer.objects.get(pk=offer.pk).state == "lapsed"


def test_report_death_twice_is_one_death(running: RunningCohort) -> None:
    first = dies(running)

    assert dies(running, told_by="Somebody else", now=LATER) == first
    assert Departure.objects.filter(death=first).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_report_death_by_two_at_once_is_one_death() -> None:
    found = make_running_cohort()

    at_once(lambda number: dies(found, told_by=f"Desk {number}", now=NOW + timedelta(seconds=number)), 6)

    assert (Death.objects.count(), Departure.objects.count(), PartnerChoice.objects.count()) == (1, 1, 1)


# --- public work ------------------------------------------------------------------------------------------------------


def test_public_work_is_held_back_until_the_family_agrees(running: RunningCohort) -> None:
    by = running.people["coordinator"]
    published_study(running.project)
    ShowcaseEntry.objects.create(project=running.project, held_on=TODAY, summary="…")
    shown = lambda: (CaseStudy.objects.public().count(), ShowcaseEntry.objects.public().count())  # noqa: E731
    assert shown() == (1, 1)

    death = dies(running)

    assert shown() == (0, 0)
    task = Task.objects.get(key=f"death:{death.pk}:family")
    note_family_answer(death=death, agrees=False, by=by, now=LATER)
    assert shown() == (0, 0)
    note_family_answer(death=death, agrees=True, by=by, now=LATER)
    task.refresh_from_db()
    assert (shown(), task.state) == ((1, 1), "done")


# --- taken back -------------------------------------------------------------------------------------------------------


def test_take_death_back_restores_place_pair_project_and_messages(running: RunningCohort) -> None:
    person, by = running.lay.person, running.people["coordinator"]
    before = unsent_to(person)
    assert before
    death = dies(running)

    for _twice in range(2):
        take_death_back(death=death, by=by, now=LATER)

    place = Place.objects.get(pk=running.lay.pk)
    pair = Pair.objects.get(pk=running.pair.pk)
    assert (place.state, pair.state, pair.end_reason) == ("active", "introduced", "")
    assert Person.objects.get(pk=person.pk).deceased_on is None
    assert unsent_to(person) == before
    assert Contributor.objects.filter(place=place, until__isnull=True).count() == 1
    assert PartnerChoice.objects.get().dropped_why == "The partner is back."
    assert [task.title for task in Task.objects.filter(kind="death", state="open")] == [
        f"Phone {person}, say that we are sorry, and tell them what has changed meanwhile"
    ]


def test_take_death_back_sends_what_is_still_due_and_no_news_twice(running: RunningCohort) -> None:
    death = dies(running)
    take_death_back(death=death, by=running.people["coordinator"], now=LATER)

    for _sweep in range(2):
        queue_workshop_reminders(LATER)

    reminders = Message.objects.filter(person=running.lay.person, purpose="workshop-reminder")
    assert reminders.filter(state="queued").count() == reminders.filter(state="cancelled").count() == 4
    send_due(LATER)
    assert not reminders.filter(state="sent").exists()


def test_take_death_back_leaves_the_partner_where_they_work_by_now(running: RunningCohort) -> None:
    by = running.people["coordinator"]
    death = dies(running)
    choice = open_choice(choice=PartnerChoice.objects.get(), by=by, now=NOW)
    choice.option, choice.chosen_at, choice.chosen_by = "new_partner", NOW, running.professional.person
    choice.save()
    other = PlaceFactory.create(cohort=running.cohort)
    settle_with_partner(choice=choice, partner=other, by=by, now=NOW)

    take_death_back(death=death, by=by, now=LATER)

    assert Pair.objects.get(pk=running.pair.pk).state == "ended"
    assert Task.objects.filter(key__startswith=f"death:{death.pk}:pair", state="open").count() == 1
    assert Place.objects.get(pk=running.lay.pk).state == "active"


def test_record_family_answer_refuses_a_death_that_was_taken_back(running: RunningCohort) -> None:
    by = running.people["coordinator"]
    death = dies(running)
    take_death_back(death=death, by=by, now=LATER)

    with pytest.raises(DeathUndoneError):
        note_family_answer(death=death, agrees=True, by=by, now=LATER)


# --- the pages --------------------------------------------------------------------------------------------------------


def test_person_died_page_shows_what_stops_then_records_it_once(
    running: RunningCohort, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    client.force_login(running.people["coordinator"])
    page = reverse("person_died", args=[running.lay.person.ref])
    typed = {"died_on_day": "", "died_on_month": "", "died_on_year": "", "told_by": "His wife"}

    nobody = client.post(page, typed | {"told_by": ""}).content.decode()
    with django_assert_max_num_queries(32):
        shown = client.post(page, typed).content.decode()
    assert not Death.objects.exists()
    for _twice in range(2):
        done = client.post(page, typed | {"confirmed": "1"}, follow=True)

    assert "A task asks you to phone first, today." in shown
    assert "Enter an answer for “Who told us?”." in nobody
    assert Death.objects.get().told_by == "His wife"
    text = done.content.decode()
    assert "Has died" in text
    assert "ithdrawn" not in text + client.get(reverse("cohorts:place", args=[running.lay.ref])).content.decode()


def test_death_page_of_somebody_who_had_lost_a_partner_names_the_partners_alone(running: RunningCohort) -> None:
    client, by = Client(), running.people["coordinator"]
    client.force_login(by)
    dies(running)
    own = PartnerChoice.objects.get()
    death = report_death(person=own.place.person, told_by="Her sister", died_on=None, by=by, now=LATER)

    page = client.get(reverse("death", args=[death.ref]))

    assert (own.place, list(page.context["lost"])) == (running.professional, [])


def test_death_pages_record_the_family_and_take_it_back(running: RunningCohort) -> None:
    client = Client()
    client.force_login(running.people["coordinator"])
    death = dies(running)

    nothing = client.post(reverse("death_family", args=[death.ref]), {})
    client.post(reverse("death_family", args=[death.ref]), {"agrees": "no"})
    shown = client.get(reverse("death", args=[death.ref])).content.decode()
    client.post(reverse("death_undo", args=[death.ref]))
    back = client.get(reverse("death", args=[death.ref])).content.decode()

    assert nothing.status_code == 422
    assert "The family does not want it to be shown." in shown
    assert "Recorded in error" in back
