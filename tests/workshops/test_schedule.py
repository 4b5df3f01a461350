"""Planning, editing, moving and stopping workshops."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Place, Room
from messaging.models import Message
from messaging.purposes import purpose_of
from people.models import AuditEvent, Person
from tests.factories import CohortFactory, PersonFactory, RegisterEntryFactory, VenueFactory, WorkshopFactory
from workshops.actions import (
    Day,
    confirm_workshop,
    edit_workshop,
    move_workshop,
    plan_workshops,
    stop_workshop,
)
from workshops.errors import RoomTakenError
from workshops.messages import MOVED
from workshops.models import RegisterCorrection, RegisterEntry, Workshop

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
MORNING, EVENING = time(9, 30), time(16)


def day(number: int, on: date, starts: time = MORNING, ends: time = EVENING) -> Day:
    """Return an ordinary day."""
    return Day(number, on, starts, ends)


def room_of(cohort: Cohort, capacity: int = 24) -> Room:
    """Return a new room of the cohort's venue."""
    return Room.objects.create(venue=cohort.venue, name="Hall", capacity=capacity)


def moved(workshop: Workshop, to: Day, by: Person, **place: Any) -> Workshop:
    """Move a workshop as it is in the database now."""
    workshop.refresh_from_db()
    where = {"venue": workshop.venue, "room": None} | place
    return move_workshop(workshop=workshop, version=workshop.version, day=to, by=by, now=NOW, **where)


# --- planning ------------------------------------------------------------------------------------------------------


def test_plan_workshops_makes_the_days_with_the_programmes_agenda(cohort: Cohort, coordinator: Person) -> None:
    cohort.programme.agenda = [[{"starts": "09:30", "title": "Welcome"}, {"title": "No time"}, "odd"], []]
    cohort.programme.save()
    days = [day(1, date(2027, 4, 1)), day(2, date(2027, 5, 6)), day(3, date(2027, 6, 3))]

    made = plan_workshops(cohort=cohort, days=days, venue=cohort.venue, by=coordinator, now=NOW)

    assert [(one.number, one.date, one.state, one.sequence) for one in made] == [
        (1, date(2027, 4, 1), "planned", 0),
        (2, date(2027, 5, 6), "planned", 0),
        (3, date(2027, 6, 3), "planned", 0),
    ]
    assert [(one.starts, one.title) for one in made[0].sessions.all()] == [(MORNING, "Welcome")]
    assert [one.sessions.count() for one in made[1:]] == [0, 0]
    assert AuditEvent.objects.filter(action="workshop.plan", by=coordinator).count() == 3


def test_plan_workshops_twice_plans_once(cohort: Cohort, coordinator: Person) -> None:
    days = [day(1, date(2027, 4, 1))]
    plan_workshops(cohort=cohort, days=days, venue=cohort.venue, by=coordinator, now=NOW)

    again = plan_workshops(cohort=cohort, days=days, venue=cohort.venue, by=coordinator, now=NOW)

    assert again == []
    assert cohort.workshops.count() == 1


def test_plan_workshops_queues_reminders_at_once(cohort: Cohort, coordinator: Person, lay: Place) -> None:
    plan_workshops(cohort=cohort, days=[day(1, date(2027, 4, 1))], venue=cohort.venue, by=coordinator, now=NOW)

    assert Message.objects.filter(purpose="workshop-reminder", person=lay.person).count() == 2


def test_plan_workshops_in_a_room_in_use_plans_nothing(cohort: Cohort, coordinator: Person) -> None:
    room = room_of(cohort)
    other = CohortFactory.create(programme=cohort.programme, venue=cohort.venue)
    WorkshopFactory.create(cohort=other, number=1, room=room, date=date(2027, 5, 6))
    days = [day(1, date(2027, 4, 1)), day(2, date(2027, 5, 6))]

    with pytest.raises(RoomTakenError, match="Hall is taken then by"):
        plan_workshops(cohort=cohort, days=days, venue=cohort.venue, room=room, by=coordinator, now=NOW)

    assert cohort.workshops.count() == 0


@pytest.mark.parametrize(
    ("starts", "ends", "free"),
    [
        (time(8), time(9, 30), True),
        (time(16), time(18), True),
        (time(8), time(9, 31), False),
        (time(15, 59), time(18), False),
        (time(10), time(11), False),
    ],
)
def test_a_room_is_free_until_the_minute_somebody_else_begins(
    cohort: Cohort, coordinator: Person, starts: time, ends: time, free: bool
) -> None:
    room = room_of(cohort)
    WorkshopFactory.create(cohort=cohort, number=1, room=room, date=date(2027, 5, 6))
    other = WorkshopFactory.create(cohort=cohort, number=2, date=date(2027, 6, 3))

    try:
        moved(other, day(2, date(2027, 5, 6), starts, ends), coordinator, room=room)
        result = True
    except RoomTakenError:
        result = False

    assert result is free


