"""The steps of a walk through a cohort's life after people have applied, each as the person takes it who does it."""

import csv
import re
from datetime import date
from io import StringIO
from urllib.parse import urlsplit

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Locator

from cohorts.models import Cohort, TeamMembership
from cohorts.recruitment.models import Ceremony
from cohorts.tasks import run_jobs
from evaluation.models import Wave
from people.models import Person
from tests.browser.walker import DESK, PHONE, Walk
from tests.factories import CohortFactory, PersonFactory, ProgrammeFactory, TeamMembershipFactory, VenueFactory

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


def people_to_call(walk: Walk) -> list[str]:
    """The coordinator looks at the call list; return the names on it."""
    walk.become(who("Amira"))
    walk.open("calls")
    return [who.splitlines()[0] for who in walk.page.get_by_role("rowheader").all_inner_texts()]


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
    """Draw as a ceremony, by three dice; return who is drawn and who is a reserve, as the page says."""
    walk.choose("As a ceremony, in front of witnesses", of="How chance comes in")
    walk.press("Freeze and go on")
    run_jobs(timezone.now())
    ceremony = Ceremony.objects.get()
    walk.open("recruitment:ceremony", ceremony.ref)
    walk.press("Publish")
    walk.write("What was rolled or read", "417")
    walk.write("How it was made", "Three ten-sided dice, rolled once.")
    walk.write("By whom", "The chair of the patients' forum")
    walk.write("Who saw it", "Everybody in the town hall")
    walk.page.get_by_role("checkbox").check()
    walk.press("Enter it, and draw")
    names = {}
    for caption in ("Lay partner", "Professional partner"):
        for number, kind in enumerate(("drawn", "reserve")):
            table = walk.page.get_by_role("table", name=caption).nth(number)
            names[f"{kind} {caption}"] = sorted(table.get_by_role("rowheader").all_inner_texts())
    return names


def check_published(walk: Walk) -> list[str]:
    """Download what is published and sealed in the browser, and check both on the command line; return what it says."""
    ceremony = Ceremony.objects.get()
    walk.open("recruitment:handover_new", ceremony.ref)
    walk.choose("Somebody from outside: by a link that works once", of="How does the sealed file reach them?")
    walk.write("Name, where they are from outside", "Ada Lee")
    walk.press("Hand it over")
    link = walk.page.locator(".lt-digest").inner_text()
    walk.become(None)
    walk.visit(walk.base + urlsplit(link).path)
    with walk.page.expect_download() as download:
        walk.page.get_by_role("button", name="Download the sealed file").click()
    sealed, public = walk.folder / "sealed.json", walk.folder / "draw.json"
    download.value.save_as(sealed)
    walk.open("recruitment:draw_public", ceremony.ref)
    with walk.page.expect_download() as download:
        walk.page.get_by_role("link", name=f"draw-{ceremony.ref}.json").click()
    download.value.save_as(public)
    out = StringIO()
    words = [str(public), "--sealed", str(sealed), "--sha256", ceremony.digest, "--randomness", "417"]
    call_command("verify_draw", *words, stdout=out)
    return [line[:9].strip() for line in out.getvalue().splitlines()]


# --- offers and answers -------------------------------------------------------------------------------------------


def make_offers(walk: Walk, *, reply_by: date) -> None:
    """Offer the places to everybody who was drawn."""
    walk.write_date("Last day to reply", reply_by)
    walk.press("Make the offers")


def fill_free_places(walk: Walk) -> list[str]:
    """Have the free places drawn again beside those who stay, and offer them; return who was drawn."""
    walk.press("Fill the free places")
    walk.press("Draw the free places")
    run_jobs(timezone.now())
    walk.open("recruitment:fill", the_cohort().ref)
    drawn = walk.page.get_by_role("region", name="Drawn for the free places")
    names = drawn.get_by_role("link").all_inner_texts()
    walk.press("Offer the places")
    return names


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
    walk.open("calls")
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


# --- workshops ------------------------------------------------------------------------------------------------------


def add_calendar(walk: Walk, person: Person) -> str:
    """Somebody makes a calendar link on the page of their dates; return the address for their calendar program."""
    walk.become(person)
    walk.open("workshops:my_dates")
    walk.follow("See my workshops in my own calendar")
    walk.press("Make my calendar link")
    return walk.page.get_by_text("/calendar/").inner_text().strip()


def calendar_days(walk: Walk, address: str) -> list[str]:
    """Fetch a calendar as a calendar program does, without signing in; return the days in it."""
    walk.become(None)
    answer = walk.page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return re.findall(r"DTSTART;TZID=Europe/London:(\d{8})T093000", answer.text())


def move_workshop(walk: Walk, number: int, day: date) -> list[str]:
    """The coordinator moves a workshop; return what the page says will happen."""
    walk.become(who("Amira"))
    walk.open("workshops:list")
    walk.follow(f"Workshop {number}")
    walk.follow("Move to another day")
    walk.write_date("Date", day)
    walk.press("Show what moves along")
    effects = walk.page.get_by_role("main").get_by_role("listitem").all_inner_texts()
    walk.press("Move it all")
    return effects


