"""Pages of exclusions: seen by coordinators of the programme alone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts import reads
from cohorts.actions.exclusions import declare_exclusion, end_exclusion
from cohorts.forms.exclusions import ExclusionForm
from cohorts.models import Exclusion
from cohorts.permissions import COORDINATOR, team_only
from cohorts.querysets import people_of
from common.paging import page_of
from people.permissions import signed_in


@team_only(COORDINATOR)
def exclusions(request: HttpRequest, ref: str) -> HttpResponse:
    """Who must not be paired in a programme; say it of two more people."""
    programme = get_object_or_404(reads.programme_coordinated(signed_in(request), ref))
    form = ExclusionForm(request.POST or None, people=people_of(programme))
    if request.method == "POST" and form.is_valid():
        declare_exclusion(programme=programme, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        messages.success(request, _("They will not be paired."))
        return redirect("cohorts:exclusions", programme.ref)
    page = page_of(request, reads.exclusions_of(programme))
    return render(request, "cohorts/exclusions.html", {"programme": programme, "form": form, "page": page})


@require_POST
@team_only(COORDINATOR)
def exclusion_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an exclusion."""
    mine = Exclusion.objects.for_team(signed_in(request), COORDINATOR).select_related("programme")
    exclusion = get_object_or_404(mine, pk=pk)
    end_exclusion(exclusion=exclusion, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The exclusion is ended. It stays on record."))
    return redirect("cohorts:exclusions", exclusion.programme.ref)
