"""Asking each half of a pair how it goes, keeping what they say, and what the team did about it."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from cohorts.actions.kept_tasks import Reason
from cohorts.actions.tasks import close_tasks, hand_on_task, open_task
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.pairing.kinds import CALL
from cohorts.pairing.messages import subject_of
from cohorts.pairing.models import WEEKS, Pair, PairCare, Pulse
from cohorts.pairing.pulse_messages import OPEN_FOR, PULSE
from common.dates import LONDON, in_london
from messaging.actions import Draft, queue_many
from people.actions.audit import record
from people.models import Person

Answer = Pulse.Answer
# People are asked in the morning; a pair whose week passed unasked longer ago than this is asked the next time.
AT = time(10)
LATE = timedelta(days=14)
TWICE = timedelta(minutes=10)


@transaction.atomic
def ask_pulses(*, now: datetime) -> int:
    """Ask both halves of each pair after their second, sixth and tenth week, once; return how many are asked now."""
    due = [(pair, week) for week in WEEKS for pair in _pairs_in(week, now)]
    Pulse.objects.bulk_create(
        [Pulse(pair=pair, place=place, week=week, asked_at=now) for pair, week in due for place in pair.places],
        ignore_conflicts=True,
    )
    asked = Pulse.objects.filter(pair__in={pair for pair, _week in due}, asked_at=now).with_everything_named()
    return queue_many(drafts=[_draft(pulse) for pulse in asked if pulse.place.person.may_be_contacted], now=now)


def _pairs_in(week: int, now: datetime) -> list[Pair]:
    """Return the pairs that both still work in, whose `week` ended up to two weeks ago and was not asked about."""
    begun = now - timedelta(weeks=week)
    pairs = Pair.objects.introduced().filter(
        introduced_at__gt=begun - LATE,
        introduced_at__lte=begun + timedelta(days=1),
        lay__state=Place.State.ACTIVE,
        professional__state=Place.State.ACTIVE,
        lay__person__deceased_on=None,
        professional__person__deceased_on=None,
        cohort__state__in=[Cohort.State.CONFIRMING, Cohort.State.RUNNING],
    )
    unasked = pairs.exclude(pulses__week=week).with_people().order_by("pk")
    return [pair for pair in unasked if _asked_from(pair, week) <= now]


def _asked_from(pair: Pair, week: int) -> datetime:
    if pair.introduced_at is None:
        raise NotAllowedError(_("This pair is not introduced."))
    day = in_london(pair.introduced_at).date() + timedelta(weeks=week)
    return datetime.combine(day, AT, tzinfo=LONDON)


def _draft(pulse: Pulse) -> Draft:
    return Draft(
        key=f"{PULSE}:{pulse.pair_id}:{pulse.place_id}:{pulse.week}",
        person=pulse.place.person,
        purpose=PULSE,
        due_at=pulse.asked_at,
        subject_key=subject_of(pulse.pair),
        programme_ref=pulse.pair.cohort.programme.ref,
        data={"pulse": pulse.pk},
        stale_after=pulse.asked_at + OPEN_FOR,
    )


@transaction.atomic
def answer_pulse(*, pulse: Pulse, in_touch: str = "", call_me: str = "", by: Person, now: datetime) -> Pulse:
    """Keep an answer to one of the questions, or to both; what is empty stays as it was.

    `by` is the person, or the member of staff who writes it down for them. Who wants a call gets a task made for it; an
    answer may be changed, and the same answer again changes nothing.

    Raises:
        NotAllowedError: the pair has ended, or they have left.
    """
    locked = Pulse.objects.locked().get(pk=pulse.pk)
    pulse = Pulse.objects.with_everything_named().get(pk=locked.pk)
    if pulse.pair.state == Pair.State.ENDED or pulse.place.state != Place.State.ACTIVE:
        raise NotAllowedError(_("You do not work in this pair any more. Phone us if you want to talk."))
    answers = in_touch or pulse.in_touch, call_me or pulse.call_me
    if answers == (pulse.in_touch, pulse.call_me):
        return pulse
    pulse.in_touch, pulse.call_me = answers
    pulse.answered_at, pulse.answered_by = now, by
    pulse.save(update_fields=["in_touch", "call_me", "answered_at", "answered_by"])
    record(by=by, action="pulse.answer", about=pulse, now=now, fields=["in_touch", "call_me"])
    if pulse.call_me == Answer.YES:
        _ask_for_call(pulse, now)
    elif pulse.call_me == Answer.NO:
        close_tasks(keys=[_key(pulse), *_earlier_keys(pulse)], by=by, now=now)
    return pulse


def _ask_for_call(pulse: Pulse, now: datetime) -> None:
    reason = _reason(pulse)
    cohort = pulse.pair.cohort
    # Who waits for a call already is called once: the task is there, and goes on as what they said last.
    hand_on_task(keys=_earlier_keys(pulse), to=reason.key)
    open_task(
        key=reason.key,
        kind=CALL.slug,
        title=reason.title,
        programme=cohort.programme,
        cohort=cohort,
        person=pulse.place.person,
        due_on=reason.due_on,
        subject_ref=reason.subject_ref,
        now=now,
    )


def calls_wanted() -> Iterator[Reason]:
    """Why somebody is to be called: they asked for it when they last said, and still take part."""
    later = Pulse.objects.filter(pair=OuterRef("pair"), place=OuterRef("place"), week__gt=OuterRef("week"))
    wanted = Pulse.objects.filter(
        ~Exists(later.exclude(call_me="")),
        call_me=Answer.YES,
        place__state=Place.State.ACTIVE,
        place__person__deceased_on=None,
    )
    for pulse in wanted.with_everything_named().order_by("pk"):
        yield _reason(pulse)


def _reason(pulse: Pulse) -> Reason:
    cohort, answered = pulse.pair.cohort, pulse.answered_at or pulse.asked_at
    return Reason(
        key=_key(pulse),
        title=_("Call %(name)s: they asked for it when we asked how it goes with their partner.")
        % {"name": pulse.place.person},
        programme_id=cohort.programme_id,
        cohort_id=cohort.pk,
        person_id=pulse.place.person_id,
        due_on=in_london(answered).date() + timedelta(days=1),
        subject_ref=pulse.pair.ref,
    )


def _key(pulse: Pulse) -> str:
    return f"{CALL.slug}:{pulse.pk}"


def _earlier_keys(pulse: Pulse) -> list[str]:
    earlier = Pulse.objects.filter(pair=pulse.pair_id, place=pulse.place_id, week__lt=pulse.week)
    return [_key(one) for one in earlier]


@transaction.atomic
def care_for_pair(*, pair: Pair, words: str, by: Person, now: datetime) -> PairCare:
    """Note that somebody saw to a pair at risk: what was known before does not count as a risk any more.

    The same words again within a few minutes are a button pressed twice, and give the note that is there.
    """
    Pair.objects.locked().select_related(None).get(pk=pair.pk)
    same = PairCare.objects.filter(pair=pair, by=by, words=words, at__gt=now - TWICE).first()
    if same is not None:
        return same
    care = PairCare.objects.create(pair=pair, at=now, by=by, words=words)
    record(by=by, action="pair.care", about=pair, now=now)
    return care
