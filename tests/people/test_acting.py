"""A supporter helps one person at a time, as themselves, for as long as that person agrees."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.models import Response
from messaging.tasks import look_after_supporters, send_due
from people.actions import supporters
from people.models import AuditEvent, Need, Person, Supporter
from projects.models import Update
from tests.factories import NOW, PersonFactory, PlaceFactory, SupporterFactory
from tests.matrix_objects import survey_page
from tests.worlds import RunningCohort, make_running_cohort
from workshops.models import Claim, RegisterEntry, Workshop


@pytest.fixture
def world(db, travel: Callable[[str], Any]) -> RunningCohort:
    travel("2027-03-01T09:00")
    return make_running_cohort()


@pytest.fixture
def ann(world: RunningCohort) -> Supporter:
    """Ann supports Mair, who has a place; Ann has none."""
    Person.objects.filter(pk=world.lay.person_id).update(given_name="Mair", family_name="Jones")
    world.lay.person.refresh_from_db()
    return SupporterFactory.create(
        person=world.lay.person, supporter=PersonFactory.create(given_name="Ann", family_name="Jones")
    )


def helping(agreement: Supporter, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(agreement.supporter)
    client.post(reverse("people:start_helping", args=[agreement.person.ref]))
    return client


def words(client: Client, name: str, *args: Any) -> str:
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def deeds_of(person: Person) -> list[str]:
    return list(AuditEvent.objects.filter(by=person).order_by("pk").values_list("action", flat=True))


def test_supporter_without_a_place_is_asked_whom_they_help(ann: Supporter):
    SupporterFactory.create(supporter=ann.supporter, person=PersonFactory.create(given_name="Tom"))
    client = Client()
    client.force_login(ann.supporter)

    page = words(client, "home")

    assert "Help Mair now" in page
    assert "Help Tom now" in page
    assert "What to do next" not in page


def test_helping_is_said_on_every_page_with_the_way_out(ann: Supporter):
    client = helping(ann)
    pages = [words(client, name) for name in ("home", "workshops:my_dates", "people:details", "concern", "privacy")]

    assert ["You are helping <strong>Mair Jones</strong>" in page and "Stop helping" in page for page in pages] == [
        True
    ] * 5
    client.post(reverse("people:stop_helping"))
    assert "You are helping" not in words(client, "workshops:my_dates")


def test_supporter_writes_under_their_own_name_for_the_person(ann: Supporter, world: RunningCohort):
    client = helping(ann)
    client.post(reverse("workshops:apologies", args=[world.workshop.ref]), {"reason": "Ill"})
    client.post(reverse("people:needs"), {"needs_environment": ["step-free"]})
    client.post(reverse("projects:update", args=[world.project.ref]), {"words": "We rang the ward."})

    entry = RegisterEntry.objects.get(workshop=world.workshop, place=world.lay)
    assert (entry.mark, entry.marked_by) == ("apologies", ann.supporter)
    assert Need.objects.get(person=ann.person).recorded_by == ann.supporter
    update = Update.objects.get()
    assert (update.made_by, update.made_for) == (ann.supporter, ann.person)
    assert deeds_of(ann.supporter) == ["register.apologies", "need.record", "project.update"]
    assert "Ann Jones for Mair Jones" in words(client, "projects:mine")


def test_claim_says_who_sent_it_for_whom(ann: Supporter, world: RunningCohort):
    Workshop.objects.filter(pk=world.workshop.pk).update(
        state="held", held_at=NOW, held_by=world.people["facilitator"], date=NOW.date() - timedelta(days=1)
    )
    client = helping(ann)
    client.post(reverse("workshops:my_claim", args=[world.workshop.ref]), {"amount_fare": "4.20"})

    assert Claim.objects.get().sent_by == ann.supporter
    assert "Written by Ann Jones for Mair Jones." in words(client, "workshops:my_claim", world.workshop.ref)


def test_survey_with_help_is_marked_as_such_and_names_nobody_to_evaluators(ann: Supporter, world: RunningCohort):
    token = survey_page(world)["token"]
    invitation = world.lay.invitations.get(token=token)
    client = helping(ann)
    client.post(reverse("evaluation:helped_answer", args=[invitation.ref]))
    client.post(reverse("evaluation:helped_check", args=[invitation.ref]))

    response = Response.objects.get()
    assert (response.mode, response.helper, response.assisted_by) == ("assisted", ann.supporter, "Carer")
    assert response.finished_at is not None
    assert deeds_of(ann.supporter) == ["help with response", "help to send response"]


def test_survey_that_the_person_began_alone_stays_theirs(ann: Supporter, world: RunningCohort):
    token = survey_page(world)["token"]
    invitation = world.lay.invitations.get(token=token)
    Client().post(reverse("evaluation:answer", args=[token]))

    found = helping(ann).get(reverse("evaluation:helped_answer", args=[invitation.ref]))

    assert found.status_code == 403
    assert "Mair began this survey without you." in found.content.decode()


def test_support_that_ended_stops_at_the_next_request_and_saves_nothing(ann: Supporter, world: RunningCohort):
    client = helping(ann)
    supporters.end(agreement=ann, by=ann.person, now=NOW)

    found = client.post(reverse("workshops:apologies", args=[world.workshop.ref]), {"reason": "Ill"}, follow=True)

    assert RegisterEntry.objects.get(workshop=world.workshop, place=world.lay).mark == "expected"
    assert "This support has ended." in found.content.decode()
    assert "You are helping" not in found.content.decode()


def test_report_is_not_lost_where_support_ended_meanwhile(ann: Supporter):
    client = helping(ann)
    supporters.end(agreement=ann, by=ann.person, now=NOW)

    assert client.post(reverse("concern"), {"words": "She is hurt", "named": "no"}).status_code == 302


def test_supporter_who_takes_part_never_mixes_the_two(ann: Supporter, world: RunningCohort):
    """A page that was opened in another tab before helping began, or ended, is refused when it is sent."""
    PlaceFactory.create(person=ann.supporter, cohort=world.cohort, role="lay")
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann.supporter)
    client.get(reverse("people:needs"))
    own_tab = client.cookies["csrftoken"].value
    client.post(reverse("people:start_helping", args=[ann.person.ref]), {"csrfmiddlewaretoken": own_tab})

    refused = client.post(reverse("people:needs"), {"needs_environment": ["step-free"], "csrfmiddlewaretoken": own_tab})
    helping_tab = client.cookies["csrftoken"].value
    client.post(reverse("people:stop_helping"), {"csrfmiddlewaretoken": helping_tab})
    refused_after = client.post(
        reverse("people:needs"), {"needs_environment": ["step-free"], "csrfmiddlewaretoken": helping_tab}
    )

    assert [refused.status_code, refused_after.status_code, Need.objects.count()] == [403, 403, 0]


def test_own_pages_are_closed_while_helping(ann: Supporter, world: RunningCohort):
    """The address of the supporter's own workshop is not one of the person's."""
    other = make_running_cohort()
    PlaceFactory.create(person=ann.supporter, cohort=other.cohort, role="lay")

    assert helping(ann).get(reverse("workshops:my_workshop", args=[other.workshop.ref])).status_code == 404


def test_supporter_named_by_an_address_helps_after_proving_it(world: RunningCohort):
    agreement = supporters.name_supporter(
        person=world.lay.person,
        given_name="Ann",
        family_name="",
        email="ann@example.org",
        mobile="",
        kind="carer",
        gets_copies=False,
        by=world.lay.person,
        now=NOW,
    )
    proved = PersonFactory.create(email="ann@example.org")
    client = Client()
    client.force_login(proved)
    client.post(reverse("people:start_helping", args=[agreement.person.ref]))

    client.post(reverse("people:needs"), {"needs_environment": ["step-free"]})

    assert Need.objects.get(person=agreement.person).recorded_by == proved


def test_nobody_helps_a_person_whom_they_do_not_support(ann: Supporter, world: RunningCohort):
    client = Client()
    client.force_login(ann.supporter)
    client.post(reverse("people:start_helping", args=[world.professional.person.ref]))

    assert "You are helping" not in words(client, "home")


def test_contact_email_is_not_among_what_a_supporter_changes(ann: Supporter):
    client = helping(ann)
    person = ann.person
    page = words(client, "people:change_contact")
    client.post(
        reverse("people:change_contact"),
        {"version": person.version, "phone": "01865 496 000", "contact_email": "ann@example.org", "postcode": ""},
    )
    person.refresh_from_db()

    assert "Email for messages" not in page
    assert (person.contact_email, person.phone) == ("", "+441865496000")


def test_supporter_can_stop_supporting_and_the_person_is_told(ann: Supporter, mailoutbox: list[Any]):
    client, url = helping(ann), reverse("people:leave_support", args=[ann.person.ref])
    client.get(url)
    before = Supporter.objects.current().count()
    client.post(url)
    ann.refresh_from_db()
    for _ in range(2):
        look_after_supporters(ann.ended_at)
        send_due(ann.ended_at)

    assert (before, ann.ended_by) == (1, ann.supporter)
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([ann.person.email], "Ann Jones does not support you on our website any more")
    ]
    assert client.post(url).status_code == 404
    assert "You are helping" not in words(client, "home")


def test_after_a_death_nobody_is_helped(ann: Supporter):
    client = helping(ann)
    Person.objects.filter(pk=ann.person_id).update(deceased_on=NOW.date())

    assert "You are helping" not in words(client, "home")
    assert "Help Mair now" not in words(client, "home")


def test_supporter_sees_no_exclusions_and_no_consents_of_the_person(ann: Supporter):
    page = words(helping(ann), "people:details")

    assert "What you agreed to" not in page
    assert "Who supports you" not in page
