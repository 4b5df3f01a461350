"""Working days in England: Monday to Friday, without bank holidays."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache(maxsize=16)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether offices are open."""
    return day.weekday() < SATURDAY and day not in _bank_holidays(day.year)


def working_days_after(day: date, count: int) -> list[date]:
    """Return the next `count` working days after a day, which itself does not count."""
    found: list[date] = []
    while len(found) < count:
        day += DAY
        if is_working_day(day):
            found.append(day)
    return found


def working_days_between(first: date, last: date) -> int:
    """Return how many working days have come since `first`, `last` among them: Friday to Monday is one."""
    days = (last - first).days
    return sum(is_working_day(first + DAY * number) for number in range(1, days + 1))


def working_days_before(day: date, count: int) -> date:
    """Return the day that lies `count` working days before this one.

    What came before that day should have been dealt with, where so many working days are allowed.
    """
    while count:
        day -= DAY
        count -= is_working_day(day)
    return day
