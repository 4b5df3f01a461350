"""Needs become things to arrange: one a kind, dated, kept in step with who comes, and a task when late."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.actions.places import withdraw_place
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Place, Task
from people.actions.needs import end_need
from people.models import Person
from tests.factories import (
    NOW,
    ArrangementFactory,
    ConsentFactory,
    NeedFactory,
    PersonFactory,
    PlaceFactory,
    ProvisionFactory,
    WorkshopFactory,
)
from workshops.actions import (
    Booked,
    Day,
    book_provision,
    finish_provision,
    keep_provisions,
    move_workshop,
    send_apologies,
    stop_workshop,
    take_back_apologies,
)
from workshops.kinds import OVERDUE, SUPPLIER
from workshops.models import Arrangement, Provision, Session, Workshop
from workshops.tasks import keep_needs_arranged

SignIn = Callable[[Person], Client]
BSL = "bsl-interpreter"


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is 1 March 2027; the workshop is on 31 March."""
    travel("2027-03-01T09:00")


def needs(cohort, *slugs: str, people: int = 1) -> list[Place]:
    """Give the cohort people with these needs."""
    places = [PlaceFactory.create(cohort=cohort) for _each in range(people)]
    for place in places:
        for slug in slugs:
            NeedFactory.create(person=place.person, slug=slug)
    return places


def booked(**changes) -> Booked:
    """Return what a coordinator types, with changes."""
    usual = {"responsible": None, "supplier": "Oxford Sign", "booked": "Two interpreters", "cost": None, "done": True}
    return Booked(**(usual | changes))


def groups(workshop: Workshop) -> dict[str, tuple[int, bool]]:
    """Return for each thing to arrange how many people it serves, and whether it is wanted."""
    return {
        thing.group: (thing.arrangements.wanted().count(), thing.cancelled_at is None)
        for thing in Provision.objects.filter(workshop=workshop)
    }


# --- what is wanted ------------------------------------------------------------------------------------------------


def test_keep_provisions_groups_what_one_booking_serves(workshop: Workshop) -> None:
    needs(workshop.cohort, BSL, "print-24", people=2)
    needs(workshop.cohort, "vegan")
    needs(workshop.cohort, "halal")

    keep_provisions(workshop=workshop, now=NOW)

    assert groups(workshop) == {BSL: (2, True), "print-24": (2, True), "catering": (2, True)}


def test_keep_provisions_is_due_by_kind(workshop: Workshop) -> None:
    needs(workshop.cohort, BSL, "easy-read", "braille-1", "vegan", "facing-me", "quiet-room", "step-free")

    keep_provisions(workshop=workshop, now=NOW)

    before = {thing.group: (workshop.date - thing.due_on).days for thing in Provision.objects.filter(workshop=workshop)}
    # Step-free access is there already, so it is looked at a week before.
    assert before == {
        BSL: 42,
        "easy-read": 14,
        "braille-1": 28,
        "catering": 7,
        "facing-me": 3,
        "quiet-room": 28,
        "step-free": 7,
    }
    assert [one.group for one in Provision.objects.filter(at_venue=True)] == ["step-free"]


def test_keep_provisions_a_second_time_changes_nothing(workshop: Workshop) -> None:
    needs(workshop.cohort, BSL, "step-free")
    keep_provisions(workshop=workshop, now=NOW)

    assert keep_provisions(workshop=workshop, now=NOW + timedelta(hours=1)) == 0


def test_keep_provisions_keeps_two_other_needs_apart(workshop: Workshop) -> None:
    needs(workshop.cohort, "other", people=2)

    keep_provisions(workshop=workshop, now=NOW)

    assert sorted(served for served, _wanted in groups(workshop).values()) == [1, 1]


def test_keep_provisions_knows_whether_the_agenda_has_breaks(workshop: Workshop) -> None:
    needs(workshop.cohort, "rest-breaks")
    Session.objects.create(workshop=workshop, starts=time(9, 30), minutes=120, title="Long")
    keep_provisions(workshop=workshop, now=NOW)
    before = Provision.objects.get().at_venue
    Session.objects.update(minutes=60)
    Session.objects.create(workshop=workshop, starts=time(10, 30), minutes=15, title="Tea", is_break=True)

    keep_provisions(workshop=workshop, now=NOW)

    assert (before, Provision.objects.get().at_venue) == (False, True)


