"""What somebody's chance was, and whether they stay for the next cohort: in the portal, and by staff on the phone."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import cohort_coordinated
from cohorts.recruitment.actions.stays import bring_in, stay, stay_no_longer
from cohorts.recruitment.chance_words import chances_of
from cohorts.recruitment.draw_reads import stays_for
from cohorts.recruitment.models import Application, Stay
from common.paging import page_of
from people.acting import helper_may, helper_may_read, person_of
from people.models import Person
from people.permissions import signed_in
from people.reading import render_easy


@helper_may
@never_cache
def my_chance(request: HttpRequest, ref: str) -> HttpResponse:
    """The draws that somebody was in, their chance in each, and what they can do next."""
    found = _own(request, ref)
    context = {
        "application": found,
        "chances": chances_of(found),
        "may_stay": found.state == Application.State.NOT_DRAWN,
        "stays": Stay.objects.standing().filter(application=found).first(),
    }
    return render_easy(request, "cohorts/recruitment/draws/my_chance.html", context)


def _own(request: HttpRequest, ref: str) -> Application:
    own = Application.objects.of(person_of(request)).submitted().select_related("programme")
    return get_object_or_404(own, ref=ref)


@require_POST
@helper_may_read(gettext_lazy("Only %(name)s can say whether to stay for the next cohort."))
def my_stay(request: HttpRequest, ref: str) -> HttpResponse:
    """Stay for the next cohort, or take that back."""
    found = _own(request, ref)
    _said(request, found, signed_in(request), kept=_("We keep your application for the next cohort. Thank you."))
    return redirect("recruitment:my_chance", found.ref)


@require_POST
@team_only(COORDINATOR)
def application_stay(request: HttpRequest, ref: str) -> HttpResponse:
    """Record what somebody said on the phone about staying."""
    by = signed_in(request)
    mine = Application.objects.for_team(by, COORDINATOR).submitted()
    found = get_object_or_404(mine, ref=ref)
    _said(request, found, by, kept=_("They stay for the next cohort."))
    return redirect("recruitment:application", found.ref)


def _said(request: HttpRequest, found: Application, by: Person, *, kept: str) -> None:
    try:
        if request.POST.get("stay") == "yes":
            stay(application=found, by=by, now=timezone.now())
            messages.success(request, kept)
        else:
            stay_no_longer(application=found, by=by, now=timezone.now())
            messages.success(request, _("The application is not kept for the next cohort."))
    except NotAllowedError as error:
        messages.error(request, str(error))


@team_only(COORDINATOR)
def cohort_stays(request: HttpRequest, ref: str) -> HttpResponse:
    """Who asked to stay and can come into the next draw of a cohort; one button brings them in."""
    by = signed_in(request)
    cohort = get_object_or_404(cohort_coordinated(by, ref))
    if request.method == "POST":
        try:
            brought = bring_in(cohort=cohort, by=by, now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Brought in, and told: %(count)d.") % {"count": brought})
        return redirect("recruitment:cohort_stays", cohort.ref)
    context = {"cohort": cohort, "page": page_of(request, stays_for(by, cohort))}
    return render(request, "cohorts/recruitment/draws/stays.html", context)