def test_a_cancelled_workshop_leaves_its_room_free(cohort: Cohort, coordinator: Person) -> None:
    room = room_of(cohort)
    WorkshopFactory.create(cohort=cohort, number=1, room=room, date=date(2027, 5, 6), state="cancelled")
    other = WorkshopFactory.create(cohort=cohort, number=2, date=date(2027, 6, 3))

    assert moved(other, day(2, date(2027, 5, 6)), coordinator, room=room).room == room


# --- editing -------------------------------------------------------------------------------------------------------


def test_edit_workshop_changes_title_and_facilitators_and_no_calendar(workshop: Workshop, coordinator: Person) -> None:
    leader = PersonFactory.create()

    edited = edit_workshop(
        workshop=workshop,
        version=1,
        title="Listening",
        lay_facilitator=leader,
        professional_facilitator=None,
        by=coordinator,
        now=NOW,
    )

    workshop.refresh_from_db()
    assert (workshop.title, workshop.lay_facilitator, workshop.version, workshop.sequence) == (
        "Listening",
        leader,
        2,
        0,
    )
    assert edited.name == "Workshop 1: Listening"


def test_edit_workshop_that_somebody_else_saved_first_changes_nothing(workshop: Workshop, coordinator: Person) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(title="Theirs", version=2)

    with pytest.raises(StaleError):
        edit_workshop(
            workshop=workshop,
            version=1,
            title="Mine",
            lay_facilitator=None,
            professional_facilitator=None,
            by=coordinator,
            now=NOW,
        )

    workshop.refresh_from_db()
    assert workshop.title == "Theirs"


def test_confirm_workshop_twice_confirms_once(workshop: Workshop, coordinator: Person) -> None:
    confirm_workshop(workshop=workshop, by=coordinator, now=NOW)

    again = confirm_workshop(workshop=workshop, by=coordinator, now=NOW)

    assert (again.state, again.version) == ("confirmed", 2)


def test_confirm_workshop_refuses_a_cancelled_one(workshop: Workshop, coordinator: Person) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(state="cancelled")

    with pytest.raises(NotAllowedError):
        confirm_workshop(workshop=workshop, by=coordinator, now=NOW)


# --- moving --------------------------------------------------------------------------------------------------------


def test_move_workshop_tells_everybody_who_comes_or_leads(
    workshop: Workshop, lay: Place, professional: Place, facilitator: Person, coordinator: Person
) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(lay_facilitator=facilitator, professional_facilitator=coordinator)

    after = moved(workshop, day(1, date(2027, 5, 12)), coordinator)

    told = Message.objects.filter(purpose=MOVED)
    assert {one.person for one in told} == {lay.person, professional.person, facilitator}
    assert {one.due_at for one in told} == {NOW}
    assert {one.key for one in told} == {f"workshop-moved:{workshop.pk}:{one.person_id}:1" for one in told}
    assert (after.sequence, after.version) == (1, 2)


