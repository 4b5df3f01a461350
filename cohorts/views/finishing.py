"""The end of a cohort: who has completed the programme, in one page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from cohorts.actions.programmes import finish_cohort
from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort, Place
from cohorts.permissions import COORDINATOR, team_only
from common.back import way_back
from people.permissions import signed_in
from people.querysets import NAMED


@team_only(COORDINATOR)
def cohort_finish(request: HttpRequest, ref: str) -> HttpResponse:
    """Show who came to how many workshops, and finish the cohort with those who are ticked."""
    mine = Cohort.objects.for_team(signed_in(request), COORDINATOR)
    found = get_object_or_404(mine.with_everything_named(), ref=ref)
    back = way_back(request, reverse("cohorts:cohort", args=[found.ref]))
    if request.method == "POST":
        _finish(request, found)
        return redirect(back)
    places = Place.objects.active().filter(cohort=found).joined(person=NAMED).with_attendance()
    workshops = list(found.workshops.order_by("number"))
    context = {
        "cohort": found,
        "back": back,
        "places": places.order_by("role", "person__family_name", "person__given_name"),
        "held": sum(workshop.state == "held" for workshop in workshops),
        "left": [workshop for workshop in workshops if workshop.state not in {"held", "cancelled"}],
    }
    return render(request, "cohorts/finish.html", context)


def _finish(request: HttpRequest, found: Cohort) -> None:
    refs = request.POST.getlist("completes")
    try:
        completed = finish_cohort(cohort=found, completing=refs, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
        return
    words = ngettext(
        "“%(cohort)s” is finished. %(count)d person has completed the programme.",
        "“%(cohort)s” is finished. %(count)d people have completed the programme.",
        completed,
    )
    messages.success(request, words % {"cohort": found, "count": completed})
