"""Writes to the tasks of staff. Sweeps make them, each once under its key."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from cohorts.models import Cohort, Programme, Task
from people.actions.audit import record
from people.models import Person


def open_task(
    *,
    key: str,
    kind: str,
    title: str,
    programme: Programme,
    now: datetime,
    cohort: Cohort | None = None,
    person: Person | None = None,
    due_on: date | None = None,
) -> Task:
    """Put a task on the list of the team, once under `key`; a key that is there stays as it is, also when done."""
    task, _made = Task.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": title[:250],
            "programme": programme,
            "cohort": cohort,
            "person": person,
            "due_on": due_on,
            "made_at": now,
        },
    )
    return task


def close_tasks(*, keys: Iterable[str], by: Person | None, now: datetime) -> int:
    """Tick off the open tasks with these keys, whose reason has gone; return how many that were."""
    tasks = list(Task.objects.filter(key__in=list(keys), state=Task.State.OPEN))
    for task in tasks:
        close_task(task=task, by=by, now=now)
    return len(tasks)


@transaction.atomic
def close_task(*, task: Task, by: Person | None, now: datetime, dropped: bool = False) -> Task:
    """Tick a task off, or drop it where it is not needed any more. Closing it twice changes nothing."""
    task = Task.objects.locked().get(pk=task.pk)
    if task.state == Task.State.OPEN:
        task.state = Task.State.DROPPED if dropped else Task.State.DONE
        task.closed_at, task.closed_by, task.version = now, by, task.version + 1
        task.save(update_fields=["state", "closed_at", "closed_by", "version"])
        record(by=by, action="task.close", about=task, now=now, fields=["state"])
    return task
