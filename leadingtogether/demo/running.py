"""One cohort's life, from the review of applications to the days after workshop 1, by the actions that people use."""

import random
from datetime import date, datetime
from uuid import NAMESPACE_OID, uuid5

from cohorts.actions.programmes import move_cohort
from cohorts.models import Cohort, Place
from cohorts.pairing.actions.pairs import begin_pair, introduce_all
from cohorts.pairing.actions.proposals import confirm_proposal, propose_pairs
from cohorts.pairing.models import Pair
from cohorts.recruitment.actions.draws import confirm_draw, make_draw
from cohorts.recruitment.actions.eligibility import decide
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer
from cohorts.recruitment.actions.offers import free_seats, make_offers, offer_next_reserve
from cohorts.recruitment.actions.releases import answer_release
from cohorts.recruitment.models import Application, EmployerRelease, Offer, Quota
from cohorts.recruitment.tasks import lapse_offers
from evaluation.tasks import open_due_waves
from leadingtogether.demo import data, days_led
from leadingtogether.demo.answers import answer_surveys
from leadingtogether.demo.days import at
from messaging.actions.print_batches import post_batch, print_letters
from messaging.actions.staff import record_call
from messaging.models import Call, Message
from messaging.tasks import send_due
from people.models import Consent, Person
from projects.actions.projects import change_project, move_project, post_update
from projects.models import Project
from projects.tasks import start_missing_projects
from workshops.actions.registers import Marking, mark_held, open_register, save_register
from workshops.models import RegisterEntry, Workshop
from workshops.tasks import ask_whether_needs_were_met, keep_needs_arranged, queue_workshop_reminders

QUOTAS = (
    ("disability", "yes", "lay", 3, "1 in 4 adults of the area live with a long-term condition or disability."),
    ("carer", "yes", "lay", 2, "1 in 10 people of the area look after somebody."),
    ("age", "under-25", "", 1, "Young people are 16 in 100 of the area and were 2 in 100 of earlier groups."),
)
Team = dict[str, Person]


def sweep(*, now: datetime) -> None:
    """Do what the sweeps would have done by `now`; letters, calls and emails go where they would have gone."""
    lapse_offers(now)
    start_missing_projects(now)
    queue_workshop_reminders(now)
    keep_needs_arranged(now)
    ask_whether_needs_were_met(now)
    open_due_waves(now)
    while send_due(now):
        pass


def _catch_up(cohort: Cohort, *, by: Person, today: date, until: int) -> None:
    """Post the letters and make the calls that were due more than `until` days before today."""
    due = Message.objects.filter(programme_ref=cohort.programme.ref, due_at__lt=at(today, -until))
    letters = due.filter(state=Message.State.TO_PRINT)
    batch = print_letters(messages=letters, by=by, now=at(today, -until, 14))
    if batch is not None:
        post_batch(batch=batch, posted_on=at(today, -until).date(), by=by, now=at(today, -until, 15))
    calls = due.filter(state=Message.State.TO_CALL)
    for person in Person.objects.filter(messages__in=calls).distinct().order_by("pk"):
        said = calls.filter(person=person)
        record_call(
            person=person,
            outcome=Call.Outcome.REACHED,
            said=said,
            note="",
            submission_id=uuid5(NAMESPACE_OID, f"demo call {person.ref}"),
            by=by,
            now=at(today, -until, 16),
        )


