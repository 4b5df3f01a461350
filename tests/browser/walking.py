"""The steps of the walk through a cohort's life, each as a person takes it: by what they read, press and write."""

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

from cohorts.models import Cohort, TeamMembership
from people.models import Person
from tests.browser.crawling import sign_in
from tests.factories import CohortFactory, PersonFactory, ProgrammeFactory, TeamMembershipFactory, VenueFactory

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
        link = (within or self.page).get_by_role("link", name=_named(words))
        with self.page.expect_navigation():
            link.click()

    def press(self, words: str, *, within: Locator | None = None) -> None:
        """Press a button that leads on."""
        button = (within or self.page).get_by_role("button", name=_named(words))
        with self.page.expect_navigation():
            button.click()

    # --- answering --------------------------------------------------------------------------------------------------

    def field(self, label: str, *, within: Locator | None = None) -> Locator:
        """Return the field with this label; that it need not be filled in is no part of its name."""
        return (within or self.page).get_by_label(_named(label))

    def write(self, label: str, text: str) -> None:
        """Write into a field."""
        self.field(label).fill(text)

    def group(self, legend: str) -> Locator:
        """Return a group of fields by its legend."""
        return self.page.get_by_role("group", name=_named(legend))

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

    def titles_to(self, address: str) -> list[str]:
        """Return the titles of what came to an address, in order."""
        return [message.subject for message in self.mail if message.to == [address]]

    def letter_to(self, address: str, title: str) -> str:
        """Return the words of the newest email with this title to an address."""
        found = [message.body for message in self.mail if message.to == [address] and message.subject == title]
        assert found, f"No email “{title}” came to {address}, only {self.titles_to(address)}"
        return str(found[-1])

    def open_letter(self, address: str, title: str) -> None:
        """Open the first link of an email."""
        self.visit(re.findall(r"https?://\S+", self.letter_to(address, title))[0])


def _named(words: str) -> re.Pattern[str]:
    """Match a name as people hear it: “(optional)” may follow, and words for screen readers may begin with a gap."""
    return re.compile(rf"^{re.escape(words).replace(':', ' ?:')}( \(optional\))?$")


# --- before anybody applies ---------------------------------------------------------------------------------------


def begin() -> None:
    """An empty programme with its team and one place to meet."""
    programme = ProgrammeFactory.create(name="Leading Together 2027", involvement_payment=75)
    venue = VenueFactory.create(name="Town Hall")
    CohortFactory.create(programme=programme, venue=venue, name="Oxford", pairs_wanted=2)
    role = TeamMembership.Role
    team = {"Amira": role.COORDINATOR, "Joan": role.FACILITATOR, "Samuel": role.FACILITATOR, "Ingrid": role.EVALUATOR}
    for name, part in team.items():
        person = PersonFactory.create(given_name=name, family_name="Team", email=f"{name.lower()}@team.example")
        TeamMembershipFactory.create(programme=programme, person=person, role=part)


def who(name: str) -> Person:
    """Return the person with this first name."""
    return Person.objects.get(given_name=name)


def the_cohort() -> Cohort:
    """Return the one cohort as it is now."""
    return Cohort.objects.get()


def plan_workshops(walk: Walk, days: list[date]) -> None:
    """The coordinator gives every workshop a date, a place and two facilitators."""
    walk.become(who("Amira"))
    walk.open("workshops:plan", the_cohort().ref)
    for number, day in enumerate(days, start=1):
        walk.write_date(f"Date of workshop {number}", day)
    walk.pick("Lay facilitator", "Joan Team")
    walk.pick("Professional facilitator", "Samuel Team")
    walk.press("Plan the workshops")


