"""From places to pairs who know how they want to work together."""

from datetime import datetime
from functools import partial

from cohorts.actions.exclusions import declare_exclusion
from cohorts.actions.programmes import move_cohort
from cohorts.actions.tasks import close_tasks
from cohorts.models import Cohort, Exclusion, Place, Role, Task, Wish
from cohorts.pairing.actions.agreements import sign_agreement, write_agreement
from cohorts.pairing.actions.care import answer_pulse, ask_pulses
from cohorts.pairing.actions.conflicts import say_looked
from cohorts.pairing.actions.pairs import begin_pair, choose_sharing, introduce_all
from cohorts.pairing.actions.proposals import confirm_proposal, propose_pairs
from cohorts.pairing.kinds import CALL
from cohorts.pairing.models import WEEKS, Pair, Pulse
from leadingtogether.demo.choosing import places
from leadingtogether.demo.teller import Teller

KEPT_APART, PROPOSED, CONFIRMED, INTRODUCED, BEGUN, AGREED, RUNNING = -50, -48, -47, -46, -38, -34, -28
AGREEMENTS = (
    "We ring each other on Tuesdays at seven. Who cannot make it sends a text. We do not use abbreviations.",
    "We meet in the library cafe, because it is quiet and has a ramp. Each of us writes down one thing a week.",
    "Email is fine, but not after eight. If one of us is unwell we say so, and nobody has to explain.",
)


def tell(teller: Teller) -> None:
    """Put everything from exclusions to the signed agreements on the timeline."""
    story = teller.story
    story.on(KEPT_APART, lambda now: keep_apart(teller, now))
    story.on(PROPOSED, lambda now: propose(teller, now))
    story.on(CONFIRMED, lambda now: confirm(teller, now))
    story.on(INTRODUCED, lambda now: introduce(teller, now))
    story.on(BEGUN, lambda now: begin(teller, now), hour=19)
    story.on(AGREED, lambda now: _agree(teller, now), hour=20)
    story.on(
        RUNNING,
        lambda now: move_cohort(cohort=teller.cohort, to=Cohort.State.RUNNING, by=teller.coordinator, now=now),
    )
    story.sweeps(INTRODUCED, RUNNING)
    for week in WEEKS:
        day = INTRODUCED + 7 * week
        story.on(day, lambda now: ask_pulses(now=now), hour=11)
        story.on(day + 1, partial(say_how_it_goes, teller, week), hour=19)


def introduce(teller: Teller, now: datetime) -> None:
    """Introduce everybody, once all have looked at the names of the other role."""
    for place in Place.objects.active().filter(cohort=teller.cohort).select_related("person"):
        say_looked(place=place, by=place.person, now=now)
    introduce_all(cohort=teller.cohort, by=teller.coordinator, now=now)


def keep_apart(teller: Teller, now: datetime) -> None:
    """Declare two exclusions, and one wish that was told on the telephone."""
    lay, professional = places(teller.cohort, Role.LAY), places(teller.cohort, Role.PROFESSIONAL)
    couples = (
        (lay[0], professional[2], Exclusion.Reason.CLINICIAN, "Her own nurse at the surgery."),
        (lay[4], professional[1], Exclusion.Reason.RELATIVE, "They are cousins."),
    )
    for one, other, reason, note in couples:
        declare_exclusion(
            programme=teller.cohort.programme,
            one=one.person,
            other=other.person,
            reason=reason,
            note=note,
            by=teller.coordinator,
            now=now,
        )
    Wish.objects.create(
        programme=teller.cohort.programme, person=lay[2].person, wanted=professional[5].person, made_at=now
    )


def propose(teller: Teller, now: datetime) -> None:
    """Let the optimiser propose pairs of whoever has no partner."""
    propose_pairs(cohort=teller.now_cohort(), by=teller.coordinator, now=now)


def confirm(teller: Teller, now: datetime) -> None:
    """Use the proposal that is there."""
    proposal = teller.cohort.proposals.get(state="draft")
    confirm_proposal(proposal=proposal, version=proposal.version, by=teller.coordinator, now=now)


def begin(teller: Teller, now: datetime) -> None:
    """Let the pairs get in touch, and say how the other may reach them."""
    pairs = Pair.objects.filter(cohort=teller.cohort).introduced().with_people()
    helped = Task.objects.filter(cohort=teller.cohort, kind__in=["pair-contact", "pair-lost"], state=Task.State.OPEN)
    close_tasks(keys=helped.values_list("key", flat=True), by=teller.coordinator, now=now)
    for pair in pairs.order_by("pk"):
        begin_pair(pair=pair, by=pair.lay.person, now=now)
        for place in pair.places:
            ways = ["email", "phone"] if place.person.email else ["phone"]
            choose_sharing(pair=pair, place=place, ways=ways, by=place.person, now=now)


def say_how_it_goes(teller: Teller, week: int, now: datetime) -> None:
    """Let most answer the two questions; one pair is silent, one person was not in touch, and one wants a call."""
    pulses = Pulse.objects.filter(pair__cohort=teller.cohort, week=week).standing().with_everything_named()
    for index, pulse in enumerate(pulses.order_by("pair", "place")):
        if index in {4, 5, 8} or pulse.answered:
            continue
        in_touch, call_me = ("no" if index == 0 else "yes"), ("yes" if index == 3 else "no")
        answer_pulse(pulse=pulse, in_touch=in_touch, call_me=call_me, by=pulse.place.person, now=now)
    if week != WEEKS[-1]:
        return
    # Long ago somebody rang whoever asked for it.
    asked = Task.objects.filter(cohort=teller.cohort, kind=CALL.slug, state=Task.State.OPEN)
    close_tasks(keys=asked.values_list("key", flat=True), by=teller.coordinator, now=now)


def _agree(teller: Teller, now: datetime) -> None:
    """Let most pairs write down how they work together; every third has one signature to go."""
    pairs = list(Pair.objects.filter(cohort=teller.cohort).introduced().with_people().order_by("pk"))
    for index, pair in enumerate(pairs[:-2]):
        words = AGREEMENTS[index % len(AGREEMENTS)]
        made = write_agreement(pair=pair, version=0, words=words, by=pair.lay.person, now=now)
        for place in pair.places[: 1 if index % 3 == 2 else 2]:
            made = sign_agreement(agreement=made, version=made.version, place=place, by=place.person, now=now)
