"""Pages “Can it be met?”: before anybody is drawn."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import cohort_coordinated
from cohorts.recruitment.actions.outlooks import (
    ask_for_outlook,
    outlook_of,
    outlook_pool,
    page_of_cohort,
    take_nearest,
)
from cohorts.recruitment.views.draw_page import quota_lines, sides_of
from cohorts.recruitment.views.outlook_page import found_of
from cohorts.recruitment.views.reach_page import reach_of
from people.permissions import signed_in


def _cohort(request: HttpRequest, ref: str) -> tuple[Cohort, bool]:
    found = get_object_or_404(cohort_coordinated(signed_in(request), ref))
    return found, "everybody" in {request.GET.get("who"), request.POST.get("who")}


@team_only(COORDINATOR)
def outlook(request: HttpRequest, ref: str) -> HttpResponse:
    """Whether a cohort can be drawn under its quotas, what comes nearest, and what each quota does to the chances."""
    cohort, everybody = _cohort(request, ref)
    if request.method == "POST":
        page = page_of_cohort(cohort, everybody=everybody)
        try:
            job = ask_for_outlook(
                cohorts=[cohort], everybody=everybody, page=page, by=signed_in(request), now=timezone.now()
            )
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect(page)
        return redirect("cohorts:job", job.ref)
    pool = outlook_pool(cohorts=[cohort], everybody=everybody)
    kept = outlook_of(pool=pool)
    found = found_of(kept, {cohort.ref: cohort}) if kept else None
    draw, who = reverse("recruitment:draw_new", args=[cohort.ref]), {"who": "everybody"} if everybody else {}
    context = {
        "cohort": cohort,
        "everybody": everybody,
        "draw": f"{draw}?{urlencode(who)}" if who else draw,
        "capped": f"{draw}?{urlencode(who | {'cap': found['cap_percent']})}" if found else "",
        "reach": reach_of(pool),
        "sides": sides_of(pool),
        "quotas": quota_lines(pool),
        "found": found,
    }
    return render(request, "cohorts/recruitment/draws/outlook.html", context)


@require_POST
@team_only(COORDINATOR)
def outlook_take(request: HttpRequest, ref: str) -> HttpResponse:
    """Change the quotas to the nearest that can be met."""
    cohort, everybody = _cohort(request, ref)
    kept = outlook_of(pool=outlook_pool(cohorts=[cohort], everybody=everybody))
    if kept is None:
        messages.error(request, _("Somebody or something has changed since. Work it out again, then choose."))
        return redirect(page_of_cohort(cohort, everybody=everybody))
    changed = take_nearest(cohorts=[cohort], shortfalls=kept["shortfalls"], by=signed_in(request), now=timezone.now())
    words = ngettext(
        "%(count)d quota is changed. It waits to be approved with its new number.",
        "%(count)d quotas are changed. They wait to be approved with their new numbers.",
        changed,
    )
    messages.success(request, words % {"count": changed})
    return redirect("recruitment:quotas", cohort.ref)
