"""When each person is asked: from the anchor of a wave to the moment it opens and closes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from cohorts.models import Place
from common.dates import LONDON, in_london
from evaluation.models import Wave
from messaging.hours import sending_day_from
from workshops.models import Workshop

# What is not tied to the end of a workshop goes out in the morning.
MORNING = time(9, 30)


@dataclass(frozen=True)
class Window:
    """From when to when a wave takes answers."""

    opens_at: datetime
    closes_at: datetime


def months_after(day: date, months: int) -> date:
    """Return the day so many calendar months later; the end of the month where that month is shorter.

    18 months after 31 August 2027 is 28 February 2029.
    """
    return day + relativedelta(months=months)


def morning_of(day: date) -> datetime:
    """Return 9:30am in London on that day."""
    return datetime.combine(day, MORNING, tzinfo=LONDON)


def days_in_turn(first: datetime, said: datetime, afters: Sequence[int]) -> list[date]:
    """Return when something is said again after silence: so many days after `first`, and as far from the time before.

    `said` is when the first time really was. Where nothing is said for days, as at Christmas, what fell on them would
    else come together with the first time on the day after.
    """
    found: list[date] = []
    day, last, before = in_london(first).date(), in_london(said).date(), 0
    for after in afters:
        found.append(max(day + timedelta(days=after), last + timedelta(days=after - before)))
        last, before = sending_day_from(found[-1]), after
    return found


def window_of(wave: Wave, place: Place, workshops: list[Workshop]) -> Window | None:
    """Return when `wave` asks the person of `place`, or None while its anchor has not come.

    `workshops` are all workshops of the place's cohort, by number.
    """
    if wave.anchor == Wave.Anchor.PLACE_ACCEPTED:
        return _from_acceptance(wave, place, workshops)
    held = [workshop for workshop in workshops if workshop.state == Workshop.State.HELD]
    if wave.anchor == Wave.Anchor.WORKSHOP_HELD:
        anchor = next((workshop for workshop in workshops if workshop.number == wave.workshop_number), None)
        if anchor is None:
            return None
        if anchor.state == Workshop.State.CANCELLED and wave.workshop_number == place.programme.workshops:
            return _from_end_without_last(wave, anchor, held, workshops)
        return _from_workshop(wave, anchor) if anchor.state == Workshop.State.HELD else None
    return _from_last_workshop(wave, held, workshops)


def _from_acceptance(wave: Wave, place: Place, workshops: list[Workshop]) -> Window | None:
    opens = place.accepted_at
    closes = opens + timedelta(days=wave.window_days)
    first = next((workshop for workshop in workshops if workshop.state != Workshop.State.CANCELLED), None)
    if wave.closes_at_first_workshop and first is not None and first.state != Workshop.State.POSTPONED:
        # A baseline answered after workshop 1 began would no longer be one.
        closes = first.starts_at
    return Window(opens, closes) if closes > opens else None


def _from_workshop(wave: Wave, workshop: Workshop) -> Window:
    # A register that is taken days later must not shorten the time to answer.
    opens = max(workshop.ends_at, workshop.held_at or workshop.ends_at)
    return Window(opens, opens + timedelta(days=wave.window_days))


def _from_end_without_last(
    wave: Wave, cancelled: Workshop, held: list[Workshop], workshops: list[Workshop]
) -> Window | None:
    """The last wave is asked when it is known that nothing more comes: the end is an end, also one day early."""
    if not held or not _all_over(workshops):
        return None
    last = max(workshop.ends_at for workshop in held)
    opens = max(last, cancelled.changed_at or last)
    return Window(opens, opens + timedelta(days=wave.window_days))


def _all_over(workshops: list[Workshop]) -> bool:
    return all(workshop.state in {Workshop.State.HELD, Workshop.State.CANCELLED} for workshop in workshops)


def _from_last_workshop(wave: Wave, held: list[Workshop], workshops: list[Workshop]) -> Window | None:
    if not held or not _all_over(workshops):
        return None
    opens = morning_of(months_after(max(workshop.date for workshop in held), wave.months or 0))
    return Window(opens, opens + timedelta(days=wave.window_days))
