"""Bank holidays in England, and days of another year that keep clear of them."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

WEEK = timedelta(days=7)
# 52 weeks are whole weeks, so a Tuesday stays a Tuesday.
YEAR_OF_WEEKS = timedelta(weeks=52)


@lru_cache(maxsize=16)
def in_england(year: int) -> dict[date, str]:
    """Return the bank holidays of a year with their English names."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


def clear_of_holidays(day: date, *, not_before: date | None = None) -> date:
    """Return the day, or the same weekday so many weeks on that it is no bank holiday and not before `not_before`."""
    while day in in_england(day.year) or (not_before is not None and day < not_before):
        day += WEEK
    return day


def years_later(day: date, *, years: int, not_before: date | None = None) -> date:
    """Return the same weekday 52 weeks later for each year, clear of bank holidays and not before `not_before`."""
    return clear_of_holidays(day + years * YEAR_OF_WEEKS, not_before=not_before)
