"""One walk through the whole life of a cohort, in a real browser, from the first application to the export."""

from collections import Counter
from datetime import date

import pytest
from playwright.sync_api import Page

from cohorts.recruitment.models import Application, EqualityAnswer, Offer
from common.words import say_ref
from people.models import Person
from tests.browser import walking
from tests.browser.walking import Walk, the_cohort, who
from workshops.models import Workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAYS = [date(2027, 6, 1), date(2027, 7, 6), date(2027, 8, 24)]


def of(name: str) -> Application:
    """Return somebody's application."""
    return Application.objects.get(person__given_name=name)


def second(role: str, state: str) -> Person:
    """Return the one imported person of a role whose application is in this state: the lot decides who that is."""
    return Person.objects.get(applications__source="import", applications__role=role, applications__state=state)


def states() -> Counter[str]:
    """Count the applications by state."""
    return Counter(Application.objects.values_list("state", flat=True))


def plan(walk: Walk) -> None:
    walk.travel("2027-03-01T09:00")
    walking.begin()

    walking.plan_workshops(walk, DAYS)

    assert walk.said == "The workshops of Oxford are planned."
    planned = Workshop.objects.filter(cohort=the_cohort()).values_list("number", "date", "state")
    assert list(planned) == [(1, DAYS[0], "planned"), (2, DAYS[1], "planned"), (3, DAYS[2], "planned")]


def apply_by_form(walk: Walk) -> None:
    walk.travel("2027-03-02T10:00")
    walking.start_application(walk)
    pages = walking.answer_pages(walk, walking.ELSIE)
    numbers = walking.send_from_two_tabs(walk)
    walking.answer_about_equality(walk)
    walk.sweep("2027-03-02T11:00")

    assert pages == [heading for heading in walking.ELSIE.pages(walk) if heading != "Where do you work?"]
    elsie = Application.objects.get(person__given_name="Elsie")
    assert numbers == [say_ref(elsie.ref)] * 2
    assert walk.title == "Thank you"
    assert EqualityAnswer.objects.get(category="age").value == "75-and-over"
    assert walking.people_to_call(walk) == ["Elsie Brook"]


def apply_and_come_back(walk: Walk) -> None:
    walk.travel("2027-03-03T20:00")
    walking.start_application(walk)
    before = walking.answer_pages(walk, walking.DEV, until="When could you meet your partner between the workshops?")
    walk.press("Save and come back later")
    assert walk.title == "Your answers are saved"

    walk.travel("2027-03-05T07:30")
    walk.become(None)
    walk.open_letter("dev@hospital.example", "Your application to Leading Together 2027")
    walk.press("Carry on")
    after = walking.answer_pages(walk, walking.DEV)
    walking.prove_the_address(walk, walking.DEV)
    walk.sweep("2027-03-05T08:00")

    assert [*before, *after] == list(walking.DEV.pages(walk))
    assert who("Dev").email == "dev@hospital.example"
    assert walk.titles_to("dev@hospital.example")[2:] == ["We have your application"]


def apply_by_file(walk: Walk) -> None:
    walk.travel("2027-03-08T14:00")
    tried = walking.import_rows(walk, write=False)
    before = Application.objects.submitted().count()
    walking.import_rows(walk, write=True)

    assert tried[:5] == [
        "Row 2, Mair Rees: Will be added. motivation begins like a formula. It is kept as text.",
        "Row 3, Tom Hale: Will be added.",
        "Row 4, Sara Okoye: Will be added.",
        "Row 5, Ben Lloyd: Will be added.",
        f"Row 6, Dev Anand: Already here. Has applied already: number {say_ref(of('Dev').ref)}.",
    ]
    assert tried[-1] == "Nothing was written. Add --write --by EMAIL to import."
    assert (before, Application.objects.submitted().count()) == (2, 6)