# --- applying by the form -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Applicant:
    """What somebody says of themselves on the form. Without an email they are phoned."""

    given: str
    family: str
    role: str
    phone: str
    email: str = ""
    employer: str = ""
    manager_email: str = ""

    def pages(self, walk: Walk) -> dict[str, Callable[[], None]]:
        """Return how each page is answered, by its heading."""
        needs, names = "What helps you to take part?", "What is your name?"
        selection = "May we use some facts about you in the draw?"
        return {
            "Which of these are you?": lambda: walk.choose(self.role, of="Which of these are you?"),
            names: lambda: [walk.write("First name", self.given), walk.write("Last name", self.family)],
            "How can we reach you?": lambda: self._contact(walk),
            "What is your address?": lambda: walk.write("Postcode", "ox4 1aa"),
            "How do you like to be contacted?": lambda: walk.choose(self._way, of="Best way"),
            "Where do you work?": lambda: self._work(walk),
            "Can you come to all the workshops?": lambda: walk.choose(
                "Yes, to all of them", of="Can you come to all of these days?"
            ),
            "How would you travel?": lambda: walk.choose("Bus or train", of="You would come by"),
            **self._together(walk),
            needs: lambda: self._needs(walk),
            selection: lambda: self._selection(walk),
            "How did you hear about us?": lambda: walk.choose("At work", of="How did you hear about us?"),
            "Two questions about the surveys": lambda: self._surveys(walk),
        }

    @property
    def _way(self) -> str:
        return "Email" if self.email else "Phone call"

    def _contact(self, walk: Walk) -> None:
        walk.write("Email", self.email)
        walk.write("Another phone number", self.phone)

    def _work(self, walk: Walk) -> None:
        walk.write("Job title", "Ward manager")
        walk.write("Employer", self.employer)
        walk.write("Manager’s name", "Robin Chief")
        walk.write("Manager’s email", self.manager_email)

    @staticmethod
    def _together(walk: Walk) -> dict[str, Callable[[], None]]:
        times = "When could you meet your partner between the workshops?"
        why, partner = "Why do you want to take part?", "Do you apply with a partner?"
        experience = "What experience do you bring?"
        return {
            times: lambda: walk.tick("Weekday mornings", of=times),
            why: lambda: walk.write(why, "To make going home from hospital calmer."),
            experience: lambda: walk.write(experience, "Years of looking after my mother."),
            "What would you like to improve?": lambda: walk.tick(
                "Leaving hospital and coming home", of="Topics that matter to you"
            ),
            partner: lambda: walk.choose("No, find me a partner", of=partner),
        }

    @staticmethod
    def _needs(walk: Walk) -> None:
        walk.tick("Hearing loop", of="Getting in and around")
        walk.choose("No", of="Will somebody come with you to help you?")
        walk.page.get_by_role("checkbox", name="If I get a place, you may tell").check()

    @staticmethod
    def _selection(walk: Walk) -> None:
        walk.page.get_by_role("radio", name="You may use these answers in the draw").check()
        walk.pick("Do you look after somebody who is ill, disabled or older?", "Yes")

    @staticmethod
    def _surveys(walk: Walk) -> None:
        for question in ("the independent evaluators use my survey answers", "you contact me about 18 months after"):
            group = walk.page.get_by_role("group", name=question)
            group.get_by_role("radio", name="Yes", exact=True).check()


ELSIE = Applicant("Elsie", "Brook", "Lay partner", "01632 960123")
DEV = Applicant(
    "Dev", "Anand", "Professional partner", "01632 960456",
    email="dev@hospital.example", employer="Oxford Hospital", manager_email="robin@hospital.example",
)  # fmt: skip
LAST_PAGE = "Check your answers"


def start_application(walk: Walk) -> None:
    """A visitor reads what it takes, and begins."""
    walk.become(None)
    walk.open("home")
    walk.follow("Apply for Oxford")
    assert walk.title == "Apply to Leading Together 2027"
    walk.press("Start now")


def answer_pages(walk: Walk, applicant: Applicant, *, until: str = LAST_PAGE) -> list[str]:
    """Answer page after page as they come; return their headings."""
    pages, seen = applicant.pages(walk), []
    while (title := walk.title) != until:
        seen.append(title)
        pages[title]()
        walk.press("Continue")
    return seen


def send_from_two_tabs(walk: Walk) -> list[str]:
    """Press the last button in two tabs of the same application; return the application number that each shows."""
    other = Walk(walk.page.context.new_page(), walk.base, walk.travel, walk.mail, walk.folder)
    other.visit(walk.page.url)
    for tab in (walk, other):
        tab.press("Send my application")
        assert tab.title == "We have your application"
    numbers = [tab.page.locator(".govuk-panel__body strong").inner_text() for tab in (walk, other)]
    other.page.close()
    return numbers


def answer_about_equality(walk: Walk) -> None:
    """Answer the questions that are kept apart from the application."""
    walk.follow("Answer 7 questions about equality")
    walk.pick("How old are you?", "75 or over")
    walk.press("Send these answers")


def prove_the_address(walk: Walk, applicant: Applicant) -> None:
    """Send the application with the code that came by email."""
    walk.press("Send my application")
    titles = [title for title in walk.titles_to(applicant.email) if title.endswith("is your code")]
    walk.write("Code", titles[-1].split()[0])
    walk.press("Send my application")


# --- applying by a file -------------------------------------------------------------------------------------------


ROWS = """\
given_name,family_name,role,email,postcode,first_choice,all_dates,meeting_times,topics,employer,manager_name,manager_email,\
consent_selection,carer,consent_evaluation,consent_follow_up,motivation
Mair,Rees,lay,mair@home.example,OX1 1AA,Oxford,yes,weekday-morning,discharge,,,,yes,no,yes,yes,=To be heard
Tom,Hale,lay,tom@home.example,OX2 6AA,Oxford,yes,online,access,,,,yes,no,yes,yes,To help
Sara,Okoye,professional,sara@trust.example,OX3 7AA,Oxford,yes,online,access,Trust,Kim,kim@trust.example,yes,no,yes,no,To learn
Ben,Lloyd,professional,ben@trust.example,OX4 2AA,Oxford,yes,online,carers,Trust,Kim,kim@trust.example,yes,no,yes,no,To learn
Dev,Anand,professional,dev@hospital.example,OX4 1AA,Oxford,yes,online,carers,Trust,Robin,,yes,no,yes,no,To learn
"""


