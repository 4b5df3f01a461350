"""When the service speaks without being asked: on working days in the daytime, and not around Christmas.

What cannot wait, such as a workshop that moved, is said at any hour. Moments are aware; days and hours are London's, so
9:00 stays 9:00 when the clocks change.
"""

from datetime import date, datetime, time, timedelta

from django.conf import settings

from common.dates import LONDON, in_london
from common.working_days import is_working_day

DAY = timedelta(days=1)
# Both days included: whoever is on holiday does not come back to a pile.
CHRISTMAS = ((12, 20), (1, 4))


def is_open(now: datetime) -> bool:
    """Whether something that could wait may be said at this moment."""
    hours = settings.SENDING_HOURS
    if hours is None:
        return True
    here = in_london(now)
    return is_sending_day(here.date()) and hours[0] <= here.time() < hours[1]


def is_sending_day(day: date) -> bool:
    """Whether anything that could wait is said on this day: no weekend, no bank holiday of England and Wales, and not
    from 20 December to 4 January.
    """
    first, last = CHRISTMAS
    return is_working_day(day) and last < (day.month, day.day) < first


def opening(day: date) -> datetime:
    """Return when the sending hours of a day begin."""
    hours = settings.SENDING_HOURS or (time(9),)
    return datetime.combine(day, hours[0], tzinfo=LONDON)


def waited_since(due_at: datetime, now: datetime) -> datetime:
    """Return since when something that could wait is kept waiting: at the earliest since today's hours began."""
    return due_at if settings.SENDING_HOURS is None else max(due_at, opening(in_london(now).date()))


def only_urgent_is_late(before: datetime, now: datetime) -> bool:
    """Whether of what was due before a moment only the urgent is late now.

    What waited for the hours to begin is not late before the same time has passed since then.
    """
    return not is_open(now) or waited_since(before, now) > before


def next_sending_day(now: datetime) -> datetime:
    """Return when the hours of the next sending day begin, today not counted."""
    day = in_london(now).date() + DAY
    while settings.SENDING_HOURS is not None and not is_sending_day(day):
        day += DAY
    return opening(day)


def next_open(now: datetime) -> datetime:
    """Return the first moment from now on at which something that could wait may be said."""
    if is_open(now):
        return now
    here = in_london(now)
    today = opening(here.date())
    return today if is_sending_day(here.date()) and here < today else next_sending_day(now)


def sending_day_from(day: date) -> date:
    """Return the day, or where nothing is said on it the next sending day after."""
    while settings.SENDING_HOURS is not None and not is_sending_day(day):
        day += DAY
    return day


def sending_day_until(day: date) -> date:
    """Return the day, or where nothing is said on it the last sending day before: a reminder that waited for the next
    one would come when it no longer helps.
    """
    while settings.SENDING_HOURS is not None and not is_sending_day(day):
        day -= DAY
    return day
