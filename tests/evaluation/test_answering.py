"""Answering by a personal link: save, stop, resume, send once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation.models import Answer, Invitation, Response
from messaging.actions import queue
from messaging.models import Message
from people.models import Consent
from tests.evaluation.survey_help import answer_all, asked, somebody_asked, url
from tests.factories import NOW

pytestmark = pytest.mark.django_db
Travel = Callable[[str], datetime]


@pytest.fixture(autouse=True)
def at_now(travel: Travel) -> None:
    travel("2027-03-01T10:00")


def given(invitation: Invitation) -> dict[str, int | None]:
    """What is saved: code → number."""
    rows = Answer.objects.filter(response__invitation=invitation)
    return dict(rows.order_by("item__code").values_list("item__code", "number"))


def test_start_says_what_it_is_without_signing_in(client: Client) -> None:
    invitation = somebody_asked()

    page = client.get(url(invitation)).content.decode()

    told = ("About 10 minutes", "Monday 29 March 2027", "never your name", "Nobody reads it straight away", "by phone")
    assert [text in page for text in told] == [True] * 5


def test_start_looked_at_changes_nothing(client: Client) -> None:
    invitation = somebody_asked()

    client.get(url(invitation))
    client.head(url(invitation))
    client.get(url(invitation, "leading"))
    client.get(url(invitation, "check"))

    assert Response.objects.count() == 0


def test_start_pressed_twice_begins_once(client: Client) -> None:
    invitation = somebody_asked()

    first = client.post(url(invitation))
    second = client.post(url(invitation))

    assert (first.url, second.url) == (url(invitation, "working-together"),) * 2
    assert Response.objects.get().questionnaire == invitation.wave.questionnaire


def test_unknown_link_is_not_found(client: Client) -> None:
    assert client.get(reverse("evaluation:answer", args=["nobody"])).status_code == 404


def test_page_saves_each_answer_and_goes_on(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    response = client.post(url(invitation, "working-together"), {"col1": "5", "col2": "-98", "col3": "-99"})

    assert response.url == url(invitation, "leading")
    assert given(invitation) == {"col1": 5, "col2": -98, "col3": -99}


def test_page_without_an_answer_goes_on(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    response = client.post(url(invitation, "working-together"), {})

    assert (response.url, given(invitation)) == (url(invitation, "leading"), {})


def test_page_shows_what_was_saved_and_takes_a_change(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))
    client.post(url(invitation, "working-together"), {"col1": "5"})

    page = client.get(url(invitation, "working-together"))
    client.post(url(invitation, "working-together"), {"col1": "2"})

    assert page.context["form"]["col1"].value() == "5"
    assert given(invitation) == {"col1": 2}


@pytest.mark.parametrize("value", ["6", "0", "-97", "yes"])
def test_page_refuses_a_number_that_is_not_on_the_scale(client: Client, value: str) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    response = client.post(url(invitation, "working-together"), {"col1": value, "col2": "3"})

    assert response.context["form"].errors == {
        "col1": ["Choose one of the answers listed for “Lay people and professionals shape our decisions together.”."]
    }
    assert given(invitation) == {}


def test_page_saved_for_later_comes_back_to_the_same_page(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))
    client.post(url(invitation, "working-together"), {"col1": "5"})
    client.post(url(invitation, "leading"), {"lea1": "4", "later": "1"})

    start = client.get(url(invitation))

    assert start.context["resume"] == url(invitation, "leading")
    assert given(invitation) == {"col1": 5, "lea1": 4}


def test_page_resumes_after_the_last_one_that_was_gone_on_from(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))
    for page in ("working-together", "leading"):
        client.post(url(invitation, page), {})
    client.post(url(invitation, "working-together"), {"col1": "1"})

    assert client.post(url(invitation)).url == url(invitation, "the-other-role")


def test_page_changed_from_the_check_returns_to_it(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    response = client.post(f"{url(invitation, 'leading')}?change=1", {"lea1": "2"})

    assert response.url == url(invitation, "check")


def test_page_keeps_words_and_whether_to_quote_them(client: Client) -> None:
    invitation = somebody_asked("workshop-1")
    client.post(url(invitation))

    client.post(url(invitation, "the-day"), {"rea4": " More breaks ", "rea4_quote": "yes"})

    answer = Answer.objects.get()
    assert (answer.words, answer.may_quote, answer.number) == ("More breaks", True, None)


def test_page_with_too_many_words_keeps_them_in_the_box(client: Client) -> None:
    invitation = somebody_asked("workshop-1")
    client.post(url(invitation))

    response = client.post(url(invitation, "the-day"), {"rea4": "x" * 4001})

    assert response.context["form"]["rea4"].value() == "x" * 4001
    assert response.context["form"].errors == {
        "rea4": ["Shorten “What would make the next one better?” to 4000 characters or fewer. You have used 4001."]
    }


def test_page_that_does_not_exist_is_not_found(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    assert client.get(url(invitation, "the-day")).status_code == 404


def test_send_finishes_once_and_says_thank_you(client: Client) -> None:
    invitation = somebody_asked()
    answer_all(client, invitation)
    finished = Response.objects.get().finished_at

    again = client.post(url(invitation, "check"), {"helped": "yes", "helped_by": "my sister"})

    response = Response.objects.get()
    assert again.url == url(invitation, "thanks")
    assert (response.finished_at, response.mode, response.assisted_by) == (finished, "self", "")
    assert client.get(url(invitation, "thanks")).status_code == 200


def test_send_records_that_somebody_helped(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    client.post(url(invitation, "check"), {"helped": "yes", "helped_by": "my sister"})

    response = Response.objects.get()
    assert (response.mode, response.assisted_by) == ("assisted", "my sister")


def test_send_stops_the_reminders(client: Client) -> None:
    invitation = somebody_asked()
    queue(
        key="reminder",
        person=invitation.place.person,
        purpose="survey-reminder",
        due_at=NOW + timedelta(days=3),
        now=NOW,
        subject_key=f"invitation:{invitation.pk}",
        data={"invitation": invitation.pk},
    )

    answer_all(client, invitation)

    message = Message.objects.get()
    assert (message.state, message.why) == ("cancelled", "The person has answered.")


def test_page_in_another_tab_after_sending_keeps_what_was_typed(client: Client) -> None:
    invitation = somebody_asked("workshop-1")
    answer_all(client, invitation)

    page = client.post(url(invitation, "the-day"), {"rea1": "1", "rea4": "Shorter days"}).content.decode()

    assert [text in page for text in ("You have sent your answers", "Shorter days", "was not saved")] == [True] * 3
    assert given(invitation) == {"rea1": 4, "rea2": 4, "rea3": 4}


def test_page_after_the_deadline_keeps_what_was_typed(client: Client, travel: Travel) -> None:
    invitation = somebody_asked("workshop-1")
    client.post(url(invitation))
    travel("2027-03-29T10:00")

    page = client.post(url(invitation, "the-day"), {"rea1": "1", "rea4": "Shorter days"}).content.decode()

    shown = ("This survey is closed", "Shorter days", "Strongly disagree")
    assert [text in page for text in shown] == [True] * 3
    assert given(invitation) == {}


def test_send_after_the_deadline_sends_nothing(client: Client, travel: Travel) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))
    travel("2027-03-29T10:00")

    page = client.post(url(invitation, "check"), {"helped": "no"}).content.decode()

    assert "This survey is closed" in page
    assert Response.objects.get().finished_at is None


@pytest.mark.parametrize(
    ("change", "title"),
    [
        ({"cancelled_at": NOW}, "We do not ask you any more"),
        ({"opens_at": NOW + timedelta(days=1)}, "This survey is not open yet"),
        ({"closes_at": NOW + timedelta(minutes=5)}, "This survey is closed"),
    ],
)
def test_start_says_kindly_that_no_answers_are_taken(client: Client, change: dict[str, Any], title: str) -> None:
    invitation = somebody_asked()
    Invitation.objects.filter(pk=invitation.pk).update(**change)

    assert client.get(url(invitation)).context["title"] == title


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", "withdrawn"), ("left_evaluation_at", NOW)],
)
def test_start_asks_nobody_who_left(client: Client, field: str, value: Any) -> None:
    invitation = somebody_asked()
    place = invitation.place
    setattr(place, field, value)
    if field == "state":
        place.withdrawn_at, place.withdrawn_by = NOW, place.person
    place.save()

    client.post(url(invitation))

    assert client.get(url(invitation)).context["title"] == "We do not ask you any more"
    assert Response.objects.count() == 0


def test_start_asks_nobody_who_took_the_consent_back(client: Client) -> None:
    invitation = somebody_asked()
    person = invitation.place.person
    Consent.objects.filter(person=person).update(withdrawn_at=NOW, withdrawn_by=person)

    assert client.get(url(invitation)).context["title"] == "We do not ask you any more"


def test_page_asks_few_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    invitation = somebody_asked("workshop-3")
    client.post(url(invitation))

    with django_assert_max_num_queries(8):
        client.get(url(invitation, "working-together"))
    with django_assert_max_num_queries(8):
        client.get(url(invitation, "check"))


def test_start_offers_the_short_form_to_who_wants_easy_read(client: Client) -> None:
    invitation = somebody_asked(person__easy_read=True)

    refused = client.post(url(invitation), {})
    client.post(url(invitation), {"form_of_survey": "short"})

    response = Response.objects.get()
    assert refused.context["form"].errors == {
        "form_of_survey": ["Choose an answer for “Which questions would you like?”."]
    }
    assert (response.questionnaire.slug, response.easy_read) == ("short-easy", True)


def test_start_gives_all_questions_in_easy_words(client: Client) -> None:
    invitation = somebody_asked(person__easy_read=True)
    client.post(url(invitation), {"form_of_survey": "all"})

    form = client.get(url(invitation, "working-together")).context["form"]

    response = Response.objects.get()
    assert (response.questionnaire.slug, response.easy_read) == ("baseline", True)
    assert form.fields["col1"].label == "We all decide together."


def test_start_gives_nobody_else_the_short_form(client: Client) -> None:
    invitation = somebody_asked()

    client.post(url(invitation), {"form_of_survey": "short"})

    response = Response.objects.get()
    assert (response.questionnaire.slug, response.easy_read) == ("baseline", False)


def test_short_form_shows_three_faces(client: Client) -> None:
    invitation = somebody_asked(person__easy_read=True)
    client.post(url(invitation), {"form_of_survey": "short"})

    page = client.get(url(invitation, "working-together")).content.decode()
    client.post(url(invitation, "working-together"), {"col1f": "3", "col2f": "1"})

    assert page.count("ev-face") == 6
    assert given(invitation) == {"col1f": 3, "col2f": 1}


def test_likert_is_one_fieldset_a_statement_and_never_a_table(client: Client) -> None:
    invitation = somebody_asked()
    client.post(url(invitation))

    page = client.get(url(invitation, "working-together")).content.decode()

    assert (page.count('class="govuk-radios lt-likert"'), page.count("<table")) == (5, 0)
    assert [page.count(f">{words}</label>") for words in ("Does not apply", "Prefer not to say")] == [5, 5]


def test_survey_speaks_the_language_of_who_is_asked(client: Client) -> None:
    invitation = somebody_asked(person__language="cy")

    assert '<html lang="cy"' in client.get(url(invitation)).content.decode()


def test_mine_lists_open_and_answered_surveys(client: Client) -> None:
    invitation = somebody_asked()
    done = asked(invitation.place, "workshop-1")
    Response.objects.create(
        invitation=done, questionnaire=done.wave.questionnaire, started_at=NOW, saved_at=NOW, finished_at=NOW
    )
    client.force_login(invitation.place.person)

    context = client.get(reverse("evaluation:mine")).context

    assert (context["waiting"], context["answered"]) == ([invitation], [done])


@pytest.mark.parametrize("rows", [1, 3])
def test_mine_asks_the_same_number_of_queries(client: Client, rows: int, django_assert_num_queries: Any) -> None:
    invitation = somebody_asked()
    for wave in ("workshop-1", "workshop-2")[: rows - 1]:
        asked(invitation.place, wave)
    client.force_login(invitation.place.person)

    with django_assert_num_queries(6):
        client.get(reverse("evaluation:mine"))
