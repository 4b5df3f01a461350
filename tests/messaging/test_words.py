"""The words of a message and the way that it takes."""

import pytest
from django.utils import translation

from messaging.models import Channel, Template
from messaging.rendering import UnknownPlaceholderError, fill, placeholders_in, render
from messaging.routing import print_size_of, route_to
from messaging.stop_links import stop_address
from people.models import Need
from tests.factories import NOW, ContactMethodFactory, MessageFactory, PersonFactory

pytestmark = pytest.mark.django_db


def with_methods(*methods: str, **fields: object):
    """Return a person who listed these ways, in this order."""
    person = PersonFactory.create(**fields)
    for position, method in enumerate(methods, start=1):
        ContactMethodFactory.create(person=person, method=method, position=position)
    return person


ALL = {"email": "mair@example.org", "mobile": "+447700900123", "phone": "01293 400000", "address": "1 High Street"}
NONE = {"email": None, "mobile": "", "phone": "", "address": ""}


@pytest.mark.parametrize(
    ("methods", "fields", "channel", "method", "address"),
    [
        # Nothing listed: email, else a call, else a letter, else the call list all the same.
        ([], ALL, "email", "email", "mair@example.org"),
        ([], {**ALL, "email": None}, "phone", "phone", "01293 400000"),
        ([], {**NONE, "address": "1 High Street"}, "letter", "letter", "1 High Street, OX1 1AA"),
        ([], NONE, "phone", "phone", ""),
        # The person's own order is kept.
        (["email", "phone"], ALL, "email", "email", "mair@example.org"),
        (["phone", "email"], ALL, "phone", "phone", "01293 400000"),
        (["letter", "email"], ALL, "letter", "letter", "1 High Street, OX1 1AA"),
        (["relay_uk", "email"], ALL, "phone", "relay_uk", "01293 400000"),
        (["bsl_relay"], {**ALL, "phone": ""}, "phone", "bsl_relay", "+447700900123"),
        # Whoever has no email never gets only an email.
        (["email"], {**ALL, "email": None}, "phone", "phone", "01293 400000"),
        (["email"], NONE, "phone", "phone", ""),
        (["email", "letter"], {**ALL, "email": None}, "letter", "letter", "1 High Street, OX1 1AA"),
        (["sms", "email"], ALL, "sms", "sms", "+447700900123"),
        (["sms"], {**ALL, "mobile": ""}, "phone", "phone", "01293 400000"),
        # A way without an address is passed over.
        (["letter", "phone"], {**ALL, "address": ""}, "phone", "phone", "01293 400000"),
        (["phone", "letter"], {**ALL, "phone": "", "mobile": ""}, "letter", "letter", "1 High Street, OX1 1AA"),
        (["supporter", "email"], ALL, "email", "email", "mair@example.org"),
    ],
)
def test_route_follows_the_person(methods, fields, channel, method, address) -> None:
    route = route_to(with_methods(*methods, **fields))

    assert (route.channel, route.method, route.address) == (channel, method, address)


def test_route_prefers_the_contact_email() -> None:
    person = with_methods("email", email="me@example.org", contact_email="family@example.org")

    assert route_to(person).address == "family@example.org"


@pytest.mark.parametrize(("ended_at", "address"), [(None, "01293 400000"), (NOW, "")], ids=["current", "ended"])
def test_route_goes_through_a_supporter_who_still_helps(ended_at, address) -> None:
    person = with_methods("supporter", **NONE)
    helper = PersonFactory.create(phone="01293 400000")
    person.supporters.create(
        supporter=helper,
        kind="carer",
        agreed_at=NOW,
        agreed_by=person,
        ended_at=ended_at,
        ended_by=person if ended_at else None,
    )

    route = route_to(person)

    assert (route.channel, route.address) == ("phone", address)


def test_route_uses_the_telephone_and_the_door_of_whom_they_live_with() -> None:
    first = PersonFactory.create(phone="01293 400000", address="1 High Street")
    second = with_methods("letter", "phone", **NONE, reached_via=first)
    third = with_methods("phone", **NONE, reached_via=first)

    assert [route_to(second).address, route_to(third).address] == ["1 High Street, OX1 1AA", "01293 400000"]


def add_need(person, slug: str, *, ended: bool = False) -> None:
    """Record a need of this person."""
    Need.objects.create(
        person=person,
        category="information_format",
        slug=slug,
        recorded_by=person,
        recorded_at=NOW,
        review_due_on=NOW.date(),
        ended_at=NOW if ended else None,
        ended_by=person if ended else None,
    )


def test_needs_that_ended_change_nothing() -> None:
    person = PersonFactory.create()
    add_need(person, "print-28", ended=True)
    add_need(person, "easy-read", ended=True)

    assert (print_size_of(person), route_to(person).easy_read) == (14, False)


@pytest.mark.parametrize("how", ["switch", "need"])
def test_easy_read_is_chosen_by_the_switch_or_the_need(how, purpose) -> None:
    purpose(easy_body="Good news for {called}.")
    person = PersonFactory.create(given_name="Mair", easy_read=how == "switch")
    if how == "need":
        add_need(person, "easy-read")
    message = MessageFactory.create(person=person)

    assert render(message, route_to(person)).body.startswith("Good news for Mair.")


