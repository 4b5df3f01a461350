"""Two coordinators and one room: the venue's row decides, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time
from threading import Barrier

import pytest
from django.db import connection

from cohorts.models import Room
from tests.factories import CohortFactory, PersonFactory, PlaceFactory, WorkshopFactory
from workshops.actions import Day, Marking, move_workshop, save_register
from workshops.errors import RoomTakenError
from workshops.models import RegisterCorrection, RegisterEntry, Workshop

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_move_workshop_by_two_into_one_room_seats_one() -> None:
    cohort = CohortFactory.create()
    room = Room.objects.create(venue=cohort.venue, name="Hall", capacity=20)
    by = PersonFactory.create()
    both = [WorkshopFactory.create(cohort=cohort, number=number).pk for number in (1, 2)]
    start = Barrier(2)

    def move(pk: int) -> str:
        try:
            workshop = Workshop.objects.get(pk=pk)
            start.wait()
            move_workshop(
                workshop=workshop,
                version=1,
                day=Day(workshop.number, date(2027, 5, 12), time(9, 30), time(16)),
                venue=workshop.venue,
                room=room,
                by=by,
                now=NOW,
            )
        except RoomTakenError:
            return "taken"
        finally:
            connection.close()
        return "moved"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(move, both))

    assert results == ["moved", "taken"]
    assert Workshop.objects.filter(room=room).count() == 1


@pytest.mark.django_db(transaction=True)
def test_save_register_by_two_facilitators_at_once_keeps_one_and_shows_the_other() -> None:
    workshop = WorkshopFactory.create(number=1)
    place = PlaceFactory.create(cohort=workshop.cohort)
    people = {"present": PersonFactory.create(), "no_show": PersonFactory.create()}
    start = Barrier(2)

    def save(mark: str) -> tuple[int, int]:
        try:
            marking = Marking(place.pk, mark, "", "expected", "", 1)
            start.wait()
            saved = save_register(workshop=workshop, markings=[marking], by=people[mark], now=NOW)
        finally:
            connection.close()
        return saved.changed, len(saved.conflicts)

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(save, people))

    assert results == [(0, 1), (1, 0)]
    entry = RegisterEntry.objects.get()
    assert entry.marked_by == people[entry.mark]
    assert RegisterCorrection.objects.count() == 0
