"""What everybody may read: the case studies to which all who are in them agree."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.permissions import COORDINATOR
from common.paging import page_of
from people.acting import person_of
from people.models import Person
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


@login_not_required
@require_safe
@never_cache
def picture(request: HttpRequest, ref: str) -> HttpResponse:
    """Serve the picture of a case study: to everybody while it is public, else to who is in it or writes it."""
    found = CaseStudy.objects.public().filter(ref=ref).first() or _not_public(request, ref)
    if found is None or not found.picture:
        raise Http404
    with found.picture.open("rb") as file:
        return HttpResponse(file.read(), content_type="image/jpeg")


def _not_public(request: HttpRequest, ref: str) -> CaseStudy | None:
    if not isinstance(request.user, Person):
        return None
    theirs = CaseStudy.objects.filter(ref=ref)
    return theirs.of(person_of(request)).first() or theirs.for_team(request.user, COORDINATOR).first()
