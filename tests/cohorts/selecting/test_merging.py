"""Two records of one human being become one: who stays, what is kept, and what stands against it."""

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Programme
from cohorts.recruitment.actions.merging import merge_people
from cohorts.recruitment.models import Application
from people.actions.persons import find_or_create
from people.models import ContactMethod, Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    coordinator_of,
)


@pytest.fixture
def programme(db: None) -> Programme:
    return ProgrammeFactory.create(name="Leading Together 2027")


@pytest.fixture
def by(programme: Programme) -> Person:
    return coordinator_of(programme)


@pytest.fixture
def known(programme: Programme) -> Person:
    return PersonFactory.create(given_name="Mair", family_name="Rees", email=None, mobile="", postcode="OX1 1AA")


@pytest.fixture
def application(programme: Programme, known: Person) -> Application:
    newcomer = PersonFactory.create(
        given_name="Mary", family_name="Rees", email="mary@example.org", mobile="+447700900123", postcode="BS1 4DJ",
        outward_code="BS1",
    )  # fmt: skip
    ContactMethod.objects.create(person=newcomer, method="letter", position=1)
    return ApplicationFactory.create(programme=programme, person=newcomer, possible_duplicate_of=known)


def test_merge_people_keeps_what_was_chosen_and_marks_the_other(
    application: Application, known: Person, by: Person
) -> None:
    newcomer = application.person
    assert newcomer is not None
    for _ in range(2):
        settled = merge_people(application=application, taken=("mobile", "contact"), by=by, now=NOW)

    known.refresh_from_db()
    newcomer.refresh_from_db()
    assert (settled.person, settled.possible_duplicate_of, settled.state) == (known, None, "submitted")
    assert (known.given_name, known.mobile, known.postcode) == ("Mair", "+447700900123", "OX1 1AA")
    assert known.preferred_methods == ["letter"]
    assert (newcomer.merged_into, newcomer.mobile) == (known, "+447700900123")


def test_merge_people_takes_the_outward_code_with_the_postcode(
    application: Application, known: Person, by: Person
) -> None:
    merge_people(application=application, taken=("given_name", "postcode"), by=by, now=NOW)

    known.refresh_from_db()
    assert (known.given_name, known.postcode, known.outward_code) == ("Mary", "BS1 4DJ", "BS1")


def test_merge_people_lets_the_person_sign_in_as_before(application: Application, known: Person, by: Person) -> None:
    merge_people(application=application, taken=(), by=by, now=NOW)

    assert find_or_create(email="mary@example.org", given_name="Mary", now=NOW) == (known, False)


def test_merge_people_withdraws_a_second_application(
    application: Application, known: Person, by: Person, programme: Programme
) -> None:
    first = ApplicationFactory.create(programme=programme, person=known)

    settled = merge_people(application=application, taken=(), by=by, now=NOW)

    first.refresh_from_db()
    assert (settled.state, settled.withdrawn_at, first.state) == ("withdrawn", NOW, "submitted")


def test_merge_people_who_both_have_places_is_refused(
    client: Client, application: Application, known: Person, by: Person, programme: Programme
) -> None:
    for person in (known, application.person):
        PlaceFactory.create(
            person=person,
            cohort=CohortFactory.create(
                name="Oxford" if person == known else "Reading",
                programme=ProgrammeFactory.create(name="2026") if person == known else programme,
            ),
        )
    client.force_login(by)

    said = client.post(reverse("recruitment:application_merge", args=[application.ref]), follow=True).content.decode()

    application.refresh_from_db()
    assert "Mair Rees and Mary Rees both have a place: one in Oxford (2026), one in Reading (Leading Together" in said
    assert "One person holds one place. Withdraw one of the two first" in said
    assert (application.possible_duplicate_of, Person.objects.filter(merged_into__isnull=False).count()) == (known, 0)


def test_merge_people_keeps_the_record_that_has_a_place(
    application: Application, known: Person, by: Person, programme: Programme
) -> None:
    newcomer = application.person
    Application.objects.filter(pk=application.pk).update(state="accepted")
    place = PlaceFactory.create(person=newcomer, cohort=CohortFactory.create(programme=programme))

    settled = merge_people(application=application, taken=(), by=by, now=NOW)

    known.refresh_from_db()
    place.refresh_from_db()
    assert (settled.person, settled.state, known.merged_into, place.person) == (
        newcomer,
        "accepted",
        newcomer,
        newcomer,
    )


def test_merge_people_leads_earlier_duplicates_on(application: Application, known: Person, by: Person) -> None:
    earlier = PersonFactory.create(merged_into=application.person)

    merge_people(application=application, taken=(), by=by, now=NOW)

    earlier.refresh_from_db()
    assert earlier.merged_into == known


def test_merge_people_refuses_what_would_be_lost(application: Application, by: Person) -> None:
    other = ApplicationFactory.create(person=application.person, programme=ProgrammeFactory.create(name="Another"))

    with pytest.raises(NotAllowedError, match=r"Mary Rees has another application, number .* to Another\."):
        merge_people(application=application, taken=(), by=by, now=NOW)

    other.refresh_from_db()
    assert other.state == "submitted"


def test_merge_people_refuses_to_retire_somebody_of_the_team(
    application: Application, programme: Programme, by: Person
) -> None:
    Application.objects.filter(pk=application.pk).update(person=coordinator_of(programme))

    with pytest.raises(NotAllowedError, match="works on a programme, so this record has to stay"):
        merge_people(application=application, taken=(), by=by, now=NOW)


def test_application_merge_shows_both_records_and_joins_them(
    client: Client, application: Application, known: Person, by: Person
) -> None:
    client.force_login(by)
    url = reverse("recruitment:application_merge", args=[application.ref])
    shown = client.get(url).content.decode()

    client.post(url, {"take_mobile": "here", "take_given_name": "there"})
    again = client.post(url, follow=True).content.decode()

    known.refresh_from_db()
    assert 'id="here-mobile" name="take_mobile" value="here" checked' in shown
    assert (known.mobile, known.given_name) == ("+447700900123", "Mair")
    assert "This is settled already." in again


def test_application_of_somebody_who_was_drawn_can_still_be_settled(
    application: Application, known: Person, by: Person, client: Client
) -> None:
    cohort = CohortFactory.create(programme=application.programme)
    for person in (known, application.person):
        PlaceFactory.create(cohort=cohort, person=person)
    Application.objects.update(state="accepted")
    client.force_login(by)
    page = client.get(reverse("recruitment:application", args=[application.ref])).content.decode()

    refused = client.post(reverse("recruitment:application_merge", args=[application.ref]), {}, follow=True)
    client.post(reverse("recruitment:application_duplicate", args=[application.ref]), {"answer": "different"})

    assert "Different people" in page
    assert "One person holds one place." in refused.content.decode()
    assert Application.objects.get().possible_duplicate_of is None
