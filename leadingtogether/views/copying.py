"""Copying a programme to another year."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Programme
from cohorts.permissions import COORDINATOR, team_only
from leadingtogether import copying
from leadingtogether.actions.copying import copy_to_year
from leadingtogether.forms.copying import CopyProgrammeForm
from people.permissions import signed_in


@team_only(COORDINATOR)
def programme_copy(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what is copied and what never is; then copy it all at once."""
    source = get_object_or_404(copying.programme_to_copy(signed_in(request), ref))
    form = CopyProgrammeForm(request.POST or None, source=source, initial=CopyProgrammeForm.initial_of(source))
    form.cancel_url = reverse("cohorts:programmes")
    if request.method == "POST" and form.is_valid():
        try:
            copy = _copied(request, source, form)
        except NotAllowedError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("“%(name)s” is made. Look at what is left to do.") % {"name": copy})
            return redirect("set_up", copy.ref)
    cohorts = copying.cohorts_of(source)
    context = {
        "programme": source,
        "form": form,
        "lines": copying.lines_of(source, cohorts),
        "never": copying.never_copied(),
        "cohorts": copying.cohort_lines(cohorts, years=1, on=timezone.localdate()),
        "next_year": source.year + 1,
    }
    return render(request, "leadingtogether/programme_copy.html", context)


def _copied(request: HttpRequest, source: Programme, form: CopyProgrammeForm) -> Programme:
    given = form.cleaned_data
    return copy_to_year(
        source=source,
        name=given["name"],
        year=given["year"],
        with_dates=form.with_dates,
        submission_id=given["submission_id"],
        by=signed_in(request),
        now=timezone.now(),
    ).programme
