"""From applications to places: deciding, drawing, offering, answering."""

from datetime import datetime

from cohorts.actions.programmes import move_cohort
from cohorts.models import Cohort, Place, Role
from cohorts.recruitment.actions.ceremonies import agree, bring_in_chance, freeze, publish
from cohorts.recruitment.actions.draws import confirm_draw
from cohorts.recruitment.actions.eligibility import decide
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer
from cohorts.recruitment.actions.offers import free_seats, make_offers, offer_next_reserve
from cohorts.recruitment.actions.quotas import add_quota
from cohorts.recruitment.actions.releases import answer_release
from cohorts.recruitment.models import Application, Ceremony, EmployerRelease, Offer
from cohorts.tasks import run_jobs
from leadingtogether.demo.days import at
from leadingtogether.demo.teller import Teller
from people.actions.persons import set_contact_order
from people.models import Consent, ContactMethod

Method = ContactMethod.Method
QUOTAS = (
    ("disability", "yes", Role.LAY, 3, "1 in 4 adults of the area live with a long-term condition or disability."),
    ("carer", "yes", Role.LAY, 2, "1 in 10 people of the area look after somebody."),
    ("age", "under-25", "", 1, "Young people are 16 in 100 of the area and were 2 in 100 of earlier groups."),
)
NOT_ALL_DATES = "You told us that you cannot come to all three dates."
DICE, WITNESSES = "Three ten-sided dice, rolled in the town hall", "Everybody who had come to the town hall"
# Days from workshop 1.
QUOTAS_SET, DECIDED, DRAWN, OFFERED, LAST_ANSWER, FREED, RELEASED = -90, -86, -83, -82, -75, -74, -62


def tell(teller: Teller) -> None:
    """Put everything from the last application to the last release on the timeline."""
    story = teller.story
    story.on(QUOTAS_SET, lambda now: set_quotas(teller, now))
    story.on(DECIDED, lambda now: decide_all(teller, now))
    story.on(DRAWN, lambda now: _compute(teller, now))
    story.on(DRAWN, lambda now: _roll(teller, now), hour=14)
    story.on(OFFERED, lambda now: _offer(teller, now), hour=11)
    story.on(LAST_ANSWER, lambda now: _answer_all(teller, now), hour=19)
    story.on(FREED, lambda now: offer_reserves(teller, now))
    story.on(RELEASED, lambda now: _release(teller, now))
    story.sweeps(DRAWN, OFFERED, FREED, RELEASED)


def set_quotas(teller: Teller, now: datetime) -> None:
    """Set the quotas of a cohort, with their evidence and who approved them."""
    for category, value, role, minimum, evidence in QUOTAS:
        values = {
            "category": category,
            "value": value,
            "role": role,
            "minimum": minimum,
            "evidence": evidence,
            "proportionality": "A small minimum. Everybody else's chance falls by less than one in fifty.",
            "approved_by": teller.team["second coordinator"],
            "approved_on": now.date(),
            "review_on": at(now.date(), 365).date(),
        }
        add_quota(cohort=teller.cohort, values=values, by=teller.coordinator, now=now)


def decide_all(teller: Teller, now: datetime) -> None:
    """Decide about everybody who put the cohort first, and close its recruitment."""
    rows = Application.objects.filter(choices__cohort=teller.cohort, choices__rank=1)
    waiting = rows.filter(state=Application.State.SUBMITTED).order_by("pk")
    able = [row for row in waiting if row.available_all_dates]
    unable = [row for row in waiting if not row.available_all_dates]
    by = teller.coordinator
    decide(applications=able, eligible=True, by=by, now=now)
    decide(applications=unable, eligible=False, reason=NOT_ALL_DATES, by=by, now=now)
    move_cohort(cohort=teller.cohort, to=Cohort.State.SELECTING, by=by, now=now)


