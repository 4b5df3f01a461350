"""What comes back: “stop”, bounces and complaints, and that nobody else can say so."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from cohorts.models import ContactNote, Task
from cohorts.tasks import keep_tasks
from messaging.actions.claiming import claim_batch
from messaging.actions.delivery import deliver_batch
from messaging.actions.stops import lift_stop, stop_channel
from messaging.channels.postroom import Postroom
from messaging.models import ChannelStop, Message, ProviderReport
from messaging.routing import route_to
from messaging.stop_links import stop_address
from messaging.tasks import send_due
from people.models import Person
from tests.factories import NOW, ContactMethodFactory, MessageFactory, PersonFactory, PlaceFactory, coordinator_of

pytestmark = pytest.mark.django_db
State = Message.State
KEY = "signing-key"
DAY = timedelta(days=1)


@pytest.fixture
def mailgun(settings) -> None:
    settings.EMAIL_REPORTS = "mailgun"
    settings.ANYMAIL = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY}


def person_with(*methods: str, **fields: Any) -> Person:
    person = PersonFactory.create(**{"phone": "01293 400000", "address": "1 High Street", **fields})
    for position, method in enumerate(methods, start=1):
        ContactMethodFactory.create(person=person, method=method, position=position)
    return person


def emailed(person: Person, **fields: Any) -> Message:
    message = MessageFactory.create(person=person, **fields)
    send_due(NOW)
    message.refresh_from_db()
    assert message.state == State.SENT
    return message


def told(client, message: Message, event: str, *, key: str = KEY, number: int = 1, **more: Any):
    """Post what Mailgun posts about a message; return the answer."""
    at, token = str(int(NOW.timestamp())), f"token{number}".ljust(50, "0")
    signature = hmac.new(key.encode(), (at + token).encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "id": f"event-{number}",
        "timestamp": NOW.timestamp(),
        "recipient": message.address,
        "message": {"headers": {"message-id": message.message_id.strip("<>")}},
        **more,
    }
    body = {"signature": {"timestamp": at, "token": token, "signature": signature}, "event-data": data}
    return client.post(reverse("messaging:email_reports"), json.dumps(body), content_type="application/json")


HARD = {"severity": "permanent", "reason": "bounce", "delivery-status": {"code": 550}}
SOFT = {"severity": "temporary", "reason": "generic", "delivery-status": {"code": 451}}


# --- the link ------------------------------------------------------------------------------------------------------
def test_every_email_says_how_to_stop_with_one_click(mailoutbox) -> None:
    message = emailed(PersonFactory.create())

    (email,) = mailoutbox
    link = stop_address(message.person, "email")
    assert email.extra_headers["List-Unsubscribe"].startswith(f"<{link}>, <mailto:")
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in email.body


def test_looking_at_the_link_stops_nothing_and_names_nobody(client) -> None:
    person = PersonFactory.create()

    page = client.get(stop_address(person, "email").removeprefix("http://127.0.0.1:8000")).content.decode()

    assert person.family_name not in page
    assert not ChannelStop.objects.exists()


@pytest.mark.parametrize("easy", [False, True])
def test_page_of_the_link_is_in_the_words_that_the_person_reads(easy, client) -> None:
    url = stop_address(PersonFactory.create(easy_read=easy), "email").removeprefix("http://127.0.0.1:8000")

    pages = client.get(url).content.decode() + client.post(url).content.decode()

    assert pages.count("If it is important, we tell you in another way.") == 2 * easy
    assert "not in Easy Read yet" not in pages


@pytest.mark.parametrize("data", [{"List-Unsubscribe": "One-Click"}, {}])
def test_one_click_stops_emails_at_once_without_a_cookie(data, client) -> None:
    client.handler.enforce_csrf_checks = True
    person = person_with("email", "letter")
    url = stop_address(person, "email").removeprefix("http://127.0.0.1:8000")

    answers = [client.post(url, data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    stop = ChannelStop.objects.get()
    assert (stop.person, stop.channel, stop.reason, stop.address) == (person, "email", "asked", "")
    assert route_to(person).channel == "letter"


@pytest.mark.parametrize("token", ["ABCDEFGH.email:forged", "nothing", "x:y:z"])
def test_link_that_we_did_not_sign_stops_nothing(token, client) -> None:
    assert client.post(reverse("messaging:stop", args=[token])).status_code == 404
    assert not ChannelStop.objects.exists()


def test_what_must_still_be_said_goes_by_the_next_way_that_they_listed(mailoutbox) -> None:
    person = person_with("email", "letter", "phone")
    message = MessageFactory.create(person=person)
    stop_channel(person=person, channel="email", reason="asked", now=NOW)

    send_due(NOW)

    message.refresh_from_db()
    assert (message.state, message.channel) == (State.TO_PRINT, "letter")
    assert mailoutbox == []


def test_stop_reaches_what_a_worker_has_in_its_hands(mailoutbox) -> None:
    person = person_with("email", "letter")
    MessageFactory.create(person=person)
    batch = claim_batch(now=NOW)
    stop_channel(person=person, channel="email", reason="asked", now=NOW)

    deliver_batch(batch=batch, postroom=Postroom(), clock=lambda: NOW)

    assert mailoutbox == []
    send_due(NOW)
    assert Message.objects.get().state == State.TO_PRINT


def test_lifted_stop_lets_emails_go_again() -> None:
    person = person_with("email")
    stop_channel(person=person, channel="email", reason="asked", now=NOW)
    stop = ChannelStop.objects.get()

    assert lift_stop(stop=stop, by=person, now=NOW)
    assert not lift_stop(stop=stop, by=person, now=NOW)
    assert route_to(person).channel == "email"
    assert stop_channel(person=person, channel="email", reason="asked", now=NOW)


# --- bounces and complaints ------------------------------------------------------------------------------------------
def test_hard_bounce_stops_the_address_and_says_it_by_the_next_way(client, mailgun, mailoutbox) -> None:
    message = emailed(person_with("email", "letter"))

    assert told(client, message, "failed", **HARD).status_code == 200

    stop = ChannelStop.objects.get()
    assert (stop.reason, stop.address, stop.message) == ("hard_bounce", message.address, message)
    message.refresh_from_db()
    assert message.state == State.QUEUED
    send_due(NOW + timedelta(minutes=1))
    message.refresh_from_db()
    assert (message.state, message.channel) == (State.TO_PRINT, "letter")
    assert len(mailoutbox) == 1


def test_bounced_address_is_tried_no_more_but_a_new_one_is(client, mailgun) -> None:
    person = person_with("email", "phone")
    told(client, emailed(person), "failed", **HARD)
    assert route_to(Person.objects.get(pk=person.pk)).channel == "phone"

    Person.objects.filter(pk=person.pk).update(contact_email="new@example.org")

    assert route_to(Person.objects.get(pk=person.pk)).address == "new@example.org"


def test_three_soft_bounces_within_a_week_stop_the_address(client, mailgun, settings) -> None:
    settings.ONE_MESSAGE_A_DAY = False
    person = person_with("email", "phone")
    messages = [emailed(person) for _ in range(3)]

    for number, message in enumerate(messages[:2]):
        told(client, message, "failed", number=number, **SOFT)
        told(client, message, "failed", number=10 + number, **SOFT)
    assert not ChannelStop.objects.exists()
    told(client, messages[2], "failed", number=20, **SOFT)

    assert ChannelStop.objects.get().reason == "soft_bounces"


def test_soft_bounces_of_more_than_a_week_ago_do_not_count(client, mailgun, settings) -> None:
    settings.ONE_MESSAGE_A_DAY = False
    messages = [emailed(person_with("email", "phone"))]
    messages += [emailed(messages[0].person) for _ in range(2)]
    for number, message in enumerate(messages):
        when = NOW.timestamp() - (9 - 4 * number) * DAY.total_seconds()
        told(client, message, "failed", number=number, **{**SOFT, "timestamp": when})

    assert not ChannelStop.objects.exists()


def test_complaint_stops_all_emails_to_them(client, mailgun) -> None:
    message = emailed(person_with("email", "letter"))

    told(client, message, "complained")

    assert (ChannelStop.objects.get().reason, ChannelStop.objects.get().address) == ("complaint", "")


def test_delivered_is_written_down(client, mailgun) -> None:
    message = emailed(person_with("email"))

    told(client, message, "delivered")

    message.refresh_from_db()
    assert message.state == State.DELIVERED


@pytest.mark.parametrize("event", ["failed", "complained"])
def test_bounce_and_complaint_make_a_task(event, client, mailgun) -> None:
    place = PlaceFactory.create(person=person_with("email", "letter"))
    message = emailed(place.person, programme_ref=place.programme.ref)
    told(client, message, event, **HARD)

    keep_tasks(NOW)

    task = Task.objects.get(kind="channel-stopped")
    assert (task.person, task.subject_ref, task.state) == (place.person, place.person.ref, "open")
    lift_stop(stop=ChannelStop.objects.get(), by=place.person, now=NOW)
    keep_tasks(NOW)
    task.refresh_from_db()
    assert task.state == "dropped"


# --- who may say so --------------------------------------------------------------------------------------------------
def test_wrong_signature_is_refused_and_logged_and_does_nothing(client, mailgun, caplog) -> None:
    message = emailed(person_with("email"))

    answer = told(client, message, "failed", key="another", **HARD)

    assert answer.status_code == 403
    assert "was refused" in caplog.text
    assert not ProviderReport.objects.exists()
    assert not ChannelStop.objects.exists()


def test_replayed_report_is_refused_and_logged_and_does_nothing(client, mailgun, caplog) -> None:
    message = emailed(person_with("email", "letter"))
    told(client, message, "failed", **HARD)
    lift_stop(stop=ChannelStop.objects.get(), by=message.person, now=NOW)

    answer = told(client, message, "failed", **HARD)

    assert answer.status_code == 409
    assert "told before" in caplog.text
    assert not ChannelStop.objects.standing().exists()
    assert ProviderReport.objects.count() == 1


@pytest.mark.parametrize("body", ["", "{}", "[]", "no json", '{"signature": 1}'])
def test_what_cannot_be_read_is_refused(body, client, mailgun) -> None:
    answer = client.post(reverse("messaging:email_reports"), body, content_type="application/json")

    assert answer.status_code == 403


def test_report_about_a_message_of_somebody_else_is_logged_alone(client, mailgun, caplog) -> None:
    message = emailed(person_with("email"))
    message.address = "other@example.org"

    assert told(client, message, "failed", **HARD).status_code == 200
    assert "no message that we know" in caplog.text
    assert not ChannelStop.objects.exists()


def test_provider_that_does_not_sign_is_refused_without_a_secret(client, settings) -> None:
    settings.EMAIL_REPORTS, settings.ANYMAIL = "postmark", {}

    answer = client.post(reverse("messaging:email_reports"), "{}", content_type="application/json")

    assert answer.status_code == 403


def test_without_a_provider_the_address_does_not_exist(client, settings) -> None:
    settings.EMAIL_REPORTS = ""

    assert client.post(reverse("messaging:email_reports"), "{}", content_type="application/json").status_code == 404


# --- replies ---------------------------------------------------------------------------------------------------------
def text_from(client, words: str, *, token: str = "secret", number: str = "447700900123", reply_id: str = "1"):
    said = {"id": reply_id, "source_number": number, "message": words, "date_received": "2027-03-01T09:00:00.000000Z"}
    headers = {"Authorization": f"Bearer {token}"}
    url = reverse("messaging:notify_replies")
    return client.post(url, json.dumps(said), content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("words", "stops"), [("STOP", 1), (" stop please", 1), ("Stopped by your office", 0), ("Yes", 0)]
)
def test_text_that_says_stop_stops_texts(words, stops, client, settings) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = "secret"
    PersonFactory.create(mobile="+447700900123")

    assert text_from(client, words).status_code == 200
    assert ChannelStop.objects.filter(channel="sms").count() == stops


def test_other_reply_is_a_note_on_their_page_and_a_task(client, settings) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = "secret"
    place = PlaceFactory.create(person__mobile="+447700900123")

    for _ in range(2):
        text_from(client, "I am running late.")

    note = ContactNote.objects.get()
    assert (note.person, note.kind, note.incoming, note.words) == (place.person, "text", True, "I am running late.")
    assert Task.objects.get(kind="reply").person == place.person
    assert not ChannelStop.objects.exists()


def test_text_with_a_wrong_token_or_a_second_time_is_refused(client, settings, caplog) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = "secret"
    PersonFactory.create(mobile="+447700900123")

    answers = [text_from(client, "stop", token="wrong"), text_from(client, "stop"), text_from(client, "stop")]

    assert [answer.status_code for answer in answers] == [403, 200, 409]
    assert ChannelStop.objects.count() == 1
    assert "was refused" in caplog.text
    assert "told before" in caplog.text


def test_no_token_of_ours_means_that_nobody_is_let_in(client, settings) -> None:
    settings.NOTIFY_CALLBACK_TOKEN = ""

    assert text_from(client, "stop", token="").status_code == 403


def test_email_reply_that_says_stop_stops_emails_of_everybody_at_that_address(client, mailgun) -> None:
    people = [PersonFactory.create(email="home@example.org"), PersonFactory.create(contact_email="Home@example.org")]
    at, token = str(int(NOW.timestamp())), "t" * 50
    signed = hmac.new(KEY.encode(), (at + token).encode(), hashlib.sha256).hexdigest()
    posted = {
        "timestamp": at,
        "token": token,
        "signature": signed,
        "sender": "home@example.org",
        "recipient": "hello@example.org",
        "from": "Mair <home@example.org>",
        "subject": "Re: Your workshop",
        "body-plain": "Stop, please.",
        "stripped-text": "Stop, please.",
        "message-headers": json.dumps(
            [["From", "Mair <home@example.org>"], ["Subject", "Re: Your workshop"], ["Message-Id", "<a@b>"]]
        ),
    }

    answer = client.post(reverse("messaging:email_replies"), posted)

    assert answer.status_code == 200
    assert set(ChannelStop.objects.values_list("person", flat=True)) == {person.pk for person in people}


# --- for staff -------------------------------------------------------------------------------------------------------
def test_timeline_shows_what_is_stopped_and_lets_it_be_used_again(client) -> None:
    place = PlaceFactory.create()
    client.force_login(coordinator_of(place.programme))
    stop_channel(person=place.person, channel="email", reason="asked", now=NOW)
    url = reverse("person_timeline", args=[place.person.ref])

    assert "They said “stop”" in client.get(url).content.decode()
    client.post(reverse("messaging:lift_stop", args=[ChannelStop.objects.get().pk]))

    assert "They said “stop”" not in client.get(url).content.decode()
