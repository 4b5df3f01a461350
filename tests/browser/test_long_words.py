"""Names and titles that are one long word: they break on a phone, and the page does not scroll sideways."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from cohorts.models import TeamMembership
from tests.browser.crawling import sign_in
from tests.factories import PersonFactory, PlaceFactory, TeamMembershipFactory, WorkshopFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORD = "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"


def test_long_word_breaks_on_a_phone(live_server, page: Page, travel, browser_errors: list[str]) -> None:
    travel("2027-03-31T10:00")
    workshop = WorkshopFactory.create(number=1, cohort__name=WORD)
    cohort = workshop.cohort
    coordinator = TeamMembershipFactory.create(
        programme=cohort.programme, role=TeamMembership.Role.COORDINATOR, person__family_name=WORD
    ).person
    place = PlaceFactory.create(cohort=cohort, person=PersonFactory.create(given_name=WORD, family_name=WORD))
    sign_in(page, coordinator, live_server.url)
    page.set_viewport_size({"width": 390, "height": 844})
    addresses = [
        reverse("workshops:register", args=[workshop.ref]),
        reverse("workshops:people", args=[workshop.ref]),
        reverse("cohorts:cohort", args=[cohort.ref]),
        reverse("cohorts:team", args=[cohort.programme.ref]),
        reverse("person", args=[place.person.ref]),
        reverse("pairing:board", args=[cohort.ref]),
    ]

    wide = {}
    for address in addresses:
        page.goto(live_server.url + address)
        wide[address] = page.evaluate("document.documentElement.scrollWidth")

    assert wide == dict.fromkeys(addresses, 390)
