"""Pages about the service itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from leadingtogether import health


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """Tell monitoring how the service does: 200 when well, 503 when not."""
    found = health.check(now=timezone.now())
    return JsonResponse(found.as_json(), status=200 if found.well else 503)


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
