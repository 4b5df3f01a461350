"""Pairs that may need the team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cohorts.permissions import COORDINATOR, team_only
from common.paging import page_of
from leadingtogether.pairs_at_risk import lines_of
from leadingtogether.pairs_at_risk import pairs_at_risk as at_risk
from people.permissions import signed_in


@require_GET
@team_only(COORDINATOR)
def pairs_at_risk(request: HttpRequest) -> HttpResponse:
    """Each pair at risk with the reason in words, those introduced first before the others."""
    found = at_risk(signed_in(request), now=timezone.now()).with_people().order_by("introduced_at", "pk")
    page = page_of(request, found)
    return render(
        request, "leadingtogether/pairs_at_risk.html", {"page": page, "lines": lines_of(list(page.object_list))}
    )
