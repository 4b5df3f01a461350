"""One walk through the whole life of a cohort, in a real browser, from the first application to the export."""

import re
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from cohorts.pairing.models import Pair
from cohorts.recruitment.models import Application, EqualityAnswer, Offer
from common.words import say_ref
from evaluation.models import Invitation, Wave
from people.models import Person
from projects.models import Project
from tests.browser import applying, walking
from tests.browser.walker import Walk
from tests.browser.walking import LEFT_OUT, the_cohort, who
from workshops.models import CalendarFeed, Workshop

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LEADS = "I can bring people with different interests behind one aim."
DRAINED = "It leaves me drained."
MOVED_TO = date(2027, 8, 31)
SINCE_THEN = {
    LEADS: "Strongly agree",
    "Are you still working with your partner?": "Yes, often",
    "What has become of your project?": "It was adopted",
    "What have you taken on since?": "I chair the forum of patients now.",
    "May we quote this?": "Yes, without my name",
}
DAYS = [date(2027, 6, 1), date(2027, 7, 6), date(2027, 8, 24)]


def of(name: str) -> Application:
    """Return somebody's application."""
    return Application.objects.get(person__given_name=name)


def second(role: str, state: str) -> Person:
    """Return the one imported person of a role whose application is in this state: the lot decides who that is."""
    return Person.objects.get(applications__source="import", applications__role=role, applications__state=state)


def mailbox(person: Person) -> str:
    """Return the address at which somebody reads their post."""
    return person.reachable_email


def asked_in(wave: str) -> set[str]:
    """Return the first names of who is asked in a wave."""
    return set(Invitation.objects.filter(wave__slug=wave).values_list("place__person__given_name", flat=True))


def everybody() -> list[str]:
    """Return the names of all who take part."""
    return [str(place.person) for place in the_cohort().places_taken.select_related("person")]


def names_and_addresses() -> list[str]:
    """Return whatever could tell who somebody is."""
    fields = ("given_name", "family_name", "email", "contact_email", "phone")
    return sorted({str(value) for row in Person.objects.values_list(*fields) for value in row if value})


def states() -> Counter[str]:
    """Count the applications by state."""
    return Counter(Application.objects.values_list("state", flat=True))


def plan(walk: Walk) -> None:
    """The workshops have dates before anybody applies, so that applicants see them."""
    walk.travel("2027-03-01T09:00")
    walking.begin()

    walking.plan_workshops(walk, DAYS)

    assert walk.said == "The workshops of Oxford are planned."
    planned = Workshop.objects.filter(cohort=the_cohort()).values_list("number", "date", "state")
    assert list(planned) == [(1, DAYS[0], "planned"), (2, DAYS[1], "planned"), (3, DAYS[2], "planned")]


def apply_by_form(walk: Walk) -> None:
    """A lay partner without email applies; the form is sent from two tabs, and she is put on the call list."""
    walk.travel("2027-03-02T10:00")
    applying.start_application(walk)
    pages = applying.answer_pages(walk, applying.ELSIE)
    numbers = applying.send_from_two_tabs(walk)
    applying.answer_about_equality(walk)
    walk.sweep("2027-03-02T11:00")

    assert pages == [heading for heading in applying.ELSIE.pages(walk) if heading != "Where do you work?"]
    elsie = Application.objects.get(person__given_name="Elsie")
    assert numbers == [say_ref(elsie.ref)] * 2
    assert walk.title == "Thank you"
    assert EqualityAnswer.objects.get(category="age").value == "75-and-over"
    assert walking.people_to_call(walk) == ["Elsie Brook"]


def apply_and_come_back(walk: Walk) -> None:
    """A professional saves, comes back two days later by the emailed link, and proves the address by a code."""
    walk.travel("2027-03-03T20:00")
    applying.start_application(walk)
    before = applying.answer_pages(walk, applying.DEV, until="When could you meet your partner between the workshops?")
    walk.press("Save and come back later")
    assert walk.title == "Your answers are saved"

    walk.travel("2027-03-05T07:30")
    walk.become(None)
    walk.open_letter("dev@hospital.example", "Your application to Leading Together 2027")
    walk.press("Carry on")
    after = applying.answer_pages(walk, applying.DEV)
    applying.prove_the_address(walk, applying.DEV)
    walk.sweep("2027-03-05T08:00")

    assert [*before, *after] == list(applying.DEV.pages(walk))
    assert who("Dev").email == "dev@hospital.example"
    assert walk.titles_to("dev@hospital.example")[2:] == ["We have your application"]


