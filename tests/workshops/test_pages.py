"""The pages: who may open them, what they ask of the database, and that nothing typed is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cohorts.models import Cohort, Place, Role, TeamMembership
from messaging.models import Message
from people.models import AuditEvent, Consent, Need, Person
from tests.factories import (
    ArrangementFactory,
    CohortFactory,
    PairFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RegisterEntryFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)
from workshops.actions import keep_provisions
from workshops.actions.claims import Cost, send_claim
from workshops.forms.schedule import MoveForm
from workshops.models import Provision, RegisterEntry, Session, Workshop

NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
SignIn = Callable[[Person], Client]
OTHERS = "Save, and all others were present"
STAFF_PAGES = ("", "edit/", "move/", "agenda/", "needs/", "postpone/", "cancel/", "register/", "register/history/")
FACILITATOR_PAGES = ("", "agenda/", "register/", "register/history/")


@pytest.fixture(autouse=True)
def today(travel: Callable[[str], datetime]) -> None:
    """It is 1 March 2027."""
    travel("2027-03-01T09:00")


def need(person: Person, slug: str = "hearing-loop") -> Need:
    """Record a need."""
    return Need.objects.create(
        person=person,
        category="environment",
        slug=slug,
        note="A private note",
        recorded_by=person,
        recorded_at=NOW,
        review_due_on=NOW.date(),
    )


def share_needs(person: Person) -> None:
    """Agree that facilitators know the needs."""
    Consent.objects.create(
        person=person, purpose="sharing_needs", version=1, text_hash="x", given_at=NOW, given_by=person
    )


def move_data(workshop: Workshop, **changed: str) -> dict[str, str]:
    """Return what the move form posts for a workshop, with changes."""
    initial = MoveForm.initial_of(workshop)
    return {
        "date_day": str(workshop.date.day),
        "date_month": str(workshop.date.month),
        "date_year": str(workshop.date.year),
        "starts": initial["starts"],
        "ends": initial["ends"],
        "venue": str(workshop.venue_id),
        "room": "",
        "version": str(workshop.version),
    } | changed


# --- who may open what ---------------------------------------------------------------------------------------------


def statuses(client: Client, workshop: Workshop) -> dict[str, int]:
    """Return the status of every staff page of a workshop."""
    return {page: client.get(f"/staff/workshops/{workshop.ref}/{page}").status_code for page in STAFF_PAGES}


def test_staff_pages_open_to_the_programmes_coordinator(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    assert statuses(signed_in(coordinator), workshop) == dict.fromkeys(STAFF_PAGES, 200)


def test_staff_pages_open_to_a_facilitator_as_far_as_the_day_needs(
    workshop: Workshop, facilitator: Person, signed_in: SignIn
) -> None:
    expected = {page: 200 if page in FACILITATOR_PAGES else 404 for page in STAFF_PAGES}

    assert statuses(signed_in(facilitator), workshop) == expected


def test_staff_pages_are_not_found_by_anybody_else(workshop: Workshop, lay: Place, signed_in: SignIn) -> None:
    evaluator = TeamMembershipFactory.create(
        programme=workshop.cohort.programme, role=TeamMembership.Role.EVALUATOR
    ).person
    elsewhere = TeamMembershipFactory.create(programme=ProgrammeFactory.create()).person

    for person in (lay.person, evaluator, elsewhere):
        assert statuses(signed_in(person), workshop) == dict.fromkeys(STAFF_PAGES, 404)


def test_pages_of_participants_are_not_found_by_strangers(workshop: Workshop, signed_in: SignIn) -> None:
    client = signed_in(PersonFactory.create())

    for page in ("", "apologies/", "claim/"):
        assert client.get(f"/my/dates/{workshop.ref}/{page}").status_code == 404
    assert client.get("/my/dates/").status_code == 200


def test_buttons_are_not_links(workshop: Workshop, coordinator: Person, lay: Place, signed_in: SignIn) -> None:
    for page in ("confirm/", "held/"):
        assert signed_in(coordinator).get(f"/staff/workshops/{workshop.ref}/{page}").status_code == 405
    assert signed_in(lay.person).get(f"/my/dates/{workshop.ref}/coming/").status_code == 405


# --- queries -------------------------------------------------------------------------------------------------------


def fill(cohort: Cohort, people: int, number: int) -> Workshop:
    """Give a cohort one more workshop, and a number of pairs with needs, consents, register and claims."""
    workshop = WorkshopFactory.create(cohort=cohort, number=number, date=NOW.date() - timedelta(days=number))
    Session.objects.create(workshop=workshop, starts=workshop.starts, title="Welcome")
    for _each in range(people):
        lay = PlaceFactory.create(cohort=cohort)
        professional = PlaceFactory.create(cohort=cohort, role=Role.PROFESSIONAL)
        PairFactory.create(cohort=cohort, lay=lay, professional=professional, state="introduced",
                           introduced_at=NOW, introduced_by=lay.person)  # fmt: skip
        share_needs(lay.person)
        ArrangementFactory.create(workshop=workshop, need=need(lay.person))
        RegisterEntryFactory.create(
            workshop=workshop, place=lay, mark="present", marked_at=NOW, marked_by=professional.person
        )
        send_claim(
            workshop=workshop,
            place=lay,
            costs=[Cost("fare", 4, "")],  # type: ignore[arg-type]
            payment_declined=False,
            by=lay.person,
            now=NOW,
        )
    return workshop


def queries(client: Client, path: str) -> int:
    """Return how many queries a page takes."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("/staff/workshops/", 12),
        ("/staff/workshops/led/", 12),
        ("/staff/workshops/claims/", 12),
        ("/staff/workshops/{ref}/", 12),
        ("/staff/workshops/{ref}/register/", 12),
        ("/staff/workshops/{ref}/register/history/", 12),
        ("/staff/workshops/{ref}/edit/", 8),
        ("/staff/workshops/{ref}/move/", 8),
        ("/staff/workshops/{ref}/agenda/", 8),
        ("/staff/workshops/{ref}/cancel/", 8),
        ("/staff/workshops/{ref}/needs/", 8),
    ],
)
def test_staff_pages_ask_the_same_for_one_row_and_for_three(
    cohort: Cohort, coordinator: Person, signed_in: SignIn, path: str, limit: int
) -> None:
    TeamMembershipFactory.create(programme=cohort.programme, person=coordinator, role="facilitator")
    first = fill(cohort, 1, 1)
    Workshop.objects.update(lay_facilitator=coordinator)
    client, page = signed_in(coordinator), path.format(ref=first.ref)
    one = queries(client, page)

    fill(cohort, 3, 2)
    fill(CohortFactory.create(programme=cohort.programme), 1, 1)
    Workshop.objects.update(lay_facilitator=coordinator)
    three = queries(client, page)

    assert three == one
    assert one <= limit


