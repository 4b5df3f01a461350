"""Keeping the tasks of one kind in step with the facts: what sweeps call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cohorts.actions.tasks import close_task, reopen_task
from cohorts.models import Task

State = Task.State
# Rows in one statement: far below what either database takes.
CHUNK = 500


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why there is to be a task: the fact it comes from, under a key that names this occurrence of it."""

    key: str
    title: str
    programme_id: int
    cohort_id: int | None = None
    person_id: int | None = None
    due_on: date | None = None
    subject_ref: str = ""


def keep_tasks(*, kind: str, reasons: Iterable[Reason], gone: str, now: datetime) -> int:
    """Make the tasks of one kind agree with their reasons; return how many were opened or dropped.

    A reason without a task gets one. A task whose reason has gone is dropped, with the words of `gone`; should the very
    same reason come back, it is opened again. What a member of staff has closed stays closed. Twice changes nothing.
    """
    wanted = {reason.key: reason for reason in reasons}
    known = Task.objects.filter(kind=kind)
    there = {task.key: task for task in known.filter(state=State.OPEN)}
    there |= _known(wanted.keys() - there.keys())
    new = [_task(kind, reason, now) for key, reason in wanted.items() if key not in there]
    # Another run may make the same key at this moment. The unique key keeps theirs, which says the same.
    Task.objects.bulk_create(new, ignore_conflicts=True, batch_size=CHUNK)
    changed = len(new)
    for key, task in there.items():
        changed += _settle(task, wanted.get(key), gone, now)
    return changed


def _known(keys: Iterable[str]) -> dict[str, Task]:
    """Return the closed tasks under these keys."""
    listed = sorted(keys)
    found: dict[str, Task] = {}
    for at in range(0, len(listed), CHUNK):
        found |= {task.key: task for task in Task.objects.filter(key__in=listed[at : at + CHUNK])}
    return found


@transaction.atomic
def _settle(task: Task, reason: Reason | None, gone: str, now: datetime) -> bool:
    """Drop, reopen or correct one task; tell whether its state changed."""
    if reason is None:
        close_task(task=task, by=None, now=now, why=gone, dropped=True)
        return True
    if task.state == State.DROPPED and task.closed_by_id is None:
        reopen_task(task=task, by=None, now=now)
        return True
    if task.state == State.OPEN and (task.title, task.due_on) != (reason.title[:250], reason.due_on):
        Task.objects.filter(pk=task.pk, state=State.OPEN).update(title=reason.title[:250], due_on=reason.due_on)
    return False


def _task(kind: str, reason: Reason, now: datetime) -> Task:
    return Task(
        key=reason.key,
        kind=kind,
        title=reason.title[:250],
        programme_id=reason.programme_id,
        cohort_id=reason.cohort_id,
        person_id=reason.person_id,
        due_on=reason.due_on,
        subject_ref=reason.subject_ref,
        made_at=now,
    )
