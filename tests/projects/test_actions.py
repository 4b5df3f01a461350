"""A pair's project: made once, true about who works on it, never overwritten unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from cohorts.actions.places import withdraw_place
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Role
from cohorts.pairing.actions.pairs import end_pair
from cohorts.pairing.models import Pair
from projects.actions.projects import add_milestone, change_project, mark_milestone, move_project, post_update
from projects.actions.starting import follow_pair, start_project
from projects.models import Contributor, Milestone, Project, Update
from projects.tasks import start_missing_projects
from tests.factories import NOW, TODAY, ContributorFactory, PairFactory, PlaceFactory, ProjectFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=30)


def rows_of(project: Project) -> set[tuple[int, date, date | None]]:
    return set(project.contributors.values_list("place_id", "since", "until"))


def test_start_project_makes_one_and_gives_it_again(pair: Pair) -> None:
    project = start_project(pair=pair, by=pair.lay.person, now=NOW)

    assert start_project(pair=pair, by=pair.professional.person, now=LATER) == project
    assert (project.pair, project.cohort, project.programme) == (pair, pair.cohort, pair.cohort.programme)
    assert rows_of(project) == {(pair.lay_id, TODAY, None), (pair.professional_id, TODAY, None)}


def test_start_project_brings_the_project_of_an_ended_pair_along(pair: Pair) -> None:
    by = pair.made_by
    project = start_project(pair=pair, by=by, now=NOW)
    withdraw_place(place=pair.professional, reason="", by=by, now=LATER)
    end_pair(pair=pair, reason="withdrew", by=by, now=LATER)
    newcomer = PlaceFactory.create(cohort=pair.cohort, role=Role.PROFESSIONAL)
    again = PairFactory.create(cohort=pair.cohort, lay=pair.lay, professional=newcomer)

    brought = start_project(pair=again, by=by, now=LATER)

    assert brought == project
    assert brought.pair == again
    assert rows_of(project) == {
        (pair.lay_id, TODAY, None),
        (pair.professional_id, TODAY, LATER.date()),
        (newcomer.pk, LATER.date(), None),
    }


def test_start_project_is_new_for_people_who_had_none(pair: Pair) -> None:
    start_project(pair=pair, by=pair.made_by, now=NOW)
    other = PairFactory.create(cohort=pair.cohort)

    start_project(pair=other, by=pair.made_by, now=NOW)

    assert Project.objects.count() == 2


def test_follow_pair_lets_who_is_left_go_on_alone(pair: Pair) -> None:
    project = start_project(pair=pair, by=pair.made_by, now=NOW)
    withdraw_place(place=pair.lay, reason="", by=pair.made_by, now=LATER)
    end_pair(pair=pair, reason="withdrew", by=pair.made_by, now=LATER)
    project.refresh_from_db()

    assert follow_pair(project=project, now=LATER) == 1
    assert follow_pair(project=project, now=LATER) == 0
    assert list(Project.objects.editable_by(pair.professional.person)) == [project]
    assert list(Project.objects.editable_by(pair.lay.person)) == []


def test_start_missing_projects_gives_every_introduced_pair_one(pair: Pair) -> None:
    PairFactory.create()

    assert start_missing_projects(NOW) == 1
    assert start_missing_projects(NOW) == 0
    assert Project.objects.get().pair == pair


def test_start_missing_projects_closes_the_rows_of_who_left(pair: Pair) -> None:
    start_missing_projects(NOW)
    withdraw_place(place=pair.lay, reason="", by=pair.made_by, now=LATER)

    assert start_missing_projects(LATER) == 1
    assert start_missing_projects(LATER) == 0
    assert Contributor.objects.get(place=pair.lay).until == LATER.date()


def test_change_project_refuses_an_old_version(pair: Pair) -> None:
    project = start_project(pair=pair, by=pair.made_by, now=NOW)
    change_project(project=project, version=1, values={"title": "Hers"}, by=pair.lay.person, now=NOW)

    with pytest.raises(StaleError):
        change_project(project=project, version=1, values={"title": "His"}, by=pair.professional.person, now=NOW)

    project.refresh_from_db()
    assert (project.title, project.version, project.changed_by) == ("Hers", 2, pair.lay.person)


def test_move_project_goes_along_the_table(pair: Pair) -> None:
    project = start_project(pair=pair, by=pair.made_by, now=NOW)

    moved = move_project(project=project, to="planning", by=pair.lay.person, now=LATER)

    assert (moved.status, moved.changed_at) == ("planning", LATER)
    with pytest.raises(NotAllowedError, match=r"The project is at “Planning” now"):
        move_project(project=project, to="spread", by=pair.lay.person, now=LATER)


def test_post_update_twice_is_one(pair: Pair) -> None:
    project = start_project(pair=pair, by=pair.made_by, now=NOW)
    page = uuid4()

    for _time in range(2):
        post_update(project=project, words="We met.", submission_id=page, by=pair.lay.person, now=NOW)

    assert [update.words for update in Update.objects.all()] == ["We met."]


def test_add_milestone_twice_is_one_and_can_be_reached(pair: Pair) -> None:
    project = start_project(pair=pair, by=pair.made_by, now=NOW)
    for _time in range(2):
        step = add_milestone(project=project, title="Meet the ward", due_on=TODAY, by=pair.lay.person, now=NOW)

    mark_milestone(milestone=step, reached_on=TODAY, by=pair.lay.person, now=NOW)

    assert [(row.title, row.reached_on) for row in Milestone.objects.all()] == [("Meet the ward", TODAY)]


def test_quiet_finds_projects_without_news_for_three_weeks(pair: Pair) -> None:
    quiet = start_project(pair=pair, by=pair.made_by, now=NOW)
    lively = ProjectFactory.create()
    post_update(
        project=lively, words="We met.", submission_id=uuid4(), by=pair.lay.person, now=NOW + timedelta(days=20)
    )
    ProjectFactory.create(status="stopped")

    assert list(Project.objects.quiet(now=NOW + timedelta(days=22))) == [quiet]
    assert list(Project.objects.quiet(now=NOW + timedelta(days=21))) == []


def test_constraints_refuse_a_second_project_of_a_pair() -> None:
    project = ProjectFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        ProjectFactory.create(pair=project.pair)

    assert ProjectFactory.create().pk != project.pk


def test_constraints_refuse_the_same_contributor_twice_at_a_time() -> None:
    row = ContributorFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        ContributorFactory.create(project=row.project)

    row.until = TODAY
    row.save()
    assert ContributorFactory.create(project=row.project).pk != row.pk


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["start", "update"])
def test_two_tabs_at_once_give_one_result(pair: Pair, deed: str) -> None:
    page = uuid4()
    project = start_project(pair=pair, by=pair.made_by, now=NOW) if deed == "update" else None

    def do() -> Any:
        if project is None:
            return start_project(pair=pair, by=pair.made_by, now=NOW)
        return post_update(project=project, words="We met.", submission_id=page, by=pair.made_by, now=NOW)

    results = at_once(4, do)

    assert len(set(results)) == 1
    assert Project.objects.count() == 1
    assert Update.objects.count() == (deed == "update")


def at_once(times: int, deed: Callable[[], Any]) -> list[Any]:
    """Run `deed` in so many threads, all starting together."""
    together = Barrier(times)

    def run() -> Any:
        together.wait()
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return [future.result() for future in [pool.submit(run) for _number in range(times)]]
