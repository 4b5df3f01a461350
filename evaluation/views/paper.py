"""A survey on paper, in the person's own print size: as a web page and as a PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.permissions import COORDINATOR, team_only
from common.paper import size_from
from evaluation.models import Invitation
from evaluation.paper import survey_form
from messaging.printing import paper_page, paper_pdf
from messaging.routing import print_size_of
from people.permissions import signed_in


def _page(request: HttpRequest, ref: str, *, toolbar: bool) -> str:
    mine = Invitation.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    invitation = get_object_or_404(mine, ref=ref)
    person = invitation.place.person
    size = size_from(request.GET.get("size", "")) if "size" in request.GET else print_size_of(person)
    pdf_url = reverse("evaluation:key_paper_pdf", args=[ref]) if toolbar else ""
    return paper_page(forms=[survey_form(invitation)], size=size, language=person.language, pdf_url=pdf_url)


@require_safe
@never_cache
@team_only(COORDINATOR)
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the questions with boxes to tick; the paper carries the reference of the invitation and no name."""
    return HttpResponse(_page(request, ref, toolbar=True))


@require_safe
@never_cache
@team_only(COORDINATOR)
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """Serve the same as a PDF."""
    return paper_pdf(_page(request, ref, toolbar=False), name=f"survey-{ref}")
