"""Letters on paper: printed in a batch, posted or taken out, ordered in braille, and erased."""

import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.urls import reverse

from common import pdf as pdf_module
from common.fields import unseal
from common.paper import SIZES
from messaging.actions.formats import order_format, post_format
from messaging.actions.print_batches import NotPossible, post_batch, print_letters, take_out
from messaging.actions.print_pdfs import AT_ONCE, make_pdf_now, path_of, read_pdf
from messaging.actions.queueing import cancel_all_to
from messaging.models import FormatOrder, Message, PrintBatch, PrintedLetter
from messaging.tasks import erase_printed, print_batches, send_due
from people.models import AuditEvent, ContactMethod, Person
from tests.factories import (
    NOW,
    TODAY,
    ContactMethodFactory,
    MessageFactory,
    NeedFactory,
    PersonFactory,
    ProgrammeFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def at_now(travel) -> None:
    travel("2027-03-01T09:00")


@pytest.fixture
def programme():
    return ProgrammeFactory.create()


@pytest.fixture
def coordinator(programme, client):
    person = coordinator_of(programme, given_name="Cora", family_name="Dean")
    client.force_login(person)
    return person


def reader(*needs, **fields):
    """Return somebody who is reached by letter."""
    person = PersonFactory.create(email=None, address="1 High Street\nOxford", **fields)
    ContactMethodFactory.create(person=person, method=ContactMethod.Method.LETTER)
    for slug in needs:
        NeedFactory.create(person=person, slug=slug)
    return person


def said_to(person, programme, **fields):
    """Return a message that the sweep has taken in hand."""
    message = MessageFactory.create(person=person, programme_ref=programme.ref, due_at=NOW, **fields)
    send_due(NOW)
    message.refresh_from_db()
    return message


def letter_to(person, programme, **fields):
    """Return a letter that waits to be printed, put there by the sweep itself."""
    message = said_to(person, programme, **fields)
    assert message.state == State.TO_PRINT
    return message


def printed(by, *messages):
    """Return the batch of these letters."""
    found = Message.objects.filter(pk__in=[message.pk for message in messages])
    batch = print_letters(messages=found, by=by, now=NOW)
    assert batch is not None
    return batch


def url(name, batch, **more):
    return reverse(f"messaging:{name}", kwargs={"ref": batch.ref, **more})


# --- printing -------------------------------------------------------------------------------------------------------
def test_print_makes_one_batch_of_what_the_filters_leave(programme, coordinator, client) -> None:
    large = letter_to(reader("print-28"), programme)
    ordinary = letter_to(reader(), programme)

    client.post(reverse("messaging:print_letters") + "?made_as=28", {"all": "yes"})
    again = client.post(reverse("messaging:print_letters") + "?made_as=28", {"all": "yes"}, follow=True)

    batch = PrintBatch.objects.get()
    assert [(one.message, one.size, one.position) for one in batch.letters.all()] == [(large, 28, 1)]
    assert "Nothing was printed" in again.content.decode()
    assert [row.ref for row in client.get(reverse("messaging:letters")).context["letters"]] == [ordinary.ref]
    assert AuditEvent.objects.about(batch).get().by == coordinator


@pytest.mark.usefixtures("coordinator")
def test_letters_are_listed_by_each_way_in_which_they_are_made(programme, client) -> None:
    large, ordinary = letter_to(reader("print-28"), programme), letter_to(reader(), programme)
    found = {}

    for made_as in ("", *map(str, SIZES), "easy"):
        page = client.get(reverse("messaging:letters"), {"made_as": made_as})
        found[made_as] = {row.ref for row in page.context["letters"]}

    assert found.pop("") == {large.ref, ordinary.ref}
    assert {made_as: refs for made_as, refs in found.items() if refs} == {"14": {ordinary.ref}, "28": {large.ref}}


def test_pdf_is_the_same_each_time_and_sealed_on_the_disk(programme, coordinator, client) -> None:
    batch = printed(coordinator, letter_to(reader(), programme))
    make_pdf_now(batch=batch, now=NOW)

    bodies = [client.get(url("batch_pdf", batch)).content for _ in range(2)]

    with storages["private"].open(path_of(batch)) as file:
        kept = file.read()
    assert bodies[0] == bodies[1] == unseal(kept)
    assert (bodies[0][:5], kept[:5]) == (b"%PDF-", b"gAAAA")


def test_web_page_has_cover_and_letters_in_their_sizes_and_languages(programme, coordinator, client) -> None:
    batch = printed(
        coordinator,
        letter_to(reader("print-24", given_name="Mair", family_name="Evans"), programme),
        letter_to(reader(language="cy", postcode="CF10 1AA"), programme),
    )

    page = client.get(url("batch_print", batch)).content.decode()

    assert [page.count(f'lt-letter--{size} lt-sheet" lang="{lang}"') for size, lang in ((24, "en-gb"), (14, "cy"))] == [
        1,
        1,
    ]
    assert "Mair Evans<br>1 High Street<br>Oxford<br>OX1 1AA" in page
    assert "Batch" in page
    assert "If not delivered:" in page


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) tells where words stand")
def test_address_shows_in_the_window_of_the_envelope(programme, coordinator, tmp_path) -> None:
    long = reader("print-28", family_name="Window")
    long.address = "Flat 3\nThe Old School\nMill Lane\nLittle Compton\nNear Oxford\nOxfordshire"
    long.save()
    batch = printed(coordinator, letter_to(long, programme))
    make_pdf_now(batch=batch, now=NOW)
    file = tmp_path / "letters.pdf"
    file.write_bytes(read_pdf(batch=batch) or b"")

    # The first sheet is the cover; the letter begins on the third page, the front of the next sheet.
    found = subprocess.run(["pdftotext", "-f", "3", "-l", "3", "-bbox", file, "-"], capture_output=True, check=True)
    boxes = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.+?)<', found.stdout.decode())
    name, postcode = (next(box for box in boxes if box[4] == word) for word in ("Window", "1AA"))

    millimetres = [float(value) * 25.4 / 72 for value in (name[0], name[1], postcode[3])]
    assert [20 < millimetres[0] < 110, millimetres[1] > 52, millimetres[2] < 82] == [True] * 3


