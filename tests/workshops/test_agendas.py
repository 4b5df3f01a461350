"""Agendas: from the programme's template, edited by hand, moved with the day, and checked."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from cohorts.actions.versions import StaleError
from cohorts.models import Cohort, Place
from people.models import Person
from tests.factories import NOW, NeedFactory, WorkshopFactory
from workshops.actions import Day, apply_template, move_workshop, plan_workshops, set_agenda, set_template
from workshops.agendas import Part, cautions_of_day, of_session, of_template, to_template
from workshops.forms.agendas import AgendaForm
from workshops.models import Session, Workshop

SignIn = Callable[[Person], Client]
TEA = Part(time(9, 30), "Arrive and tea", 30, is_break=True)
TALK = Part(time(10), "How we work together", 90, led_by="Both facilitators", room="Main hall", note="Bring cards")


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is 1 March 2027; the workshop is on 31 March."""
    travel("2027-03-01T09:00")


def parts_of(workshop: Workshop) -> list[Part]:
    """Return the agenda of a workshop as it is saved."""
    return [of_session(one) for one in Session.objects.filter(workshop=workshop)]


# --- the template --------------------------------------------------------------------------------------------------


def test_of_template_reads_what_to_template_wrote() -> None:
    assert of_template(to_template([], 2, [TEA, TALK]), 2) == [TEA, TALK]
    assert to_template([], 2, [TEA])[0] == []


def test_of_template_lets_an_entry_without_length_last_until_the_next() -> None:
    agenda = [[{"starts": "11:00", "title": "Talk"}, {"starts": "09:30", "title": "Tea"}, {"title": "No time"}, "odd"]]

    assert of_template(agenda, 1) == [Part(time(9, 30), "Tea", 90), Part(time(11), "Talk", 30)]
    assert (of_template(agenda, 2), of_template({"odd": 1}, 1), of_template(agenda, 0)) == ([], [], [])


def test_plan_workshops_copies_the_template_from_the_days_own_start(cohort: Cohort, coordinator: Person) -> None:
    set_template(programme=cohort.programme, version=1, number=1, parts=[TEA, TALK], by=coordinator, now=NOW)
    cohort.programme.refresh_from_db()
    day = Day(1, date(2027, 4, 1), time(10, 15), time(16))

    [made] = plan_workshops(cohort=cohort, days=[day], venue=cohort.venue, by=coordinator, now=NOW)

    assert [(part.starts, part.title, part.minutes) for part in parts_of(made)] == [
        (time(10, 15), "Arrive and tea", 30),
        (time(10, 45), "How we work together", 90),
    ]


def test_apply_template_leaves_alone_what_was_edited_by_hand_or_has_begun(
    workshop: Workshop, coordinator: Person
) -> None:
    programme = workshop.cohort.programme
    by_hand = WorkshopFactory.create(cohort__programme=programme, number=1, date=workshop.date)
    set_agenda(workshop=by_hand, version=1, parts=[TEA], by=coordinator, now=NOW)
    begun = WorkshopFactory.create(cohort__programme=programme, number=1, date=date(2027, 2, 1))
    set_template(programme=programme, version=1, number=1, parts=[TALK], by=coordinator, now=NOW)
    chosen = [workshop, by_hand, begun]

    first = apply_template(workshops=chosen, by=coordinator, now=NOW)
    again = apply_template(workshops=chosen, by=coordinator, now=NOW)

    assert (first, again) == (1, 0)
    assert [len(parts_of(one)) for one in chosen] == [1, 1, 0]
    assert (parts_of(workshop)[0].starts, parts_of(by_hand)) == (time(9, 30), [TEA])


# --- one workshop --------------------------------------------------------------------------------------------------


def test_set_agenda_says_who_edited_it_by_hand_and_the_same_again_changes_nothing(
    workshop: Workshop, coordinator: Person, facilitator: Person
) -> None:
    set_agenda(workshop=workshop, version=1, parts=[TEA, TALK], by=coordinator, now=NOW)

    again = set_agenda(workshop=workshop, version=2, parts=[TEA, TALK], by=facilitator, now=NOW)

    assert (again.agenda_changed_by, again.version, parts_of(workshop)) == (coordinator, 2, [TEA, TALK])


