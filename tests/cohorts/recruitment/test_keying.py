"""Applications that came on paper or by phone, keyed by staff."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, Task
from cohorts.recruitment.actions.applications import AlreadyApplied
from cohorts.recruitment.actions.keying import submit_keyed
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.forms.keying import CHAPTERS
from cohorts.recruitment.models import Application, EqualityAnswer, SelectionAnswer
from cohorts.recruitment.tasks import keep_tasks
from messaging.models import Message
from messaging.tasks import send_due
from people.models import AuditEvent, Consent, Need, Person
from tests.cohorts.recruitment.apply_help import WORDS
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    CohortFactory,
    PersonFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
State = Application.State
# What a lay partner without email writes; one cohort is open, so that where is not asked.
ANSWERS: dict[str, dict[str, Any]] = {
    **WORDS,
    "contact": {},
    "address": {"address": "1 High Street\nOxford", "postcode": "ox4 1aa"},
    "methods": {"first": "letter"},
    "selection": {"consent": "yes", "age": "65-74"},
    "needs": {"information_format": ["print-24"], "supporter_comes": "no"},
}
IN_CHAPTER = {
    "you": ("name", "contact", "address", "methods"),
    "where": ("dates", "travel", "meetings"),
    "why": ("why", "experience", "topics", "partner"),
    "care": ("needs", "selection", "heard", "consents"),
}


@pytest.fixture(autouse=True)
def at_now(travel) -> None:
    travel("2027-03-01T09:00")


@pytest.fixture
def cohort() -> Cohort:
    """Return a cohort whose applications have closed: paper came in time and is keyed afterwards."""
    return CohortFactory.create(state=Cohort.State.SELECTING, recruitment_closes=TODAY - timedelta(days=1))


@pytest.fixture
def coordinator(cohort, client) -> Person:
    person = coordinator_of(cohort.programme, given_name="Cora", family_name="Dean")
    client.force_login(person)
    return person


def start(client, cohort, **changed) -> Application:
    asked = {"programme": cohort.programme.ref, "source": "paper", "role": "lay", "language": "en", **changed}
    client.post(reverse("recruitment:key_start"), asked)
    return Application.objects.keyed().latest("pk")


def key(client, application, chapter, **changed):
    """Post a chapter as it stands on the paper; `changed` names pages with other answers."""
    answers = {**ANSWERS, **changed}
    posted = {f"{page}-{name}": value for page in IN_CHAPTER[chapter] for name, value in answers.get(page, {}).items()}
    return client.post(reverse("recruitment:key_chapter", args=[application.ref, chapter]), posted)


def key_all(client, cohort, **changed) -> Application:
    application = start(client, cohort)
    for chapter, _title in CHAPTERS:
        key(client, application, chapter, **changed)
    return application


def check(application) -> str:
    return reverse("recruitment:key_check", args=[application.ref])


def test_keyed_application_is_written_like_any_other_and_says_who_keyed_it(client, cohort, coordinator) -> None:
    application = key_all(client, cohort)

    answers = [client.post(check(application)) for _ in range(2)]

    application.refresh_from_db()
    person = application.person
    assert [answer["Location"] for answer in answers] == [
        reverse("recruitment:application", args=[application.ref])
    ] * 2
    assert (application.state, application.source, application.keyed_by) == (State.SUBMITTED, "paper", coordinator)
    assert (person.email, person.address, person.postcode) == (None, "1 High Street\nOxford", "OX4 1AA")
    assert [(one.category, one.value) for one in SelectionAnswer.objects.exclude(value="")] == [("age", "65-74")]
    assert set(Consent.objects.values_list("channel", "given_by")) == {("paper", coordinator.pk)}
    assert Need.objects.get().slug == "print-24"
    assert AuditEvent.objects.about(application).filter(action="application.submitted", by=coordinator).count() == 1


def test_applicant_without_email_is_told_by_letter(client, cohort, coordinator) -> None:
    client.post(check(key_all(client, cohort)))

    send_due(timezone.now())

    message = Message.objects.get()
    assert (message.purpose, message.state, message.channel) == ("application-received", "to_print", "letter")


def test_everything_is_saved_right_or_wrong(client, cohort, coordinator) -> None:
    application = start(client, cohort)

    refused = key(client, application, "you", address={"address": "1 High Street", "postcode": "nowhere"})
    shown = client.get(reverse("recruitment:key_chapter", args=[application.ref, "you"])).content.decode()
    missing = client.get(check(application)).content.decode()

    assert "Enter a full postcode" in refused.content.decode()
    assert ['value="nowhere"' in shown, "There is a problem" in shown] == [True, False]
    assert "Still missing" in missing


def test_way_of_contact_needs_a_number_or_an_address(client, cohort, coordinator) -> None:
    refused = key(client, start(client, cohort), "you", methods={"first": "email"})

    assert "This way needs a number or an address." in refused.content.decode()


def test_without_consent_no_fact_is_kept_for_the_draw(client, cohort, coordinator) -> None:
    client.post(check(key_all(client, cohort, selection={"consent": "no", "age": "65-74"})))

    assert not SelectionAnswer.objects.exists()
    assert not Consent.objects.filter(purpose=Consent.Purpose.SELECTION).exists()


def test_professional_is_asked_for_the_employer(client, cohort, coordinator) -> None:
    application = start(client, cohort, role="professional")

    page = client.get(reverse("recruitment:key_chapter", args=[application.ref, "you"])).content.decode()

    assert "job-employer" in page


@pytest.mark.parametrize("same", [True, False])
def test_whoever_is_known_is_shown_before_saving(same, client, cohort, coordinator) -> None:
    known = PersonFactory.create(
        given_name=ANSWERS["name"]["given_name"], family_name=ANSWERS["name"]["family_name"], postcode="OX4 1AA"
    )
    application = key_all(client, cohort)

    asked = client.post(check(application), {})
    client.post(check(application), {"who": known.ref if same else "new"})

    application.refresh_from_db()
    assert "Say whether this is somebody we know." in asked.content.decode()
    assert (application.person == known, application.possible_duplicate_of == known) == (same, not same)


def test_second_application_of_one_person_leads_to_the_first(client, cohort, coordinator) -> None:
    known = PersonFactory.create(
        given_name=ANSWERS["name"]["given_name"], family_name=ANSWERS["name"]["family_name"], postcode="OX4 1AA"
    )
    earlier = ApplicationFactory.create(programme=cohort.programme, person=known, state="submitted", submitted_at=NOW)
    application = key_all(client, cohort)

    answer = client.post(check(application), {"who": known.ref})

    application.refresh_from_db()
    assert answer["Location"] == reverse("recruitment:application", args=[earlier.ref])
    assert application.state == State.DRAFT
    with pytest.raises(AlreadyApplied):
        submit_keyed(
            application=application, answers=Answers(role="lay", given_name="M"), person=known, by=coordinator, now=NOW
        )


def test_draft_is_listed_until_it_is_thrown_away(client, cohort, coordinator) -> None:
    application = start(client, cohort)
    listed = check(application) in client.get(reverse("recruitment:key_start")).content.decode()

    client.post(reverse("recruitment:key_discard", args=[application.ref]))

    application.refresh_from_db()
    assert (listed, application.state, application.draft) == (True, State.WITHDRAWN, None)
    assert client.get(check(application))["Location"] == reverse("recruitment:key_start")
    assert check(application) not in client.get(reverse("recruitment:key_start")).content.decode()


def test_start_asks_the_same_number_of_queries_for_one_and_three(
    client, cohort, coordinator, django_assert_max_num_queries
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            start(client, cohort)
        with django_assert_max_num_queries(8) as asked:
            client.get(reverse("recruitment:key_start"))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_equality_sheet_leads_to_nobody_and_counts_once(client, cohort, coordinator) -> None:
    page = reverse("recruitment:key_monitoring")
    given = client.get(page).context["form"]["submission_id"].value()
    before = AuditEvent.objects.count()

    for _ in range(2):
        client.post(page, {"programme": cohort.programme.ref, "role": "lay", "submission_id": given, "ethnicity": ""})

    assert set(EqualityAnswer.objects.values_list("programme", "role")) == {(cohort.programme.pk, "lay")}
    assert EqualityAnswer.objects.count() == len(set(EqualityAnswer.objects.values_list("category", flat=True)))
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("size", ["14", "28"])
def test_paper_form_asks_the_same_questions_in_every_size(size, client, cohort) -> None:
    page = client.get(reverse("recruitment:paper", args=[cohort.programme.ref]), {"size": size}).content.decode()
    pdf = client.get(reverse("recruitment:paper_pdf", args=[cohort.programme.ref]), {"size": size})

    assert f"lt-letter--{size}" in page
    assert ["Why do you want to take part?" in page, "Do not write your name here." in page] == [True, True]
    assert page.index("about 18 months later") < page.index("What is your name?")
    assert pdf.content[:5] == b"%PDF-"


def test_chapter_shows_the_days_that_it_asks_about(client, cohort, coordinator) -> None:
    WorkshopFactory.create(cohort=cohort, number=1, date=date(2027, 4, 6))
    application = start(client, cohort, source="phone")

    pages = [
        client.get(reverse("recruitment:key_chapter", args=[application.ref, chapter])).content.decode()
        for chapter in ("you", "where")
    ]

    assert ["Tuesday 6 April 2027" in page for page in pages] == [False, True]


BLANK = {
    "address": {"address": "1 High Street\nOxford", "postcode": ""},
    "methods": {},
    "dates": {},
    "travel": {},
    "meetings": {},
    "why": {"motivation": ""},
    "partner": {},
    "needs": {},
}
TO_ASK = [
    "address.postcode", "methods.first", "dates.all_dates", "travel.mode", "meetings.times", "why.motivation",
    "partner.together", "needs.supporter_comes",
]  # fmt: skip


def test_what_the_paper_leaves_blank_is_kept_as_still_to_ask(client, cohort, coordinator) -> None:
    application = key_all(client, cohort, **BLANK)
    shown = client.get(check(application)).content.decode()
    client.post(check(application))
    application.refresh_from_db()

    assert "It is kept as not answered" in shown
    assert (application.state, application.to_ask) == (State.SUBMITTED, TO_ASK)
    listed = client.get(reverse("recruitment:applicants"), {"blanks": "on"}).content.decode()
    assert application.ref in listed
    keep_tasks(timezone.now())
    keep_tasks(timezone.now())
    assert Task.objects.get(kind="application-to-ask").subject_ref == application.ref


@pytest.mark.parametrize("page", ["name", "consents", "selection"])
def test_name_and_consent_stay_needed(page, client, cohort, coordinator) -> None:
    application = key_all(client, cohort, **{page: {}})

    assert "Still missing" in client.get(check(application)).content.decode()


def test_answers_given_later_are_written_where_they_belong(client, cohort, coordinator) -> None:
    application = key_all(client, cohort, **BLANK)
    client.post(check(application))
    page = reverse("recruitment:application_ask", args=[application.ref])

    refused = client.post(page, {"methods-first": "email", "partner-together": "yes"}).content.decode()
    client.post(
        page,
        {
            "address-postcode": "ox4 1aa",
            "methods-first": "letter",
            "dates-all_dates": "no",
            "travel-mode": "car",
            "meetings-times": ["weekday-evening"],
            "partner-together": "yes",
            "partner-partner_name": "Sam Okafor",
            "needs-supporter_comes": "yes",
        },
    )

    application.refresh_from_db()
    person = application.person
    assert "This way needs a number or an address." in refused
    assert "Write their partner’s name, or choose No." in refused
    assert application.to_ask == ["why.motivation"]
    assert (person.postcode, person.outward_code) == ("OX4 1AA", "OX4")
    assert list(person.contact_methods.values_list("method", flat=True)) == ["letter"]
    assert (application.available_all_dates, application.travel_mode) == (False, "car")
    assert (application.meeting_times, application.supporter_comes) == (["weekday-evening"], True)
    assert (application.with_partner, application.partner_name_given) == (True, "Sam Okafor")
    assert application.choices.get().distance_km is not None
    client.post(page, {"let_go": "on"})
    application.refresh_from_db()
    assert application.to_ask == []


def test_start_says_which_programmes_take_no_application_now(client, cohort, coordinator) -> None:
    other = CohortFactory.create(name="Bristol", state=Cohort.State.CONFIRMING)
    TeamMembershipFactory.create(programme=other.programme, person=coordinator)

    page = client.get(reverse("recruitment:key_start")).content.decode()

    assert f"{other.programme.name}, Bristol" in page
    assert "take the cohort back to selecting first" in page
