"""What has changed, in totals that tell nothing about a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cohorts.permissions import COORDINATOR, EVALUATOR, team_only
from evaluation.results import FEWEST, results_of
from evaluation.views.scope import scope_of


@team_only(COORDINATOR, EVALUATOR)
def results(request: HttpRequest) -> HttpResponse:
    """Each subscale at the baseline and at the end."""
    scope = scope_of(request, COORDINATOR, EVALUATOR)
    context = {"scope": scope, "results": results_of(scope.programme), "fewest": FEWEST}
    return render(request, "evaluation/results.html", context)
