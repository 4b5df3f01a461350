"""The board of pairs with a mouse: dragging one professional onto another row only sets the two selects."""

import pytest
from playwright.sync_api import Page, expect

from cohorts.pairing.actions.proposals import propose_pairs
from tests.browser.crawling import sign_in
from tests.cohorts.pairing.worlds import lay, professional
from tests.factories import NOW, CohortFactory, coordinator_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_drag_onto_another_row_swaps_the_selects_and_saves_nothing(
    live_server, page: Page, travel, browser_errors: list[str]
) -> None:
    travel("2027-03-01T09:00")
    cohort = CohortFactory.create(state="confirming")
    coordinator = coordinator_of(cohort.programme)
    for one, other in (("Mair", "Anita"), ("Dev", "Sam")):
        lay(cohort, one)
        professional(cohort, other)
    proposal = propose_pairs(cohort=cohort, by=coordinator, now=NOW)
    sign_in(page, coordinator, live_server.url)

    page.goto(f"{live_server.url}/staff/pairs/{cohort.ref}/", wait_until="networkidle")
    selects = page.locator("[data-swap] tbody select")
    first, second = selects.nth(0).input_value(), selects.nth(1).input_value()
    page.locator(".lt-pairs__handle").nth(0).drag_to(page.locator("[data-swap] tbody tr").nth(1))

    expect(selects.nth(0)).to_have_value(second)
    expect(selects.nth(1)).to_have_value(first)
    expect(page.get_by_role("status")).to_contain_text("Swapped. Save to keep it:")
    proposal.refresh_from_db()
    assert proposal.version == 1
    assert browser_errors == []
