"""The page of commissioners: rounded totals of one programme, and nothing else."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cohorts.permissions import COMMISSIONER, COORDINATOR, team_only
from leadingtogether import totals as rounded
from leadingtogether import venue_reads as reads
from leadingtogether.all_venues import lines_of
from people.permissions import signed_in


@team_only(COMMISSIONER, COORDINATOR)
def totals(request: HttpRequest) -> HttpResponse:
    """Balance, attendance, projects and responses in rounded totals; coordinators see what commissioners see."""
    programmes = list(reads.programmes_totalled(signed_in(request)))
    ref = request.GET.get("programme", "")
    programme = next((one for one in programmes if not ref or one.ref == ref), None)
    if programme is None:
        raise Http404
    now = timezone.now()
    lines = lines_of([programme], now=now, with_trouble=False)
    found = rounded.totals_of(lines)
    context = {
        "programme": programme,
        "programmes": programmes,
        "totals": found,
        "charts": rounded.charts_of(found),
        "equality": rounded.equality_of(programme) if rounded.may_show_equality(lines) else None,
        "published": list(reads.studies_public(programme)),
        "smallest": rounded.SMALLEST_BASE,
        "now": now,
    }
    return render(request, "leadingtogether/totals.html", context)