def apply_by_file(walk: Walk) -> None:
    """Four people who applied on paper come by a file; trying it writes nothing, and who is there is left out."""
    walk.travel("2027-03-08T14:00")
    tried = applying.import_rows(walk, write=False)
    before = Application.objects.submitted().count()
    applying.import_rows(walk, write=True)

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
    """The coordinator does what the cohort's page says comes next, from the review to the offers."""
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

    assert decided == "6 applications are decided."
    assert steps == [
        "Decide 6 applications",
        "Close recruitment",
        "Draw the cohort",
        "Make the offers",
    ]
    assert {name: len(names) for name, names in drawn.items()} == {
        "drawn Lay partner": 2,
        "reserve Lay partner": 1,
        "drawn Professional partner": 2,
        "reserve Professional partner": 1,
    }
    # The quota seats both who look after somebody; between the others the lot decides.
    assert "Elsie Brook" in drawn["drawn Lay partner"]
    assert "Dev Anand" in drawn["drawn Professional partner"]
    assert states() == {"offered": 4, "reserve": 2}
    assert the_cohort().state == "confirming"


def check_the_draw(walk: Walk) -> None:
    """Whoever is asked to check downloads both files in the browser, and finds everything as it was published."""
    walk.become(who("Amira"))

    assert walking.check_published(walk) == ["SHA-256", "Tickets", "Sealed", "Travel", "Ticket"]


def answer_offers(walk: Walk) -> None:
    """Three answer in the portal, one of them with no; Dev comes from the email and signs in by the emailed link."""
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
    """Elsie says yes by phone; the reserve is offered the free place and takes it."""
    reserve = second("lay", "reserve")
    walk.travel("2027-03-18T10:00")
    walk.become(who("Amira"))
    said = walking.tell_by_phone(walk, "Elsie Brook", "She says yes. Her niece reads the letters to her.")
    walking.record_phoned_answer(walk, "Elsie Brook", "Yes, I take the place")
    phoned = walk.said
    drawn = walking.fill_free_places(walk)
    offered = walk.said
    walk.sweep("2027-03-18T10:30")
    walking.open_offer_by_email(walk, reserve.email)
    walking.answer_offer(walk, "Yes, I take the place")

    # That her application had come was no longer to be said once the draw was made.
    assert said == ["We have a place for you in Leading Together 2027"]
    assert phoned == "Elsie Brook has a place now."
    assert (drawn, offered) == ([str(reserve)], "1 offer is made.")
    assert states() == {"accepted": 4, "declined": 1, "reserve": 1}
    offer = Offer.objects.get(application__person=who("Elsie"))
    assert offer.answered_by == who("Amira")


def confirm_releases(walk: Walk) -> None:
    """Both managers answer by the link of their email; then the cohort can start."""
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


def answer_before_the_start(walk: Walk) -> None:
    """Two answer the baseline, one stops half way; a reminder goes only to who has not answered."""
    lay, professional = second("lay", "accepted"), second("professional", "accepted")
    # What came after the welcome, the one message of its day, comes the next morning.
    walk.sweep("2027-03-19T09:30")
    walk.travel("2027-03-19T20:00")
    asked = [
        walking.answer_survey(walk, person, "baseline", {LEADS: "Prefer not to say", DRAINED: LEFT_OUT}, rest=rest)
        for person, rest in ((who("Dev"), "Agree"), (lay, LEFT_OUT))
    ]
    begun = walking.begin_survey(walk, professional, "baseline")
    walk.sweep("2027-03-22T12:00")

    assert asked == [23, 23]
    assert begun == "Your answers are saved. Your link brings you back to where you stopped."
    reminder = f"A reminder: {Wave.objects.get(slug='baseline').title}"
    reminded = [person for person in (who("Dev"), lay, professional) if reminder in walk.titles_to(mailbox(person))]
    assert reminded == [professional]
    assert walking.people_to_call(walk) == ["Elsie Brook"]


