"""Who supports a person, as coordinators record what the person said."""

import pytest
from django.test import Client
from django.urls import reverse

from messaging.models import Message
from messaging.tasks import look_after_supporters
from people.actions import supporters
from people.models import AuditEvent, Person, Supporter
from tests.factories import NOW, PlaceFactory, SupporterFactory, coordinator_of

ANN = {
    "given_name": "Ann",
    "family_name": "Jones",
    "kind": "carer",
    "email": "ann@example.org",
    "mobile": "",
    "said_by": "Mair herself",
    "agreed_via": "phone",
}


@pytest.fixture
def mair(db) -> Person:
    place = PlaceFactory.create(person__given_name="Mair", person__family_name="Evans")
    return place.person


@pytest.fixture
def client(mair: Person) -> Client:
    client = Client()
    client.force_login(coordinator_of(mair.places.get().programme, given_name="Amira", family_name="Hussain"))
    return client


def page_of(client: Client, mair: Person) -> str:
    return " ".join(client.get(reverse("person_supporters", args=[mair.ref])).content.decode().split())


def test_supporter_is_recorded_with_who_said_so_and_how(client, mair):
    answers = [client.post(reverse("person_supporter_add", args=[mair.ref]), ANN).status_code for _ in range(2)]

    agreement = Supporter.objects.get()
    assert answers == [302, 302]
    assert (agreement.person, agreement.agreed_via, agreement.said_by) == (mair, "phone", "Mair herself")
    assert "Said by: Mair herself. Recorded by Amira Hussain" in page_of(client, mair)


def test_supporter_is_not_recorded_without_who_said_so(client, mair):
    page = client.post(reverse("person_supporter_add", args=[mair.ref]), ANN | {"said_by": "", "agreed_via": "web"})

    assert (page.status_code, Supporter.objects.count()) == (200, 0)
    assert 'value="Ann"' in page.content.decode()


def test_legal_authority_is_recorded_once_it_was_seen(client, mair):
    agreement = SupporterFactory.create(person=mair)
    url = reverse("person_supporter_authority", args=[mair.ref, agreement.pk])
    day = {"seen_on_day": 1, "seen_on_month": 3, "seen_on_year": 2024}
    tomorrow = client.post(url, {"authority": "Deputy", **day, "seen_on_year": 2090})
    client.post(url, {"authority": "Deputy", **day})

    assert "This day has not come yet." in tomorrow.content.decode()
    assert "Deputy" in page_of(client, mair)
    assert "Seen on 1 Mar 2024 by Amira Hussain" in page_of(client, mair)


def test_support_that_staff_end_stops_copies_and_is_told_kindly(client, mair):
    agreement = SupporterFactory.create(person=mair, gets_copies=True)
    client.post(reverse("person_supporter_end", args=[mair.ref, agreement.pk]))
    client.post(reverse("person_supporter_end", args=[mair.ref, agreement.pk]))
    agreement.refresh_from_db()
    look_after_supporters(agreement.ended_at)

    assert AuditEvent.objects.filter(action="supporter.end").count() == 1
    assert Message.objects.get().purpose == "supporter-ended"
    assert "ended by Amira Hussain" in page_of(client, mair)


def test_list_of_supporters_costs_the_same_for_one_and_for_three(client, mair, django_assert_num_queries):
    SupporterFactory.create(person=mair)
    page_of(client, mair)
    with django_assert_num_queries(5):
        page_of(client, mair)
    for _ in range(2):
        SupporterFactory.create(person=mair)
    with django_assert_num_queries(5):
        page_of(client, mair)


def test_supporter_who_ended_is_no_longer_among_those_now(client, mair):
    agreement = SupporterFactory.create(person=mair)
    supporters.end(agreement=agreement, by=mair, now=NOW)

    assert "Nobody supports them here" in page_of(client, mair)


WITH_A_PLACE = ["Home", "My dates", "My project", "Surveys", "My details"]


@pytest.mark.parametrize(("who", "labels"), [("supporter", ["Home", "My details"]), ("person", WITH_A_PLACE)])
def test_navigation_offers_dates_and_a_project_to_who_has_a_place(mair, who, labels):
    client = Client()
    client.force_login(getattr(SupporterFactory.create(person=mair), who))

    items = client.get(reverse("home")).context["navigation"].items

    assert [item.label for item in items] == labels
