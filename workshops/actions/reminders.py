"""Reminders: rows of the outbox that follow their workshop wherever it goes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_noop

from cohorts.models import Place
from common.batches import batched
from common.dates import LONDON, in_london
from messaging.actions import Draft, cancel, queue_again, queue_many
from messaging.hours import sending_day_until
from messaging.models import Message
from messaging.rules import Numbers
from people.models import Person
from workshops.messages import REMINDER
from workshops.models import Workshop

# Kept in English in the row; a reminder that was cancelled for it comes back when the workshop does.
WHY_STOPPED = gettext_noop("The workshop does not take place then.")
WHY_MOVED = gettext_noop("The workshop moved.")
UNSENT = frozenset({"queued", "held", "claimed", "to_call", "to_print"})
WHY_BACK = gettext_noop("It was switched on again.")
WHY_OFF = gettext_noop("The rule for it was switched off.")
AT = time(9, 30)
# A reminder whose moment is longer over than this is left out: the next one says the same.
GRACE = timedelta(days=1)
# Workshops whose people are read at once: about a thousand people.
TOGETHER = 50


@dataclass(frozen=True)
class Reminder:
    """One reminder as it should be: to whom, which one, and when."""

    workshop: Workshop
    place: Place
    occurrence: str
    due_at: datetime

    @property
    def base(self) -> str:
        """The key of its first message."""
        return f"workshop-reminder:{self.workshop.pk}:{self.place.pk}:{self.occurrence}"


def subject_of(workshop: Workshop) -> str:
    """Return under what the outbox files everything about a workshop."""
    return f"workshop:{workshop.pk}"


def _wanted(workshops: Sequence[Workshop], numbers: Numbers, now: datetime) -> list[Reminder]:
    places: dict[int, list[Place]] = defaultdict(list)
    active = Place.objects.active().filter(cohort__in={workshop.cohort_id for workshop in workshops})
    for place in active.select_related("person"):
        if place.person.may_be_contacted:
            places[place.cohort_id].append(place)
    return [
        Reminder(workshop, place, occurrence, due)
        for workshop in workshops
        for occurrence, days in numbers.of(workshop.cohort.programme.ref).items()
        if (due := _moment(workshop, days)) > now - GRACE
        if due < workshop.starts_at
        for place in places[workshop.cohort_id]
    ]


def _moment(workshop: Workshop, days: int) -> datetime:
    # The clock of the day decides: 9:30 stays 9:30 when the clocks change in between.
    return datetime.combine(reminder_day(workshop.date, days), AT, tzinfo=LONDON)


def reminder_day(day: date, days: int) -> date:
    """Return the day so many days from a workshop's, or the last day before on which anything is said."""
    return sending_day_until(day + timedelta(days=days))


def _known(workshops: Iterable[Workshop]) -> dict[str, Message]:
    """Return the newest reminder by its base key; a later one of the same ends in the calendar sequence."""
    subjects = [subject_of(workshop) for workshop in workshops]
    found = Message.objects.filter(subject_key__in=subjects, purpose=REMINDER, copy_of=None).order_by("pk")
    return {":".join(message.key.split(":")[:4]): message for message in found}


def _key(reminder: Reminder, known: Message | None) -> str | None:
    """Return the key to queue under, or None where nothing is to do.

    A message that still waits is moved under its own key. One that has gone out for another day of the workshop has a
    successor; one for this day has done its duty.
    """
    if known is None:
        return reminder.base
    if known.state in UNSENT:
        moved = known.due_at != reminder.due_at or known.stale_after != reminder.workshop.starts_at
        return known.key if moved else None
    if known.state == Message.State.CANCELLED and known.why == WHY_STOPPED:
        return f"{reminder.base}:{reminder.workshop.sequence}"
    told_for = in_london(known.stale_after).date() if known.stale_after else None
    return None if told_for == reminder.workshop.date else f"{reminder.base}:{reminder.workshop.sequence}"


def queue_reminders(*, workshops: Iterable[Workshop], now: datetime, by: Person | None = None) -> int:
    """Queue or move the reminders of these workshops; return how many were new or moved.

    Running it again changes nothing. Workshops must go ahead and come with their cohort and programme. They are looked
    at a few at a time, so that memory does not grow with the service.
    """
    numbers = Numbers(REMINDER)
    return sum(_queue_some(some, numbers, now, by) for some in batched(workshops, TOGETHER))


def _queue_some(workshops: Sequence[Workshop], numbers: Numbers, now: datetime, by: Person | None) -> int:
    known = _known(workshops)
    keyed = [(reminder, _key(reminder, known.get(reminder.base))) for reminder in _wanted(workshops, numbers, now)]
    return queue_many(drafts=[_draft(reminder, key, by) for reminder, key in keyed if key is not None], now=now)


def _draft(reminder: Reminder, key: str, by: Person | None) -> Draft:
    workshop = reminder.workshop
    return Draft(
        key=key,
        person=reminder.place.person,
        purpose=REMINDER,
        due_at=reminder.due_at,
        subject_key=subject_of(workshop),
        programme_ref=workshop.cohort.programme.ref,
        data={"workshop": workshop.pk, "place": reminder.place.pk},
        stale_after=workshop.starts_at,
        by=by,
    )


def cancel_reminders(*, workshop: Workshop, now: datetime, by: Person | None) -> int:
    """Take every unsent reminder of a workshop out of the outbox; return how many that were."""
    waiting = Message.objects.about(subject_of(workshop)).filter(purpose=REMINDER)
    return cancel(messages=waiting, why=WHY_STOPPED, now=now, by=by)


def follow_move(*, workshop: Workshop, now: datetime, by: Person | None) -> int:
    """Move the unsent reminders of a workshop to its new day; return how many are queued for it now.

    Those on the call list or in a print batch wait again for the new day. Those whose moment has passed with the new
    day are not needed, and are cancelled.
    """
    about = Message.objects.about(subject_of(workshop)).filter(purpose=REMINDER)
    queue_reminders(workshops=[workshop], now=now, by=by)
    cancel(messages=about.unsent().exclude(stale_after=workshop.starts_at), why=WHY_MOVED, now=now, by=by)
    return about.unsent().count()


def renew_reminders(*, programme_ref: str, now: datetime, by: Person | None) -> int:
    """Bring the unsent reminders of a programme in step with its rules; return how many changed.

    One whose new moment has passed keeps its old one: nobody loses a reminder by a change of rules.
    """
    about = Message.objects.filter(purpose=REMINDER, programme_ref=programme_ref, copy_of=None)
    wanted = Numbers(REMINDER).of(programme_ref)
    off = [pk for pk, key in about.unsent().values_list("pk", "key") if key.split(":")[3] not in wanted]
    cancelled = about.filter(state=Message.State.CANCELLED, why=WHY_OFF)
    back = [pk for pk, key in cancelled.values_list("pk", "key") if key.split("~")[0].split(":")[3] in wanted]
    changed = cancel(messages=about.filter(pk__in=off), why=WHY_OFF, now=now, by=by)
    queue_again(messages=about.filter(pk__in=back), why=WHY_BACK, now=now, by=by)
    ahead = Workshop.objects.ahead(on=in_london(now).date()).with_everything_named()
    here = ahead.filter(cohort__programme__ref=programme_ref)
    return changed + queue_reminders(workshops=here, now=now, by=by)
