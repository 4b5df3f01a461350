"""Case studies that everybody can read: all who are in them agree, or they are not there."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Place
from people.actions.consents import withdraw
from people.models import Consent, Person
from projects.models import Agreement, CaseStudy, Project, Quote
from tests.factories import (
    NOW,
    ContributorFactory,
    PersonFactory,
    PlaceFactory,
    ProjectFactory,
    published_study,
)


@pytest.fixture
def project(db: None) -> Project:
    """Return a project of a pair, both of whom worked on it."""
    found = ProjectFactory.create()
    for place in (found.pair.lay, found.pair.professional):
        ContributorFactory.create(project=found, place=place)
    return found


def takes_back_publicity(study: CaseStudy) -> None:
    person = study.project.pair.lay.person
    withdraw(consent=Consent.objects.standing().of(person).get(purpose="publicity"), by=person, now=NOW)


def takes_back_agreement(study: CaseStudy) -> None:
    Agreement.objects.filter(person=study.project.pair.lay.person).update(withdrawn_at=NOW)


def changes_the_text(study: CaseStudy) -> None:
    CaseStudy.objects.update(text="Other words.", text_version=2)


def has_an_earlier_contributor(study: CaseStudy) -> None:
    place: Place = PlaceFactory.create(cohort=study.project.cohort)
    ContributorFactory.create(project=study.project, place=place, since=date(2027, 1, 1), until=date(2027, 2, 1))


def quotes_somebody_who_was_not_asked(study: CaseStudy) -> None:
    Quote.objects.create(case_study=study, person=PersonFactory.create(), words="They listened.", shown_as="A nurse")


def is_taken_down(study: CaseStudy) -> None:
    CaseStudy.objects.update(state="withdrawn", withdrawn_at=NOW)


@pytest.mark.parametrize(
    "change",
    [
        takes_back_publicity,
        takes_back_agreement,
        changes_the_text,
        has_an_earlier_contributor,
        quotes_somebody_who_was_not_asked,
        is_taken_down,
    ],
)
def test_case_study_is_public_only_while_everybody_in_it_agrees(
    project: Project, client: Client, change: Callable[[CaseStudy], None]
) -> None:
    study = published_study(project)
    pages = (reverse("projects:case_studies"), reverse("projects:case_study", args=[study.ref]))

    before = [client.get(page) for page in pages]
    change(study)
    after = [client.get(page) for page in pages]

    assert ["Home by four" in page.content.decode() for page in before] == [True, True]
    assert "Home by four" not in after[0].content.decode()
    assert after[1].status_code == 404


def test_case_study_page_shows_text_and_words_without_a_name(project: Project, client: Client) -> None:
    study = published_study(project)
    person = project.pair.lay.person
    Quote.objects.create(case_study=study, person=person, words="They listened.", shown_as="A carer")

    page = client.get(reverse("projects:case_study", args=[study.ref])).content.decode()

    assert [words in page for words in ("Before.</p>", "After.</p>", "“They listened.”", "A carer")] == [True] * 4
    assert person.family_name not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_case_studies_page_asks_the_same_number_of_queries(
    client: Client, rows: int, django_assert_max_num_queries: Callable[..., object], project: Project
) -> None:
    for _row in range(rows):
        published_study(project)

    with django_assert_max_num_queries(4):
        client.get(reverse("projects:case_studies"))


def test_my_project_page_says_that_everybody_can_read_about_it(
    project: Project, client: Client, sign_in: Callable[[Client, Person], None]
) -> None:
    sign_in(client, project.pair.lay.person)
    study = published_study(project)
    address = f'href="{reverse("projects:case_study", args=[study.ref])}"'

    shown = address in client.get(reverse("projects:mine")).content.decode()
    takes_back_publicity(study)
    gone = address in client.get(reverse("projects:mine")).content.decode()

    assert (shown, gone) == (True, False)
