"""Setting up a programme: what is left to do, until nothing is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Organisation, Programme, TeamMembership, Venue
from cohorts.recruitment.models import Quota
from leadingtogether.set_up import cohort_lines, steps_of
from tests.factories import (
    TODAY,
    CohortFactory,
    PersonFactory,
    ProgrammeFactory,
    TeamMembershipFactory,
    WorkshopFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
ROLE = TeamMembership.Role
AGENDA = [[{"starts": "09:30", "title": "Welcome"}]]


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(workshops=1)


def test_steps_name_what_is_missing(programme: Programme) -> None:
    assert [(step.done, step.words) for step in steps_of(programme)] == [
        (
            False,
            (
                "Still to write: the terms of the payment, where to get advice about benefits. "
                "People read it before they accept."
            ),
        ),
        (False, "Name the data controller."),
        (
            False,
            (
                "Still to find: two facilitators, a lay and a professional one, a safeguarding lead, "
                "a deputy safeguarding lead."
            ),
        ),
        (False, "0 of 1 workshops have an agenda. Facilitators and participants see it."),
    ]


def test_steps_are_done_when_all_is_there(programme: Programme) -> None:
    programme.payment_terms, programme.benefits_advice = "Paid at once", "Citizens Advice"
    programme.agenda = AGENDA
    Organisation.objects.create(programme=programme, name="The Trust", part="controller")
    for role in (ROLE.FACILITATOR, ROLE.FACILITATOR, ROLE.SAFEGUARDING_LEAD, ROLE.SAFEGUARDING_DEPUTY):
        TeamMembershipFactory.create(programme=programme, role=role)

    assert [step.done for step in steps_of(programme)] == [True, True, True, True]


def test_cohort_goes_from_dates_to_open(programme: Programme) -> None:
    cohort = CohortFactory.create(
        programme=programme, state=Cohort.State.PLANNING, recruitment_opens=None, recruitment_closes=None
    )
    quota = Quota.objects.create(
        cohort=cohort, category="carer", value="yes", minimum=1, evidence="1", proportionality="1"
    )

    def next_words() -> str:
        step = cohort_lines(programme, on=TODAY)[0].next
        return step.words if step else ""

    found = [next_words()]
    Cohort.objects.update(recruitment_opens=TODAY, recruitment_closes=TODAY + timedelta(days=9))
    found.append(next_words())
    WorkshopFactory.create(cohort=cohort, number=1)
    found.append(next_words())
    quota.delete()
    found.append(next_words())
    Cohort.objects.update(state=Cohort.State.RECRUITING)
    found.append(next_words())

    assert found == ["Set the recruitment dates", "Plan the workshops", "Approve 1 quota", "Open recruitment", ""]


def test_page_shows_the_public_link(client: Client, programme: Programme, settings, travel) -> None:
    travel("2027-03-01T09:00")
    settings.BASE_URL = "https://lt.example"
    CohortFactory.create(programme=programme)
    client.force_login(coordinator_of(programme))
    page = client.get(reverse("set_up", args=[programme.ref])).content.decode()

    assert f'value="https://lt.example/apply/{programme.ref}/"' in page
    assert "Copy it for posters, emails and partners." in page


def test_page_costs_the_same_for_one_and_three(client: Client, programme: Programme, query_count) -> None:
    client.force_login(coordinator_of(programme))
    counts = []
    for more in (1, 2):
        CohortFactory.create_batch(more, programme=programme)
        counts.append(query_count(client, reverse("set_up", args=[programme.ref])))

    assert counts[0] == counts[1] <= 12


def date_of(name: str, day: int, month: int, year: int) -> dict[str, str]:
    return {f"{name}_day": str(day), f"{name}_month": str(month), f"{name}_year": str(year)}


def test_new_programme_goes_from_nothing_to_open_without_the_back_office(client: Client, travel) -> None:
    """Every step by the pages alone, as somebody new does it; then a visitor may apply."""
    travel("2027-03-01T09:00")
    client.force_login(PersonFactory.create(is_staff=True))

    def send(page: str, /, *args: object, **data: str) -> None:
        answer = client.post(reverse(page, args=args), data)
        assert answer.status_code == 302, answer.content.decode()

    send(
        "cohorts:programme_new",
        name="Leading Together 2027", year="2027", workshops="1", hours_between="2", follow_up_months="18",
        offer_days="10", supporter_places="0", involvement_payment="50", payment_terms="In 14 days",
        benefits_advice="Citizens Advice", version="1",
    )  # fmt: skip
    ref = Programme.objects.get().ref
    Programme.objects.update(agenda=AGENDA)
    send("cohorts:organisations", ref, name="The Trust", part="controller")
    roles = (ROLE.FACILITATOR, ROLE.FACILITATOR, ROLE.SAFEGUARDING_LEAD, ROLE.SAFEGUARDING_DEPUTY)
    for number, role in enumerate(roles):
        send("cohorts:team", ref, email=f"n{number}@example.org", given_name=f"N{number}", role=role)
    send("cohorts:venue_new", name="The Hub", town="Swindon", address="1 Canal Walk", postcode="SN1 1AA", version="1")
    dates = date_of("recruitment_opens", 1, 3, 2027) | date_of("recruitment_closes", 31, 3, 2027)
    venue = str(Venue.objects.get().pk)
    send("cohorts:cohort_new", ref, name="Swindon", venue=venue, pairs_wanted="10", version="1", **dates)
    cohort = Cohort.objects.get()
    send("workshops:plan", cohort.ref, **plan_data(client, cohort, venue))
    send("cohorts:cohort_move", cohort.ref, to="recruiting")
    page = client.get(reverse("set_up", args=[ref])).content.decode()

    assert "All is set up." in page
    assert "Start now" in Client().get(reverse("recruitment:apply", args=[ref])).content.decode()


def plan_data(client: Client, cohort: Cohort, venue: str) -> dict[str, str]:
    """Fill the form of the workshops as the page shows it, with one day."""
    form = client.get(reverse("workshops:plan", args=[cohort.ref])).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    filled = {name: str(value) for name, value in shown.items() if value}
    (day,) = [name for name in form.fields if name.startswith("date")]
    return filled | date_of(day, 4, 5, 2027) | {"venue": venue}


def test_every_step_leads_back_to_the_list(client: Client, programme: Programme) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.PLANNING)
    client.force_login(coordinator_of(programme))
    here = reverse("set_up", args=[programme.ref])
    shown = client.get(here).context
    urls = [step.url for step in shown["steps"]] + [step.url for step in shown["lines"][0].steps]

    back = [url for url in urls if f'<a href="{here}" class="govuk-back-link">' not in client.get(url).content.decode()]

    assert len(urls) == 8
    assert back == []
    moved = client.post(
        reverse("cohorts:cohort_move", args=[cohort.ref]), {"to": "recruiting", "sure": "on", "next": here}
    )
    assert moved["Location"] == here


def test_opening_recruitment_without_dates_says_what_applicants_are_not_told(
    client: Client, programme: Programme
) -> None:
    cohort = CohortFactory.create(programme=programme, state=Cohort.State.PLANNING)
    client.force_login(coordinator_of(programme))
    page = reverse("cohorts:cohort_move", args=[cohort.ref])

    asked = client.post(page, {"to": "recruiting"})
    cohort.refresh_from_db()
    before = cohort.state
    client.post(page, {"to": "recruiting", "sure": "on"})
    cohort.refresh_from_db()

    assert "on which days the workshops are" in asked.content.decode()
    assert asked.context["missing"][1:] == ["the terms of the payment", "where they get advice about benefits"]
    assert (before, cohort.state) == ("planning", "recruiting")


def test_adding_a_venue_loses_nothing_of_a_half_filled_cohort(client: Client, programme: Programme) -> None:
    client.force_login(coordinator_of(programme))
    page = reverse("cohorts:cohort_new", args=[programme.ref])
    typed = {"name": "Swindon", "pairs_wanted": "x", "recruitment_opens_day": "1", "recruitment_opens_month": "13"}

    gone = client.post(page, typed | {"new_venue": "1"})
    venue = {"name": "The Hub", "town": "Swindon", "address": "1 Canal Walk", "postcode": "SN1 1AA", "version": "1"}
    back = client.post(gone["Location"], venue)
    shown = client.get(back["Location"])
    again = client.get(back["Location"])

    form = shown.context["form"]
    assert back["Location"] == page
    assert (form["name"].value(), form["pairs_wanted"].value()) == ("Swindon", "x")
    assert form["venue"].value() == Venue.objects.get(name="The Hub").pk
    assert ['value="13"' in shown.content.decode(), form.is_bound] == [True, False]
    assert again.context["form"]["name"].value() is None
