"""The application on paper, for whoever would rather write: as a web page and as a PDF, in four print sizes."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from cohorts.recruitment.apply_reads import cohorts_to_print, programme_to_print
from cohorts.recruitment.paper_application import application_form, monitoring_sheet
from common.paper import size_from
from messaging.printing import paper_page, paper_pdf


def _page(request: HttpRequest, ref: str, *, toolbar: bool) -> str:
    programme = get_object_or_404(programme_to_print(ref))
    cohorts = cohorts_to_print(programme)
    if not cohorts:
        raise Http404
    sheets = [application_form(programme, cohorts), monitoring_sheet(programme)]
    size = size_from(request.GET.get("size", ""))
    pdf = reverse("recruitment:paper_pdf", args=[programme.ref])
    return paper_page(forms=sheets, size=size, language="en", pdf_url=pdf if toolbar else "")


@login_not_required
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the paper form as a web page, to be printed by the browser. Nothing on it is about anybody."""
    return HttpResponse(_page(request, ref, toolbar=True))


@login_not_required
@require_safe
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """Serve the paper form as a PDF."""
    return paper_pdf(_page(request, ref, toolbar=False), name="application")
