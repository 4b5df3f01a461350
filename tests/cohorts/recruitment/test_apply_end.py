"""Sending the application: once, to the right person; and what is asked apart from it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.recruitment.actions.applications import submit
from cohorts.recruitment.answers import Answers
from cohorts.recruitment.characteristics import FOR_MONITORING
from cohorts.recruitment.models import Application, EqualityAnswer, SelectionAnswer
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import AuditEvent, Consent, Need, Person
from tests.cohorts.recruitment.apply_help import begin, check, fill_in, post
from tests.factories import NOW, ApplicationFactory, CohortFactory, PersonFactory

pytestmark = pytest.mark.django_db
NO_EMAIL: dict[str, Any] = {"contact": {"email": ""}, "methods": {"second": ""}}


@pytest.fixture
def cohort(db: None, travel: Callable[[str], Any]) -> Cohort:
    travel("2027-03-01T09:00")
    return CohortFactory.create(name="Oxford")


def code_page(cohort: Cohort) -> str:
    return reverse("recruitment:email_code", args=[cohort.programme.ref])


def code_in(mail: Any) -> str:
    return re.search(r"\d{6}", mail.subject)[0]


def send_with_code(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> Any:
    """Press the last button and type the code from the email."""
    client.post(check(cohort))
    return client.post(code_page(cohort), {"code": code_in(mailoutbox[-1])})


# --- checking the answers --------------------------------------------------------------------------------------------


def test_check_shows_every_answer_with_a_link_to_change_it(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort)

    sections = client.get(check(cohort)).context["sections"]

    rows = {str(row["key"]): row for _chapter, rows in sections for row in rows}
    assert rows["Which of these are you?"]["value"] == "Lay partner"
    assert rows["How can we reach you?"]["value"] == "Email: mair@example.org\nMobile: 07700 900123"
    assert rows["What is your address?"]["value"] == "Address: 1 Cowley Road\nOxford\nPostcode: OX4 1AA"
    assert rows["What experience do you bring?"]["value"] == "Not answered"
    assert rows["Two questions about the surveys"]["value"] == (
        "Evaluators may use my survey answers: Yes\nYou may contact me after 18 months: No"
    )
    assert rows["What is your name?"]["url"].endswith("/form/name/?change=1")


def test_check_leads_back_after_a_change(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort)
    name = reverse("recruitment:step", args=[cohort.programme.ref, "name"]) + "?change=1"

    response = client.post(name, {"given_name": "Mari"})

    assert response.url == check(cohort)


def test_check_asks_about_the_employer_when_the_role_is_changed(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort)
    role = reverse("recruitment:step", args=[cohort.programme.ref, "role"]) + "?change=1"

    response = client.post(role, {"role": "professional"})

    assert response.url == reverse("recruitment:step", args=[cohort.programme.ref, "job"])


def test_check_names_what_is_missing_and_sends_nothing(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)
    post(client, cohort, "role")

    response = client.post(check(cohort))

    application.refresh_from_db()
    assert application.state == "draft"
    assert response.context["refused"] is True
    assert str(response.context["unfinished"][0][0]) == "What is your name?"
    assert len(response.context["unfinished"]) == 15


def test_check_finds_a_way_of_contact_that_was_taken_away(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort)
    post(client, cohort, "contact", email="", mobile="")

    unfinished = [str(title) for title, _url in client.get(check(cohort)).context["unfinished"]]

    assert unfinished == ["How do you like to be contacted?"]


def test_check_asks_few_questions_of_the_database(
    client: Client, cohort: Cohort, django_assert_max_num_queries: Any
) -> None:
    fill_in(client, cohort)

    with django_assert_max_num_queries(8):
        client.get(check(cohort))


# --- sending ---------------------------------------------------------------------------------------------------------


def test_send_without_an_email_makes_a_person_who_cannot_sign_in(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort, **NO_EMAIL)

    response = client.post(check(cohort))

    application = Application.objects.get()
    person = application.person
    assert response.url == reverse("recruitment:sent", args=[cohort.programme.ref, application.submission_id])
    assert (application.state, application.role, application.draft) == ("submitted", "lay", None)
    assert person is not None
    assert (person.email, person.contact_email, person.full_name) == (None, "", "Mair Rees")
    assert (person.mobile, person.postcode, person.outward_code) == ("+447700900123", "OX4 1AA", "OX4")


def test_send_writes_every_answer(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    fill_in(client, cohort)
    send_with_code(client, cohort, mailoutbox)

    application = Application.objects.get()
    person = application.person
    assert person is not None
    assert (application.available_all_dates, application.motivation) == (True, "To make discharge calmer.")
    assert (application.travel_limit_km, application.travel_mode) == (32, "public")
    assert (application.meeting_times, application.topics) == (["weekday-morning", "online"], ["discharge"])
    assert (application.heard_from, application.with_partner) == ("On the bus", False)
    assert [(choice.cohort, choice.rank) for choice in application.choices.all()] == [(cohort, 1)]
    assert application.choices.get().distance_km == pytest.approx(4, abs=3)
    assert [row.method for row in person.contact_methods.all()] == ["phone", "email"]
    assert {need.slug: need.note for need in Need.objects.all()} == {
        "step-free": None,
        "other": "A seat by the door",
    }
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"sharing_needs", "selection", "evaluation"}
    assert dict(SelectionAnswer.objects.values_list("category", "value")) == {
        "age": "65-74",
        "gender": "",
        "ethnic-group": "",
        "disability": "",
        "carer": "no",
    }


def test_send_keeps_no_characteristics_without_consent(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort, **NO_EMAIL, selection={"consent": "no"})

    client.post(check(cohort))

    assert SelectionAnswer.objects.count() == 0
    assert not Consent.objects.filter(purpose="selection").exists()


def test_send_writes_what_a_professional_says_of_the_employer(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    fill_in(client, cohort, **NO_EMAIL, role={"role": "professional"})
    post(client, cohort, "job")

    client.post(check(cohort))

    application = Application.objects.get(state="submitted")
    assert (application.job_title, application.employer, application.manager_name) == (
        "Nurse",
        "Oxford Health",
        "A. Hill",
    )


def test_send_queues_one_message_and_one_line_of_the_audit(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort, **NO_EMAIL)

    client.post(check(cohort))

    application = Application.objects.get()
    message = Message.objects.get()
    assert (message.key, message.person) == (f"application-received:{application.pk}", application.person)
    assert AuditEvent.objects.filter(action="application.submitted").count() == 1
    purpose = purpose_of("application-received")
    words = purpose.context(message)
    assert words["sent_on"] == "Monday 1 March 2027"
    assert set(words) == set(purpose.placeholders)
    assert purpose.still_due(message, NOW).due is True
    Application.objects.update(state="withdrawn")
    assert purpose.still_due(message, NOW).why == "The application was withdrawn."


def test_send_twice_gives_one_application_and_one_page(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort, **NO_EMAIL)

    first, second = client.post(check(cohort)), client.post(check(cohort))

    assert first.url == second.url
    assert client.get(second.url).status_code == 200
    assert (Application.objects.count(), Person.objects.count(), Message.objects.count()) == (1, 1, 1)


def test_send_from_two_browsers_gives_one_application(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort, **NO_EMAIL)
    link = client.get(reverse("recruitment:saved", args=[cohort.programme.ref])).context["link"]
    elsewhere = Client()
    elsewhere.post(link)

    urls = {client.post(check(cohort)).url, elsewhere.post(check(cohort)).url}

    assert len(urls) == 1
    assert Person.objects.count() == 1


def test_submit_again_returns_the_first_result(cohort: Cohort) -> None:
    """Two requests past the first check at the same time: the second finds the row sent."""
    application = ApplicationFactory.create(programme=cohort.programme, person=None, state="draft", submitted_at=None)
    answers = Answers(role="lay", given_name="Mair", choices=((cohort.pk, None),))
    now = NOW

    first = submit(application=application, answers=answers, proved_email=None, now=now)
    second = submit(application=application, answers=answers, proved_email=None, now=now)

    assert first == second
    assert (Person.objects.count(), Message.objects.count()) == (1, 1)


def test_step_after_sending_leads_to_the_confirmation(client: Client, cohort: Cohort) -> None:
    fill_in(client, cohort, **NO_EMAIL)
    sent = client.post(check(cohort)).url

    assert post(client, cohort, "why", motivation="Too late").url == sent
    assert Application.objects.get().motivation == "To make discharge calmer."


# --- the code that proves an address ------------------------------------------------------------------------------


def test_send_asks_for_a_code_where_there_is_an_email(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    application = fill_in(client, cohort)

    response = client.post(check(cohort))

    application.refresh_from_db()
    assert (response.url, application.state) == (code_page(cohort), "draft")
    assert mailoutbox[0].to == ["mair@example.org"]
    assert code_in(mailoutbox[0]) not in str(application.draft)


def test_code_says_the_same_whether_or_not_the_address_is_known(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    def page() -> str:
        browser = Client()
        fill_in(browser, cohort)
        browser.post(check(cohort))
        return re.sub(
            r'value="[^"]*"|[CDFGHJKMNPQRTWXY34679]{4} [CDFGHJKMNPQRTWXY34679]{4}',
            "",
            str(browser.get(code_page(cohort)).content),
        )

    unknown = page()
    PersonFactory.create(email="mair@example.org")

    assert page() == unknown


def test_code_joins_the_application_to_the_person_of_that_name(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    known = PersonFactory.create(email="mair@example.org", given_name="mair", family_name="REES", mobile="")
    fill_in(client, cohort, contact={"email": "Mair@Example.org"})

    send_with_code(client, cohort, mailoutbox)

    application = Application.objects.get()
    known.refresh_from_db()
    assert (application.person, application.possible_duplicate_of) == (known, None)
    assert (known.mobile, known.contact_email) == ("+447700900123", "")
    assert Person.objects.count() == 1


def test_code_lets_a_new_person_sign_in_with_the_address(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    fill_in(client, cohort)

    send_with_code(client, cohort, mailoutbox)

    assert Person.objects.get().email == "mair@example.org"


def test_code_does_not_join_somebody_else_at_the_same_address(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    """A couple may share an email: a proved address of the wife does not make the husband her."""
    wife = PersonFactory.create(email="mair@example.org", given_name="Anwen", family_name="Rees")
    fill_in(client, cohort)

    send_with_code(client, cohort, mailoutbox)

    application = Application.objects.get()
    assert application.person != wife
    assert application.possible_duplicate_of == wife
    assert (application.person.email, application.person.contact_email) == (None, "mair@example.org")


def test_code_follows_a_person_who_was_merged(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    kept = PersonFactory.create(email=None, given_name="Mair", family_name="Rees")
    PersonFactory.create(email="mair@example.org", merged_into=kept)
    fill_in(client, cohort)

    send_with_code(client, cohort, mailoutbox)

    assert Application.objects.get().person == kept


def test_code_that_is_wrong_sends_nothing_and_ends_after_five_tries(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    fill_in(client, cohort)
    client.post(check(cohort))
    code = code_in(mailoutbox[0])
    wrong = "000000" if code != "000000" else "111111"

    errors = [client.post(code_page(cohort), {"code": wrong}).context["form"].errors["code"][0] for _try in range(6)]

    assert errors[:5] == ["This is not the code that we sent. Check the email and type the 6 numbers again."] * 5
    assert errors[5].startswith("This code no longer works.")
    assert client.post(code_page(cohort), {"code": code}).status_code == 200
    assert Application.objects.get().state == "draft"


def test_code_ends_after_ten_minutes(
    client: Client, cohort: Cohort, mailoutbox: list[Any], travel: Callable[[str], Any]
) -> None:
    fill_in(client, cohort)
    client.post(check(cohort))
    travel("2027-03-01T09:11")

    response = client.post(code_page(cohort), {"code": code_in(mailoutbox[0])})

    assert response.context["form"].errors["code"][0].startswith("This code no longer works.")


def test_code_can_be_sent_again_and_the_new_one_counts(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    fill_in(client, cohort)
    client.post(check(cohort))

    client.post(code_page(cohort), {"again": "1"})
    response = client.post(code_page(cohort), {"code": f" {code_in(mailoutbox[1])[:3]} {code_in(mailoutbox[1])[3:]}"})

    assert len(mailoutbox) == 2
    assert response.url.startswith(f"/apply/{cohort.programme.ref}/sent/")


def test_code_of_another_address_does_not_prove_a_new_one(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    fill_in(client, cohort)
    client.post(check(cohort))
    post(client, cohort, "contact", email="other@example.org")

    response = client.post(code_page(cohort), {"code": code_in(mailoutbox[0])})

    assert response.context["form"].errors["code"][0].startswith("This code no longer works.")


@pytest.mark.parametrize("typed", ["", "12345", "abcdef"])
def test_code_that_is_no_code_says_what_to_do(client: Client, cohort: Cohort, typed: str) -> None:
    fill_in(client, cohort)
    client.post(check(cohort))

    errors = client.post(code_page(cohort), {"code": typed}).context["form"].errors["code"]

    assert len(errors) == 1
    assert "6 numbers" in errors[0]


def test_send_without_the_code_gives_no_sign_in_and_shows_staff_who_it_may_be(client: Client, cohort: Cohort) -> None:
    known = PersonFactory.create(email="mair@example.org", given_name="Mair", family_name="Rees")
    fill_in(client, cohort)
    client.post(check(cohort))

    client.post(code_page(cohort), {"without": "1"})

    application = Application.objects.get()
    assert application.possible_duplicate_of == known
    assert (application.person.email, application.person.contact_email) == (None, "mair@example.org")


@pytest.mark.parametrize(
    "known",
    [
        {"mobile": "+447700900123"},
        {"given_name": "MAIR", "family_name": "rees", "postcode": "OX4 1AA"},
    ],
)
def test_send_without_an_email_shows_staff_who_it_may_be(client: Client, cohort: Cohort, known: dict[str, str]) -> None:
    person = PersonFactory.create(email=None, **known)
    PersonFactory.create(postcode="OX4 1AA")
    fill_in(client, cohort, **NO_EMAIL)

    client.post(check(cohort))

    assert Application.objects.get().possible_duplicate_of == person


def test_apply_twice_is_said_kindly_and_once_is_enough(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    known = PersonFactory.create(email="mair@example.org", given_name="Mair", family_name="Rees")
    earlier = ApplicationFactory.create(programme=cohort.programme, person=known, ref="K7M29XQT")
    fill_in(client, cohort)

    response = send_with_code(client, cohort, mailoutbox)

    assert response.status_code == 409
    assert "K7M2 9XQT" in response.content.decode()
    assert list(Application.objects.submitted()) == [earlier]


def test_apply_again_after_withdrawing_is_possible(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    known = PersonFactory.create(email="mair@example.org", given_name="Mair", family_name="Rees")
    ApplicationFactory.create(programme=cohort.programme, person=known, state="withdrawn", withdrawn_at=NOW)
    fill_in(client, cohort)

    send_with_code(client, cohort, mailoutbox)

    assert Application.objects.filter(person=known, state="submitted").count() == 1


# --- partners --------------------------------------------------------------------------------------------------------


def together(name: str, ref: str = "") -> dict[str, str]:
    return {"together": "yes", "partner_name": name, "partner_ref": ref}


def test_send_ties_two_partners_who_name_each_other(cohort: Cohort) -> None:
    lay, professional = Client(), Client()
    first = fill_in(lay, cohort, **NO_EMAIL, partner=together("Tom Hill"))
    lay.post(check(cohort))
    second = fill_in(
        professional,
        cohort,
        **NO_EMAIL,
        role={"role": "professional"},
        name={"given_name": "Tom", "family_name": "Hill"},
        partner=together("Mair Rees", f"{first.ref[:4]} {first.ref[4:].lower()}"),
    )
    post(professional, cohort, "job")
    professional.post(check(cohort))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.partner_application, second.partner_application) == (second, first)


@pytest.mark.parametrize(("says", "role"), [("Somebody Else", "professional"), ("Tom Hill", "lay")])
def test_send_does_not_tie_who_was_not_named_or_has_the_same_role(cohort: Cohort, says: str, role: str) -> None:
    lay, other = Client(), Client()
    first = fill_in(lay, cohort, **NO_EMAIL, partner=together(says))
    lay.post(check(cohort))
    second = fill_in(
        other,
        cohort,
        **NO_EMAIL,
        role={"role": role},
        name={"given_name": "Tom", "family_name": "Hill"},
        partner=together("Mair Rees", first.ref),
    )
    post(other, cohort, "job")
    other.post(check(cohort))

    second.refresh_from_db()
    assert (second.state, second.partner_application, second.partner_ref_given) == ("submitted", None, first.ref)


# --- equality monitoring ---------------------------------------------------------------------------------------------


def monitoring_page(client: Client, cohort: Cohort) -> str:
    """Send an application and return the address of the questions that follow it."""
    fill_in(client, cohort, **NO_EMAIL)
    sent = client.get(client.post(check(cohort)).url)
    return reverse("recruitment:monitoring", args=[cohort.programme.ref, sent.context["monitoring"]])


def test_monitoring_stores_answers_that_lead_to_nobody(client: Client, cohort: Cohort) -> None:
    page = monitoring_page(client, cohort)
    before = (AuditEvent.objects.count(), dict(client.session))

    client.post(page, {"age": "65-74", "religion": "none"})

    stored = {answer.category: answer.value for answer in EqualityAnswer.objects.all()}
    assert stored == {one.slug: "" for one in FOR_MONITORING} | {"age": "65-74", "religion": "none"}
    assert set(EqualityAnswer.objects.values_list("programme", "role")) == {(cohort.programme.pk, "lay")}
    assert (AuditEvent.objects.count(), dict(client.session)) == before


def test_monitoring_answer_has_no_column_that_leads_to_anybody() -> None:
    names = {field.name for field in EqualityAnswer._meta.get_fields()}

    assert names == {"id", "programme", "role", "category", "value"}


def test_monitoring_address_holds_nothing_of_the_application(client: Client, cohort: Cohort) -> None:
    page = monitoring_page(client, cohort)
    application = Application.objects.get()

    inside = signing.loads(page.rstrip("/").rsplit("/", 1)[1], salt="recruitment.monitoring")

    assert (inside["p"], inside["r"], set(inside)) == (cohort.programme.ref, "lay", {"p", "r", "n"})
    assert str(application.submission_id).replace("-", "") != inside["n"]


def test_monitoring_posted_twice_counts_once(client: Client, cohort: Cohort) -> None:
    page = monitoring_page(client, cohort)

    first, second = client.post(page, {"age": "65-74"}), client.post(page, {"age": "65-74"})

    assert first.url == second.url
    assert EqualityAnswer.objects.filter(category="age").count() == 1


def test_monitoring_may_be_left_empty(client: Client, cohort: Cohort) -> None:
    response = client.post(monitoring_page(client, cohort), {})

    assert "nothing more to do" in client.get(response.url).content.decode()
    assert set(EqualityAnswer.objects.values_list("value", flat=True)) == {""}


def test_monitoring_opens_after_an_application_alone(
    client: Client, cohort: Cohort, travel: Callable[[str], Any]
) -> None:
    page = monitoring_page(client, cohort)
    other = CohortFactory.create().programme

    assert client.get(page).status_code == 200
    assert client.get(page.replace(cohort.programme.ref, other.ref, 1)).status_code == 404
    assert client.get(page.rstrip("/") + "x/").status_code == 404
    travel("2027-03-02T09:30")
    assert client.get(page).status_code == 404


def test_sent_is_not_found_for_a_draft_or_a_guess(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)

    url = reverse("recruitment:sent", args=[cohort.programme.ref, application.submission_id])

    assert client.get(url).status_code == 404
