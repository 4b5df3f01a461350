"""Answers that staff write down, and people who no longer want to be asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from evaluation.models import Answer, AnswerCorrection, Invitation, Item, Response
from people.models import AuditEvent, Consent, Person
from tests.evaluation.survey_help import somebody_asked, url
from tests.factories import NOW, NeedFactory, TeamMembershipFactory, coordinator_of

pytestmark = pytest.mark.django_db
Enter = Callable[[Client, Person], None]


@pytest.fixture(autouse=True)
def at_now(travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T10:00")


@pytest.fixture
def invitation() -> Invitation:
    return somebody_asked("workshop-1", person__given_name="Gwen")


@pytest.fixture
def coordinator(client: Client, invitation: Invitation, sign_in: Enter) -> Person:
    person = coordinator_of(invitation.place.programme)
    sign_in(client, person)
    return person


def key(invitation: Invitation, page: str = "answer") -> str:
    if page in {"answer", "check", "thanks"}:
        return reverse(f"evaluation:key_{page}", args=[invitation.ref])
    return reverse("evaluation:key_page", args=[invitation.ref, page])


@pytest.mark.parametrize("mode", ["phone", "keyed"])
def test_key_records_who_wrote_it_down(client: Client, invitation: Invitation, coordinator: Person, mode: str) -> None:
    client.get(key(invitation))
    client.post(key(invitation), {"mode": mode})
    client.post(key(invitation, "the-day"), {"rea1": "5"})
    sent = client.post(key(invitation, "check"), {}, follow=True)

    response = Response.objects.get()
    assert (response.mode, response.keyed_by, response.finished_at is None) == (mode, coordinator, False)
    assert Answer.objects.get().number == 5
    assert AuditEvent.objects.filter(action="key response", by=coordinator).count() == 1
    assert [str(message) for message in sent.context["messages"]][-1].startswith("The answers of Gwen")


def test_key_asks_how_before_it_begins(client: Client, invitation: Invitation, coordinator: Person) -> None:
    page = client.post(key(invitation), {})

    assert page.context["form"].errors == {"mode": ["Choose an answer for “How are the questions answered?”."]}
    assert Response.objects.count() == 0


def test_key_never_shows_what_the_person_wrote(client: Client, invitation: Invitation, coordinator: Person) -> None:
    client.post(url(invitation))
    client.post(url(invitation, "the-day"), {"rea4": "Between us"})

    pages = [client.get(key(invitation, page), follow=True) for page in ("answer", "the-day", "check")]

    assert [page.redirect_chain[-1][0] for page in pages] == [reverse("evaluation:unanswered")] * 3
    assert ["Between us" in page.content.decode() for page in pages] == [False] * 3


def test_key_never_shows_what_a_colleague_wrote_down(
    client: Client, invitation: Invitation, coordinator: Person, sign_in: Enter
) -> None:
    client.post(key(invitation), {"mode": "phone"})
    colleague = coordinator_of(invitation.place.programme)
    sign_in(client, colleague)

    assert client.get(key(invitation, "the-day")).url == reverse("evaluation:unanswered")


def test_key_gives_back_what_was_typed_where_a_colleague_began(
    client: Client, invitation: Invitation, coordinator: Person, sign_in: Enter
) -> None:
    client.post(key(invitation), {"mode": "phone"})
    client.post(key(invitation, "the-day"), {"rea4": "Theirs"})
    sign_in(client, coordinator_of(invitation.place.programme))

    page = client.post(key(invitation, "the-day"), {"rea1": "5", "rea4": "Mine, typed at once"})
    empty = client.post(key(invitation, "the-day"), {})

    text = page.content.decode()
    assert (page.status_code, empty.status_code, Answer.objects.get().words) == (409, 302, "Theirs")
    assert [words for _question, words in page.context["typed"]] == ["Strongly agree", "Mine, typed at once"]
    assert ("begun by somebody else" in text, "Here it is" in text, "Theirs" in text) == (True, True, False)


def test_key_saved_for_later_goes_on_from_the_list(client: Client, invitation: Invitation, coordinator: Person) -> None:
    client.post(key(invitation), {"mode": "phone"})

    stopped = client.post(key(invitation, "the-day"), {"rea1": "5", "later": "1"})

    assert stopped.url == reverse("evaluation:unanswered")
    assert client.get(key(invitation)).url == key(invitation, "the-day")


def test_key_offers_the_short_form_to_who_wants_easy_read(client: Client, sign_in: Enter) -> None:
    invitation = somebody_asked(person__easy_read=True)
    sign_in(client, coordinator_of(invitation.place.programme))

    client.post(key(invitation), {"mode": "phone", "form_of_survey": "short"})

    assert Response.objects.get().questionnaire.slug == "short-easy"


@pytest.mark.parametrize("role", ["evaluator", "facilitator", "commissioner"])
def test_key_is_for_coordinators_of_the_programme(
    client: Client, invitation: Invitation, sign_in: Enter, role: str
) -> None:
    member = TeamMembershipFactory.create(programme=invitation.place.programme, role=role).person
    TeamMembershipFactory.create(person=member)
    sign_in(client, member)

    assert client.get(key(invitation)).status_code == 404


def test_key_is_closed_when_the_survey_is(client: Client, invitation: Invitation, coordinator: Person) -> None:
    Invitation.objects.update(cancelled_at=NOW)

    page = client.post(key(invitation), {"mode": "phone"}, follow=True)

    assert [str(message) for message in page.context["messages"]] == ["This survey does not take answers now."]
    assert Response.objects.count() == 0


@pytest.mark.parametrize(("keep", "standing"), [("keep", 1), ("drop", 0)])
def test_leave_stops_the_surveys_and_asks_what_becomes_of_the_answers(
    client: Client, invitation: Invitation, keep: str, standing: int
) -> None:
    person = invitation.place.person
    client.force_login(person)

    looked_at = client.get(reverse("evaluation:leave"))
    client.post(reverse("evaluation:leave"), {"keep": keep})

    invitation.refresh_from_db()
    invitation.place.refresh_from_db()
    consents = Consent.objects.standing().filter(person=person, purpose=Consent.Purpose.EVALUATION)
    assert (looked_at.status_code, consents.count()) == (200, standing)
    assert (invitation.cancelled_why, invitation.place.left_evaluation_at is None) == ("left the evaluation", False)


def test_leave_asks_for_the_answer_before_it_stops(client: Client, invitation: Invitation) -> None:
    client.force_login(invitation.place.person)

    page = client.post(reverse("evaluation:leave"), {})

    invitation.place.refresh_from_db()
    assert page.context["form"].errors.keys() == {"keep"}
    assert invitation.place.left_evaluation_at is None


def test_leave_is_offered_until_it_was_done(client: Client, invitation: Invitation) -> None:
    client.force_login(invitation.place.person)

    before = client.get(reverse("evaluation:mine")).context["may_leave"]
    client.post(reverse("evaluation:leave"), {"keep": "keep"})
    after = client.get(reverse("evaluation:mine")).context["may_leave"]

    assert (before, after) == (True, False)


def test_correction_says_why(invitation, coordinator) -> None:
    response = Response.objects.create(
        invitation=invitation,
        questionnaire=invitation.wave.questionnaire,
        mode="keyed",
        keyed_by=coordinator,
        started_at=NOW,
        saved_at=NOW,
    )
    item = Item.objects.filter(section__questionnaire=response.questionnaire).first()
    fields = {"response": response, "item": item, "number_before": 1, "number_after": 2, "at": NOW, "by": coordinator}
    AnswerCorrection.objects.create(why="I read it wrong.", **fields)

    with pytest.raises(IntegrityError, match="answer_correction_says_why"), transaction.atomic():
        AnswerCorrection.objects.create(**fields)


def key_whole_survey(client: Client, invitation: Invitation) -> Response:
    """Write down the answers of a survey on paper, and send them."""
    client.post(key(invitation), {"mode": "keyed"})
    for section in invitation.wave.questionnaire.sections.order_by("position"):
        answers = {item.code: "4" for item in section.items.all() if item.type == Item.Type.SCALE}
        client.post(key(invitation, section.slug), answers)
    client.post(key(invitation, "check"))
    return Response.objects.get(invitation=invitation)


@pytest.mark.parametrize("wave", ["baseline", "workshop-1", "workshop-2", "workshop-3", "follow-up"])
def test_every_wave_is_keyed_from_paper_once(wave, client, sign_in) -> None:
    invitation = somebody_asked(wave)
    person = coordinator_of(invitation.place.programme)
    sign_in(client, person)

    response = key_whole_survey(client, invitation)
    again = client.post(key(invitation), {"mode": "phone"})

    scales = Item.objects.filter(section__questionnaire=response.questionnaire, type=Item.Type.SCALE).count()
    assert (response.mode, response.keyed_by, response.finished_at is None) == ("keyed", person, False)
    assert response.answers.filter(number=4).count() == scales
    assert (again["Location"], Response.objects.get().mode) == (key(invitation, "thanks"), "keyed")


def test_mistake_of_keying_is_corrected_and_kept(client, invitation, coordinator) -> None:
    response = key_whole_survey(client, invitation)
    item = response.answers.first().item
    page = reverse("evaluation:key_correct_one", args=[invitation.ref, item.pk])

    shown = client.get(page).content.decode()
    for _ in range(2):
        client.post(page, {item.code: "2", "why": "I ticked the wrong box."})

    row = AnswerCorrection.objects.get()
    history = client.get(reverse("evaluation:key_correct", args=[invitation.ref])).content.decode()
    assert ["checked" in shown, "I ticked the wrong box." in history] == [False, True]
    assert (row.number_before, row.number_after, row.by, row.why) == (4, 2, coordinator, "I ticked the wrong box.")
    assert Answer.objects.get(response=response, item=item).number == 2
    assert AuditEvent.objects.about(response).filter(action="correct response").count() == 1


def test_what_people_answered_themselves_is_not_corrected(client, invitation, coordinator) -> None:
    client.post(url(invitation))
    Response.objects.update(finished_at=NOW)

    assert client.get(reverse("evaluation:key_correct", args=[invitation.ref])).status_code == 404


def test_survey_on_paper_is_in_the_persons_print_size_without_a_name(client, invitation, coordinator) -> None:
    NeedFactory.create(person=invitation.place.person, slug="print-28")

    page = client.get(reverse("evaluation:key_paper", args=[invitation.ref])).content.decode()
    pdf = client.get(reverse("evaluation:key_paper_pdf", args=[invitation.ref]))

    assert ["lt-letter--28" in page, "Gwen" in page, "Strongly agree" in page] == [True, False, True]
    assert pdf.content[:5] == b"%PDF-"


@pytest.mark.parametrize(("days", "taken"), [(13, True), (15, False)])
def test_paper_that_came_by_post_is_keyed_after_closing(*, days, taken, client, invitation, coordinator) -> None:
    invitation.opens_at, invitation.closes_at = NOW - timedelta(days=40), NOW - timedelta(days=days)
    invitation.save()

    client.post(key(invitation), {"mode": "phone"})
    by_phone = Response.objects.exists()
    found = client.get(reverse("evaluation:key_find"), {"ref": invitation.ref.lower()})
    client.post(key(invitation), {"mode": "keyed"})
    client.post(key(invitation, "check"))

    assert (by_phone, found["Location"]) == (False, key(invitation))
    assert Response.objects.filter(mode="keyed", finished_at__isnull=False).exists() == taken
