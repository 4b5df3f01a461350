"""How many answered, and for coordinators who has not. Nobody sees here what was answered."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.permissions import COORDINATOR, team_only
from common.paging import page_of
from evaluation.forms.staff import FindForm, UnansweredFilterForm
from evaluation.models import Invitation, Response
from evaluation.permissions import WATCHERS
from evaluation.rates import chart_of, never_asked, rates_of, wave_name
from evaluation.views.scope import scope_of

# What was written down is corrected soon or never: the paper goes into confidential waste.
LATELY = 10


@team_only(*WATCHERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Response rates by wave and cohort."""
    scope, now = scope_of(request), timezone.now()
    rates = rates_of(scope.programme, now=now)
    context = {"scope": scope, "now": now, "never": never_asked(scope.programme, now=now)}
    chart = chart_of([(row.wave, row.total.share.share) for row in rates.rows if row.total])
    return render(request, "evaluation/overview.html", context | {"rates": rates, "chart": chart})


@team_only(COORDINATOR)
def unanswered(request: HttpRequest) -> HttpResponse:
    """Who was asked and has not answered, so that somebody can phone. The personal links are theirs alone."""
    scope, now = scope_of(request, COORDINATOR), timezone.now()
    form = UnansweredFilterForm(request.GET or None, programme=scope.programme)
    found = (
        Invitation.objects.filter(place__programme=scope.programme)
        .open(now=now)
        .unanswered()
        .still_wanted()
        .select_related("wave", "cohort", "place__person", "response")
        .prefetch_related("place__person__contact_methods")
        .order_by("closes_at", "cohort__name", "place__person__family_name", "pk")
    )
    if form.is_valid():
        found = form.narrow(found)
    page = page_of(request, found)
    rows = [(invitation, wave_name(invitation.wave), _way_of(invitation)) for invitation in page]
    keyed = Response.objects.finished().keyed_in(scope.programme).order_by("-finished_at")[:LATELY]
    context = {"scope": scope, "form": form, "page": page, "rows": rows, "keyed": keyed, "find": _finder()}
    return render(request, "evaluation/unanswered.html", context)


def _finder() -> FindForm:
    form = FindForm()
    form.helper.form_action = reverse("evaluation:key_find")
    return form


def _way_of(invitation: Invitation) -> str:
    methods = invitation.place.person.contact_methods.all()
    return str(methods[0].get_method_display()) if methods else _("Not said")