def test_long_batch_is_made_by_the_sweep(programme, coordinator) -> None:
    batch = printed(coordinator, letter_to(reader(), programme))
    row = PrintedLetter.objects.get()
    for position in range(2, AT_ONCE + 2):
        row.pk, row.message, row.position = None, MessageFactory.create(), position
        row.save()

    at_once = make_pdf_now(batch=batch, now=NOW)
    swept = [print_batches(NOW), print_batches(NOW)]

    batch.refresh_from_db()
    assert (at_once, swept, batch.pdf_state) == (False, [1, 0], "ready")


def test_without_pango_the_page_says_what_to_install_and_prints_from_the_browser(
    programme, coordinator, client, monkeypatch
) -> None:
    def missing():
        raise pdf_module.NoPdfHere

    monkeypatch.setattr(pdf_module, "_weasyprint", missing)
    letter = letter_to(reader(), programme)

    page = client.post(reverse("messaging:print_letters"), {"letter": [letter.ref]}, follow=True)

    batch = PrintBatch.objects.get()
    assert (batch.pdf_state, "libpango-1.0-0" in page.content.decode()) == ("missing", True)
    assert [client.get(url(name, batch)).status_code for name in ("batch_pdf", "batch_print")] == [404, 200]

    monkeypatch.undo()
    client.post(url("batch_again", batch))
    assert client.get(url("batch_pdf", batch)).status_code == 200


def test_worker_that_died_over_a_pdf_does_not_block_it(programme, coordinator) -> None:
    batch = printed(coordinator, letter_to(reader(), programme))
    PrintBatch.objects.update(pdf_state="making", pdf_since=NOW)

    assert [print_batches(NOW + timedelta(minutes=minutes)) for minutes in (5, 11)] == [0, 1]
    batch.refresh_from_db()
    assert read_pdf(batch=batch)


# --- posting --------------------------------------------------------------------------------------------------------
def test_posted_letters_are_sent_with_day_and_person(programme, coordinator, client) -> None:
    message = letter_to(reader(), programme)
    batch = printed(coordinator, message)
    day = {"posted_on_day": "1", "posted_on_month": "3", "posted_on_year": "2027"}

    answers = [client.post(url("batch_posted", batch), day, follow=True) for _ in range(2)]

    message.refresh_from_db()
    batch.refresh_from_db()
    assert (message.state, message.settled_by, batch.posted_on, batch.posted_by) == (
        State.SENT,
        coordinator,
        TODAY,
        coordinator,
    )
    assert "1 letter is recorded as posted." in answers[0].content.decode()
    assert AuditEvent.objects.about(message).filter(action="letter posted").count() == 1


