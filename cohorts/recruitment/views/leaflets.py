"""Leaflets, posters and QR codes of one partner in an outreach plan."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.leaflets import KINDS, sheet_of, size_from
from cohorts.recruitment.models import OutreachLink
from cohorts.recruitment.outreach_codes import qr_png, qr_svg
from messaging.printing import paper_pdf
from people.permissions import signed_in

STYLESHEET = "leaflet.css"


def _link(request: HttpRequest, ref: str) -> OutreachLink:
    mine = OutreachLink.objects.for_team(signed_in(request), COORDINATOR).select_related("partner")
    return get_object_or_404(mine.filter(cohort__isnull=False), ref=ref)


def _sheet(request: HttpRequest, ref: str, kind: str, *, toolbar: bool) -> str:
    if kind not in KINDS:
        raise Http404
    link = _link(request, ref)
    cohort = Cohort.objects.with_everything_named().with_dates().get(outreach_links=link)
    context = sheet_of(link, cohort, KINDS[kind], size=size_from(request.GET.get("size", "")))
    context |= {"toolbar": toolbar, "closed": _closed(cohort, timezone.localdate())}
    return render_to_string("cohorts/recruitment/outreach/sheet.html", context)


def _closed(cohort: Cohort, today: date) -> bool:
    """Whether recruitment is over, so that nobody who reads a leaflet can still apply."""
    over = cohort.recruitment_closes is not None and cohort.recruitment_closes < today
    return over or cohort.state not in {Cohort.State.PLANNING, Cohort.State.RECRUITING}


@require_safe
@team_only(COORDINATOR)
def sheet(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Show a leaflet or poster as a web page, to be printed by the browser."""
    return HttpResponse(_sheet(request, ref, kind, toolbar=True))


@require_safe
@team_only(COORDINATOR)
def sheet_pdf(request: HttpRequest, ref: str, kind: str) -> HttpResponse:
    """Serve a leaflet or poster as a PDF."""
    return paper_pdf(_sheet(request, ref, kind, toolbar=False), name=f"{kind}-{ref}", stylesheet=STYLESHEET)


@require_safe
@team_only(COORDINATOR)
def qr(request: HttpRequest, ref: str, form: str) -> HttpResponse:
    """Serve the QR code as a picture, to be put into a newsletter."""
    link = _link(request, ref)
    made, kind = (qr_png(link), "image/png") if form == "png" else (qr_svg(link), "image/svg+xml")
    response = HttpResponse(made, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{link.ref}.{form}"'
    return response