@pytest.mark.parametrize("way", ["apologies", "left", "ended"])
def test_keep_provisions_cancels_what_nobody_needs_any_more(workshop: Workshop, coordinator: Person, way: str) -> None:
    [place] = needs(workshop.cohort, BSL)
    keep_provisions(workshop=workshop, now=NOW)
    if way == "apologies":
        send_apologies(workshop=workshop, place=place, reason="", by=place.person, now=NOW)
    elif way == "left":
        withdraw_place(place=place, reason="Moved away", by=coordinator, now=NOW)
    else:
        end_need(need=place.person.needs.get(), by=place.person, now=NOW)

    keep_provisions(workshop=workshop, now=NOW)

    assert (groups(workshop), Arrangement.objects.get().cancelled_why) == ({BSL: (0, False)}, way)


def test_keep_provisions_brings_back_what_is_needed_again(workshop: Workshop) -> None:
    [place] = needs(workshop.cohort, BSL)
    keep_provisions(workshop=workshop, now=NOW)
    send_apologies(workshop=workshop, place=place, reason="", by=place.person, now=NOW)
    take_back_apologies(workshop=workshop, place=place, by=place.person, now=NOW)

    keep_provisions(workshop=workshop, now=NOW)

    assert groups(workshop) == {BSL: (1, True)}
    assert Provision.objects.count() == 1


def test_keep_provisions_leaves_a_workshop_that_has_been(workshop: Workshop, coordinator: Person) -> None:
    [place] = needs(workshop.cohort, BSL)
    keep_provisions(workshop=workshop, now=NOW)
    withdraw_place(place=place, reason="Moved away", by=coordinator, now=NOW)

    assert keep_provisions(workshop=workshop, now=NOW + timedelta(days=31)) == 0
    assert groups(workshop) == {BSL: (1, True)}


def test_keep_provisions_asks_to_cancel_what_was_booked(workshop: Workshop, coordinator: Person) -> None:
    needs(workshop.cohort, BSL)
    keep_provisions(workshop=workshop, now=NOW)
    book_provision(provision=Provision.objects.get(), version=1, booked=booked(), by=coordinator, now=NOW)

    stop_workshop(workshop=workshop, to="cancelled", why="Flood", by=coordinator, now=NOW)
    keep_needs_arranged(NOW)

    thing = Provision.objects.get()
    assert (thing.cancelled_at, thing.done_at, thing.supplier) == (NOW, None, "Oxford Sign")
    assert Task.objects.get(kind=SUPPLIER.slug).title == (
        f"British Sign Language interpreter for {workshop.cohort}, Workshop 1 on Wednesday 31 March 2027 "
        "is not needed: cancel it with Oxford Sign"
    )


def test_keep_provisions_opens_again_what_was_done_for_another_day(workshop: Workshop, coordinator: Person) -> None:
    needs(workshop.cohort, BSL)
    keep_provisions(workshop=workshop, now=NOW)
    book_provision(provision=Provision.objects.get(), version=1, booked=booked(), by=coordinator, now=NOW)
    day = Day(1, date(2027, 5, 12), workshop.starts, workshop.ends)

    move_workshop(workshop=workshop, version=1, day=day, venue=workshop.venue, room=None, by=coordinator, now=NOW)
    keep_needs_arranged(NOW)

    thing = Provision.objects.get()
    assert (thing.done_at, thing.booked_for, thing.due_on) == (None, date(2027, 3, 31), date(2027, 3, 31))
    assert "tell Oxford Sign that Wednesday 31 March 2027 has become Wednesday 12 May 2027" in (
        Task.objects.get(kind=SUPPLIER.slug).title
    )


# --- late ----------------------------------------------------------------------------------------------------------


def test_sweep_makes_one_task_for_what_is_late_and_it_closes_itself(workshop: Workshop, coordinator: Person) -> None:
    needs(workshop.cohort, BSL, "print-24")

    keep_needs_arranged(NOW)
    keep_needs_arranged(NOW + timedelta(hours=1))

    task = Task.objects.get(kind=OVERDUE.slug)
    assert (task.due_on, task.programme) == (date(2027, 2, 17), workshop.cohort.programme)
    finish_provision(provision=Provision.objects.get(group=BSL), by=coordinator, now=NOW)
    task.refresh_from_db()
    assert (task.state, task.closed_by) == (Task.State.DONE, coordinator)


def test_sweep_drops_the_task_when_the_need_has_gone_and_makes_another_when_it_is_undone(
    workshop: Workshop, coordinator: Person
) -> None:
    [place] = needs(workshop.cohort, BSL)
    keep_needs_arranged(NOW)
    thing = finish_provision(provision=Provision.objects.get(), by=coordinator, now=NOW)
    book_provision(provision=thing, version=thing.version, booked=booked(done=False), by=coordinator, now=NOW)

    keep_needs_arranged(NOW)
    end_need(need=place.person.needs.get(), by=place.person, now=NOW)
    keep_needs_arranged(NOW)

    assert list(Task.objects.filter(kind=OVERDUE.slug).order_by("pk").values_list("state", flat=True)) == [
        "done",
        "dropped",
    ]


