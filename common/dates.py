"""Dates and times as this service says them, for pages and for messages alike.

Days and months follow the active language. Instants are shown as London time.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

LONDON = ZoneInfo("Europe/London")


def in_london(value: dt.datetime) -> dt.datetime:
    """Return an aware instant as London time; a naive one is taken to be London time already."""
    return value if timezone.is_naive(value) else value.astimezone(LONDON)


def _day(value: dt.date) -> dt.date:
    return in_london(value).date() if isinstance(value, dt.datetime) else value


def say_date(value: dt.date) -> str:
    """Return “Tuesday 9 March 2027”; an instant gives its London day."""
    return _written(_day(value), "DATE_FORMAT", get_language())


def say_short_date(value: dt.date) -> str:
    """Return “9 Mar 2027”, for tables that staff read."""
    return _written(_day(value), "SHORT_DATE_FORMAT", get_language())


@lru_cache(maxsize=4096)
def _written(day: dt.date, how: str, _language: str | None) -> str:
    """Write a day once in each language: lists say the same few days over and over."""
    return date_format(day, how)


def say_time(value: dt.time | dt.datetime) -> str:
    """Return “9:30am”, “9am”, “midday” or “midnight”."""
    moment = in_london(value) if isinstance(value, dt.datetime) else value
    hour, minute = moment.hour, moment.minute
    if (hour, minute) == (12, 0):
        return _("midday")
    if (hour, minute) == (0, 0):
        return _("midnight")
    clock = str(hour % 12 or 12) + (f":{minute:02d}" if minute else "")
    return _("%(clock)sam") % {"clock": clock} if hour < 12 else _("%(clock)spm") % {"clock": clock}


def say_datetime(value: dt.datetime) -> str:
    """Return “Tuesday 9 March 2027, 9:30am”."""
    return _("%(date)s, %(time)s") % {"date": say_date(value), "time": say_time(value)}


def say_time_range(start: dt.time, end: dt.time) -> str:
    """Return “9:30am to 4pm”."""
    return _("%(start)s to %(end)s") % {"start": say_time(start), "end": say_time(end)}
