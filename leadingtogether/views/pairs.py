"""Pairs that may need the team."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cohorts.permissions import COORDINATOR, team_only
from common.paging import page_by_keys
from leadingtogether.pairs_at_risk import keys_at_risk, lines_of, pairs_with_facts
from people.permissions import signed_in


@require_GET
@team_only(COORDINATOR)
def pairs_at_risk(request: HttpRequest) -> HttpResponse:
    """Each pair at risk with the reason in words, those introduced first before the others."""
    now = timezone.now()
    # All of them are looked at, however few are shown: so their keys are read at once.
    page = page_by_keys(
        request, list(keys_at_risk(signed_in(request), now=now)), lambda keys: pairs_with_facts(keys, now=now)
    )
    return render(request, "leadingtogether/pairs_at_risk.html", {"page": page, "lines": lines_of(list(page))})
