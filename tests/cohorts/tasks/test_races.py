"""Two people at one task at the same moment. Races show on PostgreSQL alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from cohorts.actions.kept_tasks import Reason, keep_tasks
from cohorts.actions.tasks import close_task, give_task, open_task
from cohorts.actions.versions import StaleError
from cohorts.models import Task, TaskStep
from tests.factories import NOW, ProgrammeFactory, coordinator_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def at_once(*deeds: Callable[[], Any]) -> list[str]:
    """Do all deeds at one moment; return for each how it ended."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> str:
        try:
            barrier.wait(timeout=10)
            deed()
        except StaleError:
            return "stale"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(pool.map(run, deeds))


def test_task_given_twice_at_once_goes_to_one_and_the_other_is_told() -> None:
    programme = ProgrammeFactory.create()
    people = [coordinator_of(programme) for _ in range(2)]
    task = open_task(key="t", kind="by-hand", title="Ring", programme=programme, now=NOW)

    ends = at_once(
        *(lambda who=who: give_task(task=task, to=who, version=1, by=who, now=NOW) for who in people)  # type: ignore[misc]
    )

    task.refresh_from_db()
    assert ends == ["done", "stale"]
    assert list(TaskStep.objects.values_list("deed", "to")) == [("assigned", task.assigned_to_id)]


def test_task_closed_twice_at_once_is_closed_once() -> None:
    programme = ProgrammeFactory.create()
    by = coordinator_of(programme)
    task = open_task(key="t", kind="by-hand", title="Ring", programme=programme, now=NOW)

    ends = at_once(*[lambda: close_task(task=task, by=by, now=NOW)] * 2)

    assert ends == ["done", "done"]
    assert (Task.objects.get().version, TaskStep.objects.count()) == (2, 1)


def test_two_sweeps_at_once_open_a_task_once() -> None:
    programme = ProgrammeFactory.create()
    reasons = [Reason(key=f"a{number}", title="Ring", programme_id=programme.pk) for number in range(20)]

    ends = at_once(*[lambda: keep_tasks(kind="k", reasons=reasons, gone="Over.", now=NOW)] * 2)

    assert (ends, Task.objects.count()) == (["done", "done"], 20)