def draw(walk: Walk) -> None:
    walk.travel("2027-03-16T09:00")
    walk.become(who("Amira"))
    steps = [walking.take_next_step(walk)]
    walking.mark_all_eligible(walk)
    decided = walk.said
    steps += [walking.take_next_step(walk), walking.take_next_step(walk)]
    walking.add_quota(walk)
    walk.follow("Back")
    drawn = walking.draw(walk)
    walk.press("Confirm the draw")
    steps.append(walking.take_next_step(walk))
    walking.make_offers(walk, reply_by=date(2027, 3, 26))
    steps.append(walking.take_next_step(walk))

    assert decided == "6 applications are decided."
    assert steps == [
        "Decide 6 applications",
        "Close recruitment",
        "Draw the cohort",
        "Make the offers",
        "Start confirming places",
    ]
    assert {name: len(names) for name, names in drawn.items()} == {
        "drawn Lay partner": 2,
        "reserve Lay partner": 1,
        "drawn Professional partner": 2,
        "reserve Professional partner": 1,
    }
    # The quota seats both who look after somebody; between the others the lot decides.
    assert {"Elsie Brook"} <= set(drawn["drawn Lay partner"])
    assert {"Dev Anand"} <= set(drawn["drawn Professional partner"])
    assert states() == {"offered": 4, "reserve": 2}
    assert the_cohort().state == "confirming"


def answer_offers(walk: Walk) -> None:
    walk.sweep("2027-03-16T12:00")
    lay, professional = second("lay", "offered"), second("professional", "offered")
    walk.travel("2027-03-17T19:00")
    walking.open_offer_by_email(walk, "dev@hospital.example")
    assert walk.title == "We have a place for you in Leading Together 2027"
    walking.answer_offer(walk, "Yes, I take the place")
    answers = [walk.title]
    for person, answer in ((professional, "Yes, I take the place"), (lay, "No, I do not take the place")):
        walk.become(person)
        walk.open("home")
        walk.press("Answer")
        walking.answer_offer(walk, answer)
        answers.append(walk.title)

    assert answers == ["You have a place", "You have a place", "You said no to the place"]
    assert states() == {"offered": 1, "accepted": 2, "declined": 1, "reserve": 2}


def fill_the_free_place(walk: Walk) -> None:
    reserve = second("lay", "reserve")
    walk.travel("2027-03-18T10:00")
    walk.become(who("Amira"))
    said = walking.tell_by_phone(walk, "Elsie Brook", "She says yes. Her niece reads the letters to her.")
    walking.record_phoned_answer(walk, "Elsie Brook", "Yes, I take the place")
    phoned = walk.said
    walk.press(f"Offer the place to {reserve}")
    offered = walk.said
    walk.sweep("2027-03-18T10:30")
    walking.open_offer_by_email(walk, reserve.email)
    walking.answer_offer(walk, "Yes, I take the place")

    assert said == ["We have your application", "We have a place for you in Leading Together 2027"]
    assert phoned == "Elsie Brook has a place now."
    assert offered == f"The place is offered to {reserve}."
    assert states() == {"accepted": 4, "declined": 1, "reserve": 1}
    offer = Offer.objects.get(application__person=who("Elsie"))
    assert offer.answered_by == who("Amira")


def confirm_releases(walk: Walk) -> None:
    walk.sweep("2027-03-18T11:00")
    professional = second("professional", "accepted")
    walking.confirm_release(walk, "robin@hospital.example", "Dev Anand")
    confirmed = walk.title
    walking.confirm_release(walk, "kim@trust.example", str(professional))
    walk.become(who("Amira"))
    step = walking.take_next_step(walk)

    assert confirmed == "You have confirmed"
    assert step == "Start the cohort"
    assert the_cohort().state == "running"


CHAPTERS = (
    plan,
    apply_by_form,
    apply_and_come_back,
    apply_by_file,
    draw,
    answer_offers,
    fill_the_free_place,
    confirm_releases,
)


def test_walk_through_the_whole_life_of_a_cohort(live_server, page: Page, travel, mailoutbox, tmp_path):
    walk = Walk(page=page, base=live_server.url, travel=travel, mail=mailoutbox, folder=tmp_path)

    for chapter in CHAPTERS:
        chapter(walk)
