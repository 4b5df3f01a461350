"""What a list of tasks shows, worked out in Python so that its template stays plain."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, reverse

from cohorts.models import Task
from cohorts.models.task_kinds import task_kind
from common.addresses import address_of, numbered


@dataclass(frozen=True)
class TaskRow:
    """One line of a list of tasks."""

    task: Task
    kind: str
    overdue: bool
    snoozed: bool
    mine: bool
    # The pages of the task, its person and its cohort (empty: none), and where it is taken and done.
    url: str
    person: str
    cohort: str
    take: str
    done: str


def rows_of(tasks: Iterable[Task], *, me: int, on: date) -> list[TaskRow]:
    """Return the lines for tasks `with_everything_named`, as the person with the id `me` sees them."""
    url, take, done = (numbered(name) for name in ("cohorts:task", "cohorts:task_take", "cohorts:task_done"))
    person, cohort = address_of("person"), address_of("cohorts:cohort")
    return [
        TaskRow(
            task=task,
            kind=str(task_kind(task.kind).label),
            overdue=task.is_overdue(on=on),
            snoozed=task.is_snoozed(on=on),
            mine=task.assigned_to_id == me,
            url=url(task.pk),
            person=person(task.person.ref) if task.person else "",
            cohort=cohort(task.cohort.ref) if task.cohort else "",
            take=take(task.pk),
            done=done(task.pk),
        )
        for task in tasks
    ]


def page_for(task: Task) -> str:
    """Return the address at which the task is done: that of its kind, else of its person or cohort."""
    kind = task_kind(task.kind)
    found = _reverse(kind.page, task.subject_ref) if kind.page else ""
    if found:
        return f"{found}?{kind.query}" if kind.query else found
    if task.person is not None:
        return _reverse("person", task.person.ref)
    return _reverse("cohorts:cohort", task.cohort.ref) if task.cohort else ""


def _reverse(name: str, ref: str) -> str:
    try:
        return reverse(name, args=[ref] if ref else [])
    except NoReverseMatch:
        # An older task without a reference, or a page that is no more.
        return ""