def take_register(walk: Walk, marks: dict[str, str]) -> str:
    """A facilitator opens the register on a phone, marks everybody and says that the day took place."""
    walk.become(who("Joan"))
    walk.page.set_viewport_size(PHONE)
    walk.open("workshops:led")
    walk.press("Register")
    for name, mark in marks.items():
        walk.choose(mark, of=name)
    walk.press("Save the register")
    saved = walk.said
    walk.open("workshops:led")
    walk.follow("The workshop")
    walk.press("Mark as held")
    wide = walk.page.evaluate("document.documentElement.scrollWidth")
    assert wide == PHONE["width"], f"The page scrolls sideways on a phone: {wide} px"
    walk.page.set_viewport_size(DESK)
    return saved


# --- a project ------------------------------------------------------------------------------------------------------


def write_project(walk: Walk, person: Person, words: dict[str, str]) -> None:
    """One of a pair writes about their project."""
    walk.become(person)
    walk.open("pairing:mine")
    walk.follow("Open our project")
    walk.press("Write about our project")
    for label, text in words.items():
        walk.write(label, text)
    walk.press("Save")


def add_news(walk: Walk, person: Person, words: str) -> None:
    """The other of the pair adds news."""
    walk.become(person)
    walk.open("projects:mine")
    walk.write("What is new?", words)
    walk.press("Add this")


# --- surveys --------------------------------------------------------------------------------------------------------


LEFT_OUT = ""


def survey_title(wave: str) -> str:
    """Return the title of the email that asks somebody in a wave."""
    return f"Leading Together: {Wave.objects.get(slug=wave).title}"


def answer_survey(walk: Walk, person: Person, wave: str, answers: dict[str, str], *, rest: str = "Agree") -> int:
    """Answer by the personal link of the email, without signing in; return how many questions there were.

    `rest` is the answer where `answers` says nothing: “Agree”, or nothing for somebody in a hurry.
    """
    _start_survey(walk, person, wave)
    asked = answer_questions(walk, answers, rest=rest)
    walk.press("Send my answers")
    assert walk.title == "Thank you"
    return asked


def begin_survey(walk: Walk, person: Person, wave: str) -> str:
    """Answer the first page alone and leave; return what the page says."""
    _start_survey(walk, person, wave)
    _answer_statements(walk, {}, rest="Agree")
    walk.press("Save and come back later")
    return walk.said


def _start_survey(walk: Walk, person: Person, wave: str) -> None:
    walk.become(None)
    walk.open_letter(person.reachable_email, survey_title(wave))
    walk.press("Start now")


def answer_by_phone(walk: Walk, name: str, answers: dict[str, str]) -> str:
    """The coordinator asks the questions by phone and writes the answers down; return what the page says at the end."""
    walk.become(who("Amira"))
    walk.open("evaluation:unanswered")
    row = walk.page.get_by_role("row").filter(has=walk.page.get_by_role("rowheader", name=name))
    with walk.page.expect_navigation():
        row.get_by_role("link", name="Write down answers").click()
    walk.choose("By phone", of="How are the questions answered?")
    walk.press("Start")
    answer_questions(walk, answers)
    walk.press("Send the answers")
    return walk.said


def answer_questions(walk: Walk, answers: dict[str, str], *, rest: str = "Agree") -> int:
    """Answer page after page; return how many questions there were. An empty answer leaves the question out."""
    asked = 0
    while walk.title != "Check your answers":
        asked += _answer_statements(walk, answers, rest=rest) + _answer_in_words(walk, answers)
        walk.press("Continue")
    return asked


def _answer_statements(walk: Walk, answers: dict[str, str], *, rest: str) -> int:
    asked = 0
    for group in walk.page.get_by_role("main").get_by_role("group").all():
        statement = group.evaluate("group => group.querySelector('legend').innerText")
        quotes = statement == "May we quote this?"
        answer = answers.get(statement, "No" if quotes else rest)
        asked += not quotes
        if answer:
            group.get_by_role("radio", name=answer, exact=True).check()
    return asked


def _answer_in_words(walk: Walk, answers: dict[str, str]) -> int:
    boxes = walk.page.get_by_role("main").get_by_role("textbox")
    labels: list[str] = boxes.evaluate_all("all => all.map(box => box.labels[0].innerText)")
    for label in labels:
        walk.write(label, answers.get(label, ""))
    return len(labels)


# --- the end --------------------------------------------------------------------------------------------------------


def finish_cohort(walk: Walk) -> str:
    """The coordinator finishes the cohort: who came is ticked already as having completed the programme."""
    walk.become(who("Amira"))
    take_next_step(walk)
    walk.press("Finish the cohort")
    return walk.said


def download_data(walk: Walk) -> dict[str, str]:
    """The evaluator makes a data file with people's own words and saves all of it; return the texts by file name."""
    walk.become(who("Ingrid"))
    walk.open("evaluation:overview")
    walk.follow("Data files")
    walk.page.get_by_role("checkbox", name="Put in what people wrote in their own words").check()
    walk.press("Make a data file")
    table = walk.page.get_by_role("table", name="Files of")
    return {
        name: save_file(walk, table.get_by_role("link", name=name))
        for name in table.get_by_role("link").all_inner_texts()
    }


def save_file(walk: Walk, link: Locator) -> str:
    """Save what a link leads to on one's own computer; return the text."""
    with walk.page.expect_download() as saving:
        link.click()
    path = walk.folder / saving.value.suggested_filename
    saving.value.save_as(path)
    return path.read_text(encoding="utf-8")


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of a saved file by their column names, as a statistics program reads it."""
    return list(csv.DictReader(StringIO(text)))
