"""What everybody may read: the case studies to which all who are in them agree."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.paging import page_of
from projects.models import CaseStudy


@login_not_required
@require_safe
@never_cache
def case_studies(request: HttpRequest) -> HttpResponse:
    """All that is public now; what somebody took back a moment ago is gone from here."""
    public = CaseStudy.objects.public().select_related("project__cohort__venue").newest_first()
    return render(request, "projects/case_studies.html", {"page": page_of(request, public, size=20)})


@login_not_required
@require_safe
@never_cache
def case_study(request: HttpRequest, ref: str) -> HttpResponse:
    """One case study with the words of the people in it."""
    public = CaseStudy.objects.public().select_related("project__cohort__venue", "project__programme")
    found = get_object_or_404(public, ref=ref)
    return render(request, "projects/case_study.html", {"study": found, "quotes": found.quotes.order_by("pk")})
