"""Tasks: the list, one task with its history, and what staff do to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.tasks import add_task, close_task, give_task, reopen_task, snooze_task, wake_task
from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.forms.tasks import DoneForm, DropForm, NewTaskForm, TaskFilterForm
from cohorts.models import Task
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import Pile, person_coordinated, task_keys, task_keys_by_words, tasks_listed
from cohorts.views.task_page import forms_of, page_of
from cohorts.views.task_rows import rows_of
from common.back import way_back
from common.dates import say_date
from common.forms import LTForm
from common.paging import page_by_keys
from people.models import Person
from people.permissions import signed_in


def _task(request: HttpRequest, pk: int) -> Task:
    tasks = Task.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(tasks, pk=pk)


@team_only(COORDINATOR)
def tasks(request: HttpRequest) -> HttpResponse:
    """Everything that staff have to do, filtered."""
    person, on = signed_in(request), timezone.localdate()
    form = TaskFilterForm(request.GET, coordinator=person)
    asked = form.asked(on=on)
    page = _page_of_list(request, person, asked)
    count = page.paginator.count
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page, me=person.pk, on=on),
        "closed": asked["pile"] is Pile.CLOSED,
        "found": ngettext("%(count)s task.", "%(count)s tasks.", count) % {"count": count},
    }
    return render(request, "cohorts/tasks/list.html", context)


def _page_of_list(request: HttpRequest, person: Person, asked: dict[str, Any]) -> Page[Task]:
    if asked["words"]:
        return page_by_keys(request, list(task_keys_by_words(person, **asked)), tasks_listed)
    keys = task_keys(person, **asked)
    if asked["pile"] is not Pile.CLOSED or any(asked[name] for name in ("whose", "before", "kind", "cohort")):
        return page_by_keys(request, keys, tasks_listed)
    # All that were ever closed: they are counted, but not sorted, for one page of them.
    return page_by_keys(request, task_keys(person, along=True, **asked), tasks_listed, count=keys.count())


@team_only(COORDINATOR)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """One task: what it is about, where it is done, and what happened to it."""
    return _page(request, _task(request, pk))


@team_only(COORDINATOR)
def task_new(request: HttpRequest) -> HttpResponse:
    """Add a task by hand; the address may name the person or the cohort that it is about."""
    by = signed_in(request)
    ref = request.GET.get("person", "")
    about = person_coordinated(by, ref).first() if ref else None
    form = NewTaskForm(
        request.POST or None,
        initial={"cohort": request.GET.get("cohort", ""), "programme": request.GET.get("programme", "")},
        by=by,
    )
    if not form.is_valid():
        return render(request, "cohorts/tasks/new.html", {"form": form, "about": about})
    made = add_task(**form.cleaned_data, person=about, by=by, now=timezone.now())
    messages.success(request, _("The task is on the list."))
    return redirect("cohorts:task", made.pk)


@require_POST
@team_only(COORDINATOR)
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick one task off; a second click changes nothing and says who was first."""
    found, form = _task(request, pk), DoneForm(request.POST, auto_id="done_%s")
    if not form.is_valid():
        return _page(request, found, sent="done", form=form)
    if found.state == Task.State.OPEN:
        close_task(task=found, by=signed_in(request), now=timezone.now(), why=form.cleaned_data["words"])
        messages.success(request, _("Done: %(task)s") % {"task": found.title})
    else:
        messages.warning(request, _already(found))
    return _back(request)


@require_POST
@team_only(COORDINATOR)
def task_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a task that is not needed, with the reason."""
    found, form = _task(request, pk), DropForm(request.POST, auto_id="drop_%s")
    if not form.is_valid():
        return _page(request, found, sent="drop", form=form)
    if found.state == Task.State.OPEN:
        why = form.cleaned_data["words"]
        close_task(task=found, by=signed_in(request), now=timezone.now(), why=why, dropped=True)
        messages.success(request, _("Not needed: %(task)s") % {"task": found.title})
    else:
        messages.warning(request, _already(found))
    return redirect("cohorts:task", pk)


@require_POST
@team_only(COORDINATOR)
def task_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task of nobody's; where a colleague was faster, it stays theirs and the page says so."""
    found, by = _task(request, pk), signed_in(request)
    if found.assigned_to is not None and found.assigned_to != by:
        messages.warning(request, _("%(name)s has this task already.") % {"name": found.assigned_to})
        return _back(request)
    return _move(
        request,
        found,
        lambda: give_task(task=found, to=by, version=found.version, by=by, now=timezone.now()),
        _("You have this task: %(task)s") % {"task": found.title},
    )


@require_POST
@team_only(COORDINATOR)
def task_give(request: HttpRequest, pk: int) -> HttpResponse:
    """Assign a task, or hand it over with a word about why."""
    found, by = _task(request, pk), signed_in(request)
    form = forms_of(found, on=timezone.localdate(), data=request.POST)["give"]
    if not form.is_valid():
        return _page(request, found, sent="give", form=form)
    to, words = form.cleaned_data["to"], form.cleaned_data["words"]
    said = _("%(name)s has this task now.") % {"name": to} if to else _("This task is nobody’s now.")
    return _move(
        request,
        found,
        lambda: give_task(task=found, to=to, version=form.read_version, by=by, now=timezone.now(), words=words),
        said,
        sent="give",
        form=form,
    )


@require_POST
@team_only(COORDINATOR)
def task_snooze(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a task off the list until a day."""
    found, by = _task(request, pk), signed_in(request)
    form = forms_of(found, on=timezone.localdate(), data=request.POST)["snooze"]
    if not form.is_valid():
        return _page(request, found, sent="snooze", form=form)
    return _move(
        request,
        found,
        lambda: snooze_task(task=found, until=form.day, version=form.read_version, by=by, now=timezone.now()),
        _("Put off until %(day)s.") % {"day": say_date(form.day)},
        sent="snooze",
        form=form,
    )


@require_POST
@team_only(COORDINATOR)
def task_wake(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a task that was put off back on the list."""
    wake_task(task=_task(request, pk), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The task is back on the list."))
    return redirect("cohorts:task", pk)


@require_POST
@team_only(COORDINATOR)
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed task again."""
    reopen_task(task=_task(request, pk), by=signed_in(request), now=timezone.now())
    messages.success(request, _("The task is open again."))
    return redirect("cohorts:task", pk)


def _page(
    request: HttpRequest,
    found: Task,
    *,
    sent: str = "",
    form: LTForm | None = None,
    changed: bool = False,
) -> HttpResponse:
    context = page_of(found, me=signed_in(request).pk, on=timezone.localdate(), sent=sent, form=form, changed=changed)
    return render(request, "cohorts/tasks/task.html", context, status=409 if changed else 200)


def _move(
    request: HttpRequest,
    found: Task,
    act: Callable[[], Task],
    words: str,
    *,
    sent: str = "",
    form: LTForm | None = None,
) -> HttpResponse:
    """Do it and say so; where somebody else was faster, show the task as it is now with what was typed."""
    try:
        act()
    except NotAllowedError as error:
        messages.error(request, str(error))
    except StaleError:
        return _page(request, _task(request, found.pk), sent=sent, form=form, changed=True)
    else:
        messages.success(request, words)
    return _back(request)


def _already(found: Task) -> str:
    who = found.closed_by or _("The service")
    return _("%(name)s has closed this task already.") % {"name": who}


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page that the button was on; else to the list of tasks."""
    return redirect(way_back(request, reverse("cohorts:tasks")))
