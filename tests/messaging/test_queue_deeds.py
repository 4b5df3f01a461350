"""What staff do to what waits: edit one, send it now; and writing to a group with a minute to undo."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from messaging.actions import hold, hurry, queue
from messaging.actions.bulk import NobodyThere, Words, undo_group_message, write_to_group
from messaging.bulk import Group
from messaging.models import BulkMessage, Message
from messaging.tasks import send_due
from messaging.wording import WordsRefused
from tests.factories import NOW, MessageFactory, PlaceFactory, ProgrammeFactory, coordinator_of

pytestmark = pytest.mark.django_db
State = Message.State
MINUTE = timedelta(minutes=1)
NIGHT = NOW + timedelta(hours=12)


@pytest.fixture
def programme():
    return ProgrammeFactory.create()


@pytest.fixture
def coordinator(programme, client):
    person = coordinator_of(programme)
    client.force_login(person)
    return person


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


# --- send now -------------------------------------------------------------------------------------------------------
def test_hurry_sends_at_any_hour_what_waits_or_is_held(programme, coordinator, mailoutbox) -> None:
    messages = MessageFactory.create_batch(2, programme_ref=programme.ref, due_at=NIGHT + timedelta(days=3))
    hold(message=messages[1], by=coordinator, now=NIGHT)

    assert [hurry(message=one, by=coordinator, now=NIGHT) for one in messages] == [True, True]
    send_due(NIGHT)

    assert states() == [State.SENT, State.SENT]


def test_hurried_message_is_not_moved_back_by_a_sweep(programme, coordinator, mailoutbox) -> None:
    later = NOW + timedelta(days=3)
    message = MessageFactory.create(key="k", due_at=later)
    hurry(message=message, by=coordinator, now=NOW)

    queue(key="k", person=message.person, purpose="test", due_at=later, now=NOW)
    send_due(NOW)

    assert states() == [State.SENT]


def test_hurry_what_was_sent_does_nothing(coordinator) -> None:
    message = MessageFactory.create(state=State.SENT, sent_at=NOW)

    assert not hurry(message=message, by=coordinator, now=NOW)


# --- edit one -------------------------------------------------------------------------------------------------------
def test_edit_page_shows_how_it_reads_and_then_saves(programme, coordinator, client) -> None:
    message = MessageFactory.create(programme_ref=programme.ref)
    url = reverse("messaging:edit", args=[message.ref])
    typed = {"title": "For you", "body": "Dear {called}, {news}!"}

    assert "the news is {news}" in client.get(url).content.decode()
    assert f"Dear {message.person.called}, good!" in client.post(url, {**typed, "preview": "1"}).content.decode()
    message.refresh_from_db()
    assert message.edited_body == ""
    page = client.post(url, typed, follow=True).content.decode()

    assert "saved for this message alone" in page
    message.refresh_from_db()
    assert (message.edited_title, message.edited_by) == ("For you", coordinator)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "One\nTwo", "body": "Words"}, "it cannot have a line break"),
        ({"title": "One", "body": "Dear {caled}"}, "Did you mean {called}?"),
    ],
)
def test_edit_page_refuses_bad_words_and_keeps_them(typed, said, programme, coordinator, client) -> None:
    message = MessageFactory.create(programme_ref=programme.ref)

    page = client.post(reverse("messaging:edit", args=[message.ref]), typed).content.decode()

    assert said in page
    message.refresh_from_db()
    assert message.edited_body == ""


def test_edit_page_shows_what_a_colleague_saved_and_then_lets_one_save(programme, coordinator, client) -> None:
    message = MessageFactory.create(programme_ref=programme.ref)
    url = reverse("messaging:edit", args=[message.ref])
    mine = {"title": "Mine", "body": "My words", "after": ""}
    client.post(url, {"title": "Theirs", "body": "Their words", "after": ""})

    asked = client.post(url, mine).content.decode()
    message.refresh_from_db()
    theirs = message.edited_body
    after = re.search(r'name="after" value="([^"]*)"', asked).group(1)
    client.post(url, mine | {"after": after})
    message.refresh_from_db()

    assert "Somebody else saved these words meanwhile. Compare, then save again." in asked
    assert ("Their words" in asked, "My words" in asked) == (True, True)
    assert (theirs, message.edited_body) == ("Their words", "My words")


def test_edit_page_sent_after_the_message_left_says_so(programme, coordinator, client) -> None:
    message = MessageFactory.create(programme_ref=programme.ref, state=State.SENT, sent_at=NOW)

    page = client.post(reverse("messaging:edit", args=[message.ref]), {"title": "Mine", "body": "Late"}, follow=True)

    assert "the message has moved on since you opened the page" in page.content.decode()


def test_edit_page_of_what_was_sent_does_not_exist(programme, coordinator, client) -> None:
    message = MessageFactory.create(programme_ref=programme.ref, state=State.SENT, sent_at=NOW)

    assert client.get(reverse("messaging:edit", args=[message.ref])).status_code == 404


# --- groups ---------------------------------------------------------------------------------------------------------
def written(programme, by, *, group=None, once=None, **words):
    return write_to_group(
        group=group or Group(programme.ref),
        named="Everybody",
        words=Words(**{"title": "News", "body": "Hello {called}", **words}),
        submission_id=once or uuid.uuid4(),
        by=by,
        now=NOW,
    )


def test_group_is_those_with_an_active_place_who_may_be_contacted(programme, coordinator) -> None:
    lay = PlaceFactory.create(cohort__programme=programme, role="lay")
    professional = PlaceFactory.create(cohort=lay.cohort, role="professional")
    PlaceFactory.create(cohort=lay.cohort, state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)
    PlaceFactory.create(cohort=lay.cohort, person__do_not_contact=True)
    PlaceFactory.create()

    everybody = set(Group(programme.ref).people())
    lay_alone = set(Group(programme.ref, lay.cohort.ref, "lay").people())

    assert everybody == {lay.person, professional.person}
    assert lay_alone == {lay.person}


def test_group_message_leaves_after_a_minute_and_each_in_their_name(programme, coordinator, mailoutbox) -> None:
    places = PlaceFactory.create_batch(2, cohort__programme=programme)
    bulk = written(programme, coordinator)

    send_due(NOW)
    assert mailoutbox == []
    send_due(NOW + MINUTE)

    assert bulk.people == 2
    assert {email.body.splitlines()[0] for email in mailoutbox} == {f"Hello {one.person.called}" for one in places}


def test_group_message_posted_twice_is_one(programme, coordinator) -> None:
    PlaceFactory.create(cohort__programme=programme)
    once = uuid.uuid4()

    assert written(programme, coordinator, once=once) == written(programme, coordinator, once=once)
    assert (BulkMessage.objects.count(), Message.objects.count()) == (1, 1)


def test_undo_stops_what_has_not_left(programme, coordinator, mailoutbox) -> None:
    PlaceFactory.create_batch(3, cohort__programme=programme)
    bulk = written(programme, coordinator)

    stopped = [undo_group_message(bulk=bulk, by=coordinator, now=NOW + MINUTE / 2) for _ in range(2)]
    send_due(NOW + 2 * MINUTE)

    assert stopped == [3, 0]
    assert mailoutbox == []
    bulk.refresh_from_db()
    assert bulk.undone_by == coordinator


def test_urgent_group_message_goes_to_who_was_told_something_today(programme, coordinator, mailoutbox) -> None:
    place = PlaceFactory.create(cohort__programme=programme)
    MessageFactory.create(person=place.person)
    send_due(NOW)

    written(programme, coordinator, urgent=True)
    send_due(NOW + MINUTE)

    assert states() == [State.SENT, State.SENT]


def test_group_message_to_nobody_or_with_bad_words_is_refused(programme, coordinator, caplog) -> None:
    with pytest.raises(NobodyThere):
        written(programme, coordinator)
    PlaceFactory.create(cohort__programme=programme)
    for words in ({"title": "One\nTwo"}, {"body": "Hello {news}"}):
        with pytest.raises(WordsRefused):
            written(programme, coordinator, **words)

    assert "were refused" in caplog.text
    assert not BulkMessage.objects.exists()


def test_who_left_meanwhile_is_not_told(programme, coordinator, mailoutbox) -> None:
    place = PlaceFactory.create(cohort__programme=programme)
    written(programme, coordinator)
    type(place).objects.filter(pk=place.pk).update(state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)

    send_due(NOW + MINUTE)

    assert (states(), mailoutbox) == ([State.CANCELLED], [])


def test_pages_count_preview_send_and_undo(programme, coordinator, client) -> None:
    places = PlaceFactory.create_batch(2, cohort__programme=programme)
    url = reverse("messaging:group")
    typed = {"programme": programme.ref, "title": "News", "body": "Hello {called}"}
    typed["submission_id"] = str(uuid.uuid4())

    preview = client.post(url, typed).content.decode()
    assert "2 people get this" in preview
    assert all(place.person.full_name in preview for place in places)
    assert not BulkMessage.objects.exists()
    sent = client.post(url, {**typed, "send": "1"}, follow=True).content.decode()
    assert "Undo: stop it" in sent
    undone = client.post(reverse("messaging:group_undo", args=[BulkMessage.objects.get().ref]), follow=True)

    assert "2 messages are stopped." in undone.content.decode()


def test_page_refuses_a_programme_of_somebody_else(programme, coordinator, client) -> None:
    other = PlaceFactory.create()

    page = client.post(
        reverse("messaging:group"), {"programme": other.programme.ref, "title": "T", "body": "B", "send": "1"}
    ).content.decode()

    assert "Choose one of the answers" in page
    assert not BulkMessage.objects.exists()
