"""The pages of coordinators: what they see, what they may do, and that nobody else sees them."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from messaging.models import Message
from messaging.tasks import send_due
from people.models import AuditEvent, ContactMethod, Need
from tests.factories import (
    NOW,
    ContactMethodFactory,
    MessageFactory,
    PersonFactory,
    ProgrammeFactory,
    SupporterFactory,
    TeamMembershipFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture
def programme():
    return ProgrammeFactory.create()


@pytest.fixture
def coordinator(programme, client):
    person = coordinator_of(programme, given_name="Cora", family_name="Dean")
    client.force_login(person)
    return person


def waiting(programme, **fields):
    """Return a message of this programme."""
    return MessageFactory.create(programme_ref=programme.ref, **fields)


def to_call(programme, **fields):
    """Return a message of this programme on the call list."""
    words = {"channel": "phone", "title": "News", "body": "The news is good."}
    return waiting(programme, **{"state": State.TO_CALL, **words, **fields})


def to_print(programme, **fields):
    """Return a message of this programme on the print list."""
    words = {"channel": "letter", "title": "News", "body": "The news is good."}
    return waiting(programme, **{"state": State.TO_PRINT, **words, **fields})


def the_words(response) -> str:
    """Return the page without its tags' whitespace."""
    return " ".join(response.content.decode().split())


# --- who may see ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [None, "facilitator", "reviewer", "evaluator", "commissioner", "safeguarding_lead"])
@pytest.mark.parametrize("name", ["queue", "letters"])
def test_pages_do_not_exist_for_anybody_but_coordinators(name, role, programme, client) -> None:
    person = PersonFactory.create()
    if role:
        TeamMembershipFactory.create(programme=programme, person=person, role=role)
    client.force_login(person)

    assert client.get(reverse(f"messaging:{name}")).status_code == 404


def test_pages_do_not_exist_for_a_former_coordinator(programme, client) -> None:
    membership = TeamMembershipFactory.create(programme=programme, ended_on=NOW.date())
    client.force_login(membership.person)

    assert client.get(reverse("messaging:queue")).status_code == 404


def test_messages_of_another_programme_are_not_found(coordinator, client) -> None:
    foreign = waiting(ProgrammeFactory.create())
    foreign_letter = to_print(ProgrammeFactory.create())

    gets = [
        reverse("messaging:message", args=[foreign.ref]),
        reverse("messaging:cancel", args=[foreign.ref]),
        reverse("messaging:letter", args=[foreign_letter.ref]),
    ]
    posts = [reverse(f"messaging:{name}", args=[foreign.ref]) for name in ("hold", "release", "cancel", "send_again")]
    client.post(reverse("messaging:print_letters"), {"letter": [foreign_letter.ref]})

    assert [client.get(url).status_code for url in gets] == [404] * 3
    assert [client.post(url, {"why": "No."}).status_code for url in posts] == [404] * 4
    foreign_letter.refresh_from_db()
    assert not foreign_letter.printings.exists()
    assert foreign.person.full_name not in the_words(client.get(reverse("messaging:queue")))


def test_message_of_no_programme_is_every_coordinators(coordinator, client) -> None:
    message = MessageFactory.create()

    assert client.get(reverse("messaging:message", args=[message.ref])).status_code == 200