def test_set_agenda_refuses_an_old_version(workshop: Workshop, coordinator: Person) -> None:
    set_agenda(workshop=workshop, version=1, parts=[TEA], by=coordinator, now=NOW)

    with pytest.raises(StaleError):
        set_agenda(workshop=workshop, version=1, parts=[TALK], by=coordinator, now=NOW)


def test_move_workshop_moves_the_agenda_with_the_start(workshop: Workshop, coordinator: Person) -> None:
    set_agenda(workshop=workshop, version=1, parts=[TEA, TALK], by=coordinator, now=NOW)
    day = Day(1, workshop.date, time(10), time(16, 30))

    move_workshop(workshop=workshop, version=2, day=day, venue=workshop.venue, room=None, by=coordinator, now=NOW)

    assert [part.starts for part in parts_of(workshop)] == [time(10), time(10, 30)]


def test_agenda_constraints_hold(workshop: Workshop, coordinator: Person) -> None:
    Session.objects.create(workshop=workshop, starts=time(9), title="Short", minutes=1)
    with pytest.raises(IntegrityError, match="session_lasts_a_while"), transaction.atomic():
        Session.objects.create(workshop=workshop, starts=time(9), title="Nothing", minutes=0)
    with pytest.raises(IntegrityError, match="workshop_agenda_change"), transaction.atomic():
        Workshop.objects.filter(pk=workshop.pk).update(agenda_changed_at=NOW)
    Workshop.objects.filter(pk=workshop.pk).update(agenda_changed_at=NOW, agenda_changed_by=coordinator)


# --- the checks ----------------------------------------------------------------------------------------------------


def test_cautions_of_day_name_what_does_not_fit() -> None:
    parts = [Part(time(9), "Early", 60), Part(time(9, 45), "Over it", 60), Part(time(15, 30), "Late", 60)]

    found = cautions_of_day(parts, starts=time(9, 30), ends=time(16))

    assert [caution.words for caution in found] == [
        "“Over it” begins before “Early” ends at 10am.",
        "“Early” begins before the workshop does.",
        "The agenda lasts until 4:30pm; the workshop ends at 4pm.",
        "There are 180 minutes without a break.",
    ]


def test_cautions_of_day_mind_those_who_need_breaks() -> None:
    parts = [TEA, TALK, Part(time(11, 30), "More", 15)]

    found = cautions_of_day(parts, resting=2)

    assert (cautions_of_day(parts), cautions_of_day([TEA, TALK], resting=2)) == ([], [])
    assert [(one.words, one.urgent) for one in found] == [
        ("2 people need regular rest breaks; there are 105 minutes without one.", True)
    ]


# --- the page ------------------------------------------------------------------------------------------------------


def typed(*parts: Part, **changes: Any) -> dict[str, str]:
    """Return what the page posts for these parts, as it would show them, with changes."""
    form = AgendaForm(parts=parts)
    data = {"begins": form["begins"].value(), "seen_begins": form["seen_begins"].value(), "rows": str(form.count)}
    for line in form.lines():
        for field in line.fields.values():
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = "on" if value is True else str(value)
    return {key: str(value) for key, value in (data | {"version": "1"} | changes).items()}


def test_agenda_page_shows_saves_and_lets_parts_follow(
    workshop: Workshop, facilitator: Person, lay: Place, signed_in: SignIn
) -> None:
    client, path = signed_in(facilitator), f"/staff/workshops/{workshop.ref}/agenda/"

    client.post(path, typed(TEA, title_1="Round", minutes_1="45", title_2="Lunch", is_break_2="on"))

    assert [(part.starts, part.title, part.minutes, part.is_break) for part in parts_of(workshop)] == [
        (time(9, 30), "Arrive and tea", 30, True),
        (time(10), "Round", 45, False),
        (time(10, 45), "Lunch", 30, True),
    ]
    text = signed_in(lay.person).get("/my/dates/").content.decode()
    assert "10:45am to 11:15am" in text


