"""Easy Read: chosen once, remembered, and never more than 15 words a sentence."""

import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.recruitment.forms.apply import FORMS
from cohorts.recruitment.forms.apply_easy import EASY
from cohorts.recruitment.models import Application
from evaluation.models import Response
from people.models import AuditEvent, Person
from tests.cohorts.recruitment.apply_help import address, begin, check, fill_in
from tests.evaluation.survey_help import somebody_asked, url
from tests.factories import NOW, CohortFactory, OfferFactory, PersonFactory

EASY_READ = "/easy-read/"
NOTE = "This page is not in Easy Read yet"
LONGEST = 15


@pytest.fixture
def cohort(db: None, travel) -> Cohort:
    """A cohort that takes applications."""
    travel("2027-03-01T09:00")
    return CohortFactory.create(name="Oxford", state=Cohort.State.RECRUITING)


def choose(client: Client, easy: str = "on", back: str = "/apply/"):
    """Press the button at the head of a page."""
    return client.post(EASY_READ, {"easy_read": easy, "next": back})


# --- the choice -------------------------------------------------------------------------------------------------------


def test_choose_is_remembered_for_a_visitor_until_they_choose_again(client: Client, cohort: Cohort) -> None:
    page = reverse("recruitment:apply", args=[cohort.programme.ref])

    seen = ["lt-easy__row" in client.get(page).content.decode()]
    for easy in ("on", "off"):
        response = choose(client, easy, page)
        assert (response.status_code, response.url) == (302, page)
        seen.append("lt-easy__row" in client.get(page).content.decode())

    assert seen == [False, True, False]


@pytest.mark.django_db
def test_choose_is_kept_on_the_person_with_who_and_when(client: Client) -> None:
    person = PersonFactory.create()
    client.force_login(person)

    choose(client, back="/my/dates/")
    choose(client, back="/my/dates/")

    person.refresh_from_db()
    assert person.easy_read is True
    assert [(event.by, event.fields) for event in AuditEvent.objects.about(person)] == [(person, ["easy_read"])]
    fresh = Client()
    fresh.force_login(person)
    assert "lt-easy__row" in fresh.get("/my/dates/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_choose_leads_nowhere_else(client: Client, back: str) -> None:
    assert choose(client, back=back).url == "/"


@pytest.mark.django_db
def test_a_page_that_is_not_written_yet_says_so(client: Client) -> None:
    client.force_login(PersonFactory.create(easy_read=True))

    assert NOTE in client.get("/my/needs/").content.decode()
    assert NOTE not in client.get("/my/dates/").content.decode()


# --- the main path ----------------------------------------------------------------------------------------------------


def test_apply_asks_the_same_questions_in_easy_words(client: Client, cohort: Cohort) -> None:
    choose(client)
    begin(client, cohort)

    page = client.get(address(cohort, "travel")).content.decode()

    assert "How do you get there?" in page
    assert "We pay for your bus, train or taxi." in page
    assert 'name="mode"' in page


def test_apply_keeps_easy_words_when_an_answer_is_missing(client: Client, cohort: Cohort) -> None:
    choose(client)
    begin(client, cohort)

    page = client.post(address(cohort, "why"), {"motivation": ""}).content.decode()

    assert "Use your own words. Spelling does not matter." in page
    assert "govuk-error-summary" in page


def test_apply_in_easy_words_is_remembered_on_the_person(client: Client, cohort: Cohort) -> None:
    choose(client)
    fill_in(client, cohort, contact={"email": ""}, methods={"second": "letter"})

    assert "lt-easy__row" in client.get(check(cohort)).content.decode()
    response = client.post(check(cohort), follow=True)

    assert "Then we draw lots. It is fair." in response.content.decode()
    assert Person.objects.get(applications=Application.objects.get()).easy_read is True


@pytest.mark.django_db
def test_offer_is_answered_in_easy_words(client: Client, travel) -> None:
    travel("2027-03-01T09:00")
    offer = OfferFactory.create()
    person = offer.application.person
    Person.objects.filter(pk=person.pk).update(easy_read=True)
    client.force_login(Person.objects.get(pk=person.pk))

    page = client.get(reverse("recruitment:offer", args=[offer.ref])).content.decode()

    assert "We have a place for you" in page
    assert "Do you want the place?" in page


@pytest.mark.django_db
def test_survey_follows_the_choice_and_records_it(client: Client, travel) -> None:
    invitation = somebody_asked()
    travel(f"{NOW:%Y-%m-%dT%H:%M}")
    choose(client, back=url(invitation))

    page = client.get(url(invitation)).content.decode()
    client.post(url(invitation), {"form_of_survey": "all"})

    assert "There are no wrong answers." in page
    assert NOTE not in page
    assert Response.objects.get().easy_read is True


# --- the words --------------------------------------------------------------------------------------------------------


def sentences_of_forms() -> list[str]:
    """Return every sentence of the easy words of the application."""
    found = []
    for words in EASY.values():
        lead = [str(sentence) for _picture, sentence in words.lead]
        fields = [str(text) for text in chain.from_iterable(words.fields.values())]
        found += [str(words.title), *lead, *fields]
    return found


def sentences_of_pages() -> list[str]:
    """Return every text of the pages in Easy Read."""
    found = []
    for path in sorted(Path(settings.BASE_DIR, "templates", "easy").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        found += re.findall(r"{% translate '([^']+)'", text)
        found += re.findall(r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", text, flags=re.DOTALL)
    return found


def too_long(texts: list[str]) -> list[str]:
    """Return the sentences with more words than Easy Read allows; a placeholder counts as three."""
    found = []
    for text in texts:
        plain = re.sub(r"{{[^}]+}}", "one two three", re.sub(r"<[^>]+>", "", text))
        found += [one for one in re.split(r"[.?!:]\s*", plain) if len(one.split()) > LONGEST]
    return found


def test_easy_words_have_at_most_fifteen_words_a_sentence() -> None:
    draft = "The easy words are a draft, to be checked by people with learning disabilities"

    assert len(sentences_of_forms()) > 80
    assert len(sentences_of_pages()) > 60
    assert [one for one in too_long(sentences_of_forms() + sentences_of_pages()) if one != draft] == []


def test_easy_words_are_there_for_every_page_and_its_own_fields() -> None:
    assert set(EASY) == set(FORMS)
    for slug, words in EASY.items():
        own = set(FORMS[slug].base_fields) | ({"environment", "dietary", "communication_support",
            "communication_professional", "information_format"} if slug == "needs" else set())  # fmt: skip
        assert set(words.fields) <= own, slug
