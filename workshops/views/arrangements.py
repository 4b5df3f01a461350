"""Arranging what people need at a workshop."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Place
from cohorts.permissions import COORDINATOR, team_only
from people.models import Need
from people.permissions import signed_in
from workshops.actions import arrange
from workshops.forms.arrangements import ArrangementsForm
from workshops.models import Arrangement, Workshop
from workshops.views.posted import posted


@team_only(COORDINATOR)
def arrangements(request: HttpRequest, ref: str) -> HttpResponse:
    """What is booked for each need of the people who take part."""
    mine = Workshop.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    workshop = get_object_or_404(mine, ref=ref)
    people = Place.objects.active().filter(cohort=workshop.cohort_id).values("person")
    needs = list(
        Need.objects.current()
        .filter(person__in=people)
        .select_related("person")
        .order_by("person__family_name", "person__given_name", "person_id", "category", "slug")
    )
    there = {one.need_id: one for one in Arrangement.objects.filter(workshop=workshop)}
    form = ArrangementsForm(posted(request), needs=needs, there=there)
    form.cancel_url = back = reverse("workshops:detail", args=[workshop.ref])
    if request.method == "POST" and form.is_valid():
        arrange(workshop=workshop, bookings=form.bookings(), by=signed_in(request), now=timezone.now())
        messages.success(request, _("What is arranged is saved. People see it under “My dates”."))
        return redirect(back)
    context = {"form": form, "workshop": workshop, "heading": _("What people need"), "empty": not needs}
    return render(request, "workshops/form.html", context)
