"""What a participant sees: my dates, one workshop, and apologies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place
from common.easy import ease
from people.acting import helper_may, person_of
from people.permissions import signed_in
from people.reading import reads_easy, render_easy
from workshops.actions import send_apologies, take_back_apologies
from workshops.forms.registers import EASY_APOLOGIES, ApologiesForm
from workshops.models import Workshop
from workshops.reads import (
    entries_of,
    entry_of,
    needs_of,
    own_arrangements,
    own_workshop,
    own_workshops,
    places_in_use,
    sessions_of,
)
from workshops.views.posted import posted


def my_place(request: HttpRequest, ref: str) -> tuple[Workshop, Place]:
    """Return a workshop of the person whose pages these are, and their place; 404 for anybody else."""
    person = person_of(request)
    workshop = get_object_or_404(own_workshop(person, ref))
    place = get_object_or_404(places_in_use(person, workshop.cohort_id))
    place.person = person
    return workshop, place


@helper_may
def my_dates(request: HttpRequest) -> HttpResponse:
    """The next workshop first, then the others, then what has been."""
    person = person_of(request)
    now = timezone.now()
    workshops = list(own_workshops(person))
    entries = {entry.workshop_id: entry for entry in entries_of(person)}
    ahead = [(one, entries.get(one.pk)) for one in workshops if one.goes_ahead and one.ends_at > now]
    context = {
        "next": ahead[0] if ahead else None,
        "sessions": list(sessions_of(ahead[0][0])) if ahead else [],
        "later": ahead[1:],
        "postponed": [one for one in workshops if one.state == Workshop.State.POSTPONED],
        "past": [
            (one, entries.get(one.pk))
            for one in reversed(workshops)
            if one.state in {Workshop.State.HELD, Workshop.State.CANCELLED} or (one.goes_ahead and one.ends_at <= now)
        ],
        "claims_for": {place.cohort_id: True for place in places_in_use(person) if place.role == "lay"},
    }
    return render_easy(request, "workshops/my_dates.html", context)


@helper_may
def my_workshop(request: HttpRequest, ref: str) -> HttpResponse:
    """One workshop: when, where, how to get there, what happens, what is arranged."""
    workshop, place = my_place(request, ref)
    arrangements = {one.need_id: one for one in own_arrangements(place.person, workshop)}
    context = {
        "workshop": workshop,
        "place": place,
        "entry": entry_of(workshop, place).first(),
        "sessions": list(sessions_of(workshop)),
        "needs": [(need, arrangements.get(need.pk)) for need in needs_of(place.person)],
        "begun": workshop.starts_at <= timezone.now(),
    }
    return render_easy(request, "workshops/my_workshop.html", context)


@helper_may
def apologies(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that I cannot come."""
    workshop, place = my_place(request, ref)
    form = ApologiesForm(posted(request))
    if reads_easy(request):
        ease(form, EASY_APOLOGIES)
    form.cancel_url = back = reverse("workshops:my_workshop", args=[workshop.ref])
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], signed_in(request)
        try:
            send_apologies(workshop=workshop, place=place, reason=reason, by=by, now=timezone.now())
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you for telling us. You can change this until the workshop begins."))
            return redirect(back)
    return render_easy(request, "workshops/apologies.html", {"form": form, "workshop": workshop})


@helper_may
@require_POST
def coming(request: HttpRequest, ref: str) -> HttpResponse:
    """Say that I can come after all."""
    workshop, place = my_place(request, ref)
    try:
        take_back_apologies(workshop=workshop, place=place, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Good to hear. We expect you."))
    return redirect("workshops:my_workshop", workshop.ref)