# --- the queue ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["queue", "letters"])
def test_list_pages_ask_the_same_number_of_queries_for_one_and_three(
    name, programme, coordinator, client, django_assert_max_num_queries
) -> None:
    def full_person():
        person = PersonFactory.create(reached_via=PersonFactory.create())
        ContactMethodFactory.create(person=person, method=ContactMethod.Method.SUPPORTER)
        helper = PersonFactory.create(phone="01293 400000", reached_via=PersonFactory.create())
        person.supporters.create(supporter=helper, kind="carer", agreed_at=NOW, agreed_by=person)
        return person

    def add():
        make = {"queue": waiting, "letters": to_print}[name]
        make(programme, person=full_person())

    counts = []
    for more in (1, 2):
        for _ in range(more):
            add()
        with django_assert_max_num_queries(12) as asked:
            response = client.get(reverse(f"messaging:{name}"))
        assert response.status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_queue_says_when_who_what_how_why_and_state(programme, coordinator, client) -> None:
    waiting(programme, person=PersonFactory.create(given_name="Mair", family_name="Evans"))

    page = client.get(reverse("messaging:queue"))

    [row] = page.context["rows"]
    assert (str(row.message.person), row.what, row.way, row.why) == (
        "Mair Evans",
        "Test",
        "Email",
        "Whenever a test asks",
    )
    assert ["1 Mar 2027" in the_words(page), "Waiting" in the_words(page)] == [True, True]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["waiting", "held", "call"]),
        ({"state": "all"}, ["waiting", "held", "call", "failed", "sent"]),
        ({"state": "attention"}, ["failed"]),
        ({"state": "held"}, ["held"]),
        ({"purpose": "other"}, ["held"]),
        ({"words": "mair evans"}, ["call"]),
        ({"first": "2027-03-02"}, ["held"]),
        ({"last": "2027-03-01"}, ["waiting", "call"]),
        ({"state": "nonsense", "first": "someday"}, ["waiting", "held", "call"]),
    ],
    ids=str,
)
def test_queue_filters(*, filters, found, programme, coordinator, client, purpose) -> None:
    purpose(slug="other")
    waiting(programme, key="waiting")
    waiting(programme, key="held", state=State.HELD, purpose="other", due_at=NOW.replace(day=2))
    to_call(programme, key="call", person=PersonFactory.create(given_name="Mair", family_name="Evans"))
    waiting(programme, key="failed", state=State.FAILED)
    waiting(programme, key="sent", state=State.SENT, sent_at=NOW)

    page = client.get(reverse("messaging:queue"), filters)

    assert {row.message.key for row in page.context["rows"]} == set(found)


@pytest.mark.parametrize(
    ("state", "typed", "found"),
    [
        ("all", "{}", ["waiting", "sent"]),
        ("", "{0[0]}{0[1]}{0[2]}{0[3]}-{0[4]}{0[5]}{0[6]}{0[7]}", ["waiting"]),
        ("all", "{} news", ["sent"]),
    ],
    ids=["a reference", "with a hyphen, still to be said", "and a word"],
)
def test_queue_finds_the_messages_of_whoever_has_a_reference(
    *, state, typed, found, programme, coordinator, client
) -> None:
    person = PersonFactory.create()
    waiting(programme, key="waiting", person=person)
    waiting(programme, key="sent", person=person, state=State.SENT, sent_at=NOW, title="The news")
    waiting(programme, key="anybody's", title="The news")
    waiting(ProgrammeFactory.create(), key="another programme's", person=person)

    page = client.get(reverse("messaging:queue"), {"state": state, "words": typed.format(person.ref)})

    assert {row.message.key for row in page.context["rows"]} == set(found)


def test_queue_shows_25_a_page(programme, coordinator, client) -> None:
    person = PersonFactory.create()
    MessageFactory.create_batch(26, programme_ref=programme.ref, person=person)

    pages = [client.get(reverse("messaging:queue"), {"page": number}) for number in (1, 2, 99)]

    assert [len(page.context["rows"]) for page in pages] == [25, 1, 1]


def test_queue_leads_to_what_needs_attention(programme, coordinator, client) -> None:
    calm = client.get(reverse("messaging:queue")).content.decode()
    for state in (State.UNKNOWN, State.FAILED, State.BOUNCED):
        waiting(programme, state=state)

    troubled = client.get(reverse("messaging:queue")).content.decode()

    links = [f'href="/staff/messages/?state={state}"' for state in ("unknown", "failed", "bounced")]
    assert [link in calm for link in links] == [False] * 3
    assert [link in troubled for link in links] == [True] * 3


# --- one message ----------------------------------------------------------------------------------------------------
def test_message_page_previews_the_words_as_they_are_now(programme, coordinator, client) -> None:
    message = waiting(programme, data={"news": "<b>best</b>"})

    page = the_words(client.get(reverse("messaging:message", args=[message.ref])))

    assert "the news is &lt;b&gt;best&lt;/b&gt;." in page
    assert "Questions? Phone" in page


def test_message_page_survives_a_broken_purpose(programme, coordinator, client) -> None:
    message = waiting(programme, purpose="unheard-of")

    page = client.get(reverse("messaging:message", args=[message.ref]))

    assert page.status_code == 200
    assert "The words cannot be made (LookupError)." in the_words(page)