def review_some(*, cohort: Cohort, by: Person, now: datetime) -> None:
    """Review the older half of the applications, so that there is something left to do."""
    rows = Application.objects.filter(choices__cohort=cohort, state=Application.State.SUBMITTED)
    waiting = list(rows.order_by("submitted_at", "pk"))
    half = waiting[: len(waiting) // 2]
    decide(applications=[row for row in half if row.available_all_dates], eligible=True, by=by, now=now)


def run(*, cohort: Cohort, team: Team, today: date, seed: int) -> None:
    """Take the cohort from its applications to a week or two after workshop 1."""
    chance = random.Random(seed)  # noqa: S311 - a demo, not a secret and not a draw
    _select(cohort, team, today)
    _offer(cohort, team, today, chance)
    _pair(cohort, team, today)
    move_cohort(cohort=cohort, to=Cohort.State.RUNNING, by=team["coordinator"], now=at(today, -40))
    for ahead in range(-38, -12, 2):
        sweep(now=at(today, ahead, 12))
        if ahead in {-34, -16}:
            answer_surveys(cohort=cohort, wave="baseline", share=0.6, now=at(today, ahead, 12), chance=chance)
    _hold_first(cohort, team, today, chance)


def _select(cohort: Cohort, team: Team, today: date) -> None:
    by = team["coordinator"]
    for category, value, role, minimum, evidence in QUOTAS:
        Quota.objects.create(
            cohort=cohort,
            category=category,
            value=value,
            role=role,
            minimum=minimum,
            evidence=evidence,
            proportionality="A small minimum. Everybody else's chance falls by less than one in fifty.",
            approved_by=team["second coordinator"],
            approved_on=at(today, -99).date(),
            review_on=at(today, 260).date(),
        )
    waiting = Application.objects.filter(choices__cohort=cohort, state=Application.State.SUBMITTED).order_by("pk")
    able, unable = (
        [row for row in waiting if row.available_all_dates],
        [row for row in waiting if not row.available_all_dates],
    )
    decide(applications=able, eligible=True, by=by, now=at(today, -98))
    reason = "You told us that you cannot come to all three dates."
    decide(applications=unable, eligible=False, reason=reason, by=by, now=at(today, -98))
    cohort = move_cohort(cohort=cohort, to=Cohort.State.SELECTING, by=by, now=at(today, -97))
    draw = make_draw(
        cohort=cohort,
        seed=f"{cohort.name} town hall, {at(today, -95):%d %B %Y}",
        accept_nearest=True,
        accept_no_chance=True,
        by=by,
        now=at(today, -95),
    )
    confirm_draw(draw=draw, by=by, now=at(today, -95, 11))
    sweep(now=at(today, -95, 12))


def _offer(cohort: Cohort, team: Team, today: date, chance: random.Random) -> None:
    by = team["coordinator"]
    move_cohort(cohort=cohort, to=Cohort.State.CONFIRMING, by=by, now=at(today, -94))
    make_offers(cohort=cohort, reply_by=at(today, -84).date(), by=by, now=at(today, -94))
    sweep(now=at(today, -94, 12))
    offers = list(Offer.objects.filter(cohort=cohort, state=Offer.State.OPEN).order_by("pk"))
    # Two say no, so that the reserve list is used.
    refusing = {offers[3].pk, offers[-4].pk}
    for offer in offers:
        _answer(offer, today, refuse=offer.pk in refusing, ahead=chance.choice((-92, -91, -90, -88)), by=by)
    for _round in range(6):
        free = [role for role, seats in free_seats(cohort=cohort).items() if seats > 0]
        for role in free:
            offered = offer_next_reserve(
                cohort=cohort, role=role, reply_by=at(today, -76).date(), by=by, now=at(today, -86)
            )
            if offered.offer is not None:
                _answer(offered.offer, today, refuse=False, ahead=-82, by=by)
    sweep(now=at(today, -81))
    for release in EmployerRelease.objects.filter(place__cohort=cohort, state="asked").select_related("manager"):
        answer_release(release=release, confirmed=True, by=release.manager or by, now=at(today, -74))


def _answer(offer: Offer, today: date, *, refuse: bool, ahead: int, by: Person) -> None:
    """Answer an offer: people with email by themselves, the others by phone to the coordinator."""
    person = offer.application.person
    if person is None:
        return
    own = person.email is not None
    who, now = person if own else by, at(today, ahead, 19)
    if refuse:
        decline_offer(offer=offer, reason="My shifts have changed.", by=who, now=now)
        return
    channel = Consent.Channel.WEB if own else Consent.Channel.PHONE
    accept_offer(offer=offer, by=who, now=now, channel=channel)


def _pair(cohort: Cohort, team: Team, today: date) -> None:
    by = team["coordinator"]
    proposal = propose_pairs(cohort=cohort, by=by, now=at(today, -60))
    confirm_proposal(proposal=proposal, version=proposal.version, by=by, now=at(today, -59))
    introduce_all(cohort=cohort, by=by, now=at(today, -58))
    sweep(now=at(today, -58, 12))
    for pair in Pair.objects.filter(cohort=cohort).introduced().select_related("lay__person"):
        begin_pair(pair=pair, by=pair.lay.person, now=at(today, -50))


def _write_projects(cohort: Cohort, today: date) -> None:
    """Let most pairs write down their project; one has not begun, and the page says so."""
    projects = Project.objects.filter(cohort=cohort).select_related("pair__lay__person").order_by("pk")
    for index, project in enumerate(list(projects)[:-1]):
        title, challenge, who, idea = data.PROJECTS[index % len(data.PROJECTS)]
        writer = project.pair.lay.person
        values = {"title": title, "challenge": challenge, "who_is_affected": who, "idea": idea}
        now = at(today, -9 + index % 4, 20)
        change_project(project=project, version=project.version, values=values, by=writer, now=now)
        for number in range(index % 3):
            words = data.UPDATES[(index + number) % len(data.UPDATES)]
            once = uuid5(NAMESPACE_OID, f"demo update {project.ref} {number}")
            post_update(project=project, words=words, submission_id=once, by=writer, now=at(today, -6 + number, 21))
        if index % 2:
            move_project(project=project, to=Project.Status.PLANNING, by=writer, now=at(today, -3, 21))


def _hold_first(cohort: Cohort, team: Team, today: date, chance: random.Random) -> None:
    workshop = Workshop.objects.filter(cohort=cohort).order_by("number")[0]
    leader = team["facilitator"]
    days_led.book(workshop=workshop, by=team["coordinator"], now=at(today, -16))
    open_register(workshop=workshop)
    marks = ["present"] * 16 + ["part", "present", "apologies", "no_show"]
    chance.shuffle(marks)
    notes = {"part": "Left at lunch for a hospital appointment.", "apologies": "Ill.", "no_show": "No answer by phone."}
    entries = list(RegisterEntry.objects.filter(workshop=workshop).order_by("pk"))
    markings = [
        Marking(entry.place_id, mark, notes.get(mark, ""), entry.mark, entry.note, entry.version)
        for entry, mark in zip(entries, marks, strict=False)
    ]
    held = workshop.ends_at
    save_register(workshop=workshop, markings=markings, by=leader, now=held)
    mark_held(workshop=Workshop.objects.get(pk=workshop.pk), by=leader, now=held)
    _catch_up(cohort, by=team["coordinator"], today=today, until=10)
    sweep(now=held)
    answer_surveys(cohort=cohort, wave="workshop-1", share=0.65, now=at(today, -5, 12), chance=chance)
    days_led.write_up(workshop=workshop, now=at(today, -4, 15))
    days_led.answer_about_needs(workshop=workshop, now=at(today, -4, 16), chance=chance)
    _write_projects(cohort, today)
    while held.date() < today:
        sweep(now=held)
        held = at(held.date(), 2, 12)


def active_places(cohort: Cohort, role: str) -> list[Place]:
    """Return the places of one role in the order of their people, for links and pictures."""
    return list(Place.objects.active().filter(cohort=cohort, role=role).select_related("person").order_by("person_id"))