def test_move_workshop_says_the_latest_date_alone(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    moved(workshop, day(1, date(2027, 5, 12)), coordinator)
    moved(workshop, day(1, date(2027, 5, 13)), coordinator)

    first, second = Message.objects.filter(purpose=MOVED).order_by("pk")
    assert (first.state, second.state) == ("cancelled", "queued")
    assert purpose_of(MOVED).context(second)["date"] == "Thursday 13 May 2027"
    assert purpose_of(MOVED).still_due(first, NOW).due is False
    assert purpose_of(MOVED).still_due(second, NOW).due is True


def test_move_workshop_expects_anew_who_sent_apologies_for_the_old_day(
    workshop: Workshop, lay: Place, coordinator: Person
) -> None:
    entry = RegisterEntryFactory.create(
        workshop=workshop, place=lay, mark="apologies", note="At work", marked_at=NOW, marked_by=lay.person
    )

    moved(workshop, day(1, date(2027, 5, 12)), coordinator)

    entry.refresh_from_db()
    assert (entry.mark, entry.note) == ("expected", "")
    correction = RegisterCorrection.objects.get(entry=entry)
    assert (correction.mark_before, correction.note_before) == ("apologies", "At work")


def test_move_workshop_to_another_hour_keeps_apologies(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    RegisterEntryFactory.create(workshop=workshop, place=lay, mark="apologies")

    moved(workshop, day(1, workshop.date, time(10)), coordinator)

    assert RegisterEntry.objects.get().mark == "apologies"


def test_move_workshop_to_where_it_is_says_nothing(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    after = moved(workshop, day(1, workshop.date), coordinator)

    assert after.sequence == 0
    assert Message.objects.count() == 0


def test_move_workshop_into_the_past_tells_nobody(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    after = moved(workshop, day(1, date(2027, 2, 10)), coordinator)

    assert after.sequence == 1
    assert Message.objects.filter(purpose=MOVED).count() == 0


def test_move_workshop_plans_a_postponed_one_again(workshop: Workshop, lay: Place, coordinator: Person) -> None:
    stop_workshop(workshop=workshop, to="postponed", why="Snow", by=coordinator, now=NOW)

    after = moved(workshop, day(1, date(2027, 5, 12)), coordinator)

    assert (after.state, after.why, after.sequence) == ("planned", "", 2)


@pytest.mark.parametrize("state", ["cancelled", "held"])
def test_move_workshop_refuses_what_is_over(workshop: Workshop, coordinator: Person, state: str) -> None:
    held = {"held_at": NOW, "held_by": coordinator} if state == "held" else {}
    Workshop.objects.filter(pk=workshop.pk).update(state=state, **held)

    with pytest.raises(NotAllowedError):
        moved(workshop, day(1, date(2027, 5, 12)), coordinator)


def test_move_workshop_that_somebody_else_saved_first_changes_nothing(workshop: Workshop, coordinator: Person) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(version=2)

    with pytest.raises(StaleError):
        move_workshop(
            workshop=workshop,
            version=1,
            day=day(1, date(2027, 5, 12)),
            venue=workshop.venue,
            room=None,
            by=coordinator,
            now=NOW,
        )


def test_move_workshop_takes_another_venue(workshop: Workshop, coordinator: Person) -> None:
    venue = VenueFactory.create(name="The Hawth", town="Crawley")

    moved(workshop, day(1, workshop.date), coordinator, venue=venue)

    workshop.refresh_from_db()
    assert workshop.venue == venue


# --- stopping ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("to", ["postponed", "cancelled"])
def test_stop_workshop_tells_everybody_why_once(workshop: Workshop, lay: Place, coordinator: Person, to: str) -> None:
    for _twice in range(2):
        stop_workshop(workshop=workshop, to=to, why="The venue is flooded.", by=coordinator, now=NOW)

    message = Message.objects.get(purpose=f"workshop-{to}")
    assert (message.person, message.data["place"]) == (lay.person, lay.pk)
    assert purpose_of(message.purpose).context(message)["why"] == "The venue is flooded."
    assert purpose_of(message.purpose).still_due(message, NOW).due is True
    workshop.refresh_from_db()
    assert (workshop.state, workshop.sequence) == (to, 1)


def test_stop_workshop_refuses_a_held_one(workshop: Workshop, coordinator: Person) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(state="held", held_at=NOW, held_by=coordinator)

    with pytest.raises(NotAllowedError, match="is “Held”"):
        stop_workshop(workshop=workshop, to="cancelled", why="Late", by=coordinator, now=NOW)


# --- invariants ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("workshop_number_once_a_cohort", {"number": 1}),
        ("workshop_number_from_one", {"number": 0}),
        ("workshop_ends_after_it_starts", {"ends": MORNING}),
        ("workshop_held_has_when_and_who", {"state": "held"}),
    ],
)
def test_the_database_refuses_an_impossible_workshop(workshop: Workshop, name: str, wrong: dict[str, Any]) -> None:
    right = WorkshopFactory.create(cohort=workshop.cohort, number=2)

    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Workshop.objects.filter(pk=right.pk).update(**wrong)

    assert name in str(refusal.value) or "workshops_workshop.number" in str(refusal.value)


def test_the_database_refuses_one_person_as_both_facilitators(workshop: Workshop) -> None:
    one, other = PersonFactory.create(), PersonFactory.create()
    Workshop.objects.filter(pk=workshop.pk).update(lay_facilitator=one, professional_facilitator=other)

    with pytest.raises(IntegrityError, match="workshop_facilitators_differ"), transaction.atomic():
        Workshop.objects.filter(pk=workshop.pk).update(professional_facilitator=one)