def import_rows(walk: Walk, *, write: bool) -> list[str]:
    """The coordinator hands a file to the command; return what it says, line by line."""
    file, says = walk.folder / "paper forms.csv", StringIO()
    file.write_text(ROWS, encoding="utf-8")
    options = {"write": True, "by": who("Amira").email} if write else {}
    call_command("import_applications", str(file), programme=the_cohort().programme.ref, stdout=says, **options)
    return says.getvalue().splitlines()


def people_to_call(walk: Walk) -> list[str]:
    """The coordinator looks at the call list; return the names on it."""
    walk.become(who("Amira"))
    walk.open("messaging:calls")
    return walk.page.get_by_role("rowheader").all_inner_texts()


# --- choosing fairly ------------------------------------------------------------------------------------------------


def take_next_step(walk: Walk) -> str:
    """Open the cohort's page, press what it says comes next, and return the words."""
    walk.open("cohorts:cohort", the_cohort().ref)
    button = walk.page.locator(".lt-next").get_by_role("button")
    words = button.inner_text()
    with walk.page.expect_navigation():
        button.click()
    return words


def mark_all_eligible(walk: Walk) -> None:
    """Tick every application of the open list and mark them as eligible."""
    for box in walk.page.get_by_role("table", name="Applicants").get_by_role("checkbox").all():
        box.check()
    walk.press("Mark as eligible")


def add_quota(walk: Walk) -> None:
    """Ask for two people who look after somebody, with the reasons that make it lawful."""
    walk.follow("Change the quotas")
    walk.pick("People who said", "Unpaid carer: Yes")
    walk.write("At least", "2")
    walk.write("Evidence", "1 in 10 people of the area look after somebody.")
    walk.write("Why it is proportionate", "Two of four places. Nobody else loses their chance.")
    walk.pick("Approved by", "Amira Team")
    walk.write_date("Approved on", date(2027, 3, 10))
    walk.write_date("To be reviewed on", date(2027, 12, 1))
    walk.press("Add quota")


def draw(walk: Walk) -> dict[str, list[str]]:
    """Draw by lot with a seed from outside; return who is drawn and who is a reserve, as the page says."""
    walk.write("Seed of the draw", "lottery of 13 March 2027: 4 8 15 16 23 42")
    walk.press("Draw")
    names = {}
    for caption in ("Lay partner", "Professional partner"):
        for number, kind in enumerate(("drawn", "reserve")):
            table = walk.page.get_by_role("table", name=caption).nth(number)
            names[f"{kind} {caption}"] = sorted(table.get_by_role("rowheader").all_inner_texts())
    return names


# --- offers and answers -------------------------------------------------------------------------------------------


def make_offers(walk: Walk, *, reply_by: date) -> None:
    """Offer the places to everybody who was drawn."""
    walk.write_date("Last day to reply", reply_by)
    walk.press("Make the offers")


def open_offer_by_email(walk: Walk, address: str) -> None:
    """Follow the link of an offer as somebody who is not signed in: it asks for the address and leads on."""
    walk.become(None)
    walk.open_letter(address, "We have a place for you in Leading Together 2027")
    walk.write("Email address", address)
    walk.press("Send me an email")
    walk.open_letter(address, "Sign in to Leading Together")
    walk.press("Sign in")


def answer_offer(walk: Walk, answer: str) -> None:
    """Answer the offer that is open."""
    walk.choose(answer, of="Do you take the place?")
    walk.press("Send my answer")


def record_phoned_answer(walk: Walk, name: str, answer: str) -> None:
    """The coordinator keys what somebody said on the phone."""
    walk.open("recruitment:offers", the_cohort().ref)
    walk.follow(f"Record an answer: {name}")
    walk.choose(answer, of="What did they say?")
    walk.press("Record the answer")


def tell_by_phone(walk: Walk, name: str, note: str) -> list[str]:
    """The coordinator phones somebody, says everything on the list and records it; return what was said."""
    walk.open("messaging:calls")
    walk.follow(name)
    walk.choose("I spoke to them", of="What happened?")
    told = walk.group("What did you tell them?").get_by_role("checkbox", checked=True)
    said: list[str] = told.evaluate_all("all => all.map(box => box.labels[0].innerText)")
    walk.write("Note", note)
    walk.press("Record this call")
    return said


def confirm_release(walk: Walk, manager: str, name: str) -> None:
    """A manager follows the link of the email and confirms, without signing in."""
    walk.become(None)
    walk.open_letter(manager, f"Please confirm the dates of {name}")
    walk.choose("Yes, I release them for these days", of="Can they come on these days?")
    walk.press("Send")


# --- pairs ----------------------------------------------------------------------------------------------------------


def make_pairs(walk: Walk, partners: dict[str, str]) -> None:
    """Let the board propose, put together who is to work together by the select boxes, make the pairs."""
    walk.open("pairing:board", the_cohort().ref)
    walk.press("Propose pairs")
    for lay, professional in partners.items():
        box = walk.field(f"Partner for {lay}")
        labels = [words for words in box.get_by_role("option").all_inner_texts() if words.startswith(professional)]
        box.select_option(label=labels[0])
    walk.press("Save and make these pairs")
