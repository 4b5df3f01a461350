"""Texts and letters: GOV.UK Notify behind the one interface, and the double that stands for it."""

from typing import Any

import pytest
import requests

from messaging.channels import Fate, Parcel, local
from messaging.channels.local import LocalChannel
from messaging.channels.notify import NotifyChannel
from messaging.models import Message
from messaging.routing import route_to
from messaging.tasks import send_due
from people.phones import is_mobile
from tests.factories import NOW, ContactMethodFactory, MessageFactory, NeedFactory, PersonFactory

pytestmark = pytest.mark.django_db
State = Message.State
TEXT = Parcel("+447700900123", "News", "The news is good.", "<a@b>", NOW, ref="ABCDEFGH")
KEY = f"test-{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{'0' * 12}-{'1' * 8}-{'1' * 4}-{'1' * 4}-{'1' * 4}-{'1' * 12}"


@pytest.fixture
def notify(settings, monkeypatch):
    """Let Notify answer as a test wants; return what was posted to it."""
    settings.NOTIFY_API_KEY, settings.NOTIFY_BASE_URL = KEY, "https://notify.example"
    settings.NOTIFY_SMS_TEMPLATE = settings.NOTIFY_LETTER_TEMPLATE = "a-template"
    posted: list[tuple[str, Any]] = []
    answer: dict[str, Any] = {"status": 201, "error": None}

    def request(_session, _method, url, **kwargs):
        posted.append((url, requests.compat.json.loads(kwargs["data"])))
        if answer["error"]:
            raise answer["error"]
        response = requests.Response()
        response.status_code = answer["status"]
        response._content = b'{"id": "notify-id", "errors": [{"error": "x", "message": "No."}]}'
        return response

    monkeypatch.setattr(requests.Session, "request", request)
    return posted, answer


def person_who_wants(*methods: str, **fields: Any):
    person = PersonFactory.create(**fields)
    for position, method in enumerate(methods, start=1):
        ContactMethodFactory.create(person=person, method=method, position=position)
    return person


@pytest.mark.parametrize(
    ("number", "mobile"),
    [
        ("+447700900123", True),
        ("+447911123456", True),
        ("+441865000000", False),
        ("+447012345678", False),
        ("+447640123456", False),
        ("+33612345678", True),
        ("+33140000000", False),
        ("", False),
        ("nonsense", False),
    ],
)
def test_is_mobile(number, mobile) -> None:
    assert is_mobile(number) is mobile


def test_notify_is_given_the_words_and_our_reference(notify) -> None:
    posted, _answer = notify

    outcome = NotifyChannel("sms").send(TEXT)

    assert (outcome.fate, outcome.provider_ref) == (Fate.ACCEPTED, "notify-id")
    assert posted == [
        (
            "https://notify.example/v2/notifications/sms",
            {
                "phone_number": "+447700900123",
                "template_id": "a-template",
                "personalisation": {"body": "The news is good."},
                "reference": "ABCDEFGH",
            },
        )
    ]


@pytest.mark.parametrize(
    ("status", "fate"),
    [(400, Fate.REFUSED), (403, Fate.DOWN), (401, Fate.DOWN), (429, Fate.LATER), (500, Fate.LATER), (503, Fate.LATER)],
)
def test_what_notify_answers_is_the_fate(status, fate, notify) -> None:
    notify[1]["status"] = status

    assert NotifyChannel("sms").send(TEXT).fate is fate


@pytest.mark.parametrize(
    ("error", "fate"),
    [
        (requests.ConnectTimeout(), Fate.DOWN),
        (requests.ConnectionError("NewConnectionError: refused"), Fate.DOWN),
        (requests.ConnectionError("Connection aborted."), Fate.UNKNOWN),
        (requests.ReadTimeout(), Fate.UNKNOWN),
    ],
)
def test_line_that_breaks_is_unknown_unless_nothing_left(error, fate, notify) -> None:
    notify[1]["error"] = error

    assert NotifyChannel("sms").send(TEXT).fate is fate


