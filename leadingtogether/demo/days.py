"""Days of the demo world, counted from today and kept on days on which people meet."""

from datetime import date, datetime, time, timedelta
from typing import Final

from common.dates import LONDON
from common.working_days import is_working_day

DAY: Final = timedelta(days=1)
# The first workshop of each cohort, in days from today. Swindon's last one was 18 months and two weeks ago.
FIRST: Final = {
    "Swindon": -634,
    "Reading": -142,
    "Oxford": -12,
    "Guildford": 47,
    "Oxford second group": 89,
    # Not on the day of the other second group: the same two lead both.
    "Reading second group": 96,
    "Crawley": 105,
    "Bristol": 150,
}
# Days of the three workshops from the first one.
WORKSHOPS: Final = (0, 36, 71)
TUESDAY, THURSDAY = 1, 3
# From a Friday to the next Tuesday. Only Christmas is longer in the way.
A_LONG_WEEKEND: Final = timedelta(days=4)
CHRISTMAS_EVE, NEW_YEAR = (12, 24), (1, 1)


def day_to_meet(day: date, *, today: date) -> date:
    """Return the first Tuesday to Thursday from this day on that is no bank holiday and not around Christmas.

    Where Christmas is in the way of a day that is over, it is the last one before: what is over stays over.
    """
    later = day
    while not _people_meet(later):
        later += DAY
    if day >= today or later - day <= A_LONG_WEEKEND:
        return later
    while not _people_meet(day):
        day -= DAY
    return day


def days_of(cohort: str, *, today: date) -> list[date]:
    """Return the days of a cohort's workshops, by its name."""
    first = day_to_meet(today + FIRST[cohort] * DAY, today=today)
    return [day_to_meet(first + ahead * DAY, today=today) for ahead in WORKSHOPS]


def at(today: date, days: int, hour: int = 10, minute: int = 0) -> datetime:
    """Return an instant so many days from today, at an hour in London."""
    return datetime.combine(today + timedelta(days=days), time(hour, minute), tzinfo=LONDON)


def _people_meet(day: date) -> bool:
    around_christmas = not NEW_YEAR < (day.month, day.day) < CHRISTMAS_EVE
    return TUESDAY <= day.weekday() <= THURSDAY and is_working_day(day) and not around_christmas
