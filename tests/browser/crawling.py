"""Walking through the pages as one person: every link, one address a pattern."""

import re
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import axe_playwright_python
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from people.models import Person

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# WCAG 2.2 AA and axe's own best practice, as the accessibility statement promises.
AXE_RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
    one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target.join(' ')).join(' | '))"""
WIDTHS = (390, 1280)
NOT_PAGES = re.compile(r"\.(ics|csv|pdf|zip|txt|svg|png|json|xlsx)$|/data/.+/(long|wide|codebook)")


def sign_in(page: Page, person: Person, base: str) -> None:
    """Give the browser a session of this person, second factor and all."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": base}])


def pattern_of(url: str) -> str:
    """Return the name of the URL pattern, with the admin's many models counted as one of each kind."""
    match = resolve(urlsplit(url).path)
    name = match.view_name or match.route
    return re.sub(r"^admin:\w+_\w+_(\w+)$", r"admin:one_\1", name)


def crawl(page: Page, base: str, start: str, look: Callable[[Page, str], None], *, skip: frozenset[str]) -> list[str]:
    """Open the first address of each pattern that can be reached from `start`; return the patterns in order."""
    queue, seen, opened = deque([base + start]), set[str](), list[str]()
    while queue:
        url = queue.popleft()
        try:
            pattern = pattern_of(url)
        except Resolver404:
            raise AssertionError(f"A link leads to {url}, which no page has.") from None
        if pattern in seen or pattern in skip:
            continue
        seen.add(pattern)
        response = page.goto(url)
        assert response is not None
        assert response.status == 200, f"{url} answered {response.status}"
        opened.append(pattern)
        look(page, pattern)
        queue.extend(links_of(page, base))
    return opened


def links_of(page: Page, base: str) -> list[str]:
    """Return the links of a page within the service, without what opens a file."""
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    inside = [href.split("#")[0] for href in hrefs if href.startswith(base)]
    return [href for href in dict.fromkeys(inside) if not NOT_PAGES.search(urlsplit(href).path)]


def faults_of(page: Page) -> list[str]:
    """Return what is wrong with an open page: axe at both widths, and sideways scroll at 320 px."""
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE)
        violations: list[Any] = page.evaluate(AXE_RUN)
        found += [f"{width} px: {one}" for one in violations]
    page.set_viewport_size({"width": 320, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > 320:
        found.append(f"scrolls sideways at 320 px: {wide} px wide")
    return found