def test_sweep_is_quiet_when_nothing_changed(workshop: Workshop) -> None:
    needs(workshop.cohort, BSL)
    keep_needs_arranged(NOW)

    assert keep_needs_arranged(NOW) == 0


# --- booking -------------------------------------------------------------------------------------------------------


def test_book_provision_notes_who_what_and_for_which_day(workshop: Workshop, coordinator: Person) -> None:
    thing = ProvisionFactory.create(workshop=workshop, group=BSL)

    said = booked(responsible=coordinator, cost=Decimal("480.00"))
    saved = book_provision(provision=thing, version=1, booked=said, by=coordinator, now=NOW)

    assert (saved.responsible, saved.cost, saved.done_by, saved.booked_for) == (
        coordinator,
        Decimal("480.00"),
        coordinator,
        workshop.date,
    )


def test_book_provision_twice_is_one_booking_and_a_second_editor_is_told(
    workshop: Workshop, coordinator: Person
) -> None:
    thing = ProvisionFactory.create(workshop=workshop, group=BSL)
    saved = book_provision(provision=thing, version=1, booked=booked(), by=coordinator, now=NOW)
    again = book_provision(
        provision=thing, version=2, booked=booked(), by=PersonFactory.create(), now=NOW + timedelta(hours=1)
    )

    assert (again.done_at, again.done_by, again.version) == (saved.done_at, coordinator, 2)
    with pytest.raises(StaleError):
        book_provision(provision=thing, version=1, booked=booked(supplier="Else"), by=coordinator, now=NOW)


def test_finish_provision_refuses_what_nobody_needs(workshop: Workshop, coordinator: Person) -> None:
    thing = ProvisionFactory.create(workshop=workshop, group=BSL, cancelled_at=NOW)

    with pytest.raises(NotAllowedError):
        finish_provision(provision=thing, by=coordinator, now=NOW)


# --- the database itself -------------------------------------------------------------------------------------------


def refused(name: str, **values) -> bool:
    """Tell whether the database refuses a thing with these values, for this reason."""
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        ProvisionFactory.create(workshop=WorkshopFactory.create(), group=BSL, **values)
    return name in str(error.value)


def test_provision_constraints_hold(db) -> None:
    by = PersonFactory.create()

    assert refused("provision_done_has_when_who_and_day", done_at=NOW)
    assert refused("provision_done_has_when_who_and_day", done_at=NOW, done_by=by)
    assert refused(
        "provision_is_not_done_and_cancelled", done_at=NOW, done_by=by, booked_for=NOW.date(), cancelled_at=NOW
    )
    assert refused("provision_cost_not_negative", cost=Decimal(-1))
    ProvisionFactory.create(group=BSL, done_at=NOW, done_by=by, booked_for=NOW.date(), cost=Decimal(0))
    ProvisionFactory.create(group=BSL, cancelled_at=NOW)


def test_provision_once_a_workshop(workshop: Workshop) -> None:
    ProvisionFactory.create(workshop=workshop, group=BSL)
    ProvisionFactory.create(group=BSL)

    with pytest.raises(IntegrityError), transaction.atomic():
        Provision.objects.create(workshop=workshop, group=BSL, due_on=NOW.date())


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({}, True),
        ({"cancelled_at": NOW, "cancelled_why": "left"}, True),
        ({"cancelled_at": NOW}, False),
        ({"cancelled_why": "left"}, False),
        ({"met": "yes", "met_at": NOW, "met_by": True}, True),
        ({"met": "yes", "met_at": NOW}, False),
        ({"met_at": NOW, "met_by": True}, False),
    ],
)
def test_arrangement_constraints_hold(db, values: dict, allowed: bool) -> None:
    if "met_by" in values:
        values = values | {"met_by": PersonFactory.create()}

    if allowed:
        assert ArrangementFactory.create(**values).pk
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            ArrangementFactory.create(**values)


# --- the pages -----------------------------------------------------------------------------------------------------


