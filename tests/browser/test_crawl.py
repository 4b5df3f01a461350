"""A crawl of the demo world as each role: no accessibility fault, no console or CSP error, no sideways scroll."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page

from leadingtogether.demo.links import people_by_role
from tests.browser.crawling import crawl, faults_of, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.axe, pytest.mark.django_db(transaction=True)]

# Signing out would end the crawl; the demo's own door is tested elsewhere.
SKIP = frozenset({"access:sign_out", "admin:logout", "admin:jsi18n", "admin:view_on_site"})
# Each row is one test, so that two workers share them.
GROUPS = (
    ("visitor", "lay partner", "professional partner"),
    ("coordinator",),
    ("facilitator", "evaluator", "commissioner", "administrator"),
)


@pytest.mark.parametrize("roles", GROUPS, ids=["participants", "coordinator", "others"])
def test_crawl_finds_no_fault(live_server, page: Page, browser_errors: list[str], roles):
    call_command("demo", "--quiet")
    people = people_by_role()
    faults: list[str] = []
    opened: dict[str, list[str]] = {}

    def look(at: Page, pattern: str) -> None:
        complaints = len(browser_errors)
        faults.extend(f"{pattern} ({at.url}): {fault}" for fault in faults_of(at))
        # While it looks, axe sets styles of its own, which our policy refuses: no fault of the page, and no address.
        own = [one for one in browser_errors[complaints:] if one.startswith(": Applying inline style")]
        browser_errors[complaints:] = [one for one in browser_errors[complaints:] if one not in own]

    for role in roles:
        page.context.clear_cookies()
        if role != "visitor":
            sign_in(page, people[role], live_server.url)
        opened[role] = crawl(page, live_server.url, reverse("home"), look, skip=SKIP)

    assert faults == []
    assert {role: len(patterns) > 3 for role, patterns in opened.items()} == dict.fromkeys(roles, True)
