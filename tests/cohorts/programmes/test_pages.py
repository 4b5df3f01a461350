"""Pages of programmes, venues, cohorts, places and exclusions."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Exclusion, Place, Programme, Role, TeamMembership, Venue
from cohorts.views import programmes as pages
from cohorts.views.next_steps import Numbers, next_step
from people.models import AuditEvent, Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    OfferFactory,
    PersonFactory,
    PlaceFactory,
    ProgrammeFactory,
    RegisterEntryFactory,
    TeamMembershipFactory,
    VenueFactory,
    WorkshopFactory,
    coordinator_of,
)
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(name="Leading Together 2027")


@pytest.fixture
def coordinator(programme: Programme) -> Person:
    return coordinator_of(programme, given_name="Cora", family_name="Hughes")


@pytest.fixture
def staff(client: Client, coordinator: Person, sign_in: Callable[[Client, Person], None]) -> Client:
    sign_in(client, coordinator)
    return client


def programme_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Leading Together 2028",
        "year": "2028",
        "workshops": "3",
        "hours_between": "2 hours a week",
        "follow_up_months": "18",
        "offer_days": "10",
        "supporter_places": "2",
        "involvement_payment": "75.00",
        "version": "1",
    } | changes


def venue_data(**changes: Any) -> dict[str, Any]:
    return {
        "name": "The Hub",
        "town": "Swindon",
        "address": "1 Canal Walk",
        "postcode": "sn1 1aa",
        "facilities": ["step-free", "parking"],
        "rooms": "Garden room, 24\nLibrary: 8",
        "version": "1",
    } | changes


def cohort_data(venue: Venue, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Swindon",
        "venue": str(venue.pk),
        "pairs_wanted": "10",
        "area_miles": "25",
        "version": "1",
    } | changes


def test_programmes_shows_each_cohort_with_its_numbers(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, name="Oxford", pairs_wanted=10)
    for role in (Role.LAY, Role.LAY, Role.PROFESSIONAL):
        CohortChoiceFactory.create(cohort=cohort, application=ApplicationFactory.create(programme=programme, role=role))
    PlaceFactory.create(cohort=cohort)

    page = staff.get(reverse("cohorts:programmes")).content.decode()

    assert [text in page for text in ("2 for 10", "1 for 10", "1 of 20", "Decide 3 applications")] == [True] * 4


def test_programmes_hides_programmes_of_others(staff: Client) -> None:
    CohortFactory.create(name="Elsewhere")

    page = staff.get(reverse("cohorts:programmes")).content.decode()

    assert "Elsewhere" not in page


@pytest.mark.parametrize(("most", "shown"), [(5, [2, 3]), (4, [2]), (1, [2])])
def test_programmes_share_a_page_while_their_cohorts_fit(
    staff: Client, programme: Programme, monkeypatch: pytest.MonkeyPatch, most: int, shown: list[int]
) -> None:
    older = ProgrammeFactory.create(year=programme.year - 1)
    coordinator = programme.memberships.get().person
    TeamMembershipFactory.create(person=coordinator, programme=older, role=TeamMembership.Role.COORDINATOR)
    CohortFactory.create_batch(2, programme=programme)
    CohortFactory.create_batch(3, programme=older)
    monkeypatch.setattr(pages, "COHORTS", most)

    response = staff.get(reverse("cohorts:programmes"))

    assert [len(rows) for _programme, rows in response.context["tables"]] == shown


@pytest.mark.parametrize("rows", [1, 3])
def test_programmes_asks_the_same_number_of_queries(
    staff: Client, programme: Programme, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        cohort = CohortFactory.create(programme=programme)
        CohortChoiceFactory.create(cohort=cohort, application=ApplicationFactory.create(programme=programme))
        PlaceFactory.create(cohort=cohort)

    with django_assert_max_num_queries(11):
        staff.get(reverse("cohorts:programmes"))


def test_programme_new_makes_the_maker_its_coordinator(staff: Client, coordinator: Person) -> None:
    response = staff.post(reverse("cohorts:programme_new"), programme_data())

    made = Programme.objects.get(name="Leading Together 2028")
    assert response.status_code == 302
    assert list(made.memberships.values_list("person", "role")) == [(coordinator.pk, "coordinator")]


def test_programme_new_posted_twice_makes_one(staff: Client) -> None:
    staff.post(reverse("cohorts:programme_new"), programme_data())
    second = staff.post(reverse("cohorts:programme_new"), programme_data())

    assert second.status_code == 200
    assert "There is a programme with this name in that year" in second.content.decode()
    assert Programme.objects.filter(year=2028).count() == 1


def test_programme_edited_by_two_shows_both_texts_and_overwrites_nothing(staff: Client, programme: Programme) -> None:
    url = reverse("cohorts:programme", args=[programme.ref])
    staff.post(url, programme_data(name="Ours", hours_between="1 hour a week"))

    late = staff.post(url, programme_data(name="Ours", hours_between="5 hours a week"))

    page = late.content.decode()
    programme.refresh_from_db()
    assert late.status_code == 409
    assert (page.count("1 hour a week"), "5 hours a week" in page) == (1, True)
    assert (programme.hours_between, programme.version) == ("1 hour a week", 2)


def test_programme_sent_twice_is_no_conflict_with_oneself(staff: Client, programme: Programme) -> None:
    url, data = reverse("cohorts:programme", args=[programme.ref]), programme_data(name="Ours")

    codes = [staff.post(url, data).status_code for _turn in range(2)]

    programme.refresh_from_db()
    assert (codes, programme.name, programme.version) == ([302, 302], "Ours", 2)


def test_programme_saves_after_both_texts_were_seen(staff: Client, programme: Programme) -> None:
    url = reverse("cohorts:programme", args=[programme.ref])
    staff.post(url, programme_data(name="Ours", hours_between="1 hour a week"))

    response = staff.post(url, programme_data(name="Ours", hours_between="5 hours a week", version="2"))

    programme.refresh_from_db()
    assert response.status_code == 302
    assert programme.hours_between == "5 hours a week"


def test_programme_of_others_is_not_found(staff: Client) -> None:
    other = ProgrammeFactory.create()

    assert staff.get(reverse("cohorts:programme", args=[other.ref])).status_code == 404


def test_venue_new_takes_coordinates_from_the_outward_code(staff: Client) -> None:
    response = staff.post(reverse("cohorts:venue_new"), venue_data())

    venue = Venue.objects.get()
    assert response.status_code == 302
    assert (venue.postcode, venue.outward_code) == ("SN1 1AA", "SN1")
    assert (round(venue.latitude, 1), round(venue.longitude, 1)) == (51.6, -1.8)
    assert list(venue.rooms.values_list("name", "capacity")) == [("Garden room", 24), ("Library", 8)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"postcode": "BT1 1AA"}, "We do not know where this postcode is. Enter latitude and longitude."),
        ({"postcode": "nowhere"}, "Enter a full postcode, like OX1 2JD."),
        ({"rooms": "Garden room"}, "Write “Garden room” as a name, a comma and a number"),
        ({"rooms": "Hall, 8\nhall, 9"}, "Two rooms have the same name."),
    ],
)
def test_venue_new_says_what_to_do(staff: Client, changes: dict[str, str], sentence: str) -> None:
    page = staff.post(reverse("cohorts:venue_new"), venue_data(**changes)).content.decode()

    assert sentence in page
    assert Venue.objects.count() == 0


def test_venue_edit_keeps_rooms_and_tells_a_second_editor(staff: Client) -> None:
    venue = VenueFactory.create()
    url = reverse("cohorts:venue", args=[venue.ref])
    staff.post(url, venue_data(rooms="Hall, 30"))

    again = staff.post(url, venue_data(rooms="Hall, 30"))
    late = staff.post(url, venue_data(rooms="Hall, 31"))

    assert (again.status_code, late.status_code) == (302, 409)
    assert list(venue.rooms.values_list("name", "capacity")) == [("Hall", 30)]


def test_venues_lists_what_a_venue_has(staff: Client) -> None:
    VenueFactory.create(name="The Hub")

    page = staff.get(reverse("cohorts:venues")).content.decode()

    assert ("The Hub" in page, "Step-free access" in page) == (True, True)


def test_cohort_new_keeps_the_area_in_kilometres(staff: Client, programme: Programme) -> None:
    data = cohort_data(VenueFactory.create(), area_outward_codes="sn1, sn2 SN1")

    staff.post(reverse("cohorts:cohort_new", args=[programme.ref]), data)

    cohort = Cohort.objects.get()
    assert (cohort.area_radius_km, cohort.area_outward_codes, cohort.state) == (40, ["SN1", "SN2"], "planning")


@pytest.mark.parametrize(
    ("opens", "words"), [(2, "Nobody can apply before Wednesday 3 March 2027"), (1, "See who has")]
)
def test_next_step_while_recruiting_says_when_the_first_can_apply(opens: int, words: str) -> None:
    cohort = CohortFactory.create(state=Cohort.State.RECRUITING)
    today = date(2027, 3, 2)
    cohort.recruitment_opens, cohort.recruitment_closes = date(2027, 3, opens + 1), date(2027, 4, 30)

    assert next_step(cohort, Numbers(), on=today).words.startswith(words)


def test_cohort_new_refuses_recruitment_that_closes_first(staff: Client, programme: Programme) -> None:
    dates = {f"recruitment_opens_{part}": text for part, text in (("day", "9"), ("month", "3"), ("year", "2027"))}
    dates |= {f"recruitment_closes_{part}": text for part, text in (("day", "8"), ("month", "3"), ("year", "2027"))}
    data = cohort_data(VenueFactory.create(), **dates)

    page = staff.post(reverse("cohorts:cohort_new", args=[programme.ref]), data).content.decode()

    assert "Recruitment must close on or after the day it opens." in page


def test_cohort_edit_refuses_fewer_pairs_than_people(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme)
    PlaceFactory.create_batch(3, cohort=cohort)
    data = cohort_data(cohort.venue, pairs_wanted="2")

    page = staff.post(reverse("cohorts:cohort_edit", args=[cohort.ref]), data).content.decode()

    cohort.refresh_from_db()
    assert "3 people of one role already hold a place or an offer." in page
    assert cohort.pairs_wanted == 10


def test_cohort_page_shows_the_next_step_and_who_has_a_place(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.CONFIRMING, pairs_wanted=1)
    PlaceFactory.create(cohort=cohort, person=PersonFactory.create(given_name="Ada", family_name="Khan"))
    PlaceFactory.create(cohort=cohort, role=Role.PROFESSIONAL)

    page = staff.get(reverse("cohorts:cohort", args=[cohort.ref])).content.decode()

    assert ("Ada Khan" in page, "Start the cohort" in page) == (True, True)


def test_cohort_page_leads_to_each_workshop(staff: Client, programme: Programme) -> None:
    workshop = WorkshopFactory.create(cohort__programme=programme)

    page = staff.get(reverse("cohorts:cohort", args=[workshop.cohort.ref])).content.decode()

    assert f'href="{reverse("workshops:detail", args=[workshop.ref])}"' in page


def test_cohort_page_asks_to_confirm_once_offers_are_out(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.SELECTING)
    address = reverse("cohorts:cohort", args=[cohort.ref])
    before = staff.get(address).context["step"].words
    OfferFactory.create(application=ApplicationFactory.create(programme=programme, state="offered"), cohort=cohort)

    after = staff.get(address).context["step"]

    assert (before, after.words, after.move) == ("Draw the cohort", "Start confirming places", "confirming")


@pytest.mark.parametrize("rows", [1, 3])
def test_cohort_page_asks_the_same_number_of_queries(
    staff: Client, programme: Programme, rows: int, django_assert_max_num_queries: Any
) -> None:
    cohort = CohortFactory.create(programme=programme)
    PlaceFactory.create_batch(rows, cohort=cohort)

    with django_assert_max_num_queries(12):
        staff.get(reverse("cohorts:cohort", args=[cohort.ref]))


def test_cohort_page_says_who_waits_before_it_is_cancelled(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.SELECTING)
    workshop = WorkshopFactory.create(cohort=cohort)
    CohortChoiceFactory.create(
        application=ApplicationFactory.create(programme=programme, state="eligible", submitted_at=NOW), cohort=cohort
    )

    page = staff.get(reverse("cohorts:cohort", args=[cohort.ref])).content.decode()
    staff.post(reverse("cohorts:cohort_move", args=[cohort.ref]), {"to": "cancelled"})

    assert "1 person who applied waits to hear from you. A task asks you to tell them." in page
    assert not Workshop.objects.ahead(on=workshop.date).exists()


def test_cohort_move_tells_of_an_illegal_step(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.PLANNING)

    page = staff.post(
        reverse("cohorts:cohort_move", args=[cohort.ref]), {"to": "running"}, follow=True
    ).content.decode()

    cohort.refresh_from_db()
    assert "so that step is not possible" in page
    assert cohort.state == "planning"


def test_place_release_and_complete(staff: Client, coordinator: Person, programme: Programme) -> None:
    place = PlaceFactory.create(cohort__programme=programme, role=Role.PROFESSIONAL, release_needed=True)

    staff.post(reverse("cohorts:place_release", args=[place.ref]))
    staff.post(reverse("cohorts:place_complete", args=[place.ref]))

    place.refresh_from_db()
    assert (place.provisional, place.released_by, place.state) == (False, coordinator, "completed")


def held_workshop(cohort: Cohort) -> Workshop:
    return WorkshopFactory.create(cohort=cohort, number=1, state="held", held_at=NOW, held_by=PersonFactory.create())


def test_place_page_offers_completion_once_the_cohort_has_begun_and_takes_it_back(
    staff: Client, programme: Programme
) -> None:
    place = PlaceFactory.create(cohort__programme=programme)
    url = reverse("cohorts:place", args=[place.ref])
    before = "Has completed the programme" in staff.get(url).content.decode()
    held_workshop(place.cohort)
    begun = "Has completed the programme" in staff.get(url).content.decode()
    staff.post(reverse("cohorts:place_complete", args=[place.ref]))

    page = staff.post(reverse("cohorts:place_not_complete", args=[place.ref]), follow=True).content.decode()

    place.refresh_from_db()
    assert (before, begun, place.state, place.completed_at) == (False, True, "active", None)
    assert f"{place.person} takes part again." in page


def test_finish_page_ticks_who_came_and_completes_them_at_once(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.RUNNING)
    workshop = held_workshop(cohort)
    came, never = PlaceFactory.create_batch(2, cohort=cohort)
    RegisterEntryFactory.create(workshop=workshop, place=came, mark="part")
    address = reverse("cohorts:cohort_finish", args=[cohort.ref])

    step = staff.get(reverse("cohorts:cohort", args=[cohort.ref])).context["step"]
    page = staff.get(address).content.decode()
    ticked = [place for place in (came, never) if f'value="{place.ref}" checked' in page]
    said = staff.post(address, {"completes": [came.ref]}, follow=True).content.decode()
    again = staff.post(address, {"completes": [never.ref]}, follow=True).content.decode()

    cohort.refresh_from_db()
    assert (step.words, step.url, ticked) == ("Finish the cohort", address, [came])
    assert "1 person has completed the programme." in said
    assert "so that step is not possible" in again
    assert cohort.state == "finished"
    assert [Place.objects.get(pk=place.pk).state for place in (came, never)] == ["completed", "active"]
    assert AuditEvent.objects.about(came).filter(action="place.complete").count() == 1


def test_finish_page_warns_of_a_workshop_that_was_not_held(staff: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.RUNNING)
    held_workshop(cohort)
    WorkshopFactory.create(cohort=cohort, number=2, state="planned")

    step = staff.get(reverse("cohorts:cohort", args=[cohort.ref])).context["step"]
    page = staff.get(reverse("cohorts:cohort_finish", args=[cohort.ref])).content.decode()

    assert (step.words, step.url) == ("See the workshops", f"/staff/programmes/cohorts/{cohort.ref}/#workshops")
    assert ("These workshops are not recorded as held." in page, "Workshop 2," in page) == (True, True)


@pytest.mark.parametrize("rows", [1, 3])
def test_finish_page_asks_the_same_number_of_queries(
    staff: Client, programme: Programme, rows: int, django_assert_max_num_queries: Any
) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.RUNNING)
    PlaceFactory.create_batch(rows, cohort=cohort)

    with django_assert_max_num_queries(8):
        staff.get(reverse("cohorts:cohort_finish", args=[cohort.ref]))
    with django_assert_max_num_queries(18):
        refs = list(Place.objects.values_list("ref", flat=True))
        staff.post(reverse("cohorts:cohort_finish", args=[cohort.ref]), {"completes": refs})


def test_exclusions_declares_and_ends(staff: Client, coordinator: Person, programme: Programme) -> None:
    one, other = (PlaceFactory.create(cohort__programme=programme).person for _ in range(2))
    url = reverse("cohorts:exclusions", args=[programme.ref])
    staff.post(url, {"one": other.ref, "other": one.full_name.upper(), "reason": "relative", "note": "Sisters"})
    exclusion = Exclusion.objects.get()
    declared = (exclusion.first, exclusion.second, exclusion.note)
    page = staff.get(url).content.decode()

    staff.post(reverse("cohorts:exclusion_end", args=[exclusion.pk]))

    exclusion.refresh_from_db()
    assert declared == (one, other, "Sisters")
    assert "Sisters" in page
    assert exclusion.ended_by == coordinator


def test_exclusions_refuses_one_person_twice(staff: Client, programme: Programme) -> None:
    person = PlaceFactory.create(cohort__programme=programme).person
    data = {"one": person.ref, "other": person.ref, "reason": "other"}

    page = staff.post(reverse("cohorts:exclusions", args=[programme.ref]), data).content.decode()

    assert "Choose two different people." in page


def test_exclusions_asks_again_where_a_name_is_nobodys_or_that_of_several(staff: Client, programme: Programme) -> None:
    for _twin in range(2):
        PlaceFactory.create(cohort__programme=programme, person__given_name="Ann", person__family_name="Lee")
    data = {"one": "Ann Lee", "other": "Nobody Known", "reason": "other"}

    page = staff.post(reverse("cohorts:exclusions", args=[programme.ref]), data).content.decode()

    assert "Several people are called “Ann Lee”. Write the reference of the one you mean." in page
    assert "Nobody of this programme is called “Nobody Known”." in page
    assert not Exclusion.objects.exists()


@pytest.mark.parametrize(
    "role", [role for role in TeamMembership.Role.values if role != TeamMembership.Role.COORDINATOR]
)
def test_pages_are_for_coordinators_alone(
    client: Client, programme: Programme, role: str, sign_in: Callable[[Client, Person], None]
) -> None:
    place: Place = PlaceFactory.create(cohort__programme=programme)
    sign_in(client, TeamMembershipFactory.create(programme=programme, role=role).person)
    urls = [
        reverse("cohorts:programmes"),
        reverse("cohorts:programme", args=[programme.ref]),
        reverse("cohorts:venues"),
        reverse("cohorts:cohort", args=[place.cohort.ref]),
        reverse("cohorts:place", args=[place.ref]),
        reverse("cohorts:exclusions", args=[programme.ref]),
    ]

    assert [client.get(url).status_code for url in urls] == [404] * len(urls)
