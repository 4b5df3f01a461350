"""What counts how much when a cohort is paired: chosen by a coordinator, with who and when."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.versions import StaleError
from cohorts.models import Cohort
from cohorts.pairing.actions.optimising import weights_of
from cohorts.pairing.actions.weightings import choose_weighting
from cohorts.pairing.forms.weightings import WeightingForm, initial_of
from cohorts.pairing.models import Weighting
from cohorts.pairing.views.board import cohort_of
from cohorts.pairing.weights import PRESETS, parts_of
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def weights(request: HttpRequest, ref: str) -> HttpResponse:
    """See what counts, and choose."""
    cohort = cohort_of(request, ref)
    chosen = Weighting.objects.filter(cohort=cohort).select_related("set_by").first()
    form = WeightingForm(request.POST if request.method == "POST" else None, initial=initial_of(chosen))
    form.cancel_url = reverse("pairing:board", args=[ref])
    if request.method != "POST" or not form.is_valid():
        return _show(request, cohort, chosen, form)
    try:
        _choose(request, cohort, form)
    except StaleError:
        return _conflict(request, cohort, form)
    messages.success(request, _("Saved. It counts when you propose pairs the next time."))
    return redirect("pairing:board", ref)


def _choose(request: HttpRequest, cohort: Cohort, form: WeightingForm) -> None:
    choose_weighting(
        cohort=cohort,
        preset=form.cleaned_data["preset"],
        weights=form.weights,
        worst_first=form.cleaned_data["worst_first"],
        version=form.read_version,
        by=signed_in(request),
        now=timezone.now(),
    )


def _conflict(request: HttpRequest, cohort: Cohort, form: WeightingForm) -> HttpResponse:
    """Show what somebody else chose; what was typed stays in the form, over what is saved now."""
    saved = Weighting.objects.filter(cohort=cohort).select_related("set_by").get()
    over = form.over(saved.version)
    over.cancel_url = form.cancel_url
    over.is_valid()
    over.add_error(
        None,
        _("%(name)s chose something else while you looked. It is under “What counts now”. Save again to use yours.")
        % {"name": saved.set_by},
    )
    return _show(request, cohort, saved, over, status=409)


def _show(
    request: HttpRequest, cohort: Cohort, chosen: Weighting | None, form: WeightingForm, status: int = 200
) -> HttpResponse:
    context = {
        "cohort": cohort,
        "chosen": chosen,
        "form": form,
        "parts": parts_of(weights_of(chosen)),
        "ready": [(Weighting.Preset(slug).label, parts_of(weights)) for slug, weights in PRESETS.items()],
    }
    return render(request, "cohorts/pairing/weights.html", context, status=status)