# --- words ----------------------------------------------------------------------------------------------------------
def test_email_ends_with_whom_to_phone_how_to_stop_and_whom_to_tell(settings) -> None:
    settings.HELP_PHONE, settings.HELP_EMAIL = "0300 111 2222", "help@example.org"
    message = MessageFactory.create()

    below = render(message, route_to(message.person)).body.split("\n-- \n")[1].splitlines()

    assert below[:2] == [
        "Questions? Phone 0300 111 2222 or email help@example.org.",
        f"To stop these emails: {stop_address(message.person, 'email')} Or phone us and say “stop”.",
    ]
    assert below[2].startswith("Something is wrong? Tell us in private: ")


def test_text_message_says_whom_to_phone_if_something_is_wrong(settings) -> None:
    settings.HELP_PHONE = "0300 111 2222"
    person = PersonFactory.create(email=None, mobile="+447700900123")
    person.contact_methods.create(method="sms", position=1)
    message = MessageFactory.create(person=person)

    route = route_to(person)
    last = render(message, route).body.splitlines()[-1]

    assert route.channel == "sms"
    assert "if something is wrong" in last
    assert "0300 111 2222" in last


def test_script_of_a_call_is_the_words_alone() -> None:
    message = MessageFactory.create(person=PersonFactory.create(email=None, given_name="Mair"))

    assert render(message, route_to(message.person)).body == "Hello Mair,\n\nthe news is good."


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hello {called}", "Hello Mair"),
        ("{called.password} {called!r} {0} {} {Called}", "{called.password} {called!r} {0} {} {Called}"),
        ("{{called}}", "{Mair}"),
    ],
)
def test_fill_reads_plain_names_alone(text, filled) -> None:
    assert fill(text, {"called": "Mair"}) == filled


def test_fill_never_reads_a_value_for_placeholders() -> None:
    assert fill("{called} {news}", {"called": "{news}", "news": "good"}) == "{news} good"


def test_fill_leaves_no_gap_where_a_paragraph_is_empty() -> None:
    assert fill("Hello {called}\n\n{news}\n\nBye\n{news}", {"called": "Mair", "news": ""}) == "Hello Mair\n\nBye\n"


def test_fill_refuses_a_name_that_nothing_fills() -> None:
    with pytest.raises(UnknownPlaceholderError, match=r"Nothing fills the placeholder \{calld\}"):
        fill("Hello {calld}", {"called": "Mair"})


def test_placeholders_are_found_once_each() -> None:
    assert placeholders_in("{called}, {date} and {called}. {Not} {a.b}") == {"called", "date"}


def test_title_is_one_line_of_at_most_250_characters(purpose) -> None:
    purpose(title="News:\n{news}")
    message = MessageFactory.create(data={"news": "good\r\nBcc: all@example.org " + "x" * 300})

    title = render(message, route_to(message.person)).title

    assert title.startswith("News: good Bcc: all@example.org")
    assert (len(title), "\n" in title) == (250, False)


def template(**changes: object) -> Template:
    """Save words that replace those of the purpose “test”."""
    usual = {"purpose": "test", "channel": Channel.EMAIL, "title": "", "body": "Ours.", "saved_at": NOW}
    return Template.objects.create(**{**usual, "saved_by": PersonFactory.create(), **changes})


def words_for(message):
    """Return title and the first line of the body."""
    words = render(message, route_to(message.person))
    return words.title, words.body.splitlines()[0]


@pytest.mark.parametrize(
    ("rows", "first_line"),
    [
        ([{}], "Ours."),
        ([{"version": 1, "body": "Old."}, {"version": 2, "body": "New {called}."}], "New Mair."),
        ([{}, {"programme_ref": "K7M29XQT", "body": "The programme's own."}], "The programme's own."),
        ([{"programme_ref": "CDFGHJKM"}], "Hello Mair,"),
        ([{"channel": Channel.LETTER}], "Hello Mair,"),
        ([{"language": "cy"}], "Hello Mair,"),
        ([{"easy_read": True}], "Hello Mair,"),
        ([{"purpose": "other"}], "Hello Mair,"),
    ],
    ids=str,
)
def test_template_replaces_the_words_where_all_of_it_fits(rows, first_line) -> None:
    for row in rows:
        template(**row)
    message = MessageFactory.create(person=PersonFactory.create(given_name="Mair"), programme_ref="K7M29XQT")

    assert words_for(message) == ("News for Mair", first_line)


def test_template_for_easy_read_comes_before_ordinary_words(purpose) -> None:
    template(body="Ordinary.")
    template(body="Easy.", easy_read=True, title="Easy title")
    message = MessageFactory.create(person=PersonFactory.create(easy_read=True))

    assert words_for(message) == ("Easy title", "Easy.")


def test_words_are_made_in_the_language_of_the_person(purpose) -> None:
    purpose(context=lambda _message: {"news": translation.get_language()})
    template(language="cy", body="Helo {called}: {news}.")
    message = MessageFactory.create(person=PersonFactory.create(language="cy", given_name="Mair"))

    assert words_for(message)[1] == "Helo Mair: cy."
    assert translation.get_language() == "en-gb"
