"""Finding people, the pages about one of them, and what coordinators change for them."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cohorts.actions.contact_notes import note_contact
from cohorts.actions.tasks import close_task, open_task
from cohorts.models import ContactNote
from cohorts.pairing.actions.pairs import end_pair
from cohorts.recruitment.models import EqualityAnswer, SelectionAnswer
from evaluation.models import Answer, Response
from leadingtogether import person_pages
from messaging.models import Call, Message
from people.consent_texts import CURRENT
from people.models import Consent, Need, Person
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    ConsentFactory,
    ContactMethodFactory,
    InvitationFactory,
    ItemFactory,
    MessageFactory,
    NeedFactory,
    OfferFactory,
    PlaceFactory,
    ProgrammeFactory,
    SupporterFactory,
    coordinator_of,
)
from tests.worlds import make_running_cohort
from workshops.models import Claim

pytestmark = pytest.mark.django_db
PAGES = ("person", "person_programme", "person_timeline", "person_tasks", "person_details")


@pytest.fixture
def world(client, travel):
    travel("2027-03-01T09:00")
    world = make_running_cohort()
    client.force_login(world.people["coordinator"])
    return world


def shown(client, name, person):
    """Return a page about a person without the whitespace of its tags."""
    return " ".join(client.get(reverse(name, args=[person.ref])).content.decode().split())


def found(client, query):
    """Return the family names on the list."""
    return [row.name.split()[-1] for row in client.get(f"{reverse('persons')}?{query}").context["page"]]


# --- finding ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def programme(client, travel):
    travel("2027-03-01T09:00")
    programme = ProgrammeFactory.create()
    client.force_login(coordinator_of(programme))
    return programme


@pytest.mark.parametrize(
    "words",
    [
        "pugh", "mair pugh", "Meg", "mair@example.org", "07700 900 123", "+44 7700 900123", "900123", "CF10 1AA",
        "cf101aa", "CF10", "K7M4 9XQT", "k7m4-9xqt",
    ],
)  # fmt: skip
def test_people_are_found_by_whatever_they_say(client, programme, words):
    ApplicationFactory.create(
        programme=programme,
        person__given_name="Mair",
        person__family_name="Pugh",
        person__known_as="Meg",
        person__email="mair@example.org",
        person__mobile="+447700900123",
        person__postcode="CF10 1AA",
        person__outward_code="CF10",
        person__ref="K7M49XQT",
    )
    ApplicationFactory.create(programme=programme, person__mobile="+447700900456")

    page = client.get(reverse("persons"), {"words": words})

    assert [row.name for row in page.context["page"]] == ["Mair Pugh"]


def test_only_the_first_by_name_are_listed_of_very_many(client, programme, monkeypatch):
    monkeypatch.setattr("leadingtogether.views.people.MOST", 2)
    for name in ("Birch", "Ash", "Cedar"):
        ApplicationFactory.create(programme=programme, person__given_name="Ann", person__family_name=name)

    page = client.get(reverse("persons"))

    assert [row.name for row in page.context["page"]] == ["Ann Ash", "Ann Birch"]
    assert "More than 2 people. These are the first by name." in page.content.decode()
    assert found(client, "words=cedar") == ["Cedar"]


def test_row_of_a_person_says_where_they_stand_and_how_to_reach_them(client, programme):
    place = PlaceFactory.create(
        cohort__programme=programme,
        cohort__name="Oxford",
        person__given_name="Mair",
        person__known_as="Meg & Co",
        person__mobile="+447700900123",
    )
    ApplicationFactory.create(programme=programme, person=place.person, state="accepted")
    ApplicationFactory.create(person=place.person)

    [row] = client.get(reverse("persons")).context["page"]

    assert (row.known_as, row.phone, row.email) == ("Meg & Co", "07700 900123", place.person.email)
    assert ("Oxford, " in row.places, ">Active</strong>" in row.places) == (True, True)
    # Of programmes of others nothing.
    assert (row.applications.count("<strong"), f"{programme} " in row.applications) == (1, True)


def test_people_of_other_programmes_drafts_and_duplicates_are_not_listed(client, programme):
    PlaceFactory.create(cohort__programme=programme, person__family_name="Here")
    ApplicationFactory.create(programme=programme, state="draft", submitted_at=None)
    ApplicationFactory.create()
    known = ApplicationFactory.create(programme=programme, person__family_name="Known").person
    ApplicationFactory.create(programme=programme, person__merged_into=known)

    assert found(client, "") == ["Here", "Known"]


def test_people_are_filtered_by_what_part_they_have(client, programme):
    place = PlaceFactory.create(cohort__programme=programme, person__family_name="Active")
    PlaceFactory.create(
        cohort__programme=programme,
        person__family_name="Left",
        state="withdrawn",
        withdrawn_at=NOW,
        withdrawn_by=place.person,
    )
    ApplicationFactory.create(programme=programme, person__family_name="Hopes")

    queries = ["part=place", "part=left", "part=applied", f"cohort={place.cohort.ref}"]

    assert [found(client, query) for query in queries] == [["Active"], ["Left"], ["Hopes"], ["Active"]]


def test_list_asks_the_same_number_of_queries_for_one_and_three(client, programme, django_assert_num_queries):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            place = PlaceFactory.create(cohort__programme=programme)
            ContactMethodFactory.create(person=place.person)
            ApplicationFactory.create(programme=programme, person=place.person)
        with django_assert_num_queries(12, exact=False) as asked:
            client.get(reverse("persons"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


# --- one person -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PAGES)
def test_page_of_a_stranger_is_not_found(client, world, name):
    elsewhere = PlaceFactory.create().person

    assert client.get(reverse(name, args=[elsewhere.ref])).status_code == 404


def fill(world):
    """Give the lay partner something of everything."""
    place, by = world.lay, world.people["coordinator"]
    person = place.person
    ContactMethodFactory.create(person=person)
    NeedFactory.create(person=person, slug="step-free")
    SupporterFactory.create(person=person, supporter__given_name="Ann", supporter__family_name="Helper")
    application = ApplicationFactory.create(programme=world.programme, person=person, state="accepted")
    SelectionAnswer.objects.create(application=application, category="ethnicity", value="welsh-roma")
    EqualityAnswer.objects.create(programme=world.programme, role="lay", category="religion", value="quaker")
    OfferFactory.create(application=application, cohort=world.cohort)
    MessageFactory.create(
        person=person, programme_ref=world.programme.ref, state=Message.State.SENT, sent_at=NOW, title="Your dates"
    )
    for days in (3, 4, 5):
        MessageFactory.create(person=person, programme_ref=world.programme.ref, due_at=NOW + timedelta(days=days))
    Call.objects.create(
        person=person, outcome="reached", note="Likes mornings.", at=NOW, by=by, submission_id=uuid.uuid4()
    )
    note_contact(
        programme=world.programme,
        person=person,
        kind="email",
        words="Asked about parking.",
        at=NOW,
        incoming=True,
        submission_id=uuid.uuid4(),
        by=by,
        now=NOW,
    )
    open_task(key="t", kind="by-hand", title="Find a parking place", programme=world.programme, person=person, now=NOW)
    Claim.objects.create(workshop=world.workshop, place=place, state="sent", sent_at=NOW)
    answered = InvitationFactory.create(place=place, closes_at=NOW + timedelta(days=5))
    response = Response.objects.create(
        invitation=answered,
        questionnaire=answered.wave.questionnaire,
        started_at=NOW,
        saved_at=NOW,
        finished_at=NOW,
    )
    Answer.objects.create(response=response, item=ItemFactory.create(), words="My partner is difficult.")
    return person


def test_pages_show_everything_and_never_what_was_answered_in_confidence(client, world):
    person = fill(world)

    pages = {name: shown(client, name, person) for name in PAGES}

    expected = {
        "person": ["Step-free access", "Ann Helper", world.professional.person.full_name, "Find a parking place"],
        "person_programme": ["Offered a place", world.project.title, "Expected", world.cohort.name],
        "person_timeline": ["Your dates", "Likes mornings.", "Asked about parking.", "Still to be said"],
        "person_tasks": ["Find a parking place", "Answered", "Not answered, until", "Sent"],
        "person_details": ["Step-free access", "Taking part in the evaluation", "Do not contact them"],
    }
    expected["person_programme"][0] = "Accepted"
    missing = {name: [text for text in texts if text not in pages[name]] for name, texts in expected.items()}
    assert [name for name, texts in missing.items() if texts] == []
    secrets = ("welsh-roma", "quaker", "My partner is difficult.")
    assert [secret for secret in secrets for page in pages.values() if secret in page] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_keeps_within_its_queries(client, world, django_assert_num_queries, name):
    person = fill(world)

    with django_assert_num_queries(12, exact=False):
        client.get(reverse(name, args=[person.ref]))


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_the_same_number_of_queries_for_much_and_for_more(client, world, name):
    person = fill(world)
    counts = []
    for more in ((), ("print-20", "more-time", "hearing-loop")):
        for slug in more:
            NeedFactory.create(person=person, slug=slug)
            SupporterFactory.create(person=person)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name, args=[person.ref]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_open_tasks_are_shown_however_many_were_closed_since(client, world):
    person, by = world.lay.person, world.people["coordinator"]
    task = {"kind": "by-hand", "programme": world.programme, "person": person}
    open_task(key="old", title="Still to do", now=NOW - timedelta(days=90), **task)
    for number in range(60):
        close_task(task=open_task(key=f"{number}", title=f"Task {number}", now=NOW, **task), by=by, now=NOW)

    page = client.get(reverse("person_tasks", args=[person.ref])).context

    assert [row.task.title for row in page["open"]] == ["Still to do"]
    assert [row.task.title for row in page["closed"]] == [f"Task {number}" for number in range(59, 49, -1)]


def test_more_open_tasks_than_anybody_reads_are_in_the_list_of_all(client, world, monkeypatch):
    monkeypatch.setattr(person_pages, "MOST_OPEN", 2)
    person = world.lay.person
    for number in range(3):
        title = f"Task {number}"
        open_task(key=title, kind="by-hand", title=title, programme=world.programme, person=person, now=NOW)
    link = f"{reverse('cohorts:tasks')}?words={person.ref}"

    page = client.get(reverse("person_tasks", args=[person.ref]))

    assert [row.task.title for row in page.context["open"]] == ["Task 2", "Task 1"]
    assert link in page.content.decode()
    assert client.get(link).context["found"] == "3 tasks."


def test_pair_says_who_was_in_it_how_it_went_on_and_why_it_ended(client, world):
    third = PlaceFactory.create(cohort=world.cohort, role="lay", person__given_name="Una", person__family_name="Third")
    by, person = world.people["coordinator"], world.lay.person
    world.pair.third, world.pair.third_approved_by, world.pair.third_from = third, by, TODAY
    world.pair.save()
    before = shown(client, "person", person)
    end_pair(pair=world.pair, reason="conflict", by=by, now=NOW)

    page = shown(client, "person_programme", person)

    names = f"{person} and {world.professional.person}"
    assert f">{names}</a>" in before
    assert "with Una Third" in before
    assert "No partner now." in shown(client, "person", person)
    said = (f">{names}</a>", "Ended</strong>", "ended 1 Mar 2027: A conflict became known")
    assert [text for text in said if text not in page] == []
    assert f">See {world.professional.person}</a>" in page
    assert f">See {person}</a>" not in page


def test_header_tells_what_comes_next(client, world):
    person = world.lay.person
    sentences = []
    for change in (
        lambda: None,
        lambda: Person.objects.filter(pk=person.pk).update(do_not_contact=True),
        lambda: Person.objects.filter(pk=person.pk).update(deceased_on=TODAY),
    ):
        change()
        sentences.append(client.get(reverse("person", args=[person.ref])).context["next"].sentence)

    assert [sentence.split(":")[0] for sentence in sentences] == [
        "Survey “Baseline”",
        "They asked us not to contact them. Nothing is sent.",
        "This person has died. Nothing is sent.",
    ]


def test_name_on_a_register_is_a_link_for_a_coordinator_and_a_name_for_a_facilitator(client, world):
    url = reverse("workshops:register", args=[world.workshop.ref])
    link = f'href="{reverse("person", args=[world.lay.person.ref])}"'
    shown_to = {}
    for role in ("coordinator", "facilitator"):
        client.force_login(world.people[role])
        page = client.get(url).content.decode()
        shown_to[role] = (link in page, world.lay.person.full_name in page)

    assert shown_to == {"coordinator": (True, True), "facilitator": (False, True)}


# --- notes ------------------------------------------------------------------------------------------------------------
def note_form(world, **answers):
    return {
        "kind": "call",
        "incoming": "yes",
        "words": "She rang about Tuesday.",
        "day_day": "28",
        "day_month": "2",
        "day_year": "2027",
        "clock": "2:30pm",
        "programme": world.programme.ref,
        "submission_id": str(uuid.uuid4()),
        **answers,
    }


def test_note_posted_twice_is_one_note_with_who_and_when(client, world):
    form = note_form(world)

    for _click in range(2):
        client.post(reverse("person_note", args=[world.lay.person.ref]), form)

    note = ContactNote.objects.get()
    assert (note.by, note.incoming, note.at.isoformat()) == (
        world.people["coordinator"],
        True,
        "2027-02-28T14:30:00+00:00",
    )
    assert "She rang about Tuesday." in shown(client, "person_timeline", world.lay.person)


def test_note_of_what_has_not_happened_is_refused(client, world):
    url = reverse("person_note", args=[world.lay.person.ref])

    page = client.post(url, note_form(world, day_day="2", day_month="3"))

    assert page.context["form"].errors == {"day": ["Choose a day and time that have passed."]}
    assert ContactNote.objects.count() == 0


# --- changing ---------------------------------------------------------------------------------------------------------
def test_change_by_staff_is_saved_with_who_did_it(client, world):
    person = world.lay.person
    form = {"version": person.version, "mobile": "07700 900123", "address": "1 Mill Lane", "postcode": "CF10 1AA"}

    client.post(reverse("person_change", args=[person.ref, "contact"]), form)

    person.refresh_from_db()
    assert (person.mobile, person.outward_code) == ("+447700900123", "CF10")


def test_change_that_comes_second_shows_both_texts(client, world):
    person = world.lay.person
    Person.objects.filter(pk=person.pk).update(mobile="+447700900999", version=person.version + 1)
    form = {"version": person.version, "mobile": "07700 900123"}

    page = client.post(reverse("person_change", args=[person.ref, "contact"]), form)

    words = page.content.decode()
    person.refresh_from_db()
    assert (page.status_code, person.mobile) == (409, "+447700900999")
    assert ["07700 900999" in words, "07700 900123" in words] == [True, True]


def test_change_of_an_unknown_part_is_not_found(client, world):
    assert client.get(reverse("person_change", args=[world.lay.person.ref, "secrets"])).status_code == 404


def test_needs_saved_by_staff_count_as_asked_about(client, world):
    need = NeedFactory.create(person=world.lay.person, slug="step-free", review_due_on=TODAY)

    client.post(reverse("person_needs", args=[world.lay.person.ref]), {"needs_environment": ["step-free", "parking"]})

    need.refresh_from_db()
    assert need.review_due_on == TODAY.replace(year=2028)
    assert sorted(Need.objects.current().values_list("slug", flat=True)) == ["parking", "step-free"]


def test_consent_told_to_staff_says_how_and_can_be_taken_back(client, world):
    person, url = world.lay.person, reverse("person_consents", args=[world.lay.person.ref])
    text = CURRENT[Consent.Purpose.PUBLICITY]
    give = {"purpose": text.purpose, "deed": "give", "shown": text.shown_hash}

    refused = client.post(url, give)
    client.post(url, {**give, "channel": "phone"})
    consent = Consent.objects.standing().get(person=person, purpose=text.purpose)
    client.post(url, {"purpose": text.purpose, "deed": "withdraw"})

    assert "Choose how they told you" in refused.content.decode()
    assert (consent.channel, consent.given_by) == ("phone", world.people["coordinator"])
    assert not Consent.objects.standing().filter(person=person, purpose=text.purpose).exists()


def test_consent_on_this_website_cannot_be_given_by_staff(client, world):
    text = CURRENT[Consent.Purpose.PUBLICITY]
    form = {"purpose": text.purpose, "deed": "give", "shown": text.shown_hash, "channel": "web"}

    client.post(reverse("person_consents", args=[world.lay.person.ref]), form)

    assert not Consent.objects.filter(purpose=text.purpose).exists()


def test_do_not_contact_stops_everything_that_waits_and_can_be_undone(client, world):
    person = world.lay.person
    url = reverse("person_contact", args=[person.ref])
    message = MessageFactory.create(person=person, programme_ref=world.programme.ref)

    for _click in range(2):
        client.post(url, {"deed": "stop"})
    message.refresh_from_db()
    person.refresh_from_db()
    stopped = person.do_not_contact
    client.post(url, {"deed": "allow"})
    person.refresh_from_db()

    assert (stopped, message.state, person.do_not_contact) == (True, Message.State.CANCELLED, False)


def test_consents_of_a_selection_are_not_asked_on_this_page(client, world):
    text = CURRENT[Consent.Purpose.SELECTION]
    ConsentFactory.create(person=world.professional.person, purpose=Consent.Purpose.SELECTION, version=text.version)

    pages = [
        str(text.text) in shown(client, "person_consents", place.person) for place in (world.lay, world.professional)
    ]

    assert pages == [False, True]