def page(client: Client, path: str) -> tuple[str, int]:
    """Return the words of a page, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        text = client.get(path).content.decode()
    return text, len(queries)


@pytest.mark.parametrize("path", ["/staff/workshops/to-arrange/", "/staff/workshops/{ref}/needs/"])
def test_to_arrange_pages_ask_alike_for_1_and_3(
    workshop: Workshop, coordinator: Person, signed_in: SignIn, path: str
) -> None:
    client = signed_in(coordinator)
    needs(workshop.cohort, BSL)
    keep_provisions(workshop=workshop, now=NOW)
    one, few = page(client, path.format(ref=workshop.ref))
    needs(workshop.cohort, BSL, "print-24", "vegan", people=2)
    keep_provisions(workshop=workshop, now=NOW)

    three, many = page(client, path.format(ref=workshop.ref))

    assert ("for 1 person" in one, "for 3 people" in three, "2 packs" in three) == (True, True, True)
    assert few == many <= 12


def test_to_arrange_page_shows_what_is_late_what_i_do_and_what_is_done(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    client = signed_in(coordinator)
    for group, values in {
        BSL: {"due_on": date(2027, 2, 1)},
        "print-24": {"responsible": coordinator},
        "vegan": {"done_at": NOW, "done_by": coordinator, "booked_for": workshop.date},
    }.items():
        ProvisionFactory.create(workshop=workshop, group=group, **values)

    def shown(query: str) -> list[str]:
        things = client.get(f"/staff/workshops/to-arrange/?{query}").context["things"]
        return [thing.provision.group for thing in things]

    assert shown("") == [BSL, "print-24"]
    assert shown("show=late") == [BSL]
    assert shown("show=done") == ["vegan"]
    assert shown("who=me") == ["print-24"]


def test_done_button_goes_back_to_the_list_and_never_elsewhere(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    ProvisionFactory.create(workshop=workshop, group=BSL)
    client, path = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/needs/{BSL}/done/"

    back = client.post(path, {"next": "/staff/workshops/to-arrange/?show=late"})["Location"]
    elsewhere = client.post(path, {"next": "https://example.org/"})["Location"]

    assert (back, elsewhere) == (
        "/staff/workshops/to-arrange/?show=late",
        f"/staff/workshops/{workshop.ref}/needs/",
    )
    assert Provision.objects.get().is_done


def test_thing_page_sent_twice_is_no_conflict_with_oneself(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    thing = ProvisionFactory.create(workshop=workshop, group=BSL)
    client, page = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/needs/{BSL}/"
    sent = {"supplier": "Mine", "cost": "12.50", "done": "on", "version": "1"}

    codes = [client.post(page, sent).status_code for _turn in range(2)]

    thing.refresh_from_db()
    assert (codes, thing.supplier, thing.is_done, thing.version) == ([302, 302], "Mine", True, 2)


def test_thing_page_shows_both_where_somebody_else_saved_first(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    ProvisionFactory.create(workshop=workshop, group=BSL, supplier="Theirs", version=2)

    response = signed_in(coordinator).post(
        f"/staff/workshops/{workshop.ref}/needs/{BSL}/", {"supplier": "Mine", "version": "1"}
    )

    assert response.status_code == 409
    assert [(row.yours, row.saved) for row in response.context["differences"]] == [("Mine", "Theirs")]


def test_sheet_counts_without_names_and_keeps_notes_of_who_did_not_share(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    for note, shares in (("No nuts at all", True), ("A secret", False)):
        person = PlaceFactory.create(cohort=workshop.cohort).person
        NeedFactory.create(person=person, slug="food-allergy", note=note)
        if shares:
            ConsentFactory.create(person=person, purpose="sharing_needs")
    keep_provisions(workshop=workshop, now=NOW)

    text, queries = page(signed_in(coordinator), f"/staff/workshops/{workshop.ref}/needs/sheet/")

    names = [place.person.family_name for place in Place.objects.all()]
    assert ("for 2 people" in text, "No nuts at all" in text, "A secret" in text) == (True, True, False)
    assert [name for name in names if name in text.replace(str(coordinator), "")] == []
    assert queries <= 12


def test_to_arrange_pages_say_what_somebody_wrote_who_needs_something_else(
    workshop: Workshop, coordinator: Person, facilitator: Person, signed_in: SignIn
) -> None:
    workshop.lay_facilitator = facilitator
    workshop.save()
    for note, shares in (("A chair with arms", True), ("My own cup", False)):
        person = PlaceFactory.create(cohort=workshop.cohort).person
        NeedFactory.create(person=person, slug="other", note=note)
        if shares:
            ConsentFactory.create(person=person, purpose="sharing_needs")
    keep_provisions(workshop=workshop, now=NOW)

    def seen(reader: Person, tab: str) -> list[bool]:
        text, _queries = page(signed_in(reader), f"/staff/workshops/{workshop.ref}/{tab}/")
        return [f"Something else: {note}" in text for note in ("A chair with arms", "My own cup")]

    screens = ("needs", "people", "register")
    assert [seen(coordinator, tab) for tab in screens] == [[True, True]] * 3
    assert [seen(facilitator, tab) for tab in screens] == [[True, False]] * 3
    assert seen(coordinator, "register/paper") == [False, False]
