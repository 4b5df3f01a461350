"""What coordinators and evaluators see of the surveys, and what they do not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.models import Cohort, Programme, TeamMembership
from evaluation.actions.questionnaires import keep_waves_in_step
from evaluation.actions.responses import Given, begin, finish, save_page
from evaluation.models import Invitation, Response, Section
from people.models import Person
from tests.evaluation.survey_help import asked, place_of_somebody
from tests.factories import (
    NOW,
    TODAY,
    CohortFactory,
    PersonFactory,
    ProgrammeFactory,
    TeamMembershipFactory,
    WorkshopFactory,
)

pytestmark = pytest.mark.django_db
Enter = Callable[[Client, Person], None]


@pytest.fixture(autouse=True)
def at_now(travel: Callable[[str], Any]) -> None:
    travel("2027-03-01T10:00")


@pytest.fixture
def cohort() -> Cohort:
    return CohortFactory.create(name="Oxford")


def member(client: Client, programme: Programme, role: str, sign_in: Enter) -> Person:
    """Sign in somebody with this role on the team."""
    person = PersonFactory.create()
    TeamMembershipFactory.create(programme=programme, person=person, role=role)
    sign_in(client, person)
    return person


def invite(cohort: Cohort, wave: str = "baseline", **person: Any) -> Invitation:
    place = place_of_somebody(cohort=cohort, person=PersonFactory.create(**person))
    return asked(place, wave)


def send(invitation: Invitation, number: int = 4) -> Response:
    """Answer every statement with one number, and send it."""
    begin(invitation=invitation, now=NOW)
    for section in Section.objects.filter(questionnaire=invitation.wave.questionnaire):
        items = section.items.filter(type="scale")
        given = {item.pk: Given(number=6 - number if item.reverse_scored else number) for item in items}
        save_page(invitation=invitation, section=section, given=given, goes_on=True, now=NOW)
    return finish(invitation=invitation, now=NOW)


def text(client: Client, name: str) -> str:
    return client.get(reverse(f"evaluation:{name}")).content.decode()


def test_overview_shows_the_rate_of_each_wave_and_cohort(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    invitations = [invite(cohort) for _ in range(4)]
    for invitation in invitations[:3]:
        send(invitation)

    context = client.get(reverse("evaluation:overview")).context

    [row, *later] = context["rates"].rows
    [(column, cell)] = row.cells
    assert (column, row.name, cell.share.count, cell.share.of, cell.interval) == (cohort, "Baseline", 3, 4, "30 to 95%")
    assert [wave.total for wave in later] == [None] * 4
    assert context["chart"].rows == (("Baseline", "75%"),)


def test_overview_says_where_the_baseline_can_no_longer_be_asked(
    client: Client, cohort: Cohort, sign_in: Enter
) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    place_of_somebody(cohort=cohort)
    keep_waves_in_step(now=NOW)
    first = WorkshopFactory.create(cohort=cohort, number=1)

    ahead = text(client, "overview")
    first.date = TODAY - timedelta(days=1)
    first.save()
    begun = text(client, "overview")

    assert "It happens by itself." in ahead
    assert "It happens by itself." not in begun
    assert "The baseline was asked of nobody in Oxford, and it is not asked any more" in begun


def test_overview_counts_who_left_after_being_asked(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    invite(cohort)
    gone, never = invite(cohort), invite(cohort)
    Invitation.objects.filter(pk=gone.pk).update(cancelled_at=NOW + timedelta(minutes=1))
    Invitation.objects.filter(pk=never.pk).update(cancelled_at=NOW - timedelta(days=1))

    rows = client.get(reverse("evaluation:overview")).context["rates"].rows

    assert rows[0].total.share.of == 2


LATER = ("After workshop 1", "After workshop 2", "After workshop 3", "18 months on")


def test_overview_shows_evaluators_no_name(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "evaluator", sign_in)
    invite(cohort, given_name="Rhiannon", family_name="Vaughan", email="rhiannon@example.org")

    pages = [text(client, name) for name in ("overview", "results", "data")]

    secrets = ("Rhiannon", "Vaughan", "rhiannon@example.org")
    assert [secret in page for page in pages for secret in secrets] == [False] * 9


def test_overview_shows_the_programme_that_is_named(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    person = member(client, cohort.programme, "coordinator", sign_in)
    newer = ProgrammeFactory.create(year=2028)
    TeamMembershipFactory.create(programme=newer, person=person)

    shown = [
        client.get(reverse("evaluation:overview"), data).context["scope"].programme
        for data in ({}, {"programme": cohort.programme.ref})
    ]

    assert shown == [newer, cohort.programme]


def test_overview_shows_first_what_was_asked_and_not_next_year(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    next_year = ProgrammeFactory.create(year=cohort.programme.year + 1)
    person = member(client, cohort.programme, "coordinator", sign_in)
    TeamMembershipFactory.create(programme=next_year, person=person)

    nothing = client.get(reverse("evaluation:overview")).context["scope"].programme
    invite(cohort)
    asked = client.get(reverse("evaluation:overview")).context["scope"].programme

    assert (nothing, asked) == (next_year, cohort.programme)


def test_overview_of_a_programme_of_others_is_not_found(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)

    response = client.get(reverse("evaluation:overview"), {"programme": ProgrammeFactory.create().ref})

    assert response.status_code == 404


ROLES = [*TeamMembership.Role.values, "nobody"]
MAY_OPEN = {
    "overview": {"coordinator", "evaluator"},
    "unanswered": {"coordinator"},
    "results": {"coordinator", "evaluator"},
    "data": {"evaluator"},
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", MAY_OPEN)
def test_staff_pages_open_to_their_roles_alone(
    client: Client, cohort: Cohort, sign_in: Enter, name: str, role: str
) -> None:
    if role == "nobody":
        sign_in(client, PersonFactory.create())
    else:
        member(client, cohort.programme, role, sign_in)

    status = client.get(reverse(f"evaluation:{name}")).status_code

    assert status == (200 if role in MAY_OPEN[name] else 404)


def test_unanswered_lists_who_has_not_answered_without_their_link(
    client: Client, cohort: Cohort, sign_in: Enter
) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    waiting = invite(cohort, given_name="Gwen")
    send(invite(cohort, given_name="Owain"))
    begin(invitation=waiting, now=NOW)

    response = client.get(reverse("evaluation:unanswered"))

    page = response.content.decode()
    assert list(response.context["page"]) == [waiting]
    assert ("Begun" in page, waiting.token in page) == (True, False)


def test_unanswered_leaves_out_who_is_no_longer_asked(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    left, silent = invite(cohort), invite(cohort)
    left.place.left_evaluation_at = NOW
    left.place.save()
    silent.place.person.do_not_contact = True
    silent.place.person.save()
    invite(CohortFactory.create(name="Elsewhere"))

    assert client.get(reverse("evaluation:unanswered")).context["rows"] == []


def test_unanswered_narrows_by_survey_and_cohort(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    other = CohortFactory.create(programme=cohort.programme)
    wanted = invite(cohort, "workshop-1")
    invite(cohort)
    invite(other, "workshop-1")

    response = client.get(reverse("evaluation:unanswered"), {"wave": "workshop-1", "cohort": cohort.ref})

    assert list(response.context["page"]) == [wanted]


@pytest.mark.parametrize(("name", "queries"), [("overview", 8), ("unanswered", 10)])
@pytest.mark.parametrize("rows", [1, 3])
def test_staff_lists_ask_the_same_number_of_queries(
    client: Client,
    cohort: Cohort,
    sign_in: Enter,
    *,
    name: str,
    queries: int,
    rows: int,
    django_assert_num_queries: Any,
) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    for _ in range(rows):
        invite(CohortFactory.create(programme=cohort.programme))

    with django_assert_num_queries(queries):
        client.get(reverse(f"evaluation:{name}"))


def test_results_show_the_change_of_who_answered_both(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    for later in (3, 4, 4, 4, 5):
        before = invite(cohort)
        send(before, 2)
        send(asked(before.place, "workshop-3"), later)
    send(invite(cohort), 5)

    results = client.get(reverse("evaluation:results")).context["results"]

    assert [one.subscale for one in results] == [
        "Working together",
        "Confidence in leading",
        "Understanding the other role",
        "Networks",
        "Wellbeing in the work",
    ]
    first = results[0]
    assert (first.change.n, first.before, first.after, first.difference) == (5, "2.00", "4.00", "+2.00")
    assert first.range == "+1.12 to +2.88"


def test_results_are_not_shown_below_five_people(client: Client, cohort: Cohort, sign_in: Enter) -> None:
    member(client, cohort.programme, "coordinator", sign_in)
    for _ in range(4):
        before = invite(cohort)
        send(before, 2)
        send(asked(before.place, "workshop-3"), 4)

    results = client.get(reverse("evaluation:results")).context["results"]

    assert {one.change for one in results} == {None}
    assert text(client, "results").count("fewer than 5 people answered both") == 5
