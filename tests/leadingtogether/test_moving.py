"""Moving a workshop: everybody and everything is shown, then moved together, once; and it can be moved back."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Room, Task
from evaluation.models import Invitation, Wave
from leadingtogether.actions.moving import move_with_everything, stop_with_everything
from leadingtogether.moving import affected_by_move, affected_by_stop
from messaging.models import Message, PrintBatch, PrintedLetter
from tests.cohorts.selecting.test_races import at_once
from tests.factories import (
    NOW,
    TODAY,
    ApplicationFactory,
    InvitationFactory,
    MessageFactory,
    NeedFactory,
    PersonFactory,
    PlaceFactory,
    VenueFactory,
    WaveFactory,
    WorkshopFactory,
)
from tests.worlds import RunningCohort, make_running_cohort
from workshops.actions.provisions import keep_provisions
from workshops.actions.schedule import Day
from workshops.models import CalendarFeed, Provision, Workshop, WorkshopMove
from workshops.tasks import queue_workshop_reminders

pytestmark = pytest.mark.django_db
# A Saturday.
NEW = date(2027, 4, 10)


@pytest.fixture
def running(travel: Callable[[str], Any]) -> RunningCohort:
    """A cohort whose first workshop is on Wednesday 31 March, with reminders and a baseline that closes then."""
    travel("2027-03-01T09:00")
    found = make_running_cohort()
    queue_workshop_reminders(NOW)
    return found


def workshop_of(running: RunningCohort) -> Workshop:
    return Workshop.objects.with_everything_named().get(pk=running.workshop.pk)


def move(running: RunningCohort, to: date = NEW, version: int = 1, **changes: Any) -> Workshop:
    workshop = workshop_of(running)
    values = {"venue": workshop.venue, "room": None} | changes
    return move_with_everything(
        workshop=workshop,
        version=version,
        day=Day(1, to, time(9, 30), time(16)),
        by=running.people["coordinator"],
        now=NOW,
        **values,
    )


def lines_of(running: RunningCohort, **changes: Any) -> dict[str, list[str]]:
    workshop = workshop_of(running)
    values = {"venue": workshop.venue, "room": None, "day": Day(1, NEW, time(9, 30), time(16))} | changes
    found = affected_by_move(workshop=workshop, now=NOW, **values)
    return {str(section.heading): section.lines for section in found.sections}


def test_affected_by_move_names_everybody_and_how_they_hear_of_it(running: RunningCohort) -> None:
    person = running.lay.person
    ApplicationFactory.create(
        programme=running.programme,
        person=person,
        state="accepted",
        meeting_times=["weekday-morning", "online"],
        availability_note="Never on a Saturday.",
    )
    person.email, person.phone = None, "+441293400000"
    person.save()

    found = affected_by_move(
        workshop=workshop_of(running),
        day=Day(1, NEW, time(9, 30), time(16)),
        venue=running.workshop.venue,
        room=None,
        now=NOW,
    )

    told = {one.person: (one.part, one.how, one.notes) for one in found.people}
    assert told == {
        person: (
            "lay partner",
            "Phone call",
            ("wrote about Saturday: “Never on a Saturday.”", "can usually meet on weekdays only"),
        ),
        running.professional.person: ("professional partner", "Email", ()),
        running.people["facilitator"]: ("lay facilitator", "Email", ()),
    }
    assert (found.people[0].person, found.cannot) == (person, 1)


def test_affected_by_move_lists_every_thing_that_goes_along(running: RunningCohort) -> None:
    venue = VenueFactory.create(name="The Hub", facilities=[])
    room = Room.objects.create(venue=venue, name="Blue room", capacity=2)
    NeedFactory.create(person=running.lay.person, slug="step-free")
    keep_provisions(workshop=running.workshop, now=NOW)
    Provision.objects.update(booked="Ramp", supplier="Ramps Ltd")
    CalendarFeed.objects.create(person=running.lay.person, made_at=NOW)
    other = WorkshopFactory.create(number=1, date=NEW, lay_facilitator=running.people["facilitator"])
    WorkshopFactory.create(venue=venue, room=room, number=1, date=NEW)
    WaveFactory.create(
        programme=running.programme, title="After workshop 1", anchor=Wave.Anchor.WORKSHOP_HELD, workshop_number=1
    )
    WaveFactory.create(programme=running.programme, title="Later", anchor=Wave.Anchor.MONTHS_AFTER_LAST, months=18)
    Wave.objects.filter(pk=running.invitation.wave_id).update(closes_at_first_workshop=True)
    MessageFactory.create(subject_key=f"workshop:{running.workshop.pk}", state="to_print", channel="letter")

    assert lines_of(running, venue=venue, room=room) == {
        "Room and place": [
            "Blue room is taken then. Choose another room, day or time.",
            "Blue room holds 2 people; 3 are expected.",
            "Ask the venue for the new day, and let the old booking go.",
        ],
        "Facilitators": [
            f"{running.people['facilitator']} leads Workshop 1 of {other.cohort.name} on that day.",
        ],
        "Booked for people's needs: to be booked anew": ["Step-free access: Ramp (Ramps Ltd)"],
        "What people need at the new place": [
            "Step-free access: 1 people need it, and The Hub, Oxford does not list it."
        ],
        "Reminders": ["2 for 17 Mar 2027 move to 25 Mar 2027.", "2 for 25 Mar 2027 move to 8 Apr 2027."],
        "Letters": ["1 letter waits to be printed: it follows by itself."],
        "Surveys": [
            (
                "Baseline closed on Wednesday 31 March 2027 at the latest; now on Saturday 10 April 2027. "
                "1 person has not answered."
            ),
            "After workshop 1: opens on Saturday 10 April 2027, not on Wednesday 31 March 2027.",
            "Later: opens on Tuesday 10 October 2028, not on Saturday 30 September 2028.",
        ],
        "Calendars": ["1 calendar changes by itself (version 0 becomes 1)."],
    }


def test_move_takes_surveys_bookings_and_printed_letters_along_in_one_deed(running: RunningCohort) -> None:
    by = running.people["coordinator"]
    Wave.objects.filter(pk=running.invitation.wave_id).update(closes_at_first_workshop=True, window_days=90)
    Invitation.objects.filter(pk=running.invitation.pk).update(opens_at=running.lay.accepted_at)
    NeedFactory.create(person=running.lay.person, slug="step-free")
    keep_provisions(workshop=running.workshop, now=NOW)
    message = MessageFactory.create(
        subject_key=f"workshop:{running.workshop.pk}", purpose="workshop-reminder", state="to_print", channel="letter",
        data={"workshop": running.workshop.pk, "place": running.lay.pk},
    )  # fmt: skip
    batch = PrintBatch.objects.create(made_at=NOW, made_by=by, pdf_since=NOW)
    PrintedLetter.objects.create(batch=batch, message=message, position=1, size=14, words_hash="0" * 64)

    moved = move(running)

    invitation = Invitation.objects.get(pk=running.invitation.pk)
    assert invitation.closes_at == moved.starts_at
    assert Provision.objects.get().due_on < NEW
    assert Task.objects.get(kind="letter-out").title.startswith("Take 1 printed letters about Workshop 1")


def test_move_back_is_another_move_that_tells_again(running: RunningCohort) -> None:
    move(running)
    client = Client()
    client.force_login(running.people["coordinator"])

    detail = client.get(reverse("workshops:detail", args=[running.workshop.ref])).content.decode()
    form = client.get(reverse("workshop_move", args=[running.workshop.ref]) + "?back=1")
    back = move(running, to=TODAY + timedelta(days=30), version=2)

    assert "From Wednesday 31 March 2027, 9:30am" in detail
    assert form.context["form"].initial["date"] == date(2027, 3, 31)
    assert (back.date, back.sequence) == (date(2027, 3, 31), 2)
    assert list(WorkshopMove.objects.values_list("sequence", "date")) == [(2, NEW), (1, date(2027, 3, 31))]


def test_move_from_two_tabs_is_one_move(running: RunningCohort) -> None:
    for _tab in range(2):
        moved = move(running)

    assert (moved.sequence, WorkshopMove.objects.count()) == (1, 1)
    assert Message.objects.filter(purpose="workshop-moved", person=running.lay.person).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_move_by_two_at_once_is_one_move() -> None:
    found = make_running_cohort()

    at_once(lambda _number: move(found), 4)

    assert (Workshop.objects.get().sequence, WorkshopMove.objects.count()) == (1, 1)


def add_people_and_surveys(running: RunningCohort) -> None:
    """Three more people, a second facilitator, and three more surveys whose time hangs on the workshop."""
    for number in range(3):
        place = PlaceFactory.create(cohort=running.cohort)
        wave = WaveFactory.create(
            programme=running.programme, anchor=Wave.Anchor.WORKSHOP_HELD, workshop_number=1, position=number + 7
        )
        InvitationFactory.create(place=place, wave=wave, cohort=running.cohort)
    Workshop.objects.filter(pk=running.workshop.pk).update(professional_facilitator=PersonFactory.create())


def test_move_preview_asks_the_same_for_few_and_for_many(
    running: RunningCohort, django_assert_max_num_queries: Any
) -> None:
    client, page = Client(), reverse("workshop_move", args=[running.workshop.ref])
    client.force_login(running.people["coordinator"])
    typed = {"date_day": "10", "date_month": "4", "date_year": "2027", "starts": "9:30am", "ends": "4pm"}
    room = Room.objects.create(venue=running.workshop.venue, name="Blue room", capacity=2)
    typed |= {"venue": str(room.venue_id), "room": str(room.pk), "version": "1"}
    with django_assert_max_num_queries(22) as few:
        client.post(page, typed)
    add_people_and_surveys(running)
    with django_assert_max_num_queries(22) as many:
        client.post(page, typed)

    assert len(few) == len(many)


@pytest.mark.parametrize(
    ("to", "survey"), [("postponed", "waits for the new day"), ("cancelled", "is not asked about")]
)
def test_stop_shows_what_follows_and_lets_fares_be_claimed(running: RunningCohort, to: str, survey: str) -> None:
    WaveFactory.create(
        programme=running.programme, title="After workshop 1", anchor=Wave.Anchor.WORKSHOP_HELD, workshop_number=1
    )
    client = Client()
    client.force_login(running.lay.person)

    found = affected_by_stop(workshop=workshop_of(running), cancels=to == "cancelled")
    stop_with_everything(workshop=workshop_of(running), to=to, why="Snow", by=running.people["coordinator"], now=NOW)
    claim = client.get(reverse("workshops:my_claim", args=[running.workshop.ref]))

    lines = {str(section.heading): section.lines for section in found.sections}
    assert lines["Reminders"] == ["4 reminders are stopped."]
    assert lines["Surveys"][0].startswith(f"After workshop 1 {survey}")
    assert lines["Costs"] == ["Whoever paid for travel or care for this day can claim it from now on."]
    assert claim.context["open"]


def test_invitations_of_a_cohort_without_that_wave_are_left_alone(running: RunningCohort) -> None:
    other = InvitationFactory.create()
    before = other.closes_at

    move(running)

    other.refresh_from_db()
    assert other.closes_at == before