def make_pairs(walk: Walk) -> None:
    """The board proposes, the coordinator decides by select boxes, and all four are told who their partner is."""
    lay, professional = second("lay", "accepted"), second("professional", "accepted")
    walk.travel("2027-03-30T10:00")
    walk.become(who("Amira"))
    walking.make_pairs(walk, {"Elsie Brook": "Dev Anand", str(lay): str(professional)})
    made = walk.said
    walk.press("Introduce all")
    introduced = walk.said
    walk.sweep("2027-03-30T11:00")

    assert made == "2 pairs are made. Nobody is told yet. Introduce them when you are ready."
    assert introduced == "2 pairs are introduced. Each person gets a message in their own way."
    pairs = Pair.objects.values_list("lay__person__given_name", "professional__person__given_name", "state")
    assert set(pairs) == {("Elsie", "Dev", "introduced"), (lay.given_name, professional.given_name, "introduced")}
    assert "Meet your partner: Elsie" in walk.titles_to(mailbox(who("Dev")))
    assert f"Meet your partner: {lay.given_name}" in walk.titles_to(mailbox(professional))
    assert f"Meet your partner: {professional.given_name}" in walk.titles_to(mailbox(lay))
    walk.become(who("Amira"))
    said = walking.tell_by_phone(walk, "Elsie Brook", "")
    assert said[-1] == "Meet your partner: Dev"


def remind_of_the_first_workshop(walk: Walk) -> None:
    """Reminders go out on their days, once each; a calendar program sees the dates."""
    walk.travel("2027-05-10T19:00")
    address = walking.add_calendar(walk, who("Dev"))
    title = "Workshop 1: Tuesday 1 June 2027, 9:30am"
    walk.sweep("2027-05-17T10:00")
    early = walk.titles_to(mailbox(who("Dev"))).count(title)
    for moment in ("2027-05-18T09:31", "2027-05-18T12:00"):
        walk.sweep(moment)
    fortnight = walk.titles_to(mailbox(who("Dev"))).count(title)
    walk.sweep("2027-05-28T10:00")

    assert walking.calendar_days(walk, address) == ["20270601", "20270706", "20270824"]
    assert (early, fortnight, walk.titles_to(mailbox(who("Dev"))).count(title)) == (0, 1, 2)


def hold_the_first_workshop(walk: Walk) -> None:
    """The register is taken on a phone; who was there is asked about the day, Elsie by telephone."""
    lay, professional = second("lay", "accepted"), second("professional", "accepted")
    walk.travel("2027-06-01T16:05")
    here = dict.fromkeys(("Elsie Brook", "Dev Anand", str(lay)), "Present")
    walking.take_register(walk, {**here, str(professional): "Apologies"})
    walk.sweep("2027-06-01T17:00")
    walk.travel("2027-06-02T18:00")
    better = {"What would make the next one better?": "More time to talk in our pair."}
    walking.answer_survey(walk, who("Dev"), "workshop-1", {"I was heard.": "Strongly agree", **better})
    walk.travel("2027-06-03T10:00")
    phoned = walking.answer_by_phone(walk, "Elsie Brook", {"I will do something differently.": LEFT_OUT})
    walk.sweep("2027-06-04T10:00")

    first = Workshop.objects.get(number=1)
    assert first.state == "held"
    assert first.register.filter(mark="present", marked_by=who("Joan")).count() == 3
    assert phoned == "The answers of Elsie Brook are sent. Thank you."
    assert asked_in("workshop-1") == {"Dev", "Elsie", lay.given_name}
    reminder = f"A reminder: {Wave.objects.get(slug='workshop-1').title}"
    assert [reminder in walk.titles_to(mailbox(person)) for person in (who("Dev"), lay)] == [False, True]


