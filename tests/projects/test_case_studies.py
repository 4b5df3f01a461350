"""Case studies: written by coordinators, asked about, public only while all in them agree to these very words."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Task
from messaging.models import Message
from messaging.verdicts import verdict_on
from people.actions.consents import withdraw
from people.errors import NotTheirsToGive
from people.models import Consent, Death, Person
from projects.actions import case_studies as actions
from projects.actions.agreements import answer
from projects.models import Agreement, CaseStudy, Project
from projects.tasks import follow_case_studies, keep_tasks
from tests.factories import NOW, ContributorFactory, PersonFactory, PlaceFactory, ProjectFactory, coordinator_of

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=15)


@pytest.fixture
def project() -> Project:
    """Return a project of a pair, both of whom worked on it."""
    found = ProjectFactory.create()
    for place in (found.pair.lay, found.pair.professional):
        ContributorFactory.create(project=found, place=place)
    return found


@pytest.fixture
def by(project: Project) -> Person:
    """Return who coordinates the programme."""
    return coordinator_of(project.programme)


@pytest.fixture
def study(project: Project, by: Person) -> CaseStudy:
    """Return a draft about the project."""
    return actions.write_case_study(project=project, title="Home by four", text="Before.\n\nAfter.", by=by, now=NOW)


def says(study: CaseStudy, person: Person, *, agrees: bool = True, words: str = "", **other: Any) -> Agreement:
    study.refresh_from_db()
    values = {"text_version": study.text_version, "by": person, "now": NOW} | other
    return answer(study=study, person=person, agrees=agrees, words=words, **values)


def pair_of(study: CaseStudy) -> list[Person]:
    return [place.person for place in study.project.pair.places]


@pytest.fixture
def public(study: CaseStudy, by: Person) -> CaseStudy:
    """Return a case study to which both agreed, and which is public."""
    actions.ask_everybody(study=study, by=by, now=NOW)
    for person in pair_of(study):
        says(study, person)
    return actions.publish(study=study, by=by, now=NOW)


def is_public(study: CaseStudy) -> bool:
    return CaseStudy.objects.public().filter(pk=study.pk).exists()


def test_write_case_study_twice_is_one(project: Project, by: Person, study: CaseStudy) -> None:
    again = actions.write_case_study(project=project, title=study.title, text=study.text, by=by, now=LATER)

    assert (again, study.state, study.changed_by) == (study, "draft", by)


def test_change_words_refuses_an_old_version(study: CaseStudy, by: Person) -> None:
    actions.change_words(study=study, version=1, values={"title": "Mine"}, by=by, now=NOW)

    with pytest.raises(StaleError):
        actions.change_words(study=study, version=1, values={"title": "Yours"}, by=by, now=NOW)

    study.refresh_from_db()
    assert (study.title, study.version, study.text_version) == ("Mine", 2, 1)


def test_ask_everybody_asks_each_once_in_their_own_way(study: CaseStudy, by: Person) -> None:
    guest = PersonFactory.create()
    actions.add_appearance(study=study, person=guest, by=by, now=NOW)

    for _time in range(2):
        actions.ask_everybody(study=study, by=by, now=NOW)

    asked = set(Agreement.objects.waiting().values_list("person", flat=True))
    messages = Message.objects.filter(purpose="case-study-agree")
    assert asked == {person.pk for person in (*pair_of(study), guest)}
    assert set(messages.values_list("person", flat=True)) == asked
    assert messages.count() == 3


def test_ask_everybody_refuses_where_nobody_is_in_it(by: Person) -> None:
    study = actions.write_case_study(project=ProjectFactory.create(), title="Empty", text="Words.", by=by, now=NOW)

    with pytest.raises(NotAllowedError, match="Nobody is in it yet"):
        actions.ask_everybody(study=study, by=by, now=NOW)


def test_publish_waits_for_everybody(study: CaseStudy, by: Person) -> None:
    first, second = pair_of(study)
    with pytest.raises(NotAllowedError, match="Ask everybody"):
        actions.publish(study=study, by=by, now=NOW)
    actions.ask_everybody(study=study, by=by, now=NOW)
    says(study, first)
    with pytest.raises(NotAllowedError, match="Not everybody"):
        actions.publish(study=study, by=by, now=NOW)
    says(study, second)

    published = actions.publish(study=study, by=by, now=LATER)

    assert (published.state, published.published_at, published.published_by) == ("published", LATER, by)
    assert is_public(study)


def test_answer_agrees_to_publicity_in_the_words_shown(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)

    says(study, pair_of(study)[0])

    consent = Consent.objects.standing().get(person=pair_of(study)[0], purpose="publicity")
    assert (consent.given_by, consent.channel) == (pair_of(study)[0], "web")


def test_answer_on_the_web_is_nobody_elses(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)

    with pytest.raises(NotTheirsToGive):
        says(study, pair_of(study)[0], by=by)

    told = says(study, pair_of(study)[0], by=by, via="phone")
    assert (told.agrees, told.recorded_by, told.via) == (True, by, "phone")


def test_answer_to_words_that_have_changed_is_refused(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)
    actions.change_words(study=study, version=1, values={"text": "Other words."}, by=by, now=NOW)
    actions.ask_everybody(study=study, by=by, now=NOW)

    with pytest.raises(NotAllowedError, match="The words have changed"):
        says(study, pair_of(study)[0], text_version=1)

    assert not Agreement.objects.filter(agreed_at__isnull=False).exists()


def test_answer_of_somebody_who_is_not_in_it_is_refused(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)

    with pytest.raises(NotAllowedError, match="is not in this case study"):
        says(study, PersonFactory.create())


def changes_words(study: CaseStudy, by: Person) -> None:
    actions.change_words(study=study, version=study.version, values={"text": "New."}, by=by, now=LATER)


def adds_a_quote(study: CaseStudy, by: Person) -> None:
    actions.add_quote(study=study, person=pair_of(study)[0], words="Good.", shown_as="A carer", by=by, now=LATER)


def adds_a_face(study: CaseStudy, by: Person) -> None:
    actions.add_appearance(study=study, person=PersonFactory.create(), by=by, now=LATER)


@pytest.mark.parametrize("change", [changes_words, adds_a_quote, adds_a_face])
def test_change_of_a_public_case_study_takes_it_down_and_asks_anew(
    public: CaseStudy, by: Person, change: Callable[[CaseStudy, Person], None]
) -> None:
    change(public, by)
    public.refresh_from_db()
    hidden = not is_public(public)
    actions.ask_everybody(study=public, by=by, now=LATER)

    assert hidden
    assert (public.state, public.text_version) == ("draft", 2)
    assert set(pair_of(public)) <= {row.person for row in Agreement.objects.waiting().select_related("person")}


def test_same_words_again_change_nothing(public: CaseStudy, by: Person) -> None:
    actions.change_words(
        study=public, version=public.version, values={"title": public.title, "text": public.text}, by=by, now=LATER
    )

    assert is_public(public)


@pytest.mark.parametrize("side", [0, 1])
def test_anybody_can_take_it_back_and_the_page_goes(public: CaseStudy, by: Person, side: int) -> None:
    person = pair_of(public)[side]

    row = says(public, person, agrees=False, now=LATER)
    keep_tasks(LATER)

    public.refresh_from_db()
    assert (row.agreed_at, row.withdrawn_at) == (NOW, LATER)
    assert (public.state, public.withdrawn_at, public.withdrawn_by) == ("withdrawn", LATER, person)
    assert not is_public(public)
    assert [task.kind for task in Task.objects.all()] == ["case-study-down"]


def test_taken_back_by_error_can_be_agreed_to_and_published_again(public: CaseStudy, by: Person) -> None:
    says(public, pair_of(public)[0], agrees=False)
    says(public, pair_of(public)[0], agrees=True, now=LATER)
    keep_tasks(LATER)

    actions.publish(study=public, by=by, now=LATER)

    assert is_public(public)
    assert not Task.objects.filter(state="open").exists()


def test_taking_publicity_back_takes_it_down_at_the_next_sweep(public: CaseStudy) -> None:
    person = pair_of(public)[0]
    withdraw(consent=Consent.objects.standing().of(person).get(purpose="publicity"), by=person, now=LATER)
    gone = not is_public(public)

    handled = [follow_case_studies(LATER) for _time in range(2)]

    public.refresh_from_db()
    assert gone
    assert handled == [1, 0]
    assert (public.state, public.withdrawn_by) == ("withdrawn", None)


def test_sweep_asks_who_came_to_work_on_it_since(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)
    newcomer = PlaceFactory.create(cohort=study.project.cohort)
    ContributorFactory.create(project=study.project, place=newcomer)

    handled = [follow_case_studies(LATER) for _time in range(2)]

    assert handled == [1, 0]
    assert Agreement.objects.waiting().filter(person=newcomer.person, asked_at=LATER).exists()


def test_tasks_ring_who_has_not_answered_and_publish_when_all_have(study: CaseStudy, by: Person) -> None:
    first, second = pair_of(study)
    actions.ask_everybody(study=study, by=by, now=NOW)
    says(study, first)
    keep_tasks(NOW + timedelta(days=13))
    early = Task.objects.exists()
    keep_tasks(LATER)
    ring = list(Task.objects.filter(state="open").values_list("kind", "person"))
    says(study, second)
    keep_tasks(LATER)

    assert not early
    assert ring == [("case-study-unanswered", second.pk)]
    assert list(Task.objects.filter(state="open").values_list("kind", "subject_ref")) == [
        ("case-study-ready", study.ref)
    ]


def test_tasks_tell_of_a_no(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)

    row = says(study, pair_of(study)[0], agrees=False, words="Leave my ward out.")
    keep_tasks(NOW)

    assert (row.refused_at, row.words) == (NOW, "Leave my ward out.")
    assert [task.kind for task in Task.objects.all()] == ["case-study-refused"]


def test_message_says_the_words_and_ends_with_the_answer(study: CaseStudy, by: Person) -> None:
    person = pair_of(study)[0]
    actions.add_quote(study=study, person=person, words="They listened.", shown_as="A carer", by=by, now=NOW)
    actions.ask_everybody(study=study, by=by, now=NOW)
    message = Message.objects.with_person().get(person=person)
    due = verdict_on(message, now=NOW).due
    says(study, person)

    assert due
    assert verdict_on(message, now=NOW).why == "The person has answered."


def test_message_about_old_words_is_not_said(study: CaseStudy, by: Person) -> None:
    actions.ask_everybody(study=study, by=by, now=NOW)
    actions.change_words(study=study, version=1, values={"text": "Other words."}, by=by, now=NOW)

    assert [verdict_on(message, now=NOW).due for message in Message.objects.with_person()] == [False, False]


def test_after_a_death_the_family_is_asked_first(study: CaseStudy, by: Person) -> None:
    first, second = pair_of(study)
    actions.ask_everybody(study=study, by=by, now=NOW)
    says(study, second)
    death = Death.objects.create(person=first, told_by="Her son", recorded_at=NOW, recorded_by=by)
    with pytest.raises(NotAllowedError, match="has died"):
        says(study, first, by=by, via="phone")

    death.family_asked_at, death.family_asked_by, death.family_agrees = NOW, by, True
    death.save()
    says(study, first, by=by, via="phone", words="Her son agrees.")
    actions.publish(study=study, by=by, now=LATER)

    assert is_public(study)


def test_remove_quote_twice_changes_once(study: CaseStudy, by: Person) -> None:
    quote = actions.add_quote(study=study, person=pair_of(study)[0], words="Good.", shown_as="A", by=by, now=NOW)

    for _time in range(2):
        actions.remove_quote(quote=quote, by=by, now=NOW)

    assert not study.quotes.exists()


def test_constraints_hold_an_answer_to_one_yes_or_no_and_its_who(study: CaseStudy, by: Person) -> None:
    person = pair_of(study)[0]

    def row(**values: Any) -> Agreement:
        with transaction.atomic():
            return Agreement.objects.create(case_study=study, person=person, text_version=1, **values)

    for bad in (
        {"agreed_at": NOW},
        {"agreed_at": NOW, "refused_at": NOW, "recorded_by": person},
        {"withdrawn_at": NOW},
        {"agreed_at": NOW, "recorded_by": by},
    ):
        with pytest.raises(IntegrityError):
            row(**bad)
    assert row(agreed_at=NOW, withdrawn_at=NOW, recorded_by=by, via="phone").pk


def test_constraints_hold_a_case_study_to_its_whens(study: CaseStudy) -> None:
    rows = CaseStudy.objects.filter(pk=study.pk)

    for bad in ({"state": "withdrawn"}, {"state": "published"}, {"changed_at": None}, {"picture": "a.jpg"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**bad)
    assert rows.update(state="withdrawn", withdrawn_at=NOW) == 1
