"""The register: marked, corrected, and never overwritten unseen."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from people.models import Person
from tests.factories import PersonFactory, RegisterEntryFactory
from workshops.actions import Marking, mark_held, open_register, save_register, send_apologies, take_back_apologies
from workshops.models import RegisterCorrection, RegisterEntry, Workshop

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
ON_THE_DAY = datetime(2027, 3, 31, 12, 0, tzinfo=UTC)


def marking(
    place: Place, mark: str, note: str = "", *, seen: str = "expected", said: str = "", version: int = 1
) -> Marking:
    """Return one row as a page sends it."""
    return Marking(place.pk, mark, note, seen, said, version)


def test_open_register_expects_everybody_with_an_active_place_once(
    workshop: Workshop, lay: Place, professional: Place, coordinator: Person
) -> None:
    Place.objects.filter(pk=professional.pk).update(state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)

    assert (open_register(workshop=workshop), open_register(workshop=workshop)) == (1, 0)
    assert [(entry.place, entry.mark, entry.version) for entry in workshop.register.all()] == [(lay, "expected", 1)]


def test_save_register_marks_who_came_and_leaves_the_others(
    workshop: Workshop, lay: Place, professional: Place, facilitator: Person
) -> None:
    saved = save_register(
        workshop=workshop,
        markings=[marking(lay, "part", "Left at lunch"), marking(professional, "expected")],
        by=facilitator,
        now=ON_THE_DAY,
    )

    assert (saved.changed, saved.conflicts) == (1, ())
    entry = RegisterEntry.objects.get(place=lay)
    assert (entry.mark, entry.note, entry.marked_by, entry.marked_at) == (
        "part",
        "Left at lunch",
        facilitator,
        ON_THE_DAY,
    )
    assert RegisterEntry.objects.get(place=professional).marked_at is None
    assert RegisterCorrection.objects.count() == 0


def test_save_register_keeps_what_a_marked_row_said_before(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "no_show", "?")], by=facilitator, now=ON_THE_DAY)
    later = ON_THE_DAY + timedelta(hours=1)

    save_register(
        workshop=workshop,
        markings=[marking(lay, "present", seen="no_show", said="?", version=2)],
        by=facilitator,
        now=later,
    )

    correction = RegisterCorrection.objects.get()
    assert (correction.mark_before, correction.note_before, correction.corrected_at) == ("no_show", "?", later)
    assert RegisterEntry.objects.get().mark == "present"


def test_save_register_shows_both_where_two_people_differ(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    colleague = PersonFactory.create()
    save_register(workshop=workshop, markings=[marking(lay, "present")], by=colleague, now=ON_THE_DAY)

    saved = save_register(workshop=workshop, markings=[marking(lay, "no_show")], by=facilitator, now=ON_THE_DAY)

    assert saved.changed == 0
    assert [(one.entry.mark, one.entry.marked_by, one.mine.mark) for one in saved.conflicts] == [
        ("present", colleague, "no_show")
    ]
    assert RegisterEntry.objects.get().mark == "present"


def test_save_register_leaves_rows_alone_that_this_page_did_not_touch(
    workshop: Workshop, lay: Place, facilitator: Person
) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "present")], by=PersonFactory.create(), now=ON_THE_DAY)

    saved = save_register(workshop=workshop, markings=[marking(lay, "expected")], by=facilitator, now=ON_THE_DAY)

    assert (saved.changed, saved.conflicts) == (0, ())
    assert RegisterEntry.objects.get().mark == "present"


def test_save_register_agrees_where_two_people_say_the_same(
    workshop: Workshop, lay: Place, facilitator: Person
) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "present")], by=PersonFactory.create(), now=ON_THE_DAY)

    saved = save_register(workshop=workshop, markings=[marking(lay, "present")], by=facilitator, now=ON_THE_DAY)

    assert (saved.changed, saved.conflicts) == (0, ())


def test_save_register_refuses_a_cancelled_workshop(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    workshop.state = "cancelled"

    with pytest.raises(NotAllowedError):
        save_register(workshop=workshop, markings=[marking(lay, "present")], by=facilitator, now=ON_THE_DAY)


def test_send_apologies_and_take_them_back(workshop: Workshop, lay: Place) -> None:
    entry = send_apologies(workshop=workshop, place=lay, reason="At work", by=lay.person, now=NOW)
    assert (entry.mark, entry.note, entry.marked_by) == ("apologies", "At work", lay.person)

    entry = take_back_apologies(workshop=workshop, place=lay, by=lay.person, now=NOW)

    assert (entry.mark, entry.note) == ("expected", "")
    assert [one.mark_before for one in entry.corrections.all()] == ["apologies"]


def test_send_apologies_twice_says_it_once(workshop: Workshop, lay: Place) -> None:
    for _twice in range(2):
        entry = send_apologies(workshop=workshop, place=lay, reason="", by=lay.person, now=NOW)

    assert (entry.mark, entry.version, entry.corrections.count()) == ("apologies", 2, 0)


def test_send_apologies_is_too_late_once_the_workshop_began(workshop: Workshop, lay: Place) -> None:
    with pytest.raises(NotAllowedError, match="Phone us"):
        send_apologies(workshop=workshop, place=lay, reason="", by=lay.person, now=ON_THE_DAY)


def test_mark_held_needs_somebody_present(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "no_show")], by=facilitator, now=ON_THE_DAY)

    with pytest.raises(NotAllowedError, match="Take the register first"):
        mark_held(workshop=workshop, by=facilitator, now=ON_THE_DAY)


def test_mark_held_waits_until_it_has_begun(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "present")], by=facilitator, now=NOW)

    with pytest.raises(NotAllowedError, match="has not begun"):
        mark_held(workshop=workshop, by=facilitator, now=NOW)


def test_mark_held_twice_keeps_who_and_when(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "present")], by=facilitator, now=ON_THE_DAY)
    mark_held(workshop=workshop, by=facilitator, now=ON_THE_DAY)

    again = mark_held(workshop=workshop, by=PersonFactory.create(), now=ON_THE_DAY + timedelta(days=1))

    assert (again.state, again.held_by, again.held_at) == ("held", facilitator, ON_THE_DAY)


def test_mark_held_refuses_a_postponed_workshop(workshop: Workshop, facilitator: Person) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(state="postponed")

    with pytest.raises(NotAllowedError, match="new date first"):
        mark_held(workshop=workshop, by=facilitator, now=ON_THE_DAY)


def test_save_register_corrects_a_held_workshop_too(workshop: Workshop, lay: Place, facilitator: Person) -> None:
    save_register(workshop=workshop, markings=[marking(lay, "present")], by=facilitator, now=ON_THE_DAY)
    held = mark_held(workshop=workshop, by=facilitator, now=ON_THE_DAY)

    saved = save_register(
        workshop=held, markings=[marking(lay, "part", seen="present", version=2)], by=facilitator, now=ON_THE_DAY
    )

    assert saved.changed == 1


def test_the_database_keeps_one_entry_a_place(workshop: Workshop, lay: Place) -> None:
    RegisterEntryFactory.create(workshop=workshop, place=lay)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntryFactory.create(workshop=workshop, place=lay)


def test_the_database_keeps_when_and_who_of_a_mark_together(workshop: Workshop, lay: Place) -> None:
    entry = RegisterEntryFactory.create(workshop=workshop, place=lay)

    with pytest.raises(IntegrityError, match="register_mark_has_when_and_who"), transaction.atomic():
        RegisterEntry.objects.filter(pk=entry.pk).update(marked_at=NOW)
