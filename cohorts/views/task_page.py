"""What the page of one task shows, worked out in Python so that its template stays plain."""

from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from cohorts.forms.tasks import DoneForm, DropForm, GiveForm, SnoozeForm
from cohorts.models import Task, TaskStep
from cohorts.querysets import coordinators_of
from cohorts.views.task_rows import page_for, rows_of
from common.forms import LTForm


def forms_of(task: Task, *, on: date, data: QueryDict | None = None) -> dict[str, Any]:
    """Return the forms that move a task, each with ids of its own, filled with `data` where there is any."""
    colleagues = coordinators_of([task.programme_id])
    return {
        "give": GiveForm(data, task=task, colleagues=colleagues, auto_id="give_%s"),
        "snooze": SnoozeForm(data, task=task, today=on, auto_id="snooze_%s"),
    }


def page_of(
    task: Task, *, me: int, on: date, sent: str = "", form: LTForm | None = None, changed: bool = False
) -> dict[str, Any]:
    """Return the context of the page; `form` came under the name `sent` with errors, or too late where `changed`."""
    forms = {"done": DoneForm(auto_id="done_%s"), "drop": DropForm(auto_id="drop_%s"), **forms_of(task, on=on)}
    if form is not None:
        forms[sent] = _over(task, on, sent, form) if changed else form
    for name, one in forms.items():
        one.helper.form_action = reverse(f"cohorts:task_{name}", args=[task.pk])
    return {
        "task": task,
        "row": rows_of([task], me=me, on=on)[0],
        "where": page_for(task),
        "steps": list(TaskStep.objects.filter(task=task).in_order()),
        "forms": forms,
        "form": forms.get(sent),
        "sent": sent,
        "changed": changed,
    }


def _over(task: Task, on: date, name: str, form: LTForm) -> LTForm:
    """Return the form with what was typed, over the task as it is now."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    data["version"] = str(task.version)
    again: LTForm = forms_of(task, on=on, data=data)[name]
    return again
