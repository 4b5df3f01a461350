"""Who must not be paired with me: said in confidence, seen by the coordinators alone, and never through a supporter."""

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.exclusions import declare_exclusion
from cohorts.models import Exclusion, Place, Wish
from messaging.models import Message
from people.acting import HELPING
from people.models import AuditEvent, Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortFactory,
    ConsentFactory,
    PersonFactory,
    PlaceFactory,
    SupporterFactory,
)

URL = "pairing:in_confidence"


@pytest.fixture
def mair(db) -> Place:
    return PlaceFactory.create(cohort=CohortFactory.create(), role="lay", person__given_name="Mair")


@pytest.fixture
def doctor(mair: Place) -> Place:
    return professional(mair, "Olu")


def professional(beside: Place, name: str, *, agrees: bool = True) -> Place:
    place = PlaceFactory.create(cohort=beside.cohort, role="professional", person__given_name=name)
    ApplicationFactory.create(programme=place.programme, person=place.person, employer="Oxford Hospital")
    if agrees:
        ConsentFactory.create(person=place.person, purpose="showing_name")
    return place


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page_of(person: Person) -> str:
    return " ".join(client_of(person).get(reverse(URL)).content.decode().split())


def say(place: Place, about: Place, what: str = "apart", reason: str = "clinician"):
    return client_of(place.person).post(reverse(URL), {"whom": about.ref, "what": what, "reason": reason})


def test_page_says_who_sees_it_and_shows_who_agreed_to_be_shown(mair, doctor):
    professional(mair, "Hidden", agrees=False)
    PlaceFactory.create(cohort=mair.cohort, role="lay", person__given_name="Another")
    page = page_of(mair.person)

    assert "Not the facilitators, and not your supporter. No copy goes to anybody." in page
    assert f"{doctor.person.full_name}, Oxford Hospital" in page
    assert ["Hidden" in page, "Another" in page] == [False, False]


def test_exclusion_is_kept_once_and_told_to_nobody(mair, doctor):
    for _ in range(2):
        say(mair, doctor)

    exclusion = Exclusion.objects.get()
    assert (exclusion.reason, exclusion.declared_by) == ("clinician", mair.person)
    assert AuditEvent.objects.filter(action="exclusion.declare").count() == 1
    assert Message.objects.count() == 0
    assert "You told us that you must not be paired with" in page_of(mair.person)
    assert "You told us" not in page_of(doctor.person)


def test_neither_of_two_learns_that_the_other_said_the_same(mair, doctor):
    ConsentFactory.create(person=mair.person, purpose="showing_name")
    say(mair, doctor)
    before = page_of(doctor.person)
    say(doctor, mair, reason="asked")

    assert "You told us" not in before
    assert "You told us that you must not be paired with" in page_of(doctor.person)
    assert Exclusion.objects.get().declared_by == mair.person


def test_what_staff_declared_is_not_shown_to_the_person(mair, doctor):
    declare_exclusion(
        programme=mair.programme,
        one=mair.person,
        other=doctor.person,
        reason="other",
        by=PersonFactory.create(),
        now=NOW,
    )

    assert "You told us" not in page_of(mair.person)


def test_wish_is_kept_once(mair, doctor):
    for _ in range(2):
        say(mair, doctor, what="together", reason="")

    assert [(wish.person, wish.wanted) for wish in Wish.objects.all()] == [(mair.person, doctor.person)]
    assert "You told us that you would like to work with" in page_of(mair.person)


def test_why_is_asked_and_may_be_left_unsaid(mair, doctor):
    page = say(mair, doctor, reason="").content.decode()

    assert "Choose why. You can choose “I would rather not say”." in page
    assert Exclusion.objects.count() == 0


def test_nobody_of_another_cohort_can_be_named(mair):
    elsewhere = professional(PlaceFactory.create(cohort=CohortFactory.create()), "Elsewhere")
    say(mair, elsewhere)

    assert Exclusion.objects.count() == 0


@pytest.mark.parametrize("method", ["get", "post"])
def test_supporter_can_neither_see_nor_say_it(mair, doctor, method):
    say(mair, doctor)
    agreement = SupporterFactory.create(person=mair.person)
    client = client_of(agreement.supporter)
    session = client.session
    session[HELPING] = agreement.pk
    session.save()
    answer = getattr(client, method)(reverse(URL), {"whom": doctor.ref, "what": "together"})

    assert answer.status_code == 403
    assert doctor.person.full_name not in answer.content.decode()
    assert Wish.objects.count() == 0


def test_page_costs_the_same_for_one_and_for_three(mair, doctor, django_assert_num_queries):
    client = client_of(mair.person)
    client.get(reverse(URL))
    with django_assert_num_queries(9):
        client.get(reverse(URL))
    for name in ("Ann", "Bea"):
        professional(mair, name)
    with django_assert_num_queries(9):
        client.get(reverse(URL))
