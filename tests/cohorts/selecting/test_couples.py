"""People who applied together, once one of them says no: the other one hears of it, and may come alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.places import withdraw_place
from cohorts.models import Task
from cohorts.recruitment.actions.draws import confirm_draw, discard_draw, make_draw
from cohorts.recruitment.actions.halves import tell_left_behind
from cohorts.recruitment.actions.offer_answers import (
    accept_offer,
    decline_offer,
    follow_withdrawn_places,
    lapse_overdue,
)
from cohorts.recruitment.actions.task_reasons import keep_recruitment_tasks
from cohorts.recruitment.actions.together import tie
from cohorts.recruitment.models import Application, Offer
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import AuditEvent, Person
from tests.cohorts.selecting.conftest import LAY, PROFESSIONAL, World
from tests.factories import NOW, WorkshopFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def couple(full_pool: Callable[[], World]) -> tuple[World, Offer, Offer]:
    """The offers to a lay and a professional partner who applied together, and were drawn."""
    world = full_pool()
    one, other = (Application.objects.filter(role=role).order_by("pk")[0] for role in (LAY, PROFESSIONAL))
    tie(application=one, number=other.ref, by=world.coordinator, now=NOW)
    for number in range(60):
        made = make_draw(cohort=world.cohort, seed=f"seed {number}", by=world.coordinator, now=NOW)
        if {one.ref, other.ref} <= set(made.result["selected"]):
            confirm_draw(draw=made, by=world.coordinator, now=NOW)
            offers = {offer.application_id: offer for offer in world.offers()}
            return world, offers[one.pk], offers[other.pk]
        discard_draw(draw=made, by=world.coordinator, now=NOW)
    raise AssertionError("No seed draws them.")


def who(offer: Offer) -> Person:
    assert offer.application.person is not None
    return offer.application.person


def declined(offer: Offer) -> Offer:
    return decline_offer(offer=offer, by=who(offer), now=LATER)


def told(purpose: str = "") -> list[tuple[str, int]]:
    rows = Message.objects.filter(purpose__in=[purpose] if purpose else ["offer-alone", "place-alone"])
    return list(rows.order_by("pk").values_list("purpose", "person"))


def portal(client: Client, offer: Offer, *, easy: bool = False) -> str:
    Person.objects.filter(pk=who(offer).pk).update(easy_read=easy)
    client.force_login(Person.objects.get(pk=who(offer).pk))
    return " ".join(client.get(reverse("recruitment:offer", args=[offer.ref])).content.decode().split())


# --- who is left hears of it --------------------------------------------------------------------------------------


def test_partner_of_whoever_says_no_is_told_once(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple
    before = tell_left_behind(now=LATER)
    declined(professional)

    counts = [tell_left_behind(now=LATER + timedelta(minutes=minutes)) for minutes in (0, 5)]

    assert (before, counts) == (0, [1, 0])
    assert told() == [("offer-alone", who(lay).pk)]


def test_partner_is_told_the_name_the_day_and_where_to_answer(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple
    declined(professional)
    tell_left_behind(now=LATER)

    message = Message.objects.get(purpose="offer-alone")
    said = purpose_of("offer-alone").context(message)

    assert said["partner"] == who(professional).full_name
    assert said["link"].endswith(reverse("recruitment:offer", args=[lay.ref]))
    assert purpose_of("offer-alone").still_due(message, LATER).due


def test_partner_who_has_a_place_hears_that_they_keep_it(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple
    accept_offer(offer=lay, by=who(lay), now=NOW)
    declined(professional)

    tell_left_behind(now=LATER)

    assert told() == [("place-alone", who(lay).pk)]


def test_partner_is_told_when_the_others_offer_lapses_or_they_leave_a_place(couple: tuple[World, Offer, Offer]) -> None:
    world, lay, professional = couple
    Offer.objects.filter(pk=professional.pk).update(reply_by=NOW.date() - timedelta(days=1))
    lapse_overdue(now=LATER)
    Message.objects.all().delete()

    assert tell_left_behind(now=LATER) == 1
    place = accept_offer(offer=lay, by=world.coordinator, now=LATER)
    assert tell_left_behind(now=LATER) == 0
    assert place.person == who(lay)


def test_nobody_is_told_by_a_message_that_their_partner_has_died(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple
    declined(professional)
    Person.objects.filter(pk=who(professional).pk).update(deceased_on=NOW.date())

    assert tell_left_behind(now=LATER) == 0
    keep_recruitment_tasks(now=LATER)
    assert who(professional).full_name in Task.objects.get(kind="partner-gone").title
    assert Task.objects.get(kind="partner-gone").person == who(lay)


def test_message_to_the_partner_is_not_due_any_more_once_they_have_answered(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple
    declined(professional)
    tell_left_behind(now=LATER)
    declined(lay)

    assert not purpose_of("offer-alone").still_due(Message.objects.get(purpose="offer-alone"), LATER).due


def test_nobody_is_told_once_the_workshops_have_begun(couple: tuple[World, Offer, Offer]) -> None:
    world, _lay, professional = couple
    declined(professional)
    WorkshopFactory.create(cohort=world.cohort, number=1, date=NOW.date())

    assert tell_left_behind(now=LATER + timedelta(days=1)) == 0


# --- and may come alone -------------------------------------------------------------------------------------------


def test_saying_yes_when_the_partner_has_said_no_is_to_come_alone(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple
    declined(professional)

    accept_offer(offer=lay, by=who(lay), now=LATER)

    both = Application.objects.filter(pk__in=[lay.application_id, professional.application_id])
    assert list(both.values_list("partner_application", "with_partner")) == [(None, False)] * 2
    alone = AuditEvent.objects.about(lay.application).filter(action="application.alone")
    assert [event.by for event in alone] == [who(lay)]


def test_saying_yes_while_the_partner_has_not_answered_keeps_them_together(couple: tuple[World, Offer, Offer]) -> None:
    _world, lay, professional = couple

    accept_offer(offer=lay, by=who(lay), now=LATER)

    assert Application.objects.get(pk=lay.application_id).partner_application_id == professional.application_id


def test_task_to_ask_the_partner_goes_when_they_answer(couple: tuple[World, Offer, Offer]) -> None:
    world, lay, professional = couple
    declined(professional)
    keep_recruitment_tasks(now=LATER)
    task = Task.objects.get(kind="partner-gone")
    accept_offer(offer=lay, by=who(lay), now=LATER)
    keep_recruitment_tasks(now=LATER)

    assert (task.person, task.subject_ref) == (who(lay), world.cohort.ref)
    assert Task.objects.get(kind="partner-gone").state == Task.State.DROPPED


# --- what the pages say -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("easy", "words"),
    [
        (
            False,
            ("If one of you says no, we ask the other", "has taken the place", "You can still take the place on"),
        ),
        (True, ("You both get a place, or", "said yes", "You can still have the place")),
    ],
)
def test_page_of_an_offer_says_how_the_partner_stands(
    couple: tuple[World, Offer, Offer], client: Client, easy: bool, words: tuple[str, str, str]
) -> None:
    _world, lay, professional = couple
    name = who(professional).full_name

    waiting = portal(client, lay, easy=easy)
    place = accept_offer(offer=professional, by=who(professional), now=NOW)
    accepted = portal(client, lay, easy=easy)
    withdraw_place(place=place, reason="other", by=who(professional), now=LATER)
    follow_withdrawn_places(now=LATER)
    left = portal(client, lay, easy=easy)

    assert [name in page for page in (waiting, accepted, left)] == [True] * 3
    pages = (waiting, accepted, left)
    assert [[said in page for said in words] for page in pages] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_page_of_an_offer_to_somebody_alone_speaks_of_no_partner(
    full_pool: Callable[[], World], client: Client
) -> None:
    world = full_pool()
    world.draw()

    page = portal(client, world.offers()[0])

    assert "applied together" not in page


def test_pages_of_the_team_say_who_came_together_and_who_is_left(
    couple: tuple[World, Offer, Offer], client: Client
) -> None:
    world, lay, professional = couple
    client.force_login(world.coordinator)
    url = reverse("recruitment:offers", args=[world.cohort.ref])

    before = client.get(url)
    declined(professional)
    after = client.get(url)
    answer = client.get(reverse("recruitment:offer_answer", args=[lay.ref])).content.decode()

    rows = {row.name: row.together for row in before.context["offers"]}
    assert rows[who(lay).full_name] == who(professional).full_name
    assert sum(map(bool, rows.values())) == 2
    assert before.context["halves"] == []
    assert [(row.pk, partner.pk) for row, partner in after.context["halves"]] == [
        (lay.application_id, professional.application_id)
    ]
    assert "A yes means that they come alone." in answer
