"""Writes to programmes, cohorts, places, exclusions and tasks."""

from datetime import timedelta

import pytest

from cohorts.actions.exclusions import declare_exclusion, end_exclusion
from cohorts.actions.places import complete_place, confirm_release, take_back_completion, withdraw_place
from cohorts.actions.programmes import change_cohort, change_venue, move_cohort
from cohorts.actions.tasks import close_task, close_tasks, open_task
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Exclusion, Task
from messaging.models import Message
from people.models import AuditEvent
from tests.factories import (
    NOW,
    CohortFactory,
    MessageFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    VenueFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def legal() -> list[tuple[str, str]]:
    return [(state, to) for state, moves in Cohort.MOVES.items() for to in sorted(moves)]


def illegal() -> list[tuple[str, str]]:
    states = [str(state) for state in Cohort.State]
    return [(state, to) for state in states for to in states if to not in Cohort.MOVES[state] and to != state]


@pytest.mark.parametrize(("state", "to"), legal())
def test_move_cohort_makes_each_legal_move(state: str, to: str) -> None:
    cohort = CohortFactory.create(state=state)

    moved = move_cohort(cohort=cohort, to=to, by=PersonFactory.create(), now=LATER)

    assert (moved.state, moved.state_since, moved.version) == (to, LATER, 2)


@pytest.mark.parametrize(("state", "to"), illegal())
def test_move_cohort_refuses_every_other_move(state: str, to: str) -> None:
    cohort = CohortFactory.create(state=state)

    with pytest.raises(NotAllowedError, match="not possible"):
        move_cohort(cohort=cohort, to=to, by=PersonFactory.create(), now=LATER)


def test_move_cohort_twice_changes_nothing_more() -> None:
    cohort, person = CohortFactory.create(state="planning"), PersonFactory.create()

    for moment in (NOW, LATER):
        move_cohort(cohort=cohort, to="recruiting", by=person, now=moment)

    cohort.refresh_from_db()
    assert (cohort.state_since, cohort.version) == (NOW, 2)
    assert AuditEvent.objects.about(cohort).count() == 1


@pytest.mark.parametrize("factory", [PlaceFactory, OfferFactory])
def test_move_cohort_is_not_cancelled_over_peoples_heads(factory: type) -> None:
    cohort = factory.create().cohort  # type: ignore[attr-defined]

    with pytest.raises(NotAllowedError, match="Withdraw each of them first"):
        move_cohort(cohort=cohort, to="cancelled", by=PersonFactory.create(), now=NOW)


def test_change_cohort_refuses_an_old_version() -> None:
    cohort = CohortFactory.create()
    by = PersonFactory.create()
    change_cohort(cohort=cohort, version=1, values={"name": "First"}, by=by, now=NOW)

    with pytest.raises(StaleError) as stale:
        change_cohort(cohort=cohort, version=1, values={"name": "Second"}, by=by, now=NOW)

    assert str(stale.value.row) == "First"


def test_change_cohort_audits_the_names_of_fields_alone() -> None:
    cohort = CohortFactory.create(name="Old")

    change_cohort(
        cohort=cohort, version=1, values={"name": "New", "pairs_wanted": 10}, by=PersonFactory.create(), now=NOW
    )

    assert [event.fields for event in AuditEvent.objects.about(cohort)] == [["name"]]


def test_change_venue_keeps_a_room_that_a_workshop_uses() -> None:
    venue = VenueFactory.create()
    used, spare = (venue.rooms.create(name=name, capacity=10) for name in ("Used", "Spare"))
    WorkshopFactory.create(venue=venue, room=used)

    change_venue(venue=venue, version=1, values={}, rooms=[("New", 8)], by=PersonFactory.create(), now=NOW)

    assert list(venue.rooms.values_list("name", flat=True)) == ["New", "Used"]
    assert spare.name not in {"New", "Used"}


def test_withdraw_place_stops_the_messages_of_that_programme_alone() -> None:
    place, by = PlaceFactory.create(), PersonFactory.create()
    ours = MessageFactory.create(person=place.person, programme_ref=place.programme.ref)
    theirs = MessageFactory.create(person=place.person, programme_ref=ProgrammeFactory.create().ref)

    for _ in range(2):
        withdraw_place(place=place, reason="Moved", by=by, now=NOW)

    assert [Message.objects.get(pk=message.pk).state for message in (ours, theirs)] == ["cancelled", "queued"]
    assert list(AuditEvent.objects.about(place).values_list("action", flat=True)) == ["place.withdraw"]


def test_withdraw_place_refuses_who_has_completed() -> None:
    place, by = PlaceFactory.create(), PersonFactory.create()
    complete_place(place=place, by=by, now=NOW)

    with pytest.raises(NotAllowedError, match="completed the programme"):
        withdraw_place(place=place, reason="", by=by, now=NOW)


def test_take_back_completion_refuses_who_helps_out_as_a_graduate() -> None:
    place, by = PlaceFactory.create(), PersonFactory.create()
    complete_place(place=place, by=by, now=NOW)
    PlaceFactory.create(person=place.person, kind="graduate")

    with pytest.raises(NotAllowedError, match="helps out as a graduate"):
        take_back_completion(place=place, by=by, now=NOW)


def test_complete_place_refuses_who_has_left() -> None:
    place, by = PlaceFactory.create(), PersonFactory.create()
    withdraw_place(place=place, reason="", by=by, now=NOW)

    with pytest.raises(NotAllowedError, match="has left"):
        complete_place(place=place, by=by, now=NOW)


def test_confirm_release_keeps_who_confirmed_first() -> None:
    place = PlaceFactory.create(release_needed=True)
    first, second = PersonFactory.create_batch(2)

    for by in (first, second):
        confirm_release(place=place, by=by, now=NOW)

    place.refresh_from_db()
    assert place.released_by == first


def test_declare_exclusion_has_one_row_whoever_comes_first() -> None:
    programme, (one, other, by) = ProgrammeFactory.create(), PersonFactory.create_batch(3)

    declared = [
        declare_exclusion(programme=programme, one=first, other=second, reason="relative", by=by, now=NOW)
        for first, second in ((one, other), (other, one))
    ]

    assert declared[0] == declared[1]
    assert Exclusion.objects.count() == 1


def test_declare_exclusion_refuses_one_person() -> None:
    programme, person = ProgrammeFactory.create(), PersonFactory.create()

    with pytest.raises(ValueError, match="between two people"):
        declare_exclusion(programme=programme, one=person, other=person, reason="other", by=person, now=NOW)


def test_end_exclusion_lets_it_be_declared_again() -> None:
    programme, (one, other, by) = ProgrammeFactory.create(), PersonFactory.create_batch(3)
    first = declare_exclusion(programme=programme, one=one, other=other, reason="asked", by=by, now=NOW)

    end_exclusion(exclusion=first, by=by, now=LATER)
    second = declare_exclusion(programme=programme, one=one, other=other, reason="asked", by=by, now=LATER)

    assert first.pk != second.pk
    assert list(Exclusion.objects.current()) == [second]


def test_open_task_is_made_once_and_stays_done() -> None:
    programme, by = ProgrammeFactory.create(), PersonFactory.create()

    def make() -> Task:
        return open_task(key="k:1", kind="k", title="Phone", programme=programme, now=NOW)

    closed = close_task(task=make(), by=by, now=NOW)

    assert (make().state, closed.closed_by) == ("done", by)
    assert close_tasks(keys=["k:1"], by=by, now=LATER) == 0
