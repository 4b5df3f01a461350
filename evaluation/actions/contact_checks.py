"""“Is this still how to reach you?”: asked 6, 12 and 17 months after the last workshop, before the follow-up."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place
from evaluation import contact_messages as messages
from evaluation.models import ContactCheck
from evaluation.timing import days_in_turn, months_after, morning_of
from messaging.actions import Draft, cancel, queue_many
from messaging.hours import next_open, sending_day_until
from messaging.models import Message
from messaging.rules import Numbers
from people.actions.audit import record
from people.models import Consent, Person
from workshops.models import Workshop

# The usual months name the checks; a rule may move each of them.
MONTHS = (6, 12, 17)
# After so many days of silence it is said again by the next way that the person listed, and at last somebody looks for
# them.
AGAIN_AFTER = (7, 14)
OPEN_FOR = timedelta(days=28)


@dataclass(frozen=True)
class Wanted:
    """One check as it should be."""

    place: Place
    months: int
    due_at: datetime

    @property
    def closes_at(self) -> datetime:
        """When nobody waits for the answer any more."""
        return self.due_at + OPEN_FOR


def keep_contact_checks(*, now: datetime, programme_ref: str = "") -> int:
    """Make and move the contact checks of everybody who agreed to the follow-up; return how many rows changed.

    They are rows from the day on which the last workshop is over: 17 months of dates that anybody can read. Running it
    again changes nothing. One whose new moment has passed keeps its old one.
    """
    wanted = list(_wanted(programme_ref))
    there = {
        (row.place_id, row.months): row
        for row in ContactCheck.objects.filter(place__in={one.place.pk for one in wanted})
    }
    new = [_row(one, now) for one in wanted if (one.place.pk, one.months) not in there and one.closes_at > now]
    moved = []
    for one in wanted:
        known = there.get((one.place.pk, one.months))
        if known is not None and known.open and known.due_at != one.due_at and min(known.closes_at, one.due_at) > now:
            known.due_at, known.closes_at = one.due_at, one.closes_at
            moved.append(known)
    if new or moved:
        _keep(new, moved, now)
    return len(new) + len(moved)


@transaction.atomic
def _keep(new: list[ContactCheck], moved: list[ContactCheck], now: datetime) -> None:
    # Another sweep may make the same one at this moment; the unique key keeps theirs, which says the same.
    ContactCheck.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    ContactCheck.objects.bulk_update(moved, ["due_at", "closes_at"], batch_size=500)
    tokens = [row.token for row in (*new, *moved)]
    for at in range(0, len(tokens), 500):
        rows = ContactCheck.objects.filter(token__in=tokens[at : at + 500]).select_related(
            "place__person", "place__programme"
        )
        queue_many(drafts=(draft for row in rows for draft in _said(row)), now=now)


def _wanted(programme_ref: str) -> Iterator[Wanted]:
    last_days = Workshop.objects.exclude(cohort__state=Cohort.State.CANCELLED).last_days()
    agreed = Consent.objects.standing().filter(purpose=Consent.Purpose.FOLLOW_UP).values("person")
    places = Place.objects.in_evaluation().filter(cohort__in=last_days, person__in=agreed)
    places = places.filter(person__in=Person.objects.reachable().values("pk"), programme__archived_at__isnull=True)
    if programme_ref:
        places = places.filter(programme__ref=programme_ref)
    numbers = Numbers(messages.CONTACT_CHECK)
    for place in places.select_related("person", "programme"):
        own = numbers.of(place.programme.ref)
        for usual in MONTHS:
            # Without a number the rule is switched off.
            if (months := own.get(f"{usual}m")) is not None and months < place.programme.follow_up_months:
                yield Wanted(place, usual, _moment(last_days[place.cohort_id], months))


def _moment(last_day: date, months: int) -> datetime:
    return morning_of(sending_day_until(months_after(last_day, months)))


def _row(one: Wanted, now: datetime) -> ContactCheck:
    return ContactCheck(
        place=one.place,
        months=one.months,
        token=secrets.token_urlsafe(24),
        due_at=one.due_at,
        closes_at=one.closes_at,
        made_at=now,
    )


def _said(check: ContactCheck) -> Iterator[Draft]:
    """Yield the question, and its repetitions by the person's next ways."""
    said = next_open(max(check.due_at, check.made_at))
    again = map(morning_of, days_in_turn(check.due_at, said, AGAIN_AFTER))
    moments = [check.due_at, *(moment for moment in again if moment < check.closes_at)]
    for turn, due_at in enumerate(moments):
        yield Draft(
            key=f"{messages.CONTACT_CHECK}:{check.pk}:{turn}",
            person=check.place.person,
            purpose=messages.CONTACT_CHECK,
            due_at=due_at,
            stale_after=check.closes_at,
            subject_key=subject_of(check),
            programme_ref=check.place.programme.ref,
            data={"check": check.pk, "turn": turn},
        )


def subject_of(check: ContactCheck) -> str:
    """Return the key under which the outbox finds everything that is said about a check."""
    return f"{messages.CONTACT_CHECK}:{check.pk}"


def renew_contact_checks(*, programme_ref: str, now: datetime, by: Person | None) -> int:
    """Bring the open checks of a programme in step with its rules; return how many changed."""
    numbers = Numbers(messages.CONTACT_CHECK).of(programme_ref)
    off = [usual for usual in MONTHS if f"{usual}m" not in numbers]
    ahead = ContactCheck.objects.unanswered().filter(place__programme__ref=programme_ref, due_at__gt=now)
    stopped = call_off(
        checks=list(ahead.filter(months__in=off)), why=_("The rule for it was switched off."), now=now, by=by
    )
    # What was called off for a rule is made anew when the rule comes back: nothing was asked yet.
    ContactCheck.objects.filter(
        place__programme__ref=programme_ref, cancelled_at__isnull=False, due_at__gt=now
    ).exclude(months__in=off).update(cancelled_at=None)
    return stopped + keep_contact_checks(now=now, programme_ref=programme_ref)


def call_off(*, checks: list[ContactCheck], why: str, now: datetime, by: Person | None = None) -> int:
    """Ask no more: end these checks and what waits to be said about them; return how many checks that were."""
    subjects = [subject_of(check) for check in checks]
    cancel(messages=Message.objects.filter(subject_key__in=subjects), why=why, now=now, by=by)
    return ContactCheck.objects.filter(pk__in=[check.pk for check in checks]).unanswered().update(cancelled_at=now)


def ask_again(*, place: Place, called_off_at: datetime) -> int:
    """Ask what was called off at that moment, by an error; return how many checks that were."""
    ended = ContactCheck.objects.filter(place=place, cancelled_at=called_off_at)
    return ended.update(cancelled_at=None)


@transaction.atomic
def answer_check(*, check: ContactCheck, answer: str, how: str, by: Person | None, now: datetime) -> bool:
    """Write down whether we would still reach somebody; tell whether it was still asked.

    Nobody is asked again about this time. `by` is who is signed in, or the member of staff who was told.
    """
    open_still = ContactCheck.objects.unanswered().filter(pk=check.pk)
    answered = open_still.update(answer=answer, answered_at=now, how=how, answered_by=by) == 1
    if answered:
        about = Message.objects.about(subject_of(check))
        cancel(messages=about, why=_("The person has answered."), now=now, by=by)
        record(by=by, action="contact.check", about=check, now=now, fields=["answer"])
    return answered