def test_agenda_page_moves_the_day_but_not_what_was_retyped(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    set_agenda(workshop=workshop, version=1, parts=[TEA, TALK], by=coordinator, now=NOW)
    data = typed(TEA, TALK, begins="10am", starts_1="11am", version="2")

    signed_in(coordinator).post(f"/staff/workshops/{workshop.ref}/agenda/", data)

    assert [part.starts for part in parts_of(workshop)] == [time(10), time(11)]


def test_agenda_page_removes_a_part_without_words(workshop: Workshop, coordinator: Person, signed_in: SignIn) -> None:
    set_agenda(workshop=workshop, version=1, parts=[TEA, TALK], by=coordinator, now=NOW)

    signed_in(coordinator).post(f"/staff/workshops/{workshop.ref}/agenda/", typed(TEA, TALK, title_1="", version="2"))

    assert parts_of(workshop) == [TEA]


def test_agenda_page_keeps_what_was_typed_with_errors_and_with_more_rows(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    client, path = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/agenda/"

    refused = client.post(path, typed(title_0="Talk", starts_0="late", led_by_1="Ann"))
    more = client.post(path, typed(title_0="Talk", starts_0="10am") | {"more": "1"})

    assert refused.context["form"].errors == {
        "starts_0": ["Enter “Start of part 1” as a time, like 9:30am.", "Say when part 1 begins."],
        "title_1": ["Say what happens in part 2."],
    }
    assert (more.context["form"].count, more.context["form"]["title_0"].value()) == (6, "Talk")
    assert parts_of(workshop) == []


def test_agenda_page_sent_twice_is_no_conflict_with_oneself(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    client, path = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/agenda/"

    codes = [client.post(path, typed(TALK)).status_code for _turn in range(2)]

    workshop.refresh_from_db()
    assert (codes, workshop.version) == ([302, 302], 2)


def test_agenda_page_shows_both_where_somebody_else_saved_first(
    workshop: Workshop, coordinator: Person, facilitator: Person, signed_in: SignIn
) -> None:
    set_agenda(workshop=workshop, version=1, parts=[TEA], by=facilitator, now=NOW)
    client, path = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/agenda/"

    response = client.post(path, typed(TALK))

    assert response.status_code == 409
    assert [(row.yours, row.saved) for row in response.context["differences"]] == [
        ("10am to 11:30am: How we work together", "9:30am to 10am: Arrive and tea")
    ]
    assert response.context["form"]["version"].value() == "2"
    assert response.context["form"]["title_0"].value() == "How we work together"


def test_agenda_page_warns_where_somebody_needs_breaks(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    NeedFactory.create(person=lay.person, slug="rest-breaks")
    set_agenda(workshop=workshop, version=1, parts=[Part(time(9, 30), "Long", 100)], by=coordinator, now=NOW)

    text = signed_in(coordinator).get(f"/staff/workshops/{workshop.ref}/agenda/").content.decode()

    assert "1 person needs regular rest breaks; there are 100 minutes without one." in text


def test_template_page_offers_the_change_to_workshops_that_follow(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    programme, client = workshop.cohort.programme, signed_in(coordinator)
    path = f"/staff/workshops/agendas/{programme.ref}/1/"

    saved = client.post(path, typed(TEA, TALK))
    before = parts_of(workshop)
    client.post(saved["Location"], {"workshop": [workshop.ref]})

    assert saved["Location"] == f"{path}apply/"
    assert (before, parts_of(workshop)) == ([], [TEA, TALK])
    assert client.post(f"/staff/workshops/agendas/{programme.ref}/2/", typed(TEA, version="2"))["Location"] == (
        f"/staff/workshops/agendas/{programme.ref}/"
    )
    assert client.get(f"/staff/workshops/agendas/{programme.ref}/4/").status_code == 404
