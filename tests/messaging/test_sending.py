"""Sending at once: codes that never rest in the outbox."""

import logging

import pytest

from messaging.actions import send_now
from messaging.models import Message
from tests.factories import NOW, PersonFactory

pytestmark = pytest.mark.django_db


def test_send_now_emails_the_person_and_stores_nothing(mailoutbox: list, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = PersonFactory.create(email="mair@example.org", contact_email="family@example.org")

    sent = send_now(person=person, title="Your\ncode", body="The code is 123456.", now=NOW)

    assert sent is True
    assert [(email.to, email.subject, email.body) for email in mailoutbox] == [
        (["mair@example.org"], "Your code", "The code is 123456.")
    ]
    assert Message.objects.count() == 0
    assert "123456" not in caplog.text


@pytest.mark.parametrize(
    "who", [{"email": None}, {"do_not_contact": True}, {"deceased_on": NOW.date()}], ids=["no email", "stopped", "dead"]
)
def test_send_now_sends_nothing_to_whom_it_may_not(who: dict[str, object], mailoutbox: list) -> None:
    person = PersonFactory.create(**who)

    assert send_now(person=person, title="Your code", body="123456", now=NOW) is False
    assert mailoutbox == []


def test_send_now_tells_when_the_server_is_away(settings: object, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_BACKEND = "messaging.channels.smtp.FencedSMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    person = PersonFactory.create(email="mair@example.org")

    assert send_now(person=person, title="Your code", body="123456", now=NOW) is False
    assert [record.getMessage() for record in caplog.records] == ["An email could not be sent at once (down)."]