@pytest.mark.parametrize("channel", [LocalChannel("sms"), NotifyChannel("sms")])
def test_number_that_is_no_mobile_is_refused_and_logged_and_nothing_is_sent(channel, notify, caplog) -> None:
    local.TAKEN.clear()

    outcome = channel.send(Parcel("+441865000000", "News", "Words", "<a@b>", NOW))

    assert outcome.fate is Fate.REFUSED
    assert "no mobile" in outcome.why
    assert "was refused" in caplog.text
    assert notify[0] == []
    assert not local.TAKEN


def test_text_goes_to_who_wants_texts_in_its_short_words(purpose) -> None:
    local.TAKEN.clear()
    purpose(sms="News: {news}.")
    message = MessageFactory.create(person=person_who_wants("sms", "email", mobile="+447700900123"))

    send_due(NOW)

    message.refresh_from_db()
    ((name, parcel),) = local.TAKEN
    assert (name, parcel.address, parcel.ref) == ("sms", "+447700900123", message.ref)
    assert parcel.body.startswith("News: good.")
    assert (message.state, message.channel, message.provider_ref) == (State.SENT, "sms", f"local-{message.ref}")


def test_text_to_who_wants_no_links_names_the_phone_instead(purpose, settings) -> None:
    local.TAKEN.clear()
    purpose(sms="Answer here: {link}", context=lambda _message: {"link": "https://example.org/x/"})
    MessageFactory.create(person=person_who_wants("sms", mobile="+447700900123", links_in_texts=False))

    send_due(NOW)

    assert local.TAKEN[0][1].body.startswith(f"Answer here: phone {settings.HELP_PHONE}")


def test_without_a_carrier_texts_go_by_the_next_way(settings) -> None:
    settings.SMS_CARRIER = ""

    assert route_to(person_who_wants("sms", "email", mobile="+447700900123")).channel == "email"


def test_letter_goes_through_notify_in_ordinary_print(settings, notify) -> None:
    settings.LETTER_CARRIER = "notify"
    person = person_who_wants("letter", given_name="Mair", family_name="Jones", address="1 High Street\nOxford")
    message = MessageFactory.create(person=person)

    send_due(NOW)

    message.refresh_from_db()
    ((url, said),) = notify[0]
    assert url.endswith("/v2/notifications/letter")
    assert [said["personalisation"][f"address_line_{line}"] for line in (1, 2, 3, 4)] == [
        "Mair Jones",
        "1 High Street",
        "Oxford",
        "OX1 1AA",
    ]
    assert said["personalisation"]["body"].startswith("Hello Mair")
    assert (message.state, message.channel) == (State.SENT, "letter")


@pytest.mark.parametrize("need", ["print-24", "braille-1"])
def test_letter_in_a_format_of_its_own_is_made_here(need, settings, notify) -> None:
    settings.LETTER_CARRIER = "notify"
    person = person_who_wants("letter", address="1 High Street")
    NeedFactory.create(person=person, slug=need)
    message = MessageFactory.create(person=person)

    send_due(NOW)

    message.refresh_from_db()
    assert message.state == State.TO_PRINT
    assert notify[0] == []


@pytest.mark.parametrize(("turn", "channel"), [(0, "email"), (1, "letter"), (2, "phone"), (9, "phone")])
def test_after_silence_it_goes_by_the_next_way_that_this_person_listed(turn, channel) -> None:
    person = person_who_wants("email", "letter", "phone", address="1 High Street", phone="01293 400000")
    message = MessageFactory.create(person=person, data={"turn": turn})

    send_due(NOW)

    message.refresh_from_db()
    assert message.channel == channel


def test_after_silence_who_listed_nothing_is_still_emailed() -> None:
    message = MessageFactory.create(person=PersonFactory.create(phone="01293 400000"), data={"turn": 2})

    send_due(NOW)

    message.refresh_from_db()
    assert message.channel == "email"
