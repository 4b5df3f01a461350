"""Dates and times as the service says them."""

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation

from common import dates

LONDON = dates.LONDON


def test_say_date_names_the_day():
    assert dates.say_date(dt.date(2027, 3, 9)) == "Tuesday 9 March 2027"


def test_say_date_follows_the_language():
    with translation.override("cy"):
        assert dates.say_date(dt.date(2027, 3, 9)) == "Dydd Mawrth 9 Mawrth 2027"


def test_say_date_gives_the_london_day_of_an_instant():
    late = dt.datetime(2027, 6, 1, 23, 30, tzinfo=dt.UTC)

    assert dates.say_date(late) == "Wednesday 2 June 2027"


def test_say_short_date_shortens_the_month():
    assert dates.say_short_date(dt.date(2027, 3, 9)) == "9 Mar 2027"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (9, 30, "9:30am"),
        (9, 0, "9am"),
        (12, 0, "midday"),
        (0, 0, "midnight"),
        (12, 5, "12:05pm"),
        (0, 5, "12:05am"),
        (16, 0, "4pm"),
        (23, 59, "11:59pm"),
    ],
)
def test_say_time_speaks_plainly(hour, minute, said):
    assert dates.say_time(dt.time(hour, minute)) == said


def test_say_datetime_shows_summer_time():
    assert dates.say_datetime(dt.datetime(2027, 6, 1, 8, 30, tzinfo=dt.UTC)) == "Tuesday 1 June 2027, 9:30am"


def test_say_datetime_takes_a_naive_moment_as_london():
    assert dates.say_datetime(dt.datetime(2027, 3, 9, 12, 0)) == "Tuesday 9 March 2027, midday"  # noqa: DTZ001


def test_say_time_range_joins_two_times():
    assert dates.say_time_range(dt.time(9, 30), dt.time(16)) == "9:30am to 4pm"


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ value|lt_date }}", dt.date(2027, 3, 9), "Tuesday 9 March 2027"),
        ("{{ value|lt_date }}", None, ""),
        ("{{ value|lt_shortdate }}", dt.date(2027, 3, 9), "9 Mar 2027"),
        ("{{ value|lt_shortdate }}", None, ""),
        ("{{ value|lt_time }}", dt.time(0, 0), "midnight"),
        ("{{ value|lt_time }}", None, ""),
        ("{{ value|lt_datetime }}", dt.datetime(2027, 3, 9, 9, 30, tzinfo=LONDON), "Tuesday 9 March 2027, 9:30am"),
        ("{{ value|lt_datetime }}", None, ""),
    ],
)
def test_filters_of_dates_need_no_load(source, value, shown):
    assert Template(source).render(Context({"value": value})) == shown
