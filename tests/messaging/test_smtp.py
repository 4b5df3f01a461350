"""Email over SMTP: what every way of refusing, hanging up and answering late comes to."""

import asyncio
import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from messaging.channels import Fate, Parcel
from messaging.channels.email import EmailChannel
from messaging.models import Message
from messaging.tasks import send_due
from tests.factories import NOW, MessageFactory, PersonFactory

# aiosmtpd hands every handler the same arguments under its own names.
# ruff: noqa: ARG002, N802


class Server:
    """A mail server that answers as a test says, and keeps what it accepted."""

    def __init__(self) -> None:
        self.mail = self.rcpt = self.data = "250 OK"
        self.hang_up_on = ""
        self.accepted: list[str] = []
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        envelope.mail_from = address
        return self.mail

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.hang_up_on == "RCPT":
            server.transport.abort()
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.hang_up_on == "after":
            self.accepted.append(envelope.content.decode())
            server.transport.abort()
            return "250 OK"
        if self.data.startswith("250"):
            self.accepted.append(envelope.content.decode())
        return self.data


class Hanging(SMTP):
    """Hangs up when the words begin to come, or before it has agreed to take them."""

    async def smtp_DATA(self, arg: str) -> None:
        handler = self.event_handler
        if handler.hang_up_on == "before":
            self.transport.abort()
        elif handler.hang_up_on == "during":
            await self.push("354 Go on")
            await self._reader.readline()
            self.transport.abort()
            await asyncio.sleep(0)
        else:
            await super().smtp_DATA(arg)


class Port(Controller):
    def factory(self) -> SMTP:
        return Hanging(self.handler, **self.SMTP_kwargs)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(settings) -> Iterator[Server]:
    """Run a mail server, and send through it."""
    handler = Server()
    controller = Port(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "messaging.channels.smtp.FencedSMTPBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_TIMEOUT = 5
    yield handler
    controller.stop()


def parcel(**changes: str) -> Parcel:
    usual = {
        "address": "mair@example.org",
        "title": "News",
        "body": "Hello.\n.\nBye.",
        "message_id": "<ref@example.org>",
    }
    return Parcel(**{**usual, **changes}, now=NOW)


def test_accepted_email_carries_its_own_id_and_date(server) -> None:
    channel = EmailChannel()

    fates = [channel.send(parcel()).fate, channel.send(parcel(title="Nôl")).fate]
    channel.close()

    assert fates == [Fate.ACCEPTED, Fate.ACCEPTED]
    assert server.connections == 1
    head, _, body = server.accepted[0].partition("\r\n\r\n")
    assert "Message-ID: <ref@example.org>" in head
    assert "Date: Mon, 01 Mar 2027 09:00:00 +0000" in head
    assert body == "Hello.\r\n.\r\nBye.\r\n"


@pytest.mark.parametrize(
    ("answers", "fate"),
    [
        ({"rcpt": "550 No such person"}, Fate.REFUSED),
        ({"rcpt": "450 Mailbox busy"}, Fate.LATER),
        ({"rcpt": "421 Closing"}, Fate.LATER),
        ({"data": "554 Refused"}, Fate.REFUSED),
        ({"data": "451 Try again"}, Fate.LATER),
        # Our own sender is refused: that is for us to mend, so it waits.
        ({"mail": "550 Who are you"}, Fate.LATER),
        ({"hang_up_on": "RCPT"}, Fate.LATER),
        ({"hang_up_on": "before"}, Fate.LATER),
        ({"hang_up_on": "during"}, Fate.UNKNOWN),
        ({"hang_up_on": "after"}, Fate.UNKNOWN),
    ],
    ids=str,
)
def test_what_the_server_does_decides_the_fate(answers, fate, server) -> None:
    for name, answer in answers.items():
        setattr(server, name, answer)
    channel = EmailChannel()

    outcome = channel.send(parcel())
    channel.close()

    assert outcome.fate is fate
    assert outcome.why != ""
    assert len(server.accepted) == (1 if answers.get("hang_up_on") == "after" else 0)


@pytest.mark.parametrize("answers", [{"rcpt": "550 No such person"}, {"data": "550 No such person"}], ids=str)
def test_refusal_is_told_in_the_words_of_the_server(answers, server) -> None:
    for name, answer in answers.items():
        setattr(server, name, answer)

    assert EmailChannel().send(parcel()).why == "The mail server refused: 550 No such person"


@pytest.mark.parametrize(
    "broken", [{"title": "One\nTwo"}, {"address": "not an address"}, {"address": "a@b@c"}], ids=str
)
def test_what_cannot_be_written_is_refused_before_the_server_sees_it(broken, server) -> None:
    outcome = EmailChannel().send(parcel(**broken))

    assert outcome.fate is Fate.REFUSED
    assert (server.connections, server.accepted) == (0, [])


def test_server_that_is_away_is_down(settings) -> None:
    settings.EMAIL_BACKEND = "messaging.channels.smtp.FencedSMTPBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1

    assert EmailChannel().send(parcel()).fate is Fate.DOWN


def test_channel_goes_on_after_a_broken_line(server) -> None:
    channel = EmailChannel()
    server.hang_up_on = "during"
    first = channel.send(parcel())
    server.hang_up_on = ""

    second = channel.send(parcel())
    channel.close()

    assert [first.fate, second.fate] == [Fate.UNKNOWN, Fate.ACCEPTED]
    assert len(server.accepted) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, Message.State.SENT),
        ({"rcpt": "550 No such person"}, Message.State.FAILED),
        ({"data": "554 Refused"}, Message.State.FAILED),
        ({"data": "451 Try again"}, Message.State.QUEUED),
        ({"hang_up_on": "RCPT"}, Message.State.QUEUED),
        ({"hang_up_on": "during"}, Message.State.UNKNOWN),
    ],
    ids=str,
)
def test_the_outbox_keeps_the_fate(answers, state, server) -> None:
    for name, answer in answers.items():
        setattr(server, name, answer)
    message = MessageFactory.create(person=PersonFactory.create(email="mair@example.org"))

    send_due(NOW)

    message.refresh_from_db()
    assert message.state == state
    assert len(server.accepted) == (state == Message.State.SENT)
