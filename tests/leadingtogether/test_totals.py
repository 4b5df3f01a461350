"""What commissioners see: rounded, and the same whoever is in it, so that taking away finds nobody."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cohorts.models import Cohort, Programme, Role
from cohorts.recruitment.models import EqualityAnswer
from leadingtogether.totals import SMALLEST_BASE, Figure, equality_of, figure_of, share_of, sum_of
from projects.models import CaseStudy, Project
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortChoiceFactory,
    CohortFactory,
    InvitationFactory,
    PairFactory,
    PlaceFactory,
    ProgrammeFactory,
    ProjectFactory,
    RegisterEntryFactory,
    TeamMembershipFactory,
    WaveFactory,
    WorkshopFactory,
    published_study,
)

COUNTS = st.integers(min_value=0, max_value=60)


@pytest.fixture
def on_the_day(travel, db) -> None:
    travel("2027-03-01T09:00")


def commissioner_of(programme: Programme) -> Client:
    client = Client()
    member = TeamMembershipFactory.create(
        programme=programme, role="commissioner", person__given_name="Peter", person__family_name="Vaughan"
    )
    client.force_login(member.person)
    return client


def page_of(programme: Programme) -> str:
    """Return the page as a commissioner sees it, without what differs from session to session."""
    html = commissioner_of(programme).get(reverse("totals")).content.decode()
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)


def programme_with(*, lay: int, professional: int, stayed_away: int, tested: int, year: int) -> Programme:
    """Return a programme of one running venue with so many people."""
    programme = ProgrammeFactory.create(name="Leading Together", year=year)
    cohort = CohortFactory.create(programme=programme, name="Oxford", pairs_wanted=20, state=Cohort.State.RUNNING)
    held = WorkshopFactory.create(
        cohort=cohort, number=1, state="held", held_at=NOW, held_by=TeamMembershipFactory.create().person
    )
    wave = WaveFactory.create(programme=programme, slug="baseline", position=1)
    places = {Role.LAY: [], Role.PROFESSIONAL: []}
    for role, count in ((Role.LAY, lay), (Role.PROFESSIONAL, professional)):
        for _number in range(count):
            application = ApplicationFactory.create(programme=programme, role=role, state="accepted")
            CohortChoiceFactory.create(application=application, cohort=cohort)
            place = PlaceFactory.create(cohort=cohort, role=role, person=application.person)
            InvitationFactory.create(place=place, wave=wave, opens_at=NOW - timedelta(days=1))
            mark = "no_show" if role == Role.LAY and len(places[role]) < stayed_away else "present"
            RegisterEntryFactory.create(workshop=held, place=place, mark=mark)
            places[role].append(place)
    for lay_place, other in list(zip(places[Role.LAY], places[Role.PROFESSIONAL], strict=False))[:tested]:
        pair = PairFactory.create(cohort=cohort, lay=lay_place, professional=other)
        ProjectFactory.create(pair=pair, status="testing")
    return programme


def answer(programme: Programme, role: str, **values: int) -> None:
    """Let so many people say each of these about caring; an underscore is “prefer not to say”."""
    EqualityAnswer.objects.bulk_create(
        EqualityAnswer(programme=programme, role=role, category="carer", value=value.strip("_"))
        for value, count in values.items()
        for _number in range(count)
    )


@given(COUNTS)
def test_figure_is_to_the_nearest_five_and_nothing_below(exact: int) -> None:
    figure = figure_of(exact)

    assert figure.count is None if exact < 5 else abs((figure.count or 0) - exact) <= 2
    assert exact >= 5 or str(figure) == "fewer than 5"


@given(st.lists(COUNTS, max_size=8), st.lists(st.integers(min_value=-2, max_value=2), min_size=8, max_size=8))
def test_sum_is_the_same_for_all_that_looks_the_same(exact: list[int], moved: list[int]) -> None:
    """Whoever knows the sum and all figures but one learns no more of that one than its figure says."""
    figures = [figure_of(count) for count in exact]
    others = [
        count + by if count + by >= 0 and figure_of(count + by) == figure else count
        for count, by, figure in zip(exact, moved, figures, strict=False)
    ]

    assert sum_of(figures) == sum_of(figure_of(count) for count in others)
    assert sum_of(figures).count == sum(figure.count or 0 for figure in figures)


def test_sum_with_a_small_number_says_so() -> None:
    assert [str(sum_of(map(figure_of, exact))) for exact in ([12, 8], [12, 1], [3, 4], [])] == [
        "20",
        "10 and the small numbers",
        "not shown",
        "0",
    ]


@pytest.mark.parametrize(
    ("part", "base", "share"), [(10, 20, 0.5), (10, 15, None), (None, 40, None), (10, None, None), (25, 20, 1.0)]
)
def test_share_needs_a_base(part: int | None, base: int | None, share: float | None) -> None:
    assert share_of(Figure(part), Figure(base)) == share


@pytest.mark.usefixtures("on_the_day")
def test_page_is_the_same_for_all_that_looks_the_same() -> None:
    """One lay partner more, nobody who stayed away, two projects less: not a letter of the page moves."""
    one = programme_with(lay=13, professional=12, stayed_away=2, tested=4, year=2027)
    other = programme_with(lay=14, professional=11, stayed_away=0, tested=2, year=2028)
    for programme, more in ((one, 0), (other, 2)):
        answer(programme, "lay", yes=13 + more, no=9 + more, _=more)
        answer(programme, "professional", yes=20 + more, no=4 - more)

    assert page_of(one) == page_of(other)


@pytest.mark.usefixtures("on_the_day")
def test_page_shows_rounded_numbers_and_no_name() -> None:
    programme = programme_with(lay=13, professional=12, stayed_away=3, tested=6, year=2027)
    person = programme.places.first().person
    client = commissioner_of(programme)
    response = client.get(reverse("totals"))
    totals, page = response.context["totals"], response.content.decode()
    (venue,) = totals.venues

    assert ([str(one) for one in venue.applied], [str(one) for one in venue.places]) == (["15", "10"], ["15", "10"])
    assert [(str(figure), share) for figure, share in venue.came] == [("20", 0.8)]
    assert [str(figure) for label, figure in totals.projects if label == "Testing"] == ["5"]
    assert [(row.name, str(row.asked), str(row.answered), row.share) for row in totals.surveys] == [
        ("Baseline", "25", "fewer than 5", None)
    ]
    assert [text for text in (person.full_name, person.email, person.ref, ">13<", ">12<") if text in page] == []


@pytest.mark.usefixtures("on_the_day")
def test_page_says_nothing_of_a_stage_that_is_to_come() -> None:
    programme = ProgrammeFactory.create()
    planned = CohortFactory.create(programme=programme, name="Bath", state=Cohort.State.PLANNING)
    CohortFactory.create(programme=programme, name="Ely", state=Cohort.State.RECRUITING)
    CohortChoiceFactory.create(application__programme=programme, cohort=planned)
    totals = commissioner_of(programme).get(reverse("totals")).context["totals"]

    assert [(row.applied is None, row.places is None) for row in totals.venues] == [(True, True), (False, True)]
    assert str(totals.applied[0]) == "not shown"


@pytest.mark.usefixtures("on_the_day")
@pytest.mark.parametrize(("state", "shown"), [("recruiting", False), ("selecting", True), ("running", True)])
def test_equality_waits_until_nobody_applies(state: str, shown: bool) -> None:
    programme = CohortFactory.create(state=state).programme
    answer(programme, "lay", yes=30, no=30)

    assert ("Unpaid carer" in page_of(programme)) == shown


def test_equality_is_counted_by_role_and_hides_few(db) -> None:
    programme = ProgrammeFactory.create()
    answer(programme, "lay", yes=11, no=17, _=3)
    answer(programme, "professional", yes=SMALLEST_BASE - 1)
    (lay, tables), (professional, none) = equality_of(programme)
    rows = [(label, str(figure), share) for label, figure, share in tables[0].rows]

    assert (lay, professional, none) == ("Lay partner", "Professional partner", [])
    assert rows == [
        ("Yes", "10", 0.4),
        ("No", "15", 0.6),
        ("Prefer not to say", "fewer than 5", None),
    ]


@pytest.mark.usefixtures("on_the_day")
def test_page_names_published_case_studies_alone() -> None:
    programme = programme_with(lay=1, professional=1, stayed_away=0, tested=1, year=2027)
    project = Project.objects.get()
    published_study(project, "Calmer nights")
    CaseStudy.objects.create(project=project, title="Not yet", text="…")
    page = page_of(programme)

    assert ("Calmer nights" in page, "Not yet" in page) == (True, False)


@pytest.mark.usefixtures("on_the_day")
def test_page_of_a_programme_of_others_is_not_there() -> None:
    client = commissioner_of(ProgrammeFactory.create())
    theirs = ProgrammeFactory.create()

    assert client.get(reverse("totals"), {"programme": theirs.ref}).status_code == 404


@pytest.mark.usefixtures("on_the_day")
def test_page_costs_the_same_for_one_and_three(query_count) -> None:
    programme = ProgrammeFactory.create()
    client, counts = commissioner_of(programme), []
    for more in (1, 2):
        CohortFactory.create_batch(more, programme=programme, state="running")
        counts.append(query_count(client, reverse("totals")))

    assert counts[0] == counts[1] <= 12


@pytest.mark.usefixtures("on_the_day")
def test_commissioner_lands_on_the_totals_and_finds_nothing_else() -> None:
    programme = ProgrammeFactory.create()
    client = commissioner_of(programme)
    home = client.get(reverse("home"))

    assert reverse("totals") in home.content.decode()
    assert [item.label for item in home.context["navigation"].items] == ["Today", "Totals"]
    assert client.get(reverse("evaluation:overview")).status_code == 404
