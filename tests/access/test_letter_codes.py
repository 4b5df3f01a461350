"""A code in a letter: it opens one task, until that is done, and nothing else."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from access.actions import letters as codes
from access.hashes import hash_of
from access.limits import LETTER_CODES_FROM_A_NETWORK
from access.models import SignInToken
from cohorts.pairing.models import Pulse
from messaging.actions.print_batches import letter_came_back, post_batch, print_letters, take_out
from messaging.actions.queueing import queue
from messaging.models import Message
from messaging.printing import preview_of_paper
from messaging.tasks import send_due
from tests.evaluation.survey_help import agree, place_of_somebody
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortFactory,
    ContactMethodFactory,
    InvitationFactory,
    OfferFactory,
    PairFactory,
    PersonFactory,
    PlaceFactory,
    TeamMembershipFactory,
)

pytestmark = pytest.mark.django_db
LETTER = reverse("access:letter")


@pytest.fixture(autouse=True)
def at_now(travel) -> None:
    travel("2027-03-01T09:00")


@pytest.fixture
def reader():
    person = PersonFactory.create(email=None, address="1 High Street\nOxford", given_name="Mair")
    ContactMethodFactory.create(person=person, method="letter")
    return person


@pytest.fixture
def offer(reader):
    """Return an open offer to somebody without email, whose letter waits to be printed."""
    cohort = CohortFactory.create(state="confirming")
    application = ApplicationFactory.create(programme=cohort.programme, person=reader, state="offered")
    found = OfferFactory.create(application=application, cohort=cohort, reply_by=TODAY + timedelta(days=14))
    say("offer", reader, offer=found.pk)
    return found


def say(purpose, person, **data):
    """Let the sweep put a letter on the print list."""
    queue(key=purpose, person=person, purpose=purpose, due_at=NOW, now=NOW, data=data)
    send_due(NOW)


def print_it(offer_or_invitation):
    """Print what waits for the person; return the code as it stands on the paper, and the batch."""
    by = PersonFactory.create()
    batch = print_letters(messages=Message.objects.all(), by=by, now=NOW)
    return batch.letters.get().content["code"]["code"], batch


def type_code(client, code):
    return client.post(LETTER, {"code": code})


def test_code_opens_the_offer_and_nothing_else(client, offer) -> None:
    code, _batch = print_it(offer)
    page = reverse("recruitment:offer", args=[offer.ref])

    opened = type_code(client, code.lower().replace(" ", "-"))

    others = ["home", "people:details", "workshops:my_dates", "evaluation:mine", "people:consents"]
    assert (opened["Location"], client.get(page).status_code) == (page, 200)
    assert [client.get(reverse(name)).status_code for name in others] == [403] * len(others)
    assert [client.get(reverse(name)).status_code for name in ("concern", "accessibility")] == [200, 200]
    assert 'class="govuk-service-navigation__link"' not in client.get(page).content.decode()


def test_code_opens_no_page_with_a_way_out_that_is_refused(client, reader) -> None:
    """Who signs in by themselves has the way back to their details; a code does not open those."""
    place = PlaceFactory.create(person=reader)
    say("welcome", reader, place=place.pk)
    page, out = reverse("people:needs"), f'href="{reverse("people:details")}"'
    client.force_login(reader)
    whole = client.get(page).content.decode()

    narrow = Client()
    type_code(narrow, print_it(place)[0])
    shown = narrow.get(page)

    assert (whole.count(f'{out} class="govuk-back-link"'), whole.count(f"{out}>Cancel</a>")) == (1, 1)
    assert (shown.status_code, shown.content.decode().count(out)) == (200, 0)
    assert '<nav aria-label="Back"' not in shown.content.decode()


def test_code_is_used_up_by_finishing_the_task(client, offer) -> None:
    code, _batch = print_it(offer)
    page = reverse("recruitment:offer", args=[offer.ref])
    type_code(client, code)
    interrupted = type_code(Client(), code)

    client.post(page, {"answer": "accept"})

    offer.refresh_from_db()
    token = SignInToken.objects.get()
    assert (interrupted.status_code, offer.state, token.used_at is None) == (302, "accepted", False)
    assert "You have a place" in client.get(page).content.decode()
    assert client.post(page, {"answer": "decline"}).status_code == 403
    assert type_code(Client(), code).status_code == 200
    assert "That is done" in client.get(reverse("home")).content.decode()


def test_code_is_dead_when_the_task_was_done_by_phone(client, offer) -> None:
    code, _batch = print_it(offer)
    offer.state, offer.answered_at = "declined", NOW
    offer.save()

    refused = type_code(client, code)

    assert "This code does not work." in refused.content.decode()
    assert "_auth_user_id" not in client.session


def test_only_the_hash_of_a_code_is_kept(offer) -> None:
    code, batch = print_it(offer)

    plain = code.replace(" ", "")
    token = SignInToken.objects.get()
    message = Message.objects.get(purpose="offer")
    raw = str(batch.letters.values_list("content").query)
    assert re.fullmatch(r"[CDFGHJKMNPQRTWXY34679]{3} [^ ]{3} [^ ]{4}", code)
    assert (token.code_hash, token.opens) == (hash_of("letter", plain), reverse("recruitment:offer", args=[offer.ref]))
    assert plain not in message.body
    assert "127.0.0.1:8000/letter (your code is at the end of this letter)" in message.body
    assert "content" in raw


@pytest.mark.parametrize("how", ["printed again", "taken out", "came back", "expired", "cancelled"])
def test_code_ends(how, client, offer, travel) -> None:
    code, batch = print_it(offer)
    by, message = PersonFactory.create(), Message.objects.get(purpose="offer")
    if how == "expired":
        SignInToken.objects.update(expires_at=NOW + timedelta(seconds=1))
        travel("2027-03-01T09:01")
    elif how == "cancelled":
        Message.objects.update(state="cancelled", why="They left.")
    elif how == "came back":
        post_batch(batch=batch, posted_on=TODAY, by=by, now=NOW)
        letter_came_back(message=message, why="Gone away", by=by, now=NOW)
    else:
        take_out(letter=batch.letters.get(), by=by, now=NOW)
        if how == "printed again":
            newer, _batch = print_it(offer)
            assert type_code(Client(), newer).status_code == 302

    assert type_code(client, code).status_code == 200


def test_session_of_a_letter_ends_with_the_code(client, offer, travel) -> None:
    code, _batch = print_it(offer)
    type_code(client, code)
    SignInToken.objects.update(expires_at=NOW + timedelta(minutes=1))
    travel("2027-03-01T09:02")

    answer = client.get(reverse("recruitment:offer", args=[offer.ref]))

    assert answer["Location"] == LETTER
    assert "_auth_user_id" not in client.session


def test_guessing_is_limited(client, offer) -> None:
    print_it(offer)

    answers = [type_code(client, "CDF GHJ KMNP").status_code for _ in range(LETTER_CODES_FROM_A_NETWORK.tries + 1)]

    assert answers == [200] * LETTER_CODES_FROM_A_NETWORK.tries + [429]


def test_survey_opens_without_signing_in_and_ends_when_it_is_answered(client, reader) -> None:
    place = place_of_somebody(agrees=False, person=reader, cohort=CohortFactory.create())
    agree(reader)
    invitation = InvitationFactory.create(place=place, cohort=place.cohort)
    say("survey-invitation", reader, invitation=invitation.pk)
    code, batch = print_it(invitation)

    opened = type_code(client, code)

    assert opened["Location"] == reverse("evaluation:answer", args=[invitation.token])
    assert "_auth_user_id" not in client.session
    assert batch.letters.get().content["reply"]["reference"] == invitation.ref
    invitation.cancelled_at = NOW
    invitation.save()
    assert type_code(client, code).status_code == 200


def test_staff_do_not_come_in_by_a_letter(client, offer, reader) -> None:
    code, _batch = print_it(offer)
    TeamMembershipFactory.create(person=reader, programme=offer.cohort.programme)

    assert type_code(client, code).status_code == 200
    assert "_auth_user_id" not in client.session


def test_whoever_is_signed_in_stays_so(client, offer, reader) -> None:
    code, _batch = print_it(offer)
    client.force_login(reader)

    assert type_code(client, code)["Location"] == reverse("recruitment:offer", args=[offer.ref])
    assert client.get(reverse("people:details")).status_code == 200


def test_letter_answers_an_offer_on_paper_with_the_terms(offer) -> None:
    _code, batch = print_it(offer)

    reply = batch.letters.get().content["reply"]

    words = [question["words"] for part in reply["parts"] for question in part["questions"]]
    assert reply["reference"] == offer.ref
    assert words[0] == "Do you take the place?"
    assert "We pay your travel" in reply["parts"][0]["introduction"][0]


def test_codes_are_typed_at_a_short_address(settings) -> None:
    settings.BASE_URL = "https://leadingtogether.example"

    assert codes.typed_at() == "leadingtogether.example/letter"


def test_preview_of_a_letter_shows_an_example_of_the_last_day(offer) -> None:
    content = preview_of_paper(Message.objects.get(), now=NOW)

    assert content["code"]["until"] == "Monday 22 March 2027 (an example: 21 days after it is printed)"
    assert not SignInToken.objects.exists()


def test_code_opens_the_two_questions_about_a_partner_until_both_are_answered(client, reader) -> None:
    place = PlaceFactory.create(person=reader, role="lay")
    partner = PlaceFactory.create(cohort=place.cohort, role="professional")
    pair = PairFactory.create(cohort=place.cohort, lay=place, professional=partner, state="introduced")
    pulse = Pulse.objects.create(pair=pair, place=place, week=2, asked_at=NOW)
    say("pair-pulse", reader, pulse=pulse.pk)
    code, batch = print_it(pulse)
    page = reverse("pairing:pulse", args=[pulse.ref])

    opened = type_code(client, code)
    client.post(page, {"question": "in_touch", "answer": "yes"})
    between = client.get(page).content.decode()
    client.post(page, {"question": "call_me", "answer": "no"})

    pulse.refresh_from_db()
    assert opened["Location"] == page
    assert "Do you want us to call you?" in between
    assert (pulse.in_touch, pulse.call_me, pulse.answered_by) == ("yes", "no", reader)
    assert "Thank you" in client.get(page).content.decode()
    assert client.get(reverse("home")).status_code == 403
    assert type_code(Client(), code).status_code == 200
    assert batch.letters.get().content["reply"]["parts"][0]["questions"][1]["words"] == "Do you want us to call you?"
