"""Putting a programme that is over into the archive, and taking it out again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.programmes import archive_programme, bring_programme_back
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Programme, Task
from cohorts.permissions import COORDINATOR, team_only
from evaluation.models import Invitation
from people.permissions import signed_in


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def archive(request: HttpRequest, ref: str) -> HttpResponse:
    """What the archive means for this programme, then one button."""
    by, now = signed_in(request), timezone.now()
    programme = get_object_or_404(Programme.objects.for_team(by, COORDINATOR), ref=ref)
    if request.method == "POST":
        try:
            if "back" in request.POST:
                bring_programme_back(programme=programme, by=by, now=now)
                messages.success(request, _("“%(name)s” is out of the archive.") % {"name": programme})
            else:
                archive_programme(programme=programme, by=by, now=now)
                messages.success(request, _("“%(name)s” is in the archive.") % {"name": programme})
        except NotAllowedError as error:
            messages.error(request, str(error))
        return redirect("programme_archive", programme.ref)
    to_come = Invitation.objects.filter(place__programme=programme, opens_at__gt=now).still_wanted()
    context = {
        "programme": programme,
        "live": programme.cohorts.exclude(state__in=["finished", "archived", "cancelled"]).order_by("name"),
        "surveys": to_come.count(),
        "last": to_come.order_by("-opens_at").values_list("opens_at", flat=True).first(),
        "tasks": Task.objects.filter(programme=programme, state=Task.State.OPEN).count(),
    }
    return render(request, "leadingtogether/archive.html", context)