def write_the_project(walk: Walk) -> None:
    """One of a pair writes about the project, the other adds news, and a facilitator reads both."""
    lay, professional = second("lay", "accepted"), second("professional", "accepted")
    walk.travel("2027-06-20T15:00")
    words = {
        "Title": "A call on the first evening",
        "The challenge": "People come home from hospital and nobody asks how they are.",
        "Your idea": "A volunteer phones on the first evening.",
    }
    walking.write_project(walk, lay, words)
    walk.travel("2027-06-25T12:30")
    walking.add_news(walk, professional, "Two wards want to try it.")
    walk.become(who("Joan"))
    walk.open("projects:list")
    walk.follow("A call on the first evening")

    project = Project.objects.get(pair__lay__person=lay)
    assert (project.title, project.challenge, project.idea) == tuple(words.values())
    assert [update.made_by for update in project.updates.all()] == [professional]
    assert walk.reads("Two wards want to try it.")


def hold_the_second_workshop(walk: Walk) -> None:
    """Everybody comes; one of them answers."""
    lay = second("lay", "accepted")
    for moment in ("2027-06-22T10:00", "2027-07-02T10:00"):
        walk.sweep(moment)
    walk.travel("2027-07-06T16:10")
    saved = walking.take_register(walk, dict.fromkeys(everybody(), "Present"))
    walk.sweep("2027-07-06T17:00")
    walk.travel("2027-07-08T09:00")
    asked = walking.answer_survey(walk, lay, "workshop-2", {"The workshop was worth my time.": "Strongly agree"})

    assert saved == "4 rows of the register are saved."
    assert walk.titles_to(mailbox(lay)).count("Workshop 2: Tuesday 6 July 2027, 9:30am") == 2
    assert asked == 4
    assert len(asked_in("workshop-2")) == 4


def move_the_third_workshop(walk: Walk) -> None:
    """A workshop moves to the last day of a month: everybody is told, and reminders and calendars follow."""
    lay = second("lay", "accepted")
    walk.travel("2027-08-05T10:00")
    effects = walking.move_workshop(walk, 3, MOVED_TO)
    walk.sweep("2027-08-05T10:30")
    reminder = "Workshop 3: Tuesday 31 August 2027, 9:30am"
    reminders = []
    for moment in ("2027-08-10T10:00", "2027-08-17T10:00", "2027-08-27T10:00"):
        walk.sweep(moment)
        reminders.append(sum(title.startswith("Workshop 3") for title in walk.titles_to(mailbox(lay))))
    feed = CalendarFeed.objects.get(person=who("Dev"))
    days = walking.calendar_days(walk, f"{walk.base}{reverse('workshops:feed', args=[feed.secret])}")

    assert {
        "4 for 10 Aug 2027 move to 17 Aug 2027.",
        "1 calendar changes by itself (version 0 becomes 1).",
    } <= set(effects)
    assert walk.titles_to(mailbox(lay)).count("Changed: Workshop 3 is now on Tuesday 31 August 2027") == 1
    assert reminders == [0, 1, 2]
    assert walk.titles_to(mailbox(lay)).count(reminder) == 2
    assert days == ["20270601", "20270706", "20270831"]


def hold_the_third_workshop(walk: Walk) -> None:
    """The last workshop is held, two answer the long survey, everybody completes and the cohort is finished."""
    lay, professional = second("lay", "accepted"), second("professional", "accepted")
    walk.travel("2027-08-31T16:10")
    walking.take_register(walk, dict.fromkeys(everybody(), "Present"))
    walk.sweep("2027-08-31T17:00")
    walk.travel("2027-09-02T20:00")
    asked = [
        walking.answer_survey(walk, person, "workshop-3", {LEADS: "Strongly agree"}, rest=rest)
        for person, rest in ((who("Dev"), "Agree"), (lay, LEFT_OUT))
    ]
    walk.sweep("2027-09-03T10:00")
    walk.travel("2027-09-15T10:00")
    finished = walking.finish_cohort(walk)

    assert asked == [37, 37]
    reminder = f"A reminder: {Wave.objects.get(slug='workshop-3').title}"
    reminded = [person for person in (who("Dev"), lay, professional) if reminder in walk.titles_to(mailbox(person))]
    assert reminded == [professional]
    assert finished == f"“Oxford” is finished. {the_cohort().places_taken.count()} people have completed the programme."
    assert set(the_cohort().places_taken.values_list("state", flat=True)) == {"completed"}


