"""Each named constraint of departures, deaths, guests and moves: what it refuses, and what it lets through."""

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from cohorts.models import Departure, Place
from cohorts.pairing.choice_messages import still_due
from cohorts.pairing.models import PartnerChoice
from messaging.actions import cancel, queue, queue_again
from messaging.models import Message
from people.models import Death
from tests.factories import (
    NOW,
    TODAY,
    MessageFactory,
    PersonFactory,
    PlaceFactory,
    WorkshopFactory,
    register_purpose,
)
from tests.worlds import make_running_cohort
from workshops.models import WorkshopMove

pytestmark = pytest.mark.django_db
Make = Callable[[], models.Model]


def left(**fields: Any) -> Place:
    by = PersonFactory.create()
    return PlaceFactory.create(state="withdrawn", withdrawn_at=NOW, withdrawn_by=by, **fields)


def departure(**fields: Any) -> Departure:
    place = fields.pop("place", None) or left()
    values = {"reason": "time", "left_on": TODAY, "leaves_evaluation": True, "recorded_at": NOW} | fields
    return Departure.objects.create(place=place, recorded_by=place.person, **values)


def death(**fields: Any) -> Death:
    person = fields.pop("person", None) or PersonFactory.create()
    return Death.objects.create(person=person, told_by="A friend", recorded_at=NOW, recorded_by=person, **fields)


def moved(**fields: Any) -> WorkshopMove:
    workshop = fields.pop("workshop", None) or WorkshopFactory.create()
    values = {"sequence": 1, "date": TODAY, "starts": time(9), "ends": time(16), "moved_at": NOW} | fields
    return WorkshopMove.objects.create(
        workshop=workshop, venue=workshop.venue, moved_by=PersonFactory.create(), **values
    )


def twice(make: Callable[..., models.Model], name: str, shared: Any) -> models.Model:
    make(**{name: shared})
    return make(**{name: shared})


def guest(place: Place) -> Place:
    return PlaceFactory.create(person=place.person, cohort=place.cohort, kind="graduate")


@pytest.mark.parametrize(
    "make",
    [
        lambda: departure(reason="died"),
        lambda: departure(death=death()),
        lambda: departure(undone_at=NOW),
        lambda: twice(departure, "place", left()),
        lambda: death(undone_at=NOW),
        lambda: death(family_asked_at=NOW),
        lambda: twice(death, "person", PersonFactory.create()),
        lambda: moved(ends=time(8)),
        lambda: twice(moved, "workshop", WorkshopFactory.create()),
        lambda: PlaceFactory.create(stays_in_evaluation=True),
        lambda: left(stays_in_evaluation=True, left_evaluation_at=NOW),
        lambda: guest(guest(PlaceFactory.create(state="completed", completed_at=NOW))),
    ],
)
def test_constraint_refuses(make: Make) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: departure(reason="died", death=death()),
        lambda: departure(place=departure(undone_at=NOW, undone_by=PersonFactory.create()).place),
        lambda: death(person=death(undone_at=NOW, undone_by=PersonFactory.create()).person),
        lambda: death(family_asked_at=NOW, family_asked_by=PersonFactory.create(), family_agrees=False),
        lambda: moved(workshop=moved().workshop, sequence=2),
        lambda: left(stays_in_evaluation=True),
        lambda: guest(PlaceFactory.create(state="completed", completed_at=NOW)),
    ],
)
def test_constraint_lets_through(make: Make) -> None:
    assert make().pk


# --- what is said -------------------------------------------------------------------------------------------------


def test_partner_options_are_not_due_once_they_have_chosen_or_left() -> None:
    running = make_running_cohort()
    person = running.professional.person
    choice = PartnerChoice.objects.create(
        pair=running.pair, place=running.professional, made_at=NOW, opened_at=NOW, opened_by=person
    )
    message = MessageFactory.create(person=person, data={"choice": choice.pk})
    assert still_due(message, NOW).due

    PartnerChoice.objects.filter(pk=choice.pk).update(option="three", chosen_at=NOW, chosen_by=person)
    assert not still_due(message, NOW).due
    PartnerChoice.objects.filter(pk=choice.pk).update(option="", chosen_at=None, chosen_by=None)
    Place.objects.filter(pk=running.professional.pk).update(state="completed", completed_at=NOW)
    assert still_due(message, NOW).why == "The person has left the programme."


def test_queue_again_keeps_the_old_row_and_frees_its_key_unless_it_is_too_late() -> None:
    register_purpose()
    person, later = PersonFactory.create(), NOW + timedelta(days=2)
    queue(key="a", person=person, purpose="test", due_at=later, now=NOW, data={"news": "bad"}, subject_key="x:1")
    queue(key="b", person=person, purpose="test", due_at=NOW, stale_after=NOW, now=NOW)
    everything = Message.objects.filter(person=person)
    cancel(messages=everything, why="Stopped.", now=NOW)

    again = [queue_again(messages=everything, why="It was an error.", now=NOW) for _twice in range(2)]
    queue(key="a", person=person, purpose="test", due_at=later + timedelta(days=1), now=NOW)

    assert again == [1, 0]
    new = Message.objects.get(key="a")
    assert (new.state, new.due_at, new.data, new.subject_key) == (
        "queued",
        later + timedelta(days=1),
        {"news": "bad"},
        "x:1",
    )
    assert Message.objects.filter(state="cancelled", why="Stopped. It was an error.").count() == 1
    assert Message.objects.get(key="b").state == "cancelled"