def test_letters_to_one_person_stand_together_for_one_envelope(programme, coordinator, client) -> None:
    one, other = reader(), reader()
    for person in (one, other, one):
        letter_to(person, programme)

    batch = print_letters(messages=Message.objects.all(), by=coordinator, now=NOW)

    assert batch is not None
    order = list(batch.letters.order_by("position").values_list("message__person", flat=True))
    assert order == [one.pk, one.pk, other.pk]
    pages = [client.get(url(name, batch)).content.decode() for name in ("batch", "batch_print")]
    assert [page.count("same envelope") for page in pages] == [1, 1]


def test_reminder_is_not_printed_while_what_it_reminds_of_waits(programme, coordinator) -> None:
    person = reader()
    about = {"subject_key": "invitation:1"}
    letter_to(person, programme, **about)
    reminder = said_to(person, programme, data={"turn": 1}, **about)
    other = said_to(person, programme, data={"turn": 1}, subject_key="invitation:2")

    assert (reminder.state, other.state) == ("cancelled", "to_print")
    assert "still to be said" in reminder.why


def test_reminder_by_another_way_is_said_while_the_first_waits(programme, coordinator) -> None:
    person = reader(phone="01293 400000")
    ContactMethodFactory.create(person=person, method=ContactMethod.Method.PHONE, position=2)
    letter_to(person, programme, subject_key="invitation:1")

    assert said_to(person, programme, subject_key="invitation:1", data={"turn": 1}).state == "to_call"


def test_batches_that_wait_for_the_post_come_first_then_the_last_posted(programme, coordinator, client) -> None:
    batches = [printed(coordinator, letter_to(reader(), programme)) for _ in range(4)]
    for days, batch in enumerate(batches):
        PrintBatch.objects.filter(pk=batch.pk).update(made_at=NOW + timedelta(days=days))
    for days, batch in enumerate(batches[1:], start=1):
        then = NOW + timedelta(days=days)
        post_batch(batch=batch, posted_on=then.date(), by=coordinator, now=then)

    shown = client.get(reverse("messaging:letters")).context["batches"]

    assert list(shown) == [batches[0], batches[3], batches[2], batches[1]]


def test_a_posted_letter_counts_as_the_one_thing_of_its_day(programme, coordinator, mailoutbox, purpose) -> None:
    person = reader()
    letter = letter_to(person, programme)
    post_batch(batch=printed(coordinator, letter), posted_on=TODAY, by=coordinator, now=NOW)
    ContactMethod.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(email="mair@people.example")
    MessageFactory.create(person=person)

    send_due(NOW)
    assert mailoutbox == []
    send_due(NOW + timedelta(days=1))

    letter.refresh_from_db()
    assert (letter.said_on, len(mailoutbox)) == (TODAY, 1)


@pytest.mark.parametrize("days", [-1, 1])
def test_post_refuses_a_day_that_cannot_be(days, programme, coordinator) -> None:
    batch = printed(coordinator, letter_to(reader(), programme))

    with pytest.raises(NotPossible):
        post_batch(batch=batch, posted_on=TODAY + timedelta(days=days), by=coordinator, now=NOW)


@pytest.mark.parametrize("what", ["died", "withdrew", "moved house", "not due"])
def test_letter_that_must_not_go_is_named_and_left_out(what, programme, coordinator, client, purpose) -> None:
    person = reader(given_name="Mair", family_name="Evans")
    stopped, other = letter_to(person, programme), letter_to(reader(), programme)
    batch = printed(coordinator, stopped, other)
    if what == "died":
        person.deceased_on = TODAY
    elif what == "moved house":
        person.address = "2 Low Road"
    elif what == "withdrew":
        cancel_all_to(person=person, why="They left.", now=NOW)
    else:
        Message.objects.filter(pk=stopped.pk).update(purpose="gone")
        purpose(slug="gone", still_due=lambda _message, _now: purpose_not_due())
    person.save()
    if what in {"moved house", "not due"}:
        send_due(NOW)

    page = client.get(url("batch", batch)).content.decode()
    posted = post_batch(batch=batch, posted_on=TODAY, by=coordinator, now=NOW)

    assert "Take this letter out of the pile" in page
    assert page.index("Mair Evans") < page.index("The letters, in the order of printing")
    assert (posted.count, [one.message for one in posted.left_out]) == (1, [stopped])
    states = {one.message_id: one.state for one in batch.letters.all()}
    assert states == {stopped.pk: "taken_out", other.pk: "posted"}


