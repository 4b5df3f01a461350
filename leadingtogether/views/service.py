"""Pages about the service itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.permissions import is_team
from leadingtogether import health


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Tell monitoring how the service does: 200 when well, 503 when not."""
    found = health.check(now=timezone.now())
    return JsonResponse(found.as_json(), status=200 if found.well else 503)


@require_safe
def sweeps(request: HttpRequest) -> HttpResponse:
    """Show the team what the service does by itself, when it last did it, and what is late."""
    if not is_team(request.user):
        raise Http404
    now = timezone.now()
    context = {"duties": health.duties(now=now), "health": health.check(now=now)}
    return render(request, "leadingtogether/health.html", context)


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how usable the service is and whom to tell where it is not."""
    return render(request, "leadingtogether/accessibility.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept about people, why, and for how long."""
    return render(request, "leadingtogether/privacy.html")