def follow_up(walk: Walk) -> None:
    """18 calendar months later who agreed is asked once, by email or by phone, and one of them answers."""
    lay, professional = second("lay", "accepted"), second("professional", "accepted")
    # 31 August and 18 calendar months: February has no 31st, so it is the last of the month, and not a day before.
    found = []
    for moment in ("2029-02-27T12:00", "2029-02-28T09:31", "2029-02-28T12:00"):
        walk.sweep(moment)
        title = walking.survey_title("follow-up")
        found.append([walk.titles_to(mailbox(person)).count(title) for person in (who("Dev"), lay, professional)])
    to_call = walking.people_to_call(walk)
    walk.travel("2029-03-01T19:00")
    asked = walking.answer_survey(walk, who("Dev"), "follow-up", SINCE_THEN)
    walk.sweep("2029-03-07T10:00")

    assert found == [[0, 0, 0], [1, 1, 0], [1, 1, 0]]
    assert asked_in("follow-up") == {"Dev", "Elsie", lay.given_name}
    # Whoever was never asked about contact after the programme is asked by phone, and so is who did not say whether
    # we still reach them.
    assert to_call == [str(professional), "Elsie Brook", str(who("Dev")), str(lay)]
    assert asked == 26
    reminder = f"A reminder: {Wave.objects.get(slug='follow-up').title}"
    assert [reminder in walk.titles_to(mailbox(person)) for person in (who("Dev"), lay)] == [False, True]


def export(walk: Walk) -> None:
    """The evaluator saves the data: what was answered under codes, and nothing that tells who somebody is."""
    walk.travel("2029-03-10T11:00")
    files = walking.download_data(walk)
    long, wide = walking.rows_of(files["long.csv"]), walking.rows_of(files["wide.csv"])

    assert Counter(row["wave"] for row in wide) == {
        "baseline": 2,
        "workshop-1": 2,
        "workshop-2": 1,
        "workshop-3": 2,
        "follow-up": 1,
    }
    late = next(row for row in wide if row["wave"] == "follow-up")
    assert (late["role"], late["col1"], late["lea1"], late["fol1"], late["fol2"]) == (
        "professional",
        "4",
        "5",
        "1",
        "3",
    )
    # Under one code, one person's answers over two years.
    assert {row["wave"] for row in wide if row["code"] == late["code"]} == {
        "baseline",
        "workshop-1",
        "workshop-3",
        "follow-up",
    }
    given = {(row["item"], row["number"], row["missing"]) for row in long if row["wave"] == "baseline"}
    assert {entry for entry in given if entry[0] in {"lea1", "wel3"}} == {
        ("lea1", "-99", "prefer not to say"),
        ("wel3", "", "skipped"),
    }
    words = {(row["item"], row["words"], row["may_quote"]) for row in long if row["words"]}
    assert words == {
        ("rea4", "More time to talk in our pair.", "0"),
        ("fol3", "I chair the forum of patients now.", "1"),
    }
    told = "\n".join(files.values())
    assert [name for name in names_and_addresses() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told)] == []


CHAPTERS = (
    plan,
    apply_by_form,
    apply_and_come_back,
    apply_by_file,
    draw,
    check_the_draw,
    answer_offers,
    fill_the_free_place,
    confirm_releases,
    answer_before_the_start,
    make_pairs,
    remind_of_the_first_workshop,
    hold_the_first_workshop,
    write_the_project,
    hold_the_second_workshop,
    move_the_third_workshop,
    hold_the_third_workshop,
    follow_up,
    export,
)


def test_walk_through_the_whole_life_of_a_cohort(live_server, page: Page, travel, mailoutbox, tmp_path):
    walk = Walk(page=page, base=live_server.url, travel=travel, mail=mailoutbox, folder=tmp_path)

    for chapter in CHAPTERS:
        chapter(walk)
