"""Somebody at a browser: what they read, press and write, and the post that comes to them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Locator, Page

from people.models import Person
from tests.browser.crawling import sign_in

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@dataclass
class Walk:
    """One browser, one clock and one letter box. `folder` is for files that people keep on their own computer."""

    page: Page
    base: str
    travel: Callable[[str], datetime]
    mail: list[Any]
    folder: Path

    # --- who and when ---------------------------------------------------------------------------------------------

    def become(self, person: Person | None) -> None:
        """Let somebody else sit down at the browser; None is a visitor."""
        self.page.context.clear_cookies()
        if person is not None:
            sign_in(self.page, person, self.base)

    def sweep(self, moment: str) -> None:
        """Go to a moment and let the service do what is due then."""
        self.travel(moment)
        call_command("sweep", at=moment, stdout=StringIO())

    # --- reading ----------------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The heading of the page, without the words above it, and without “(optional)” after it."""
        words = self.page.get_by_role("heading", level=1).inner_text()
        return words.splitlines()[-1].strip().removesuffix(" (optional)")

    @property
    def said(self) -> str:
        """What the page tells about what was just done."""
        return " ".join(self.page.locator(".govuk-notification-banner__content").inner_text().split())

    def reads(self, words: str) -> bool:
        """Whether these words are on the page."""
        return " ".join(words.split()) in " ".join(self.page.locator("main").inner_text().split())

    # --- moving about -----------------------------------------------------------------------------------------------

    def open(self, name: str, *args: Any) -> None:
        """Open a page of the service."""
        self.visit(self.base + reverse(name, args=args))

    def visit(self, url: str) -> None:
        """Open an address, for example one from an email."""
        response = self.page.goto(url)
        assert response is not None
        assert response.status == 200, f"{url} answered {response.status}"

    def follow(self, words: str, *, within: Locator | None = None) -> None:
        """Follow a link."""
        link = (within or self.page).get_by_role("link", name=named(words))
        with self.page.expect_navigation():
            link.click()

    def press(self, words: str, *, within: Locator | None = None) -> None:
        """Press a button that leads on."""
        button = (within or self.page).get_by_role("button", name=named(words))
        with self.page.expect_navigation():
            button.click()

    # --- answering --------------------------------------------------------------------------------------------------

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """Return the field with this label; that it need not be filled in is no part of its name."""
        return (within or self.page).get_by_label(named(label))

    def write(self, label: str, text: str) -> None:
        """Write into a field."""
        self.field(label).fill(text)

    def group(self, legend: str) -> Locator:
        """Return a group of fields by its legend."""
        return self.page.get_by_role("group", name=named(legend))

    def choose(self, answer: str, *, of: str) -> None:
        """Choose one answer of a question."""
        self.group(of).get_by_role("radio", name=answer, exact=True).check()

    def tick(self, *answers: str, of: str) -> None:
        """Tick answers of a question."""
        for answer in answers:
            self.group(of).get_by_role("checkbox", name=answer, exact=True).check()

    def pick(self, label: str, option: str) -> None:
        """Pick an option of a list."""
        self.field(label).select_option(label=option)

    def write_date(self, legend: str, day: date) -> None:
        """Write a date into its three boxes."""
        boxes = self.group(legend)
        for name, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(name, exact=True).fill(str(number))

    # --- the letter box ---------------------------------------------------------------------------------------------

    def letters_to(self, address: str) -> list[tuple[str, str]]:
        """Return title and words of what came to an address, in order; an email of several parts gives each of them."""
        found = []
        for message in self.mail:
            if message.to == [address]:
                first, *parts = str(message.body).split("\n\n* * *\n\n")
                named = [part.split("\n\n", 1) for part in parts]
                found += [(title.split(". ", 1)[1], words) for title, words in named] or [(message.subject, first)]
        return found

    def titles_to(self, address: str) -> list[str]:
        """Return the titles of what came to an address, in order."""
        return [title for title, _words in self.letters_to(address)]

    def letter_to(self, address: str, title: str) -> str:
        """Return the words of the newest email with this title to an address."""
        found = [words for called, words in self.letters_to(address) if called == title]
        assert found, f"No email “{title}” came to {address}, only {self.titles_to(address)}"
        return found[-1]

    def open_letter(self, address: str, title: str) -> None:
        """Open the first link of an email."""
        self.visit(re.findall(r"https?://\S+", self.letter_to(address, title))[0])


def named(words: str) -> re.Pattern[str]:
    """Match a name as people hear it: “(optional)” may follow, and words for screen readers may begin with a gap."""
    return re.compile(rf"^{re.escape(words).replace(':', ' ?:')}( \(optional\))?$")