def _compute(teller: Teller, now: datetime) -> None:
    """Freeze the pool, compute the lottery and publish it, as the page does by its buttons."""
    by, cohort = teller.coordinator, teller.now_cohort()
    ceremony = freeze(cohort=cohort, way=Ceremony.Way.PUBLIC, everybody=False, by=by, now=now)
    run_jobs(now)
    ceremony.refresh_from_db()
    if ceremony.state == Ceremony.State.CHOICE:
        agree(ceremony=ceremony, by=by, now=now)
        run_jobs(now)
    publish(ceremony=ceremony, by=by, now=now)


def _roll(teller: Teller, now: datetime) -> None:
    """Roll the dice in front of witnesses, and let the draw that follows count."""
    by = teller.coordinator
    ceremony = Ceremony.objects.get(stages__cohort=teller.cohort, state=Ceremony.State.PUBLISHED)
    dice = "".join(str(teller.chance.randrange(10)) for _die in range(3))
    said = {"how": DICE, "rolled_by": f"The mayor of {teller.cohort.venue.town}", "witnesses": WITNESSES}
    draw = bring_in_chance(ceremony=ceremony, randomness=dice, **said, by=by, now=now)
    confirm_draw(draw=draw, by=by, now=now)


def _offer(teller: Teller, now: datetime) -> None:
    by = teller.coordinator
    make_offers(cohort=teller.now_cohort(), reply_by=at(now.date(), 10).date(), by=by, now=now)


def _answer_all(teller: Teller, now: datetime) -> None:
    """Let everybody answer; two say no, so that the reserve list is used."""
    offers = list(Offer.objects.filter(cohort=teller.cohort, state=Offer.State.OPEN).order_by("pk"))
    refusing = {offers[3].pk, offers[-4].pk}
    for offer in offers:
        answer(teller, offer, now, refuse=offer.pk in refusing)
    _ask_to_be_rung(teller, now)


def _ask_to_be_rung(teller: Teller, now: datetime) -> None:
    """Let one of those without email ask for calls, whoever was drawn: no cohort does without the call list."""
    places = Place.objects.active().filter(cohort=teller.cohort, role=Role.LAY, person__email=None)
    silent = [place.person for place in places.select_related("person").order_by("pk")]
    able = [person for person in silent if person.mobile or person.phone]
    if not any(person.preferred_methods[:1] == [Method.PHONE] for person in able):
        for person in able[:1]:
            set_contact_order(person=person, methods=[Method.PHONE, Method.LETTER], by=teller.coordinator, now=now)


def offer_reserves(teller: Teller, now: datetime) -> None:
    """Offer every free place to the next reserve, who takes it."""
    for role in Role.values:
        while free_seats(cohort=teller.cohort)[role] > 0:
            reply_by = at(now.date(), 8).date()
            made = offer_next_reserve(
                cohort=teller.now_cohort(), role=role, reply_by=reply_by, by=teller.coordinator, now=now
            )
            if made.offer is None:
                break
            answer(teller, made.offer, now)


def answer(teller: Teller, offer: Offer, now: datetime, *, refuse: bool = False) -> None:
    """Answer an offer: people with email by themselves, the others by phone to the coordinator."""
    person = offer.application.person
    if person is None:
        return
    own = person.email is not None
    by = person if own else teller.coordinator
    if refuse:
        decline_offer(offer=offer, reason="My shifts have changed.", by=by, now=now)
        return
    accept_offer(offer=offer, by=by, now=now, channel=Consent.Channel.WEB if own else Consent.Channel.PHONE)


def _release(teller: Teller, now: datetime) -> None:
    """Let the managers answer; one has not yet, so that a place is provisional."""
    asked = EmployerRelease.objects.filter(place__cohort=teller.cohort, state=EmployerRelease.State.ASKED)
    for release in list(asked.select_related("manager").order_by("pk"))[teller.slow_managers :]:
        answer_release(release=release, confirmed=True, by=release.manager or teller.coordinator, now=now)


def places(cohort: Cohort, role: str) -> list[Place]:
    """Return the active places of one role, in the order in which they were accepted."""
    return list(Place.objects.active().filter(cohort=cohort, role=role).select_related("person").order_by("pk"))
