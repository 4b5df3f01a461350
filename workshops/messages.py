"""What is said to people about workshops. A Template row replaces the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.dates import say_date, say_time, say_time_range
from common.prepared import alike
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from workshops import reads
from workshops.models import Workshop

REMINDER = "workshop-reminder"
MOVED = "workshop-moved"
POSTPONED = "workshop-postponed"
CANCELLED = "workshop-cancelled"
PLACEHOLDERS = {
    "workshop": "Workshop 2",
    "date": "Tuesday 9 March 2027",
    "start": "9:30am",
    "times": "9:30am to 4pm",
    "venue": "The Guildhall, Bath",
    "address": "1 High Street, Bath, BA1 1AA",
    "link": "https://example.org/my/dates/K7M29XQT/",
    "why": "",
}


@dataclass(frozen=True)
class News:
    """What a message stands on, read once for a batch."""

    workshop: Workshop
    left: bool
    apologies: bool


def load(messages: Sequence[Message]) -> dict[int, News]:
    """Return what each message stands on, by its pk. Two queries for any number of them."""
    found = reads.workshops_named(alike(sorted({int(one.data["workshop"]) for one in messages})))
    workshops = {workshop.pk: workshop for workshop in found}
    places = sorted({int(one.data["place"]) for one in messages if "place" in one.data})
    # Each active place once for each of these workshops to which its person does not come, else once with none.
    sorry = set(reads.active_places(alike(places), alike(list(workshops))))
    active = {place for place, _workshop in sorry}
    return {
        one.pk: News(
            workshop=workshop,
            left=place is not None and place not in active,
            apologies=(place, workshop.pk) in sorry,
        )
        for one in messages
        if (workshop := workshops.get(one.data["workshop"])) is not None
        for place in [one.data.get("place")]
    }


def _news(message: Message) -> News:
    """Return what one message stands on; a workshop is never deleted, so it is there."""
    return message.loaded if isinstance(message.loaded, News) else load([message])[message.pk]


def _address(workshop: Workshop) -> str:
    venue = workshop.venue
    parts = [*venue.address.splitlines(), venue.postcode]
    if workshop.room is not None:
        parts.insert(0, workshop.room.name)
    return ", ".join(part.strip() for part in parts if part.strip())


def words_of(message: Message) -> Mapping[str, str]:
    """Return what the workshop says now: asked at send time, so that a later move is in it."""
    workshop = _news(message).workshop
    page = "workshops:my_workshop" if "place" in message.data else "workshops:detail"
    return {
        "workshop": workshop.name,
        "date": say_date(workshop.date),
        "start": say_time(workshop.starts),
        "times": say_time_range(workshop.starts, workshop.ends),
        "venue": str(workshop.venue),
        "address": _address(workshop),
        "link": settings.BASE_URL + reverse(page, args=[workshop.ref]),
        "why": workshop.why,
    }


def reminder_still_due(message: Message, now: datetime) -> Verdict:
    """A reminder is due while the workshop is ahead and goes ahead, and the person means to come."""
    news = _news(message)
    if not news.workshop.goes_ahead:
        return not_due(say("The workshop does not take place then."))
    if news.workshop.starts_at <= now:
        return not_due(say("The workshop has begun."))
    if news.left:
        return not_due(say("The person has no active place any more."))
    return not_due(say("The person sent apologies.")) if news.apologies else DUE


def _latest(message: Message, states: frozenset[str]) -> Verdict:
    """News is due while it is the latest of this workshop, and the person still takes part."""
    news = _news(message)
    if news.workshop.sequence != message.data.get("sequence") or news.workshop.state not in states:
        return not_due(say("The workshop changed again. A later message says how."))
    return not_due(say("The person has no active place any more.")) if news.left else DUE


def move_still_due(message: Message, now: datetime) -> Verdict:
    """The news of a move is due until the workshop begins or changes again."""
    if _news(message).workshop.starts_at <= now:
        return not_due(say("The workshop has begun."))
    return _latest(message, frozenset({"planned", "confirmed"}))


def stop_still_due(message: Message, _now: datetime) -> Verdict:
    """The news that a workshop does not take place is due until it changes again."""
    return _latest(message, frozenset({"postponed", "cancelled"}))


REMINDER_BODY = _(
    "Hello {called}\n\n"
    "{workshop} is on {date}, {times}.\n\n"
    "Where: {venue}\n{address}\n\n"
    "The page below says how to get there and what happens on the day. "
    "There you can also tell us that you cannot come.\n\n{link}"
)
MOVED_BODY = _(
    "Hello {called}\n\n"
    "{workshop} has changed. Please use this date and place:\n\n"
    "When: {date}, {times}\nWhere: {venue}\n{address}\n\n"
    "If you cannot come on this date, please tell us:\n{link}"
)
POSTPONED_BODY = _(
    "Hello {called}\n\n"
    "{workshop} does not take place on {date}.\n{why}\n\n"
    "We are looking for a new date and will tell you as soon as we have one.\n\n"
    "If you already paid for travel, we still pay you back.\n\n{link}"
)
CANCELLED_BODY = _(
    "Hello {called}\n\n"
    "{workshop} on {date} is cancelled.\n{why}\n\n"
    "You do not need to do anything. If you already paid for travel, we still pay you back.\n\n{link}"
)


def about(message: Message) -> str:
    """Name the workshop and its cohort."""
    workshop = _news(message).workshop
    return f"{workshop.name}, {workshop.cohort.name}"


def _purpose(**parts: Any) -> Purpose:
    return Purpose(placeholders=PLACEHOLDERS, context=words_of, load=load, about=about, **parts)


PURPOSES = (
    _purpose(
        slug=REMINDER,
        label=_("Reminder of a workshop"),
        because=_("Before each workshop"),
        title=_("{workshop}: {date}, {start}"),
        body=REMINDER_BODY,
        sms=_("{workshop} is on {date}, {times}, at {venue}. Cannot come? Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nYour workshop is soon.\n\nThe day is {date}.\n\nThe time is {times}.\n\n"
            "The place is {venue}.\n\n{address}\n\nCan you not come? Phone us on {help_phone}."
        ),
        still_due=reminder_still_due,
        resend_when_unknown=True,
    ),
    _purpose(
        slug=MOVED,
        label=_("A workshop has moved"),
        because=_("When a coordinator moves a workshop"),
        title=_("Changed: {workshop} is now on {date}"),
        body=MOVED_BODY,
        sms=_("Change: {workshop} is now on {date}, {times}, at {venue}."),
        easy_body=_(
            "Hello {called}\n\nYour workshop has changed.\n\nThe new day is {date}.\n\nThe time is {times}.\n\n"
            "The place is {venue}.\n\n{address}\n\nCan you not come? Phone us on {help_phone}."
        ),
        still_due=move_still_due,
        urgent=True,
        resend_when_unknown=True,
    ),
    _purpose(
        slug=POSTPONED,
        label=_("A workshop is postponed"),
        because=_("When a coordinator postpones a workshop"),
        title=_("{workshop} does not take place on {date}"),
        body=POSTPONED_BODY,
        sms=_("{workshop} does not take place on {date}. We will send a new date."),
        easy_body=_(
            "Hello {called}\n\nYour workshop is not on {date}.\n\nWe will find a new day.\n\nWe will tell you the new "
            "day."
        ),
        still_due=stop_still_due,
        urgent=True,
        resend_when_unknown=True,
    ),
    _purpose(
        slug=CANCELLED,
        label=_("A workshop is cancelled"),
        because=_("When a coordinator cancels a workshop"),
        title=_("{workshop} on {date} is cancelled"),
        body=CANCELLED_BODY,
        sms=_("{workshop} on {date} is cancelled."),
        easy_body=_("Hello {called}\n\nYour workshop on {date} is cancelled.\n\nYou do not need to do anything."),
        still_due=stop_still_due,
        urgent=True,
        resend_when_unknown=True,
    ),
)


def register_all() -> None:
    """Tell messaging what workshops say."""
    for purpose in PURPOSES:
        register(purpose)
