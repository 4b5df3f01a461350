"""The page on which somebody watches long work; it works without JavaScript, and refreshes itself with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cohorts.actions.jobs import KINDS, stop
from cohorts.models import Job
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in


def _job(request: HttpRequest, ref: str) -> Job:
    mine = Job.objects.for_team(signed_in(request), COORDINATOR)
    return get_object_or_404(mine.select_related("programme", "asked_by"), ref=ref)


@team_only(COORDINATOR)
def job(request: HttpRequest, ref: str) -> HttpResponse:
    """Show how far the work is; when it has ended, lead on to its result."""
    found = _job(request, ref)
    kind = KINDS[found.kind]
    polled = "HX-Request" in request.headers
    if not found.active:
        page = kind.page(found)
        return HttpResponse(headers={"HX-Redirect": page}) if polled else redirect(page)
    context = {"job": found, "label": kind.label, "late": found.is_late(now=timezone.now())}
    return render(request, "cohorts/jobs/_progress.html" if polled else "cohorts/jobs/job.html", context)


@require_POST
@team_only(COORDINATOR)
def job_stop(request: HttpRequest, ref: str) -> HttpResponse:
    """Stop the work, and lead to what there is of its result."""
    found = stop(job=_job(request, ref), by=signed_in(request), now=timezone.now())
    return redirect(KINDS[found.kind].page(found))
