"""The register in a hall with a poor connection: what was marked and not saved stays on the phone."""

import pytest
from playwright.sync_api import Page, expect

from cohorts.models import TeamMembership
from tests.browser.crawling import sign_in
from tests.factories import PersonFactory, PlaceFactory, TeamMembershipFactory, WorkshopFactory
from workshops.models import RegisterEntry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_register_keeps_marks_without_a_connection_until_they_are_saved(
    live_server, page: Page, travel, browser_errors: list[str]
) -> None:
    travel("2027-03-31T10:00")
    workshop = WorkshopFactory.create(number=1)
    leader = TeamMembershipFactory.create(
        programme=workshop.cohort.programme, role=TeamMembership.Role.FACILITATOR
    ).person
    place = PlaceFactory.create(
        cohort=workshop.cohort, person=PersonFactory.create(given_name="Mair", family_name="Evans")
    )
    sign_in(page, leader, live_server.url)
    register = f"{live_server.url}/staff/workshops/{workshop.ref}/register/"

    page.goto(register, wait_until="networkidle")
    page.context.set_offline(True)
    page.get_by_text("Present", exact=True).click()
    page.get_by_role("button", name="Save the register").click()
    expect(page.get_by_text("There is no connection.")).to_be_visible()
    page.context.set_offline(False)
    # The browser says so itself where it wanted something else meanwhile, such as the icon of the page.
    browser_errors[:] = [error for error in browser_errors if "ERR_INTERNET_DISCONNECTED" not in error]
    page.goto(register)

    expect(page.get_by_text("What you marked here and did not save is back.")).to_be_visible()
    assert "Evans" not in page.evaluate("JSON.stringify(localStorage)")
    page.get_by_role("button", name="Save the register").click()
    page.wait_for_load_state()
    assert RegisterEntry.objects.get(place=place).mark == "present"
    page.goto(register)
    expect(page.get_by_text("What you marked here and did not save is back.")).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0
