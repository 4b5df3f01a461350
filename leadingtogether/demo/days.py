"""Days of the demo world, counted from today and kept on days on which people meet."""

from datetime import date, datetime, time, timedelta

import holidays

from common.dates import LONDON


def working_day(today: date, days: int) -> date:
    """Return the first Tuesday to Thursday, not a bank holiday, at or after so many days from today."""
    closed = holidays.country_holidays("GB", subdiv="ENG")
    day = today + timedelta(days=days)
    while day.weekday() not in {1, 2, 3} or day in closed:
        day += timedelta(days=1)
    return day


def at(today: date, days: int, hour: int = 10, minute: int = 0) -> datetime:
    """Return an instant so many days from today, at an hour in London."""
    return datetime.combine(today + timedelta(days=days), time(hour, minute), tzinfo=LONDON)
