"""Writes to the tasks of staff. Sweeps make most of them, each once under its key; what happens to each is kept."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort, Programme, Task, TaskStep
from cohorts.models.task_kinds import BY_HAND
from common.dates import in_london
from people.actions.audit import record
from people.models import Person

Deed = TaskStep.Deed
State = Task.State


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
    subject_ref: str = "",
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
            "subject_ref": subject_ref,
            "made_at": now,
        },
    )
    return task


def hand_on_task(*, keys: Iterable[str], to: str) -> None:
    """Let the oldest open task with one of these keys go on under the key `to`, unless there is one already.

    The same thing is asked for again before anybody has done it: one task, with who has it and when it was made.
    """
    waiting = Task.objects.filter(key__in=list(keys), state=State.OPEN).order_by("made_at", "pk").first()
    if waiting is not None and not Task.objects.filter(key=to).exists():
        Task.objects.filter(pk=waiting.pk, state=State.OPEN).update(key=to)


@transaction.atomic
def add_task(
    *,
    programme: Programme,
    title: str,
    submission_id: UUID,
    by: Person,
    now: datetime,
    words: str = "",
    cohort: Cohort | None = None,
    person: Person | None = None,
    due_on: date | None = None,
    assigned_to: Person | None = None,
) -> Task:
    """Add a task by hand, once for each `submission_id`: a form that is sent twice is one task."""
    task, new = Task.objects.get_or_create(
        key=f"{BY_HAND.slug}:{submission_id}",
        defaults={
            "kind": BY_HAND.slug,
            "title": title,
            "words": words,
            "programme": programme,
            "cohort": cohort,
            "person": person,
            "due_on": due_on,
            "assigned_to": assigned_to,
            "made_at": now,
            "made_by": by,
        },
    )
    if new:
        _step(task, Deed.MADE, by=by, now=now)
        if assigned_to is not None:
            _step(task, Deed.ASSIGNED, by=by, now=now, to=assigned_to)
        record(by=by, action="task.add", about=task, now=now)
    return task


def close_tasks(*, keys: Iterable[str], by: Person | None, now: datetime) -> int:
    """Tick off the open tasks with these keys, whose reason has gone; return how many that were."""
    tasks = list(Task.objects.filter(key__in=list(keys), state=State.OPEN))
    for task in tasks:
        close_task(task=task, by=by, now=now)
    return len(tasks)


@transaction.atomic
def close_task(*, task: Task, by: Person | None, now: datetime, why: str = "", dropped: bool = False) -> Task:
    """Tick a task off, or drop it with the reason where it is not needed. Closing it twice changes nothing."""
    task = Task.objects.locked().select_related(None).get(pk=task.pk)
    if task.state == State.OPEN:
        task.state = State.DROPPED if dropped else State.DONE
        task.closed_at, task.closed_by, task.why, task.snoozed_until = now, by, why[:250], None
        _save(task, "state", "closed_at", "closed_by", "why", "snoozed_until")
        _step(task, Deed.DROPPED if dropped else Deed.DONE, by=by, now=now, words=why)
        record(by=by, action="task.close", about=task, now=now, fields=["state"])
    return task


@transaction.atomic
def reopen_task(*, task: Task, by: Person | None, now: datetime, why: str = "") -> Task:
    """Put a closed task back on the list. Opening it twice changes nothing."""
    task = Task.objects.locked().select_related(None).get(pk=task.pk)
    if task.state != State.OPEN:
        task.state, task.closed_at, task.closed_by, task.why = State.OPEN, None, None, ""
        _save(task, "state", "closed_at", "closed_by", "why")
        _step(task, Deed.REOPENED, by=by, now=now, words=why)
        record(by=by, action="task.reopen", about=task, now=now, fields=["state"])
    return task


@transaction.atomic
def give_task(*, task: Task, to: Person | None, version: int, by: Person, now: datetime, words: str = "") -> Task:
    """Assign a task, hand it to somebody else with a word about why, or with `to` None give it back to everybody.

    Raises:
        NotAllowedError: it is closed, or this person is not on the team that does such tasks.
        StaleError: it went to somebody else since the page was read.
    """
    task = _open(task)
    if task.assigned_to_id == (to.pk if to else None):
        return task
    _unmoved(task, version)
    if (
        to is not None
        and not to.memberships.filter(programme=task.programme_id, role="coordinator", ended_on=None).exists()
    ):
        raise NotAllowedError(_("%(name)s does not coordinate this programme.") % {"name": to})
    handed = Deed.HANDED_OVER if task.assigned_to_id else Deed.ASSIGNED
    task.assigned_to = to
    _save(task, "assigned_to")
    _step(task, handed if to else Deed.GIVEN_BACK, by=by, now=now, to=to, words=words)
    record(by=by, action="task.give", about=task, now=now, fields=["assigned_to"])
    return task


@transaction.atomic
def snooze_task(*, task: Task, until: date, version: int, by: Person, now: datetime, words: str = "") -> Task:
    """Take a task off the list until a day after today.

    Raises:
        NotAllowedError: it is closed, or the day is not after today.
        StaleError: somebody else has changed it since the page was read.
    """
    task = _open(task)
    if until <= in_london(now).date():
        raise NotAllowedError(_("Choose a day after today."))
    if task.snoozed_until == until:
        return task
    _unmoved(task, version)
    task.snoozed_until = until
    _save(task, "snoozed_until")
    _step(task, Deed.SNOOZED, by=by, now=now, until=until, words=words)
    record(by=by, action="task.snooze", about=task, now=now, fields=["snoozed_until"])
    return task


@transaction.atomic
def wake_task(*, task: Task, by: Person, now: datetime) -> Task:
    """Put a snoozed task back on the list now. Waking it twice changes nothing."""
    task = Task.objects.locked().select_related(None).get(pk=task.pk)
    if task.state == State.OPEN and task.snoozed_until is not None:
        task.snoozed_until = None
        _save(task, "snoozed_until")
        _step(task, Deed.WOKEN, by=by, now=now)
        record(by=by, action="task.wake", about=task, now=now, fields=["snoozed_until"])
    return task


def _open(task: Task) -> Task:
    """Return the task, locked, and refuse one that is closed."""
    task = Task.objects.locked().select_related(None).get(pk=task.pk)
    if task.state != State.OPEN:
        raise NotAllowedError(_("This task is closed. Open it again first."))
    return task


def _unmoved(task: Task, version: int) -> None:
    if task.version != version:
        raise StaleError(task)


def _save(task: Task, *fields: str) -> None:
    task.version += 1
    task.save(update_fields=[*fields, "version"])


def _step(task: Task, deed: str, *, by: Person | None, now: datetime, words: str = "", **more: Any) -> None:
    TaskStep.objects.create(task=task, deed=deed, at=now, by=by, words=words[:250], **more)