def test_plan_page_asks_the_same_for_one_workshop_and_for_three(
    cohort: Cohort, coordinator: Person, signed_in: SignIn
) -> None:
    client, page = signed_in(coordinator), f"/staff/workshops/plan/{cohort.ref}/"
    three = queries(client, page)
    type(cohort.programme).objects.update(workshops=1)

    assert queries(client, page) == three
    assert three <= 8


@pytest.mark.parametrize(
    ("path", "limit"), [("/my/dates/", 12), ("/my/dates/{ref}/", 12), ("/my/dates/{ref}/apologies/", 8)]
)
def test_my_pages_ask_the_same_for_one_row_and_for_three(
    workshop: Workshop, lay: Place, signed_in: SignIn, path: str, limit: int
) -> None:
    client, page = signed_in(lay.person), path.format(ref=workshop.ref)
    need(lay.person)
    one = queries(client, page)
    for number in (2, 3):
        WorkshopFactory.create(cohort=workshop.cohort, number=number)
    need(lay.person, "parking")

    assert queries(client, page) == one
    assert one <= limit


# --- planning and moving -------------------------------------------------------------------------------------------


def test_plan_page_plans_every_workshop_of_the_programme(
    cohort: Cohort, coordinator: Person, facilitator: Person, signed_in: SignIn
) -> None:
    data = {"venue": str(cohort.venue_id), "lay_facilitator": str(facilitator.pk)}
    for number, month in ((1, "4"), (2, "5"), (3, "6")):
        data |= {f"date_{number}_day": "14", f"date_{number}_month": month, f"date_{number}_year": "2027"}
        data |= {f"starts_{number}": "9.30am", f"ends_{number}": "16:00"}

    response = signed_in(coordinator).post(f"/staff/workshops/plan/{cohort.ref}/", data)

    assert response.status_code == 302
    planned = cohort.workshops.order_by("number")
    assert [(one.number, one.date.month, one.starts.hour, one.ends.hour) for one in planned] == [
        (1, 4, 9, 16),
        (2, 5, 9, 16),
        (3, 6, 9, 16),
    ]
    assert {one.lay_facilitator for one in planned} == {facilitator}
    again = signed_in(coordinator).post(f"/staff/workshops/plan/{cohort.ref}/", data, follow=True)
    assert "has a date already" in again.content.decode()


