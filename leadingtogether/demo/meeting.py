"""The workshop days: who came, what was arranged, what people claimed."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from cohorts.actions.programmes import finish_cohort
from cohorts.models import Place, Role
from cohorts.pairing.models import Pair
from leadingtogether.demo import data, days_led
from leadingtogether.demo.choosing import places
from leadingtogether.demo.days import WORKSHOPS, at, day_to_meet
from leadingtogether.demo.teller import Teller
from leadingtogether.demo.timeline import sweep
from workshops.actions.claims import Cost, send_claim, settle_claim
from workshops.actions.debriefs import Wording, write_debrief
from workshops.actions.leading import answer_lead_request
from workshops.actions.moving import move_workshop
from workshops.actions.provisions import Booked, book_provision
from workshops.actions.registers import Marking, mark_held, open_register, save_register
from workshops.actions.schedule import Day, confirm_workshop
from workshops.models import Claim, LeadRequest, Provision, RegisterEntry, Workshop
from workshops.tasks import ask_whether_needs_were_met

# The end of a programme, in days from workshop 3.
FINISHED = 14
# How the twenty of a cohort came, and why not.
MARKS = ("part", "apologies", "no_show") + ("present",) * 17
NOTES = {
    "part": ("Left at lunch for a hospital appointment.", "Came after the first break: the lift was out of order."),
    "apologies": ("Ill.", "Called in to cover a shift.", "The carer who stays with her husband could not come."),
    "no_show": ("No answer by phone.", "Forgot the day. Will come to the next one."),
}
SUPPLIERS = ("The venue", "Deaf Direct", "Print and Post Oxford", "Good Food Cooperative")


def tell(teller: Teller) -> None:
    """Put the preparation of each day on the timeline; the day itself brings what comes after it."""
    story = teller.story
    for number, day in enumerate(WORKSHOPS, start=1):
        story.on(day - 20, partial(_confirm, teller, number))
        story.sweeps(day - 15)
        story.on(day - 13, partial(_arrange, teller, number))


def _go_on_after(teller: Teller, number: int, now: datetime) -> None:
    """Put what follows a workshop on the timeline, counted from the day on which it was held."""
    timeline, day = teller.story.timeline, now.date()
    for days, hour, deed in (
        (1, 15, partial(_debrief, teller, number)),
        (2, 20, partial(_claim, teller, number)),
        (5, 16, partial(_ask_about_needs, teller, number)),
        (7, 15, partial(_settle, teller, number)),
    ):
        timeline.add(at(day, days, hour), deed)
    if number == len(WORKSHOPS):
        timeline.add(at(day, FINISHED), partial(_finish, teller))


def workshop_of(teller: Teller, number: int) -> Workshop:
    """Return one workshop as it is now."""
    return Workshop.objects.with_everything_named().get(cohort=teller.cohort, number=number)


def _confirm(teller: Teller, number: int, now: datetime) -> None:
    workshop = workshop_of(teller, number)
    for request in LeadRequest.objects.filter(workshop=workshop).with_everything_named():
        answer_lead_request(request=request, yes=True, reason="", by=request.person, now=now)
    confirm_workshop(workshop=workshop, by=teller.coordinator, now=now)
    # The day itself is where the calendar put it, which is not always the day of the plan.
    teller.story.timeline.add(workshop.ends_at, partial(_hold, teller, number))


def move_the_next(teller: Teller, now: datetime) -> None:
    """Move workshop 2 by a week, because of the boiler: everybody has to hear of it, by letter and telephone too."""
    workshop = workshop_of(teller, 2)
    date = day_to_meet(workshop.date + timedelta(days=7), today=teller.story.timeline.today)
    day = Day(2, date, workshop.starts, workshop.ends)
    move_workshop(
        workshop=workshop,
        version=workshop.version,
        day=day,
        venue=workshop.venue,
        room=workshop.room,
        by=teller.coordinator,
        now=now,
    )


def _arrange(teller: Teller, number: int, now: datetime) -> None:
    """Book most of what is needed; of two things the coordinator still waits to hear."""
    waiting = Provision.objects.filter(workshop=workshop_of(teller, number), done_at=None, cancelled_at=None)
    for index, provision in enumerate(list(waiting.order_by("due_on", "pk"))[:-2]):
        booked = Booked(
            responsible=teller.coordinator,
            supplier=SUPPLIERS[index % len(SUPPLIERS)],
            booked="Confirmed by email.",
            cost=None if provision.at_venue else Decimal(15 * (index + 1)),
            done=True,
        )
        book_provision(provision=provision, version=provision.version, booked=booked, by=teller.coordinator, now=now)


def _hold(teller: Teller, number: int, now: datetime) -> None:
    workshop, leader = workshop_of(teller, number), teller.team["facilitator"]
    open_register(workshop=workshop)
    entries = list(RegisterEntry.objects.filter(workshop=workshop).order_by("pk"))
    marks = list(MARKS[: len(entries)])
    teller.chance.shuffle(marks)
    # Who sent apologies before stays excused.
    markings = [
        Marking(entry.place_id, mark, _note(teller, mark), entry.mark, entry.note, entry.version)
        for entry, mark in zip(entries, marks, strict=False)
        if entry.mark == RegisterEntry.Mark.EXPECTED
    ]
    save_register(workshop=workshop, markings=markings, by=leader, now=now)
    mark_held(workshop=workshop_of(teller, number), by=leader, now=now)
    sweep(now)
    _go_on_after(teller, number, now)


def _debrief(teller: Teller, number: int, now: datetime) -> None:
    """Let the facilitators write down how it was; of a day just over only one has, with a pair that needs attention."""
    workshop = workshop_of(teller, number)
    if number > 1 or teller.cohort.name != data.UNDER_WAY:
        days_led.write_up(workshop=workshop, now=now)
        return
    pair = Pair.objects.filter(cohort=teller.cohort).active().order_by("pk").last()
    noted = {pair: "They have not found a time to talk."} if pair is not None else {}
    wordings = [Wording(kind, words, "", 0) for kind, words in days_led.SAID.items()]
    write_debrief(workshop=workshop, wordings=wordings, attention=noted, by=teller.team["facilitator"], now=now)


def _ask_about_needs(teller: Teller, number: int, now: datetime) -> None:
    ask_whether_needs_were_met(now)
    days_led.answer_about_needs(workshop=workshop_of(teller, number), now=now, chance=teller.chance)


def _note(teller: Teller, mark: str) -> str:
    return teller.chance.choice(NOTES[mark]) if mark in NOTES else ""


def _claim(teller: Teller, number: int, now: datetime) -> None:
    """Let most lay partners claim what the day cost them; one does not want the payment."""
    workshop = workshop_of(teller, number)
    payment = workshop.cohort.programme.involvement_payment
    came = RegisterEntry.objects.filter(workshop=workshop, mark__in=["present", "part"])
    there = set(came.values_list("place_id", flat=True))
    for index, place in enumerate(places(teller.cohort, Role.LAY)[:-2]):
        if place.pk not in there:
            continue
        declined = index == 3
        costs = [Cost("fare", Decimal(teller.chance.randrange(240, 1900, 10)) / 100, "Return ticket")]
        if index % 4 == 1:
            costs.append(Cost("care", Decimal(48), "Somebody sat with my husband for six hours."))
        if index % 5 == 2:
            costs.append(Cost("parking", Decimal("7.50"), ""))
        if payment and not declined:
            costs.append(Cost("payment", payment, ""))
        own = place.person.email is not None
        by = place.person if own else teller.coordinator
        send_claim(workshop=workshop, place=place, costs=costs, payment_declined=declined, by=by, now=now)


def _settle(teller: Teller, number: int, now: datetime) -> None:
    """Approve all claims but the last two, of which one is refused with the reason."""
    waiting = list(Claim.objects.filter(workshop__cohort=teller.cohort, workshop__number=number, state="sent"))
    for index, claim in enumerate(waiting[: len(waiting) - 1]):
        refused = index == len(waiting) - 2
        note = "We need the ticket, or tell us the way and we work it out." if refused else ""
        settle_claim(claim=claim, approve=not refused, note=note, by=teller.coordinator, now=now)


def _finish(teller: Teller, now: datetime) -> None:
    everybody = Place.objects.active().filter(cohort=teller.cohort).values_list("ref", flat=True)
    finish_cohort(cohort=teller.cohort, completing=list(everybody), by=teller.coordinator, now=now)
    sweep(now)
