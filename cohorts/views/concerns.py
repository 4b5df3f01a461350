"""Something is wrong: a page for everybody to say so, and one for the safeguarding lead and deputy to read it."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.actions.concerns import mark_read, report_concern
from cohorts.forms.concerns import ConcernForm
from cohorts.models import Concern
from cohorts.permissions import SAFEGUARDING, team_only
from common.paging import page_of
from people.models import Person
from people.permissions import signed_in


@login_not_required
def report(request: HttpRequest) -> HttpResponse:
    """Take a report from anybody, with or without a name."""
    form = ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = request.user if isinstance(request.user, Person) else None
        report_concern(**form.cleaned_data, by=who, now=timezone.now())
        return redirect("concern_sent")
    return render(request, "cohorts/concerns/report.html", {"form": form})


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say what happens now."""
    return render(request, "cohorts/concerns/sent.html")


@require_safe
@team_only(*SAFEGUARDING)
def concerns(request: HttpRequest) -> HttpResponse:
    """List the reports of one's programmes, unread first."""
    rows = Concern.objects.for_safeguarding(signed_in(request)).select_related("reported_by", "read_by", "programme")
    return render(request, "cohorts/concerns/list.html", {"page": page_of(request, rows.unread_first())})


@require_safe
@team_only(*SAFEGUARDING)
def concern(request: HttpRequest, ref: str) -> HttpResponse:
    """Show one report; opening it records who read it first."""
    mine = Concern.objects.for_safeguarding(signed_in(request)).select_related("reported_by", "read_by", "programme")
    found = get_object_or_404(mine, ref=ref)
    mark_read(concern=found, by=signed_in(request), now=timezone.now())
    return render(request, "cohorts/concerns/concern.html", {"concern": found})
