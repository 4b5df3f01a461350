"""Words that coordinators write: what may stand in them, versions, trying them out, and what is always added."""

import re

import pytest
from django.urls import reverse

from messaging.actions.words import SavedMeanwhile, Variant, edit_message, save_words, use_usual_words
from messaging.models import Message, Template
from messaging.rendering import render
from messaging.routing import route_for
from messaging.tasks import send_due
from messaging.wording import WordsRefused
from tests.factories import NOW, MessageFactory, PersonFactory, PlaceFactory, ProgrammeFactory, coordinator_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return ProgrammeFactory.create()


@pytest.fixture
def coordinator(programme, client):
    person = coordinator_of(programme, given_name="Cora", family_name="Dean")
    client.force_login(person)
    return person


def variant_of(programme, **changes) -> Variant:
    usual = {"purpose": "test", "channel": "email", "language": "en", "easy_read": False}
    return Variant(**{**usual, **changes}, programme_ref=programme.ref)


def save(programme, by, *, title="Subject", body="Words for {called}", after=0):
    return save_words(variant=variant_of(programme), title=title, body=body, after=after, by=by, now=NOW)


def url_of(programme, name="words_edit", *more) -> str:
    return reverse(f"messaging:{name}", args=[programme.ref, "test", "email-en-plain", *more])


def posted(**changes):
    return {"title": "Subject", "body": "Words for {called}", "who": "", "after": "0", **changes}


# --- what may be kept -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "refusal",
    [
        ({"body": "Hello {caled}"}, "body", "Nothing fills {caled}. Did you mean {called}?"),
        ({"body": "Hello {Called}"}, "body", "Nothing fills {Called}. Did you mean {called}?"),
        ({"body": "Ring {help phone}"}, "body", "Did you mean {help_phone}?"),
        ({"title": "The {nws}"}, "title", "Did you mean {news}?"),
        ({"body": "Hello {news_sheet}"}, "body", "You can use: {base_url}, {called}, {help_phone}, {news}."),
        ({"body": "Hello {zzzz}"}, "body", "You can use: {base_url}, {called}, {help_phone}, {news}."),
        ({"body": "Hello {called"}, "body", "There is a { or } too many."),
        ({"body": "Hello {called.__class__}"}, "body", "Nothing fills {called.__class__}."),
        ({"title": "Two\nlines"}, "title", "in one line"),
        ({"title": "Two\rBcc: all@example.org"}, "title", "in one line"),
        ({"title": "Two\u2028lines"}, "title", "in one line"),
        ({"body": "  "}, "body", "Write what the message says."),
    ],
)
def test_save_words_refuses_what_could_not_be_sent_as_meant(refusal, programme, coordinator, caplog) -> None:
    words, field, said = refusal
    with pytest.raises(WordsRefused) as refused:
        save(programme, coordinator, **words)

    assert said in str(refused.value)
    assert refused.value.field == field
    assert not Template.objects.exists()
    assert "were refused" in caplog.text


def test_save_words_counts_versions_and_keeps_each(programme, coordinator) -> None:
    save(programme, coordinator, body="One")
    save(programme, coordinator, body="Two", after=1)
    save(programme, coordinator, body="Two", after=2)

    rows = Template.objects.newest_first().values_list("version", "body", "saved_by")
    assert list(rows) == [(2, "Two", coordinator.pk), (1, "One", coordinator.pk)]


def test_save_words_that_somebody_else_saved_meanwhile_is_refused(programme, coordinator) -> None:
    save(programme, coordinator, body="One")

    with pytest.raises(SavedMeanwhile):
        save(programme, coordinator, body="Other", after=0)


def test_own_words_are_sent_in_their_programme_alone_and_usual_words_come_back(programme, coordinator) -> None:
    save(programme, coordinator, title="Own", body="Own words for {called}")
    here, there = MessageFactory.create(programme_ref=programme.ref), MessageFactory.create(programme_ref="ELSEWHER")

    assert render(here, route_for(here)).title == "Own"
    assert render(there, route_for(there)).title.startswith("News for")
    use_usual_words(variant=variant_of(programme), after=1, by=coordinator, now=NOW)
    assert render(here, route_for(here)).title.startswith("News for")


@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
def test_every_message_says_whom_to_phone_how_to_stop_and_whom_to_tell(
    channel, programme, coordinator, settings
) -> None:
    message = MessageFactory.create(programme_ref=programme.ref)
    edit_message(message=message, title="Mine", body="Nothing but this.", by=coordinator, now=NOW)
    message.refresh_from_db()
    route = route_for(message)

    words = render(message, type(route)(channel, channel, "", "en", False)).body

    assert words.startswith("Nothing but this.")
    assert settings.HELP_PHONE in words
    assert "stop" in words.lower()
    assert "is wrong" in words


