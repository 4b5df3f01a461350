"""The steps of applying: by the public form, page by page, and by a file."""

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command

from tests.browser.walker import Walk
from tests.browser.walking import the_cohort, who

CHECK = "Check your answers"
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


def start_application(walk: Walk) -> None:
    """A visitor reads what it takes, and begins."""
    walk.become(None)
    walk.open("home")
    walk.follow("Apply for Oxford")
    assert walk.title == "Apply to Leading Together 2027"
    walk.press("Start now")


def answer_pages(walk: Walk, applicant: Applicant, *, until: str = CHECK) -> list[str]:
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
Tom,Hale,lay,tom@home.example,OX2 6AA,Oxford,yes,online,access,,,,yes,no,yes,yes,
Sara,Okoye,professional,sara@trust.example,OX3 7AA,Oxford,yes,online,access,Trust,Kim,kim@trust.example,yes,no,yes,no,
Ben,Lloyd,professional,ben@trust.example,OX4 2AA,Oxford,yes,online,carers,Trust,Kim,kim@trust.example,yes,no,yes,no,
Dev,Anand,professional,dev@hospital.example,OX4 1AA,Oxford,yes,online,carers,Trust,Robin,,yes,no,yes,no,
"""


def import_rows(walk: Walk, *, write: bool) -> list[str]:
    """The coordinator hands a file to the command; return what it says, line by line."""
    file, says = walk.folder / "paper forms.csv", StringIO()
    file.write_text(ROWS, encoding="utf-8")
    options = {"write": True, "by": who("Amira").email} if write else {}
    call_command("import_applications", str(file), programme=the_cohort().programme.ref, stdout=says, **options)
    return says.getvalue().splitlines()
