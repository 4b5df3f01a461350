"""What a coordinator is warned of."""

from datetime import UTC, date, datetime, time

import pytest

from cohorts.models import Cohort, Room
from tests.factories import PersonFactory, WorkshopFactory
from workshops.cautions import bank_holiday, cautions_of, cautions_of_day, day_cautions
from workshops.models import Workshop

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)


def words(
    workshop: Workshop, siblings: list[Workshop] | None = None, people: int = 0, now: datetime = NOW
) -> list[tuple[str, bool]]:
    """Return the cautions of a workshop as sentences, with whether they are urgent."""
    found = cautions_of(workshop, siblings=siblings or [], people=people, now=now)
    return [(caution.words, caution.urgent) for caution in found]


@pytest.fixture
def led(workshop: Workshop) -> Workshop:
    """Return a workshop with both facilitators."""
    workshop.lay_facilitator, workshop.professional_facilitator = PersonFactory.create(), PersonFactory.create()
    return workshop


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2027, 3, 29), "Easter Monday"), (date(2027, 8, 30), "Late Summer Bank Holiday"), (date(2027, 3, 17), "")],
)
def test_bank_holiday_knows_those_of_england(day: date, name: str) -> None:
    assert bank_holiday(day) == name


def test_a_complete_workshop_needs_no_caution(led: Workshop) -> None:
    assert words(led) == []


def test_missing_facilitators_are_named(workshop: Workshop) -> None:
    assert words(workshop) == [("No lay facilitator.", False), ("No professional facilitator.", False)]


def test_a_bank_holiday_is_named(led: Workshop) -> None:
    led.date = date(2027, 3, 29)

    assert words(led) == [("This is a bank holiday: Easter Monday.", False)]


def test_an_hour_of_the_night_is_questioned(led: Workshop) -> None:
    led.starts = time(1, 30)

    assert words(led) == [("It begins before 7 in the morning. Is that meant?", False)]


def test_day_that_has_passed_is_said_of_a_plan(workshop: Workshop) -> None:
    workshop.date = date(2026, 3, 1)

    assert [one.words for one in cautions_of_day(workshop, siblings=[], now=NOW)] == ["This day has passed."]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 4, 14), []),
        (date(2027, 4, 13), ["Less than 2 weeks between workshops 1 and 2."]),
        (date(2027, 3, 31), ["Workshop 2 is not after workshop 1."]),
        (date(2027, 3, 30), ["Workshop 2 is not after workshop 1."]),
    ],
)
def test_day_cautions_want_two_weeks_between(workshop: Workshop, day: date, said: list[str]) -> None:
    assert [caution.words for caution in day_cautions(day, number=2, others=[workshop])] == said


def test_day_cautions_ignore_cancelled_workshops(workshop: Workshop) -> None:
    workshop.state = Workshop.State.CANCELLED

    assert day_cautions(date(2027, 3, 31), number=2, others=[workshop]) == []


def test_of_two_close_workshops_the_later_one_says_so(led: Workshop) -> None:
    later = WorkshopFactory.build(cohort=led.cohort, venue=led.venue, number=2, date=date(2027, 4, 1), pk=0)

    assert words(led, [led, later]) == []


def test_a_room_that_is_too_small_is_named(led: Workshop, cohort: Cohort) -> None:
    led.room = Room(venue=cohort.venue, name="Snug", capacity=6)

    assert words(led, people=7) == [("Snug holds 6 people; 7 have a place.", False)]
    assert words(led, people=6) == []


def test_an_unconfirmed_workshop_is_urgent_in_the_last_two_weeks(led: Workshop) -> None:
    led.date = date(2027, 3, 14)
    assert words(led) == [("Less than 2 weeks to go, and it is not confirmed.", True)]

    led.state = Workshop.State.CONFIRMED
    assert words(led) == []


def test_a_day_that_passed_and_a_postponed_one_are_urgent(led: Workshop) -> None:
    led.date = date(2027, 2, 28)
    assert words(led) == [("The day has passed. Take the register and mark it as held.", True)]

    led.state = Workshop.State.POSTPONED
    assert words(led) == [("It needs a new date.", True)]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        # Half past nine in London is half past eight in Universal Time: summer time has begun.
        (
            datetime(2027, 3, 31, 8, 29, tzinfo=UTC),
            [
                "No lay facilitator.",
                "No professional facilitator.",
                "Less than 2 weeks to go, and it is not confirmed.",
            ],
        ),
        (datetime(2027, 3, 31, 8, 30, tzinfo=UTC), []),
        (datetime(2027, 3, 31, 15, 0, tzinfo=UTC), ["The day has passed. Take the register and mark it as held."]),
    ],
)
def test_a_day_that_has_begun_is_warned_of_nothing_that_is_too_late(
    workshop: Workshop, now: datetime, said: list[str]
) -> None:
    assert [sentence for sentence, _urgent in words(workshop, now=now)] == said