def purpose_not_due():
    """Return the verdict on something that nobody has to hear any more."""
    from messaging.purposes import not_due  # noqa: PLC0415 - beside its only use

    return not_due("It was answered.")


def test_posting_asks_again_before_the_sweep_has(programme, coordinator, purpose) -> None:
    message = letter_to(reader(), programme)
    batch = printed(coordinator, message)
    purpose(still_due=lambda _message, _now: purpose_not_due())

    posted = post_batch(batch=batch, posted_on=TODAY, by=coordinator, now=NOW)

    message.refresh_from_db()
    assert (posted.count, message.state, message.why) == (0, State.CANCELLED, "It was answered.")


def test_letter_that_was_taken_out_can_be_printed_again(programme, coordinator) -> None:
    message = letter_to(reader(), programme)
    first = printed(coordinator, message)

    took = [take_out(letter=first.letters.get(), by=coordinator, now=NOW) for _ in range(2)]
    second = printed(coordinator, message)

    assert (took, second.letters.get().message) == ([True, False], message)


def test_letter_that_came_back_is_recorded_once(programme, coordinator, client) -> None:
    message = letter_to(reader(), programme)
    batch = printed(coordinator, message)
    post_batch(batch=batch, posted_on=TODAY, by=coordinator, now=NOW)

    answers = [
        client.post(reverse("messaging:came_back", args=[message.ref]), {"why": "gone_away"}, follow=True)
        for _ in range(2)
    ]

    message.refresh_from_db()
    assert (message.state, message.why) == (State.BOUNCED, "Gone away, or not known at this address")
    assert "recorded already" in answers[1].content.decode()
    assert "Came back" in client.get(url("batch", batch)).content.decode()


def test_batch_asks_the_same_number_of_queries_for_one_and_three(
    programme, coordinator, client, django_assert_max_num_queries
) -> None:
    counts = []
    for number in (1, 3):
        letters = [letter_to(reader("print-20"), programme) for _ in range(number)]
        batch = printed(coordinator, *letters)
        with django_assert_max_num_queries(12) as asked:
            assert client.get(url("batch", batch)).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1]


# --- braille and recordings -----------------------------------------------------------------------------------------
def test_braille_is_never_printed_but_ordered_and_posted(programme, coordinator, client) -> None:
    message = letter_to(reader("braille-2", "print-28"), programme)

    printed_nothing = print_letters(messages=Message.objects.filter(pk=message.pk), by=coordinator, now=NOW)
    client.post(reverse("messaging:order_new", args=[message.ref, "braille-2"]), {"supplier": "RNIB"})
    order = FormatOrder.objects.get()
    words = client.get(url("order_words", order)).content.decode()
    day = {"posted_on_day": "1", "posted_on_month": "3", "posted_on_year": "2027"}
    client.post(url("order_posted", order), day)

    message.refresh_from_db()
    order.refresh_from_db()
    assert printed_nothing is None
    assert "the news is good." in words
    assert (message.state, order.posted_by, order.ordered_by) == (State.SENT, coordinator, coordinator)


def test_order_is_not_posted_when_the_words_have_changed(programme, coordinator, purpose) -> None:
    message = letter_to(reader("audio"), programme)
    order = order_format(message=message, kind="audio", supplier="Calibre", by=coordinator, now=NOW)
    purpose(body="Hello {called}, the news is bad.")

    with pytest.raises(NotPossible, match="The words have changed"):
        post_format(order=order, posted_on=TODAY, by=coordinator, now=NOW)
    with pytest.raises(NotPossible, match="ordered this already"):
        order_format(message=message, kind="audio", supplier="Calibre", by=coordinator, now=NOW)


# --- erasing --------------------------------------------------------------------------------------------------------
def test_words_and_pdf_are_erased_after_30_days(
    programme, coordinator, client, django_capture_on_commit_callbacks
) -> None:
    batch = printed(coordinator, letter_to(reader(), programme))
    make_pdf_now(batch=batch, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        erased = [erase_printed(NOW + timedelta(days=days)) for days in (30, 31, 32)]

    assert erased == [0, 1, 0]
    assert not storages["private"].exists(path_of(batch))
    assert [client.get(url(name, batch)).status_code for name in ("batch_pdf", "batch_print")] == [404, 404]
    assert batch.letters.get().content is None
    assert client.get(url("batch", batch)).status_code == 200