def test_message_page_shows_what_was_said(programme, coordinator, client) -> None:
    message = waiting(programme, state=State.SENT, sent_at=NOW, title="Old title", body="Old words", channel="email")

    page = the_words(client.get(reverse("messaging:message", args=[message.ref])))

    assert ["Old words" in page, "the news is" in page] == [True, False]


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize(
    ("name", "from_states", "to"),
    [
        ("hold", {"queued"}, "held"),
        ("release", {"held"}, "queued"),
        ("send_again", {"unknown", "failed", "bounced", "missed"}, "queued"),
        (
            "cancel",
            {"queued", "held", "claimed", "to_call", "to_print", "unknown", "failed", "bounced", "missed"},
            "cancelled",
        ),
    ],
)
def test_staff_may_do_what_the_state_allows_and_it_is_audited(
    *, name, from_states, to, state, programme, coordinator, client
) -> None:
    claim = {"claim": uuid.uuid4(), "lease_until": NOW} if state in {"claimed", "sending"} else {}
    sent = {"sent_at": NOW} if state in {"sent", "delivered"} else {}
    message = waiting(programme, state=state, why="Before.", attempts=3, **claim, **sent)

    response = client.post(reverse(f"messaging:{name}", args=[message.ref]), {"why": "They asked."}, follow=True)

    message.refresh_from_db()
    allowed = state in from_states
    assert message.state == (to if allowed else state)
    assert AuditEvent.objects.about(message).filter(by=coordinator).count() == int(allowed)
    assert [str(notice.level_tag) for notice in response.context["messages"]] == ["success" if allowed else "warning"]
    if name == "cancel" and allowed:
        assert message.why == "They asked."


def test_cancel_asks_why_and_keeps_the_message(programme, coordinator, client) -> None:
    message = waiting(programme)

    page = client.post(reverse("messaging:cancel", args=[message.ref]), {"why": " "})

    message.refresh_from_db()
    assert message.state == State.QUEUED
    assert page.context["form"].errors == {"why": ["Enter an answer for “Why is it not to be said?”."]}


def test_message_sent_again_goes_out_although_it_was_late(programme, coordinator, client, mailoutbox) -> None:
    message = waiting(programme, state=State.MISSED, stale_after=NOW)

    client.post(reverse("messaging:send_again", args=[message.ref]))
    send_due(NOW.replace(hour=12))

    message.refresh_from_db()
    assert message.state == State.SENT
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("name", ["hold", "release", "send_again", "print_letters"])
def test_deeds_are_refused_as_links(name, programme, coordinator, client) -> None:
    args = [] if name == "print_letters" else [waiting(programme).ref]

    assert client.get(reverse(f"messaging:{name}", args=args)).status_code == 405


@pytest.mark.parametrize("name", ["message", "cancel"])
def test_page_of_one_message_asks_few_queries(name, programme, coordinator, client, django_assert_max_num_queries):
    message = waiting(programme)

    with django_assert_max_num_queries(11 if name == "message" else 8):
        assert client.get(reverse(f"messaging:{name}", args=[message.ref])).status_code == 200


def test_page_of_a_message_asks_as_much_for_one_supporter_as_for_three(programme, coordinator, client):
    message, counts = waiting(programme), []
    ContactMethodFactory.create(person=message.person, method="supporter", position=1)
    for _turn in range(2):
        SupporterFactory.create_batch(2 if counts else 1, person=message.person, supporter__phone="")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("messaging:message", args=[message.ref]))
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- letters --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("slugs", "size"), [([], 14), (["print-24"], 24), (["print-20", "print-28", "vegan"], 28)])
def test_letter_is_in_the_readers_print_size(slugs, size, programme, coordinator, client) -> None:
    person = PersonFactory.create(given_name="Mair", family_name="Evans", address="1 High Street\nOxford")
    for slug in slugs:
        Need.objects.create(
            person=person, category="other", slug=slug, recorded_by=person, recorded_at=NOW, review_due_on=NOW.date()
        )
    message = to_print(programme, person=person)

    page = the_words(client.get(reverse("messaging:letter", args=[message.ref])))

    assert f"lt-letter--{size}" in page
    assert "Mair Evans<br>1 High Street<br>Oxford<br>OX1 1AA" in page
