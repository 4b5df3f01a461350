"""What it would take to pair who is left over, and doing it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cohorts.actions.versions import NotAllowedError
from cohorts.pairing.actions.repairing import repair_pairs, ways_to_repair
from cohorts.pairing.views.board import cohort_of
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def repair(request: HttpRequest, ref: str) -> HttpResponse:
    """Look at the ways, from breaking no pair upwards; choose one."""
    cohort = cohort_of(request, ref)
    if request.method != "POST":
        found = ways_to_repair(cohort)
        # With nothing to choose there is nothing to compare either; else the pairs as they are now stand first.
        ways = found.ways if any(way.made for way in found.ways) else []
        context = {"cohort": cohort, "ways": ways, "impossible": found.impossible}
        return render(request, "cohorts/pairing/repair.html", context)
    broken = [part for part in request.POST.get("broken", "").split("-") if part]
    try:
        made = repair_pairs(cohort=cohort, broken=broken, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.warning(request, str(error))
        return redirect("pairing:repair", ref)
    count = made.pairs.count()
    said = ngettext("%(count)d pair is proposed.", "%(count)d pairs are proposed.", count) % {"count": count}
    messages.success(request, said + " " + _("Look at each, change what you know better, then confirm."))
    return redirect("pairing:board", ref)