# --- one message ----------------------------------------------------------------------------------------------------
def test_edit_message_is_what_is_sent_with_its_placeholders_filled(programme, coordinator, mailoutbox) -> None:
    message = MessageFactory.create(programme_ref=programme.ref)

    assert edit_message(message=message, title="For you", body="Dear {called}, {news}!", by=coordinator, now=NOW)
    send_due(NOW)

    assert mailoutbox[0].subject == "For you"
    assert mailoutbox[0].body.startswith(f"Dear {message.person.called}, good!")


def test_edit_message_that_was_sent_changes_nothing(programme, coordinator) -> None:
    message = MessageFactory.create(programme_ref=programme.ref, state=Message.State.SENT, sent_at=NOW)

    assert not edit_message(message=message, title="For you", body="Late", by=coordinator, now=NOW)
    message.refresh_from_db()
    assert message.edited_body == ""


def test_words_saved_meanwhile_can_be_saved_after_they_were_compared(programme, coordinator, client) -> None:
    save(programme, coordinator, title="Theirs")

    asked = client.post(url_of(programme), posted(title="Mine")).content.decode()
    after = re.search(r'name="after" value="([^"]*)"', asked).group(1)
    client.post(url_of(programme), posted(title="Mine", after=after))

    assert "Compare, then save again." in asked
    assert [row.title for row in Template.objects.order_by("version")] == ["Theirs", "Mine"]


# --- the pages ------------------------------------------------------------------------------------------------------
def test_page_refuses_a_misspelt_placeholder_and_keeps_what_was_typed(programme, coordinator, client) -> None:
    page = client.post(url_of(programme), posted(body="Hello {caled}")).content.decode()

    assert "Did you mean {called}?" in page
    assert "Hello {caled}" in page
    assert not Template.objects.exists()


def test_page_refuses_a_newline_in_the_subject(programme, coordinator, client) -> None:
    page = client.post(url_of(programme), posted(title="One\nBcc: x@example.org")).content.decode()

    assert "it cannot have a line break" in page
    assert not Template.objects.exists()


def test_page_saves_restores_and_goes_back_to_the_usual_words(programme, coordinator, client) -> None:
    client.post(url_of(programme), posted(body="One"))
    client.post(url_of(programme), posted(body="Two", after="1"))
    client.post(url_of(programme, "words_restore", 1))
    client.post(url_of(programme, "words_restore", 0))

    bodies = list(Template.objects.newest_first().values_list("body", flat=True))
    assert bodies == ["", "One", "Two", "One"]
    assert "News for {called}" in client.get(url_of(programme)).content.decode()


def test_preview_is_of_a_real_message_to_somebody_of_that_name(programme, coordinator, client) -> None:
    for name in ("Mair", "Owen"):
        person = PersonFactory.create(given_name=name)
        MessageFactory.create(programme_ref=programme.ref, person=person, data={"news": f"for {name}"})

    page = client.post(url_of(programme), posted(body="{called}: {news}", who="mair", preview="1")).content.decode()

    assert "Mair: for Mair" in page
    assert not Template.objects.exists()


def test_preview_of_what_was_never_said_takes_examples(programme, coordinator, client) -> None:
    PlaceFactory.create(cohort__programme=programme, person__given_name="Olwen")

    page = client.post(url_of(programme), posted(body="{called}: {news}", preview="1")).content.decode()

    assert "Olwen: good" in page


def test_preview_does_not_find_people_of_another_programme(programme, coordinator, client) -> None:
    other = PersonFactory.create(given_name="Secret")
    MessageFactory.create(programme_ref="ELSEWHER", person=other)
    PlaceFactory.create(person=other)

    page = client.post(url_of(programme), posted(who="Secret", preview="1")).content.decode()

    assert "Nobody of this programme is called that" in page


def test_test_send_goes_to_oneself_alone_and_leaves_no_row(programme, coordinator, client, mailoutbox) -> None:
    MessageFactory.create(programme_ref=programme.ref)
    before = Message.objects.count()

    client.post(url_of(programme), posted(test="1"))

    assert [(one.to, one.subject) for one in mailoutbox] == [([coordinator.email], "Test: Subject")]
    assert Message.objects.count() == before


def test_pages_of_a_confidential_purpose_do_not_exist(programme, coordinator, client, purpose) -> None:
    purpose(confidential=True)

    assert client.get(url_of(programme)).status_code == 404


def test_list_and_purpose_pages_open_within_few_queries(
    programme, coordinator, client, django_assert_max_num_queries
) -> None:
    for number in range(3):
        save(programme, coordinator, body=f"Version {number}", after=number)

    with django_assert_max_num_queries(12):
        listed = client.get(reverse("messaging:words")).content.decode()
    with django_assert_max_num_queries(12):
        one = client.get(reverse("messaging:words_of", args=[programme.ref, "test"])).content.decode()
    with django_assert_max_num_queries(12):
        edited = client.get(url_of(programme)).content.decode()

    assert "1 place with your own words" in listed
    assert "version 3" in one
    assert "Use version 2 again" in edited
