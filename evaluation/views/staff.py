"""How many answered, and for coordinators who has not. Nobody sees here what was answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cohorts.permissions import COORDINATOR, team_only
from common.paging import page_of
from evaluation.forms.staff import FindForm, UnansweredFilterForm
from evaluation.listing import keyed_of, unanswered_of
from evaluation.permissions import WATCHERS
from evaluation.rates import chart_of, rates_of
from evaluation.reads import keyed_lately, not_answered
from evaluation.views.scope import scope_of
from people.permissions import signed_in

# What was written down is corrected soon or never: the paper goes into confidential waste.
LATELY = 10


@team_only(*WATCHERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Response rates by wave and cohort."""
    scope, now = scope_of(request), timezone.now()
    rates = rates_of(scope.programme, now=now)
    chart = chart_of([(row.wave, row.total.share.share) for row in rates.rows if row.total])
    context = {"scope": scope, "now": now, "rates": rates, "chart": chart}
    return render(request, "evaluation/overview.html", context)


@team_only(COORDINATOR)
def unanswered(request: HttpRequest) -> HttpResponse:
    """Who was asked and has not answered, so that somebody can phone. The personal links are theirs alone."""
    scope, now = scope_of(request, COORDINATOR), timezone.now()
    form = UnansweredFilterForm(request.GET or None, programme=scope.programme)
    page = page_of(request, not_answered(scope.programme, now, **form.narrowed()))
    rows = unanswered_of(list(page), me=signed_in(request))
    keyed = keyed_of(keyed_lately(scope.programme)[:LATELY])
    context = {"scope": scope, "form": form, "page": page, "rows": rows, "keyed": keyed, "find": _finder()}
    return render(request, "evaluation/unanswered.html", context)


def _finder() -> FindForm:
    form = FindForm()
    form.helper.form_action = reverse("evaluation:key_find")
    return form
