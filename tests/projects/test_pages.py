"""Pages of projects, for the pair and for the team."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cohorts.actions.places import complete_place
from cohorts.models import TeamMembership
from cohorts.pairing.models import Pair
from people.models import Person
from projects.actions.projects import change_project
from projects.actions.starting import start_project
from projects.models import Milestone, Project, Update
from tests.factories import (
    NOW,
    CohortFactory,
    PairFactory,
    PersonFactory,
    ProjectFactory,
    TeamMembershipFactory,
    coordinator_of,
)

pytestmark = pytest.mark.django_db
Enter = Callable[[Client, Person], None]


@pytest.fixture
def project(pair: Pair) -> Project:
    return start_project(pair=pair, by=pair.made_by, now=NOW)


@pytest.fixture
def member(client: Client, pair: Pair, sign_in: Enter) -> Client:
    sign_in(client, pair.lay.person)
    return client


def address(name: str, project: Project) -> str:
    return reverse(f"projects:{name}", args=[project.ref])


def test_mine_makes_the_project_on_the_first_visit(member: Client, pair: Pair) -> None:
    page = member.get(reverse("projects:mine"))
    member.get(reverse("projects:mine"))

    assert page.context["project"] == Project.objects.get()
    assert Project.objects.get().pair == pair


def test_mine_waits_for_the_introduction(client: Client, sign_in: Enter) -> None:
    pair = PairFactory.create()
    sign_in(client, pair.lay.person)

    page = client.get(reverse("projects:mine"))

    assert "It will be here when we have introduced you." in page.content.decode()
    assert Project.objects.count() == 0


def test_mine_asks_few_queries(member: Client, project: Project, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        Milestone.objects.create(project=project, title=f"Step {number}")

    with django_assert_max_num_queries(8):
        member.get(reverse("projects:mine"))


def test_edit_saves_what_a_member_wrote(member: Client, project: Project, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        member.get(address("edit", project))

    member.post(address("edit", project), {"title": "Calmer discharge", "version": "1"})

    project.refresh_from_db()
    assert (project.title, project.version) == ("Calmer discharge", 2)


def test_edit_sent_twice_is_no_conflict_with_oneself(member: Client, project: Project) -> None:
    sent = {"title": "Calmer discharge", "version": "1"}

    codes = [member.post(address("edit", project), sent).status_code for _turn in range(2)]

    project.refresh_from_db()
    assert (codes, project.version) == ([302, 302], 2)


def test_edit_shows_both_texts_and_loses_neither(member: Client, project: Project, pair: Pair) -> None:
    change_project(
        project=project, version=1, values={"challenge": "He wrote this."}, by=pair.professional.person, now=NOW
    )

    page = member.post(address("edit", project), {"challenge": "I wrote that.", "version": "1"})

    project.refresh_from_db()
    assert page.status_code == 409
    assert [(row.yours, row.saved) for row in page.context["differences"]] == [("I wrote that.", "He wrote this.")]
    assert page.context["form"]["challenge"].value() == "I wrote that."
    assert project.challenge == "He wrote this."
    member.post(address("edit", project), {"challenge": "I wrote that.", "version": "2"})
    project.refresh_from_db()
    assert project.challenge == "I wrote that."


def test_update_posted_twice_is_one(member: Client, project: Project) -> None:
    data = {"words": "We met the ward.", "submission_id": str(uuid4())}

    member.post(address("update", project), data)
    member.post(address("update", project), data)

    assert [update.words for update in Update.objects.all()] == ["We met the ward."]


def test_update_without_words_is_refused_on_the_page(member: Client, project: Project) -> None:
    page = member.post(address("update", project), {"words": ""})

    assert page.status_code == 422
    assert page.context["update_form"].errors == {"words": ["Enter an answer for “What is new?”."]}


def test_status_moves_on_and_offers_only_legal_moves(member: Client, project: Project) -> None:
    refused = member.post(address("status", project), {"to": "spread"})
    member.post(address("status", project), {"to": "planning"})

    project.refresh_from_db()
    assert refused.status_code == 422
    assert project.status == "planning"


def test_milestones_are_added_and_ticked_off(member: Client, project: Project) -> None:
    member.post(address("milestone", project), {"title": "Meet the ward", "due_on_day": ""})
    step = Milestone.objects.get()

    member.post(reverse("projects:milestone_mark", args=[project.ref, step.pk]), {"reached": "yes"})
    step.refresh_from_db()
    reached = step.reached_on
    member.post(reverse("projects:milestone_mark", args=[project.ref, step.pk]), {"reached": "no"})
    step.refresh_from_db()

    assert (reached is not None, step.reached_on) == (True, None)


def test_edit_stays_open_to_who_completed_the_programme(member: Client, project: Project, pair: Pair) -> None:
    complete_place(place=pair.lay, by=pair.made_by, now=NOW)

    assert member.get(address("edit", project)).status_code == 200
    assert member.get(reverse("projects:mine")).context["project"] == project


def test_pages_of_a_project_are_not_there_for_a_stranger(client: Client, project: Project, sign_in: Enter) -> None:
    sign_in(client, PersonFactory.create())

    statuses = [client.post(address(name, project)).status_code for name in ("edit", "update", "status", "milestone")]

    assert statuses == [404, 404, 404, 404]


@pytest.mark.parametrize("role", [TeamMembership.Role.COORDINATOR, TeamMembership.Role.FACILITATOR])
def test_team_sees_the_projects_of_its_programmes(client: Client, project: Project, sign_in: Enter, role: str) -> None:
    ProjectFactory.create()
    sign_in(client, TeamMembershipFactory.create(programme=project.programme, role=role).person)

    page = client.get(reverse("projects:list"))

    assert list(page.context["page"]) == [project]
    assert client.get(address("project", project)).status_code == 200


def test_team_pages_are_not_there_for_others(client: Client, project: Project, pair: Pair, sign_in: Enter) -> None:
    found = []
    for person in (coordinator_of(CohortFactory.create().programme), pair.lay.person):
        sign_in(client, person)
        found.append(client.get(address("project", project)).status_code)

    assert found == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries_whatever_it_shows(
    client: Client, project: Project, sign_in: Enter, count: int, django_assert_max_num_queries: Any
) -> None:
    for _number in range(count - 1):
        ProjectFactory.create(pair=PairFactory.create(cohort=project.cohort))
    sign_in(client, coordinator_of(project.programme))

    with django_assert_max_num_queries(12) as asked:
        client.get(reverse("projects:list"))

    assert len(asked) == 7


def test_list_shows_the_quiet_ones_first_and_filters(
    client: Client, project: Project, sign_in: Enter, travel: Callable[[str], Any]
) -> None:
    lively = ProjectFactory.create(
        pair=PairFactory.create(cohort=project.cohort), changed_at=NOW + timedelta(days=25), status="planning"
    )
    travel("2027-03-29T09:00")
    sign_in(client, coordinator_of(project.programme))

    def shown(query: str) -> list[Project]:
        return list(client.get(reverse("projects:list") + query).context["page"])

    assert shown("") == [project, lively]
    assert shown("?status=quiet") == [project]
    assert shown("?status=planning") == [lively]
    assert shown(f"?cohort={project.cohort.ref}&status=idea") == [project]


def test_team_sets_the_status_for_a_pair_that_phones(client: Client, project: Project, sign_in: Enter) -> None:
    sign_in(client, coordinator_of(project.programme))

    client.post(address("project", project), {"to": "testing"})

    project.refresh_from_db()
    assert project.status == "testing"
