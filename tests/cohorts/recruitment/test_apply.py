"""The public application, page by page, until the last button is pressed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort
from cohorts.recruitment.forms.apply import PAGES
from cohorts.recruitment.models import Application, OutreachLink, OutreachPartner
from tests.cohorts.recruitment.apply_help import PAGES as LAY_PAGES
from tests.cohorts.recruitment.apply_help import address, begin, check, fill_in, post
from tests.factories import NOW, CohortFactory, ProgrammeFactory, VenueFactory, WorkshopFactory

pytestmark = pytest.mark.django_db
TOO_LONG = "Shorten “What experience do you bring?” to 3000 characters or fewer. You have used 3001."


@pytest.fixture
def cohort(db: None, travel: Callable[[str], Any]) -> Cohort:
    travel("2027-03-01T09:00")
    cohort = CohortFactory.create(name="Oxford")
    for number in (1, 2, 3):
        WorkshopFactory.create(cohort=cohort, number=number, date=date(2027, 3 + number, 9))
    return cohort


@pytest.fixture
def bristol(cohort: Cohort) -> Cohort:
    venue = VenueFactory.create(town="Bristol", outward_code="BS1", latitude=51.4545, longitude=-2.5879)
    return CohortFactory.create(programme=cohort.programme, name="Bristol", venue=venue)


def resume_link(client: Client, cohort: Cohort) -> str:
    """Return the link that the page shows after "Save and come back later"."""
    return client.get(reverse("recruitment:saved", args=[cohort.programme.ref])).context["link"]


# --- the first pages ---------------------------------------------------------------------------------------------


def test_start_leads_straight_to_the_only_programme(client: Client, cohort: Cohort) -> None:
    response = client.get("/apply/")

    assert response.url == f"/apply/{cohort.programme.ref}/"


def test_start_lists_the_programmes_that_are_open_now(client: Client, cohort: Cohort) -> None:
    other = CohortFactory.create(recruitment_closes=None, recruitment_opens=None)
    CohortFactory.create(state=Cohort.State.PLANNING)
    CohortFactory.create(recruitment_closes=date(2027, 2, 28))

    response = client.get("/apply/")

    assert {programme for programme, _cohorts in response.context["programmes"]} == {
        cohort.programme,
        other.programme,
    }


def test_start_says_when_nothing_is_open(client: Client, cohort: Cohort) -> None:
    Cohort.objects.update(state=Cohort.State.RUNNING)

    assert "No programme takes applications at the moment." in client.get("/apply/").content.decode()


def test_apply_says_what_it_takes_before_the_first_question(client: Client, cohort: Cohort) -> None:
    programme = cohort.programme
    programme.involvement_payment, programme.benefits_advice = 75, "Ask the Oxford advice centre."
    programme.save()
    WorkshopFactory.create(cohort=cohort, number=4, date=date(2027, 9, 9), state="cancelled")

    page = client.get(f"/apply/{programme.ref}/").content.decode()

    for words in (
        "Friday 9 April 2027, 9:30am to 4pm",
        "2 to 3 hours a week",
        "£75 for each workshop",
        "Ask the Oxford advice centre.",
        "We meet lay partners’ travel and access costs",
        "Your employer must agree",
        "about 18 months later",
        "It takes about 20 minutes.",
        "Would you rather apply by phone, on paper",
    ):
        assert words in page
    assert "9 September 2027" not in page


def test_apply_is_not_found_for_a_programme_that_does_not_exist(client: Client, cohort: Cohort) -> None:
    assert client.get("/apply/XXXXXXXX/").status_code == 404


def test_apply_makes_a_draft_on_post_alone(client: Client, cohort: Cohort) -> None:
    client.get(f"/apply/{cohort.programme.ref}/")
    assert Application.objects.count() == 0

    application = begin(client, cohort)

    assert (application.state, application.person, application.role) == ("draft", None, "")


def test_apply_offers_the_draft_that_was_begun_here(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)

    response = client.get(f"/apply/{cohort.programme.ref}/")

    assert response.context["begun"] == application
    assert "Carry on with it" in response.content.decode()


def test_apply_counts_a_visit_of_an_outreach_link_once_a_browser(client: Client, cohort: Cohort) -> None:
    partner = OutreachPartner.objects.create(programme=cohort.programme, name="Carers Oxfordshire")
    link = OutreachLink.objects.create(partner=partner, made_at=NOW)

    for _visit in range(3):
        client.get(f"/apply/{cohort.programme.ref}/?via={link.ref.lower()}")
    application = begin(client, cohort)

    link.refresh_from_db()
    assert (link.visits, application.outreach_link) == (1, link)


def test_apply_ignores_a_link_of_another_programme(client: Client, cohort: Cohort) -> None:
    partner = OutreachPartner.objects.create(programme=ProgrammeFactory.create(), name="Elsewhere")
    link = OutreachLink.objects.create(partner=partner, made_at=NOW)
    client.get(f"/apply/{cohort.programme.ref}/?via={link.ref}")

    assert begin(client, cohort).outreach_link is None


# --- one question a page -------------------------------------------------------------------------------------------


def test_step_leads_a_lay_partner_through_every_page_but_the_job(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    visited = []
    page = client.get(reverse("recruitment:carry_on", args=[cohort.programme.ref])).url
    while "check" not in page:
        slug = page.rstrip("/").rsplit("/", 1)[1]
        visited.append(slug)
        page = post(client, cohort, slug).url

    assert visited == LAY_PAGES
    assert len(visited) == len(PAGES) - 2


def test_step_asks_a_professional_about_the_employer(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "role", role="professional")
    post(client, cohort, "contact")

    assert client.get(address(cohort, "job")).context["form"].title == "Where do you work?"
    assert post(client, cohort, "methods").url == address(cohort, "job")


def test_step_does_not_ask_a_lay_partner_about_an_employer(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "role")

    assert client.get(address(cohort, "job")).url == address(cohort, "name")


def test_step_says_which_question_it_is_and_leads_back(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "role")

    response = client.get(address(cohort, "contact"))

    assert (response.context["number"], response.context["total"]) == (3, 16)
    assert response.context["back"] == address(cohort, "name")


def test_step_keeps_what_was_typed_although_it_is_wrong(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)

    response = post(client, cohort, "contact", email="mair@", mobile="12")

    assert response.status_code == 200
    assert response.context["form"].errors == {
        "email": ["Enter “Email” in the right format, like name@example.com."],
        "mobile": ["Check “Mobile”. Write the whole number, like 07700 900123."],
    }
    assert 'value="mair@"' in response.content.decode()
    application.refresh_from_db()
    assert application.draft["pages"]["contact"]["typed"]["email"] == ["mair@"]
    assert 'value="mair@"' in client.get(address(cohort, "contact")).content.decode()


def test_step_shows_what_was_typed_before(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "meetings")

    form = client.get(address(cohort, "meetings")).context["form"]

    assert form["times"].value() == ["weekday-morning", "online"]


def test_step_keeps_the_last_of_two_tabs_page_by_page(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)
    post(client, cohort, "name", given_name="First tab")
    post(client, cohort, "why", motivation="From the first tab")
    post(client, cohort, "name", given_name="Second tab")

    application.refresh_from_db()
    pages = application.draft["pages"]
    assert pages["name"]["typed"]["given_name"] == ["Second tab"]
    assert pages["why"]["typed"]["motivation"] == ["From the first tab"]


def test_step_stores_nothing_in_the_open(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)
    post(client, cohort, "why", motivation="Very private words")

    stored = Application.objects.extra(select={"sealed": "draft"}).values_list("sealed", flat=True).get()

    assert "private" not in stored
    application.refresh_from_db()
    assert application.draft["pages"]["why"]["typed"]["motivation"] == ["Very private words"]


@pytest.mark.parametrize(
    ("slug", "changed", "error"),
    [
        ("address", {"postcode": ""}, "Write your postcode."),
        ("address", {"postcode": "OX4"}, "Enter a full postcode, like OX4 1AA."),
        (
            "address",
            {"postcode": "QQ9 1AA"},
            "We do not know a postcode that begins with QQ9. Check it, and write it again.",
        ),
        ("methods", {"second": "phone"}, "You chose this way before. Choose another, or “No other way”."),
        ("methods", {"first": "pigeon"}, "Choose one of the answers listed for “Best way”."),
        ("travel", {"miles": "0"}, "“How many miles can you travel, one way?” must be 1 or more."),
        ("travel", {"miles": "far"}, "Enter “How many miles can you travel, one way?” as a whole number, like 12."),
        ("meetings", {"times": []}, "Tick at least one time when you could meet."),
        ("experience", {"experience": "x" * 3001}, TOO_LONG),
        (
            "why",
            {"motivation": "a\x00b"},
            "“Why do you want to take part?” holds a sign that cannot be kept. Type it again by hand.",
        ),
        ("partner", {"together": "yes"}, "Write your partner’s name, or choose “No, find me a partner”."),
        (
            "partner",
            {"together": "yes", "partner_name": "Tom", "partner_ref": "123"},
            "An application number has 8 letters and numbers. Check it, or leave it empty.",
        ),
        ("consents", {"follow_up": ""}, "Choose Yes or No about the contact after 18 months."),
    ],
)  # fmt: skip
def test_step_says_what_to_do_about_a_wrong_answer(
    client: Client, cohort: Cohort, slug: str, changed: dict[str, Any], error: str
) -> None:
    begin(client, cohort)
    post(client, cohort, "contact")

    response = post(client, cohort, slug, **changed)

    errors = [message for messages in response.context["form"].errors.values() for message in messages]
    assert errors == [error]


@pytest.mark.parametrize("postcode", ["BT1 5GS", "JE2 3AB", "GY1 1AA", "IM1 1AA"])
def test_step_takes_a_postcode_without_distance(client: Client, cohort: Cohort, bristol: Cohort, postcode: str) -> None:
    begin(client, cohort)
    post(client, cohort, "address", postcode=postcode)

    form = client.get(address(cohort, "cohorts")).context["form"]

    assert [label for _ref, label in form.fields["second"].choices] == ["No other place", "Bristol", "Oxford"]


def test_step_needs_some_way_to_reach_the_applicant(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "contact", email="", mobile="")

    errors = post(client, cohort, "address", address="").context["form"].errors

    assert errors == {
        "address": ["Write your address, or go back and give an email or a phone number. We must reach you."]
    }


def test_step_offers_only_ways_of_contact_that_can_work(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "contact", email="", mobile="")
    post(client, cohort, "address")

    form = client.get(address(cohort, "methods")).context["form"]

    assert [way for way, _label in form.fields["first"].choices] == ["bsl_relay", "letter", "supporter"]


def test_step_ranks_cohorts_with_the_nearest_first(client: Client, cohort: Cohort, bristol: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "address", postcode="BS5 6AA")

    form = client.get(address(cohort, "cohorts")).context["form"]

    assert [label for _ref, label in form.fields["first"].choices] == ["Bristol", "Oxford"]
    assert "miles from BS5" in form.hints["first"][cohort.ref]
    assert "Workshops: Friday 9 April 2027" in form.hints["first"][cohort.ref]


def test_step_refuses_the_same_cohort_twice(client: Client, cohort: Cohort, bristol: Cohort) -> None:
    begin(client, cohort)

    response = post(client, cohort, "cohorts", first=bristol.ref, second=bristol.ref)

    assert response.context["form"].errors == {
        "second": ["You chose this place before. Choose another, or “No other place”."]
    }


def test_step_shows_the_dates_of_the_cohorts_that_were_chosen(client: Client, cohort: Cohort, bristol: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "cohorts", first=cohort.ref)

    form = client.get(address(cohort, "dates")).context["form"]

    assert [(shown, len(days)) for shown, days in form.lead_cohorts] == [(cohort, 3)]


# --- coming back later ---------------------------------------------------------------------------------------------


def test_later_emails_the_link_that_leads_back(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    begin(client, cohort)
    post(client, cohort, "contact")

    response = post(client, cohort, "why", motivation="Half a sent", later="1")

    assert response.url == reverse("recruitment:saved", args=[cohort.programme.ref])
    assert mailoutbox[0].to == ["mair@example.org"]
    assert resume_link(client, cohort) in mailoutbox[0].body


def test_later_shows_the_link_and_the_number_without_an_email(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    application = begin(client, cohort)

    post(client, cohort, "name", later="1")

    page = client.get(reverse("recruitment:saved", args=[cohort.programme.ref])).content.decode()
    assert mailoutbox == []
    assert f"{application.ref[:4]} {application.ref[4:]}" in page
    assert "Send it by Monday 15 March 2027." in page


def test_later_keeps_a_page_that_is_not_finished(client: Client, cohort: Cohort) -> None:
    begin(client, cohort)

    post(client, cohort, "contact", email="mair@", later="1")

    form = client.get(address(cohort, "contact")).context["form"]
    assert (form["email"].value(), form.errors) == ("mair@", {})
    assert client.get(reverse("recruitment:carry_on", args=[cohort.programme.ref])).url == address(cohort, "role")


def test_saved_emails_the_link_to_an_address_that_is_typed_there(
    client: Client, cohort: Cohort, mailoutbox: list[Any]
) -> None:
    begin(client, cohort)

    client.post(reverse("recruitment:saved", args=[cohort.programme.ref]), {"email": "Neighbour@Example.org"})

    assert [message.to for message in mailoutbox] == [["neighbour@example.org"]]


def test_saved_stops_filling_an_inbox(client: Client, cohort: Cohort, mailoutbox: list[Any]) -> None:
    begin(client, cohort)

    for _time in range(9):
        client.post(reverse("recruitment:saved", args=[cohort.programme.ref]), {"email": "victim@example.org"})

    assert len(mailoutbox) == 6


def test_resume_opens_the_draft_in_another_browser_after_a_button(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)
    post(client, cohort, "role")
    link = resume_link(client, cohort)
    elsewhere = Client()

    page = elsewhere.get(link)
    assert page.context["application"] == application
    assert elsewhere.get(address(cohort, "name")).url == f"/apply/{cohort.programme.ref}/"

    elsewhere.post(link)
    assert elsewhere.get(address(cohort, "name")).status_code == 200


def test_resume_link_stays_good_and_only_its_hash_is_stored(client: Client, cohort: Cohort) -> None:
    application = begin(client, cohort)

    first, second = resume_link(client, cohort), resume_link(client, cohort)

    application.refresh_from_db()
    assert first == second
    assert application.resume_hash not in first


@pytest.mark.parametrize("token", ["nonsense", "0" * 64])
def test_resume_of_nothing_is_a_page_that_helps(client: Client, cohort: Cohort, token: str) -> None:
    begin(client, cohort)

    response = client.get(f"/apply/resume/{token}/")

    assert response.status_code == 404
    assert "We cannot find this application" in response.content.decode()


# --- nothing typed is lost -------------------------------------------------------------------------------------------


def test_step_after_the_deadline_keeps_and_shows_what_was_typed(
    client: Client, cohort: Cohort, travel: Callable[[str], Any]
) -> None:
    travel("2027-03-15T22:00")
    application = begin(client, cohort)
    post(client, cohort, "role")
    travel("2027-03-16T00:01")

    response = post(client, cohort, "why", motivation="Typed over midnight")

    page = response.content.decode()
    assert response.status_code == 409
    assert [words in page for words in ("Applications have closed", "Typed over midnight", "Lay partner")] == [True] * 3
    application.refresh_from_db()
    assert application.draft["pages"]["why"]["typed"]["motivation"] == ["Typed over midnight"]


def test_check_after_the_deadline_sends_nothing(client: Client, cohort: Cohort, travel: Callable[[str], Any]) -> None:
    travel("2027-03-15T22:00")
    application = fill_in(client, cohort, contact={"email": ""}, methods={"second": ""})
    travel("2027-03-16T00:01")

    response = client.post(check(cohort))

    application.refresh_from_db()
    assert (response.status_code, application.state) == (409, "draft")
    assert "To make discharge calmer." in response.content.decode()


def test_step_on_the_last_evening_is_in_time(client: Client, cohort: Cohort, travel: Callable[[str], Any]) -> None:
    travel("2027-03-15T22:00")
    begin(client, cohort)
    travel("2027-03-15T23:59")

    assert post(client, cohort, "role").status_code == 302


def test_step_without_a_draft_shows_what_was_just_typed(client: Client, cohort: Cohort) -> None:
    response = post(client, cohort, "why", motivation="Typed in a forgotten tab")

    assert response.status_code == 409
    assert "Typed in a forgotten tab" in response.content.decode()


def test_check_finds_a_cohort_that_closed_meanwhile(client: Client, cohort: Cohort, bristol: Cohort) -> None:
    begin(client, cohort)
    post(client, cohort, "cohorts", first=bristol.ref)
    CohortFactory.create(programme=cohort.programme, name="Reading")
    bristol.recruitment_closes = date(2027, 2, 28)
    bristol.save()

    unfinished = [title for title, _url in client.get(check(cohort)).context["unfinished"]]

    assert "Where would you like to take part?" in unfinished
    errors = client.get(address(cohort, "cohorts")).context["form"].errors
    assert errors == {"first": ["Choose one of the answers listed for “First choice”."]}


# --- queries ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", [page.slug for page in PAGES])
def test_step_asks_few_questions_of_the_database(
    client: Client, cohort: Cohort, bristol: Cohort, django_assert_max_num_queries: Any, slug: str
) -> None:
    begin(client, cohort)
    post(client, cohort, "role", role="professional")

    with django_assert_max_num_queries(8):
        assert client.get(address(cohort, slug)).status_code == 200


def test_apply_asks_the_database_as_often_for_three_cohorts_as_for_one(
    client: Client, cohort: Cohort, django_assert_num_queries: Any
) -> None:
    client.get(f"/apply/{cohort.programme.ref}/")
    with django_assert_num_queries(4):
        client.get(f"/apply/{cohort.programme.ref}/")
    for _more in range(2):
        more = CohortFactory.create(programme=cohort.programme, venue=VenueFactory.create())
        WorkshopFactory.create(cohort=more, number=1, date=date(2027, 5, 1) + timedelta(days=1))

    with django_assert_num_queries(4):
        client.get(f"/apply/{cohort.programme.ref}/")
