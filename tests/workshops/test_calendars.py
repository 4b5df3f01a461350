"""Calendar files: stable, in local time, and for nobody else."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from cohorts.models import Cohort, Place
from people.models import Person
from tests.factories import PersonFactory, PlaceFactory, WorkshopFactory
from workshops.actions import Day, make_feed, move_workshop, renew_secret, stop_workshop
from workshops.models import CalendarFeed, Workshop

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


def feed_of(person: Person, client: Client | None = None) -> Any:
    """Fetch a person's feed as a calendar program does: without signing in."""
    feed = make_feed(person=person, by=person, now=NOW)
    return (client or Client()).get(f"/calendar/{feed.secret}.ics")


def events(response: Any) -> list[Any]:
    """Return the events of a calendar file."""
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_feed_shows_my_workshops_in_local_time(workshop: Workshop, lay: Place, settings: Any) -> None:
    response = feed_of(lay.person)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(response)
    assert str(event["uid"]) == f"workshop-{workshop.ref}@leadingtogether"
    assert b"DTSTART;TZID=Europe/London:20270331T093000" in response.content
    assert event["dtstart"].dt.astimezone(UTC) == datetime(2027, 3, 31, 8, 30, tzinfo=UTC)
    assert (str(event["status"]), int(event["sequence"]), str(event["summary"])) == ("TENTATIVE", 0, "Workshop 1")
    assert str(event["url"]) == f"{settings.BASE_URL}/my/dates/{workshop.ref}/"


@pytest.mark.parametrize(
    ("on", "utc_hour"),
    [
        (date(2027, 3, 27), 9),
        (date(2027, 3, 28), 8),
        (date(2027, 10, 30), 8),
        (date(2027, 10, 31), 9),
    ],
)
def test_feed_keeps_half_past_nine_across_the_change_of_clocks(
    cohort: Cohort, lay: Place, on: date, utc_hour: int
) -> None:
    WorkshopFactory.create(cohort=cohort, number=1, date=on)

    (event,) = events(feed_of(lay.person))

    assert event["dtstart"].dt.replace(tzinfo=None) == datetime.combine(on, time(9, 30))
    assert event["dtstart"].dt.astimezone(UTC).hour == utc_hour


def test_feed_says_when_the_clocks_change(workshop: Workshop, lay: Place) -> None:
    (zone,) = Calendar.from_ical(feed_of(lay.person).content).walk("VTIMEZONE")

    assert str(zone["tzid"]) == "Europe/London"
    assert [(part.name, part["rrule"].to_ical(), str(part["tzname"])) for part in zone.subcomponents] == [
        ("DAYLIGHT", b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "BST"),
        ("STANDARD", b"FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "GMT"),
    ]


def test_feed_is_the_same_to_the_byte_until_something_changes(workshop: Workshop, lay: Place) -> None:
    assert feed_of(lay.person).content == feed_of(lay.person).content


def test_feed_follows_a_move_under_the_same_uid(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    (before,) = events(feed_of(lay.person))
    move_workshop(
        workshop=workshop,
        version=1,
        day=Day(1, date(2027, 5, 12), time(10), time(16)),
        venue=workshop.venue,
        room=None,
        by=coordinator,
        now=NOW,
    )

    (after,) = events(feed_of(lay.person))

    assert str(after["uid"]) == str(before["uid"])
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)
    assert after["dtstart"].dt.replace(tzinfo=None) == datetime.combine(date(2027, 5, 12), time(10))
    assert after["dtstamp"].dt == NOW


@pytest.mark.parametrize("to", ["cancelled", "postponed"])
def test_feed_strikes_out_what_does_not_take_place(
    workshop: Workshop, lay: Place, coordinator: Person, to: str
) -> None:
    stop_workshop(workshop=workshop, to=to, why="Snow", by=coordinator, now=NOW)

    (event,) = events(feed_of(lay.person))

    assert (str(event["status"]), int(event["sequence"])) == ("CANCELLED", 1)


def test_feed_of_a_facilitator_links_to_the_staff_page(workshop: Workshop, facilitator: Person, settings: Any) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(lay_facilitator=facilitator)

    (event,) = events(feed_of(facilitator))

    assert str(event["url"]) == f"{settings.BASE_URL}/staff/workshops/{workshop.ref}/"


def test_feed_leaves_out_cohorts_of_others_and_those_i_left(workshop: Workshop, coordinator: Person) -> None:
    left = PlaceFactory.create(cohort=workshop.cohort, state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)

    assert events(feed_of(left.person)) == []
    assert events(feed_of(PersonFactory.create())) == []


def test_feed_under_an_old_secret_is_gone(workshop: Workshop, lay: Place) -> None:
    old = make_feed(person=lay.person, by=lay.person, now=NOW).secret

    new = renew_secret(person=lay.person, by=lay.person, now=NOW).secret

    assert Client().get(f"/calendar/{old}.ics").status_code == 404
    assert Client().get(f"/calendar/{new}.ics").status_code == 200


def test_feed_of_somebody_who_died_is_gone(workshop: Workshop, lay: Place) -> None:
    Person.objects.filter(pk=lay.person_id).update(deceased_on=date(2027, 2, 1))

    assert feed_of(lay.person).status_code == 404


def test_workshop_file_holds_one_workshop_of_mine(
    workshop: Workshop, lay: Place, signed_in: Callable[[Person], Client]
) -> None:
    WorkshopFactory.create(cohort=workshop.cohort, number=2)

    response = signed_in(lay.person).get(f"/my/dates/{workshop.ref}/workshop.ics")

    assert [str(event["uid"]) for event in events(response)] == [f"workshop-{workshop.ref}@leadingtogether"]


def test_workshop_file_is_not_for_a_stranger(workshop: Workshop, signed_in: Callable[[Person], Client]) -> None:
    response = signed_in(PersonFactory.create()).get(f"/my/dates/{workshop.ref}/workshop.ics")

    assert response.status_code == 404


def test_calendar_page_makes_a_link_and_then_a_new_one(lay: Place, signed_in: Callable[[Person], Client]) -> None:
    client = signed_in(lay.person)
    assert CalendarFeed.objects.count() == 0

    client.post("/my/dates/calendar/")
    first = CalendarFeed.objects.get().secret
    assert f"/calendar/{first}.ics" in client.get("/my/dates/calendar/").content.decode()
    client.post("/my/dates/calendar/", {"renew": "1"})

    assert CalendarFeed.objects.get().secret != first