def test_plan_page_keeps_what_was_typed_and_names_what_is_wrong(
    cohort: Cohort, coordinator: Person, facilitator: Person, signed_in: SignIn
) -> None:
    data = {"venue": str(cohort.venue_id), "date_1_day": "14", "date_1_month": "4", "date_1_year": "2027"}
    data |= {"date_2_day": "13", "date_2_month": "4", "date_2_year": "2027", "starts_1": "4pm", "ends_1": "9:30am"}
    data |= {"lay_facilitator": str(facilitator.pk), "professional_facilitator": str(facilitator.pk)}

    response = signed_in(coordinator).post(f"/staff/workshops/plan/{cohort.ref}/", data)

    errors = response.context["form"].errors
    assert errors["date_2"] == ["Workshop 2 must be after workshop 1."]
    assert errors["date_3"] == ["Enter an answer for “Date of workshop 3”."]
    assert errors["ends_1"] == ["The end must be after the start. Check both times."]
    assert errors["professional_facilitator"] == [
        "Choose two people: one lay and one professional facilitator lead together."
    ]
    assert 'value="4pm"' in response.content.decode()
    assert cohort.workshops.count() == 0


def test_move_page_shows_what_moves_along_before_it_moves(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    client, page = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/move/"
    typed = move_data(workshop, date_day="3", date_month="5")

    preview = client.post(page, typed)

    text = preview.content.decode()
    assert "1 person hears of it" in text
    assert "This is a bank holiday: May Day." in text
    workshop.refresh_from_db()
    assert workshop.sequence == 0
    assert client.post(page, typed | {"confirmed": "1"}).status_code == 302
    workshop.refresh_from_db()
    assert (workshop.date.month, workshop.sequence) == (5, 1)
    assert Message.objects.filter(purpose="workshop-moved", person=lay.person).count() == 1


def test_move_page_sent_twice_moves_once(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    client, page = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/move/"
    typed = move_data(workshop, date_month="5") | {"confirmed": "1"}
    client.post(page, typed)

    again = client.post(page, typed)

    assert again.status_code == 302
    workshop.refresh_from_db()
    assert workshop.sequence == 1
    assert Message.objects.filter(purpose="workshop-moved").count() == 1


def test_move_page_shows_both_where_somebody_else_saved_first(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    typed = move_data(workshop, date_month="5") | {"confirmed": "1"}
    Workshop.objects.filter(pk=workshop.pk).update(version=2, starts="10:00")

    response = signed_in(coordinator).post(f"/staff/workshops/{workshop.ref}/move/", typed)

    assert response.status_code == 409
    assert [(row.label, row.yours, row.saved) for row in response.context["differences"]] == [
        ("Date", "Monday 31 May 2027", "Wednesday 31 March 2027"),
        ("Start", "9:30am", "10am"),
    ]
    assert response.context["form"]["version"].value() == "2"


def test_move_page_goes_back_to_what_was_typed(workshop: Workshop, coordinator: Person, signed_in: SignIn) -> None:
    typed = move_data(workshop, date_month="5") | {"change": "1"}

    response = signed_in(coordinator).post(f"/staff/workshops/{workshop.ref}/move/", typed)

    assert response.context["form"]["date"].value() == ["31", "5", "2027"]


def test_edit_page_sent_twice_is_no_conflict_with_oneself(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    client, page = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/edit/"

    codes = [client.post(page, {"title": "Mine", "version": "1"}).status_code for _turn in range(2)]

    workshop.refresh_from_db()
    assert (codes, workshop.title, workshop.version) == ([302, 302], "Mine", 2)
    assert AuditEvent.objects.filter(action="workshop.edit").count() == 1


def test_edit_page_shows_both_where_somebody_else_saved_first(
    workshop: Workshop, coordinator: Person, signed_in: SignIn
) -> None:
    Workshop.objects.filter(pk=workshop.pk).update(version=2, title="Theirs")

    response = signed_in(coordinator).post(f"/staff/workshops/{workshop.ref}/edit/", {"title": "Mine", "version": "1"})

    assert response.status_code == 409
    assert [(row.label, row.yours, row.saved) for row in response.context["differences"]] == [
        ("Title", "Mine", "Theirs")
    ]


def test_cancel_page_wants_a_reason_and_tells_everybody(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    client, page = signed_in(coordinator), f"/staff/workshops/{workshop.ref}/cancel/"

    assert client.post(page, {}).context["form"].errors["why"] == ["Enter an answer for “Why”."]
    preview = client.post(page, {"why": "The venue is flooded."}).content.decode()
    workshop.refresh_from_db()
    assert ("1 person hears of it" in preview, workshop.state) == (True, "planned")
    client.post(page, {"why": "The venue is flooded.", "confirmed": "1"})

    assert Message.objects.get(purpose="workshop-cancelled").person == lay.person


# --- the register --------------------------------------------------------------------------------------------------


def register_data(place: Place, mark: str, note: str = "", seen: str = "expected") -> dict[str, str]:
    """Return what the register posts for one place."""
    key = place.pk
    return {
        f"mark_{key}": mark,
        f"note_{key}": note,
        f"seen_{key}": seen,
        f"said_{key}": "",
        f"version_{key}": "1",
    }


def test_register_page_does_not_write_when_it_is_opened(
    workshop: Workshop, lay: Place, facilitator: Person, signed_in: SignIn
) -> None:
    response = signed_in(facilitator).get(f"/staff/workshops/{workshop.ref}/register/")

    assert "Mair Evans" in response.content.decode()
    assert RegisterEntry.objects.count() == 0


def test_register_page_saves_all_rows_at_once(
    workshop: Workshop, lay: Place, professional: Place, facilitator: Person, signed_in: SignIn
) -> None:
    data = register_data(lay, "present") | register_data(professional, "part", "Left at noon")

    signed_in(facilitator).post(f"/staff/workshops/{workshop.ref}/register/", data)

    assert dict(workshop.register.values_list("place", "mark")) == {lay.pk: "present", professional.pk: "part"}


def test_register_page_marks_all_others_present_by_one_button(
    workshop: Workshop, lay: Place, professional: Place, signed_in: SignIn, travel: Any
) -> None:
    coordinator = coordinator_of(workshop.cohort.programme)
    page = f"/staff/workshops/{workshop.ref}/register/"
    data = register_data(lay, "apologies", "Ill") | register_data(professional, "expected")

    offered = [OTHERS in signed_in(coordinator).get(page).content.decode()]
    travel(f"{workshop.date}T16:00")
    client = signed_in(coordinator)
    offered.append(OTHERS in client.get(page).content.decode())
    client.post(page, data | {"others_present": "1"})

    assert offered == [False, True]
    assert dict(workshop.register.values_list("place", "mark")) == {lay.pk: "apologies", professional.pk: "present"}


def test_workshop_counts_who_came_and_left_later_on_both_sides(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    left = PlaceFactory.create(cohort=workshop.cohort, state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)
    for place in (lay, left):
        RegisterEntryFactory.create(
            workshop=workshop, place=place, mark="present", marked_at=NOW, marked_by=coordinator
        )
    Workshop.objects.filter(pk=workshop.pk).update(state="held", held_at=NOW, held_by=coordinator)

    client = signed_in(coordinator)
    page, schedule = client.get(f"/staff/workshops/{workshop.ref}/"), client.get("/staff/workshops/")

    assert "2 of 2 people came." in " ".join(page.content.decode().split())
    assert "2 of 2 came" in schedule.content.decode()


def test_register_page_shows_both_answers_and_keeps_mine_ticked(
    workshop: Workshop, lay: Place, facilitator: Person, signed_in: SignIn
) -> None:
    colleague = PersonFactory.create(given_name="Helen", family_name="Marsh")
    RegisterEntryFactory.create(
        workshop=workshop, place=lay, mark="present", version=2, marked_at=NOW, marked_by=colleague
    )
    client, page = signed_in(facilitator), f"/staff/workshops/{workshop.ref}/register/"

    response = client.post(page, register_data(lay, "no_show"))

    text = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert "Helen Marsh saved this at 9am:" in text
    (row,) = response.context["form"].people()
    assert (row.mark, [value for _name, value in row.shown]) == ("no_show", ["present", "", "2"])


def test_register_page_keeps_a_long_note(
    workshop: Workshop, lay: Place, facilitator: Person, signed_in: SignIn
) -> None:
    data = register_data(lay, "part", "x" * 251)

    response = signed_in(facilitator).post(f"/staff/workshops/{workshop.ref}/register/", data)

    assert response.context["form"].errors[f"note_{lay.pk}"] == [
        "Shorten the note about Mair Evans to 250 characters or fewer."
    ]
    assert "x" * 251 in response.content.decode()


def needs_seen(client: Client, workshop: Workshop) -> dict[str, tuple[str, ...]]:
    """Return the needs that the register shows, by given name."""
    rows = client.get(f"/staff/workshops/{workshop.ref}/register/").context["form"].rows
    return {row.place.person.given_name: row.needs for row in rows}


def test_register_page_shows_a_facilitator_only_needs_that_are_shared(
    workshop: Workshop, lay: Place, professional: Place, facilitator: Person, signed_in: SignIn
) -> None:
    coordinator = coordinator_of(workshop.cohort.programme)
    Workshop.objects.update(lay_facilitator=facilitator)
    need(lay.person)
    need(professional.person, "parking")
    share_needs(lay.person)

    assert needs_seen(signed_in(facilitator), workshop) == {"Mair": ("Hearing loop",), "Anita": ()}
    assert needs_seen(signed_in(coordinator), workshop) == {
        "Mair": ("Hearing loop",),
        "Anita": ("Parking near the door",),
    }
    page = signed_in(coordinator).get(f"/staff/workshops/{workshop.ref}/register/")
    assert "A private note" not in page.content.decode()


def test_register_page_names_the_partner_once_both_know_of_each_other(
    workshop: Workshop, lay: Place, professional: Place, facilitator: Person, signed_in: SignIn
) -> None:
    pair = PairFactory.create(cohort=workshop.cohort, lay=lay, professional=professional)
    page = f"/staff/workshops/{workshop.ref}/register/"
    before = {row.partners for row in signed_in(facilitator).get(page).context["form"].rows}

    type(pair).objects.update(state="introduced", introduced_at=NOW, introduced_by=facilitator)
    after = {row.place: row.partners for row in signed_in(facilitator).get(page).context["form"].rows}

    assert before == {()}
    assert after == {lay: ("Anita Shah",), professional: ("Mair Evans",)}


def test_register_page_leaves_out_who_left_unless_they_were_marked(
    workshop: Workshop, lay: Place, professional: Place, coordinator: Person, signed_in: SignIn
) -> None:
    RegisterEntryFactory.create(workshop=workshop, place=lay, mark="present", marked_at=NOW, marked_by=coordinator)
    RegisterEntryFactory.create(workshop=workshop, place=professional)
    Place.objects.update(state="withdrawn", withdrawn_at=NOW, withdrawn_by=coordinator)

    rows = signed_in(coordinator).get(f"/staff/workshops/{workshop.ref}/register/").context["form"].rows

    assert [row.place for row in rows] == [lay]


def test_held_button_records_the_workshop_once_somebody_is_there(
    workshop: Workshop, lay: Place, facilitator: Person, signed_in: SignIn, travel: Any
) -> None:
    travel("2027-03-31T15:00")
    client = signed_in(facilitator)
    refused = client.post(f"/staff/workshops/{workshop.ref}/held/", follow=True)
    assert "Take the register first" in refused.content.decode()

    client.post(f"/staff/workshops/{workshop.ref}/register/", register_data(lay, "present"))
    client.post(f"/staff/workshops/{workshop.ref}/held/")

    workshop.refresh_from_db()
    assert (workshop.state, workshop.held_by) == ("held", facilitator)


def test_history_page_says_what_was_corrected_and_by_whom(
    workshop: Workshop, lay: Place, coordinator: Person, signed_in: SignIn
) -> None:
    RegisterEntryFactory.create(
        workshop=workshop, place=lay, mark="no_show", version=1, marked_at=NOW, marked_by=coordinator
    )
    client = signed_in(coordinator)
    client.post(f"/staff/workshops/{workshop.ref}/register/", register_data(lay, "present", seen="no_show"))

    (correction,) = client.get(f"/staff/workshops/{workshop.ref}/register/history/").context["corrections"]

    assert (correction.mark_before, correction.entry.mark, correction.corrected_by) == (
        "no_show",
        "present",
        coordinator,
    )


# --- my dates ------------------------------------------------------------------------------------------------------


def test_my_dates_shows_the_next_workshop_first_and_what_has_been(
    workshop: Workshop, lay: Place, signed_in: SignIn
) -> None:
    past = WorkshopFactory.create(
        cohort=workshop.cohort,
        number=2,
        date=NOW.date() - timedelta(days=9),
        state="held",
        held_at=NOW,
        held_by=lay.person,
    )
    later = WorkshopFactory.create(cohort=workshop.cohort, number=3, date=workshop.date + timedelta(days=30))
    RegisterEntryFactory.create(workshop=past, place=lay, mark="present")

    response = signed_in(lay.person).get("/my/dates/")

    assert response.context["next"][0] == workshop
    assert [one for one, _entry in response.context["later"]] == [later]
    assert [one for one, _entry in response.context["past"]] == [past]
    assert "You came." in response.content.decode()


def test_my_workshop_shows_how_to_get_there_the_day_and_what_is_arranged(
    workshop: Workshop, lay: Place, signed_in: SignIn
) -> None:
    type(workshop.venue).objects.update(directions="Bus 7 stops outside.")
    Session.objects.create(workshop=workshop, starts=workshop.starts, title="Welcome and tea")
    need(lay.person)
    keep_provisions(workshop=workshop, now=NOW)
    Provision.objects.update(booked="A portable loop")

    text = signed_in(lay.person).get(f"/my/dates/{workshop.ref}/").content.decode()

    for words in ("Wednesday 31 March 2027", "Bus 7 stops outside.", "Welcome and tea", "A portable loop"):
        assert words in text


def test_apologies_page_and_coming_after_all(workshop: Workshop, lay: Place, signed_in: SignIn) -> None:
    client = signed_in(lay.person)

    client.post(f"/my/dates/{workshop.ref}/apologies/", {"reason": "At work"})
    assert "You told us that you cannot come." in client.get("/my/dates/").content.decode()
    client.post(f"/my/dates/{workshop.ref}/coming/")

    entry = RegisterEntry.objects.get()
    assert (entry.mark, entry.note) == ("expected", "")


def test_apologies_page_after_the_workshop_began_keeps_the_reason(
    workshop: Workshop, lay: Place, signed_in: SignIn, travel: Any
) -> None:
    travel("2027-03-31T10:00")

    response = signed_in(lay.person).post(f"/my/dates/{workshop.ref}/apologies/", {"reason": "I am ill"})

    assert "Phone us" in response.content.decode()
    assert "I am ill" in response.content.decode()
    assert RegisterEntry.objects.count() == 0


def test_led_page_puts_the_next_workshop_first(workshop: Workshop, facilitator: Person, signed_in: SignIn) -> None:
    later = WorkshopFactory.create(cohort=workshop.cohort, number=2, date=workshop.date + timedelta(days=30))
    Workshop.objects.update(professional_facilitator=facilitator)

    context = signed_in(facilitator).get("/staff/workshops/led/").context

    assert context["next"] == workshop
    assert [card.url for card in context["ahead"]] == [f"/staff/workshops/{one.ref}/" for one in (workshop, later)]


def test_led_page_shows_twelve_that_are_over_a_page_the_latest_first(
    workshop: Workshop, facilitator: Person, signed_in: SignIn
) -> None:
    for number in range(2, 15):
        WorkshopFactory.create(
            cohort=workshop.cohort, number=number, date=workshop.date - timedelta(days=number), state="cancelled"
        )
    Workshop.objects.update(professional_facilitator=facilitator)
    client = signed_in(facilitator)

    pages = [client.get("/staff/workshops/led/", {"page": number}).context["over"] for number in (1, 2)]

    assert [card.workshop.number for card in pages[0]] == list(range(2, 14))
    assert [card.workshop.number for card in pages[1]] == [14]


def test_schedule_shows_eight_cohorts_a_page_the_nearest_first(db: None, signed_in: Callable[[Person], Client]) -> None:
    programme = ProgrammeFactory.create()
    for days in range(9, 0, -1):
        cohort = CohortFactory.create(programme=programme, name=f"In {days} days")
        WorkshopFactory.create(cohort=cohort, date=NOW.date() + timedelta(days=days))
    staff = signed_in(coordinator_of(programme))

    pages = [staff.get("/staff/workshops/", {"page": number}).context["groups"] for number in (1, 2)]

    assert [group.cohort.name for group in pages[0]] == [f"In {days} days" for days in range(1, 9)]
    assert [group.cohort.name for group in pages[1]] == ["In 9 days"]
