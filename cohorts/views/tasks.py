"""Ticking tasks off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.tasks import close_task
from cohorts.models import Task
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in


@require_POST
@team_only(COORDINATOR)
def task_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick one task off; a second click changes nothing."""
    task = get_object_or_404(Task.objects.for_team(signed_in(request), COORDINATOR), pk=pk)
    close_task(task=task, by=signed_in(request), now=timezone.now())
    messages.success(request, _("Done: %(task)s") % {"task": task.title})
    return redirect("home")
