"""In confidence: whom I must not be paired with, and whom I would like to work with. Never through a supporter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cohorts.actions.exclusions import declare_exclusion, declared_by, wish_for
from cohorts.models import Cohort, Place
from cohorts.pairing import reads
from cohorts.pairing.actions.conflicts import say_looked
from cohorts.pairing.actions.weightings import say_known
from cohorts.pairing.forms.confidence import APART, KNOWN, ConfidenceForm
from cohorts.pairing.models import ConflictCheck
from cohorts.pairing.querysets import shown_to, silent
from cohorts.permissions import COORDINATOR, team_only
from people.acting import theirs_alone
from people.models import Person
from people.permissions import signed_in


@theirs_alone(gettext_lazy("Only %(name)s can see this page, and say who should not be paired with them."))
@never_cache
def in_confidence(request: HttpRequest) -> HttpResponse:
    """Say it, and see what I said. Nobody but the coordinators learns of it."""
    person = signed_in(request)
    place = next(iter(reads.places_in_use_by(person)[:1]), None)
    shown = list(shown_to(place)) if place else []
    form = ConfidenceForm(None if request.POST.get("nobody") else request.POST or None, shown=shown)
    form.cancel_url = reverse("pairing:mine")
    if request.method == "POST" and place is not None and form.is_valid():
        _tell(person, place, form)
        messages.success(request, _("Thank you. Only the coordinators see it."))
        return redirect("pairing:in_confidence")
    if request.method == "POST" and place is not None and shown and request.POST.get("nobody"):
        say_looked(place=place, by=person, now=timezone.now())
        messages.success(request, _("Thank you. You can still tell us about somebody later."))
        return redirect("pairing:in_confidence")
    context = {
        "looked": place is not None and not reads.silent_among([place.pk]).exists(),
        "form": form if shown else None,
        "apart": [row.second if row.first_id == person.pk else row.first for row in declared_by(person)],
        "together": [wish.wanted for wish in reads.wishes_of(person)],
        "known": [row.knows for row in reads.acquaintances_of(person)],
    }
    return render(request, "cohorts/pairing/in_confidence.html", context)


def _tell(person: Person, place: Place, form: ConfidenceForm) -> None:
    said, now = form.cleaned_data, timezone.now()
    say_looked(place=place, by=person, now=now)
    other = form.places[said["whom"]].person
    if said["what"] == APART:
        declare_exclusion(programme=place.programme, one=person, other=other, reason=said["reason"], by=person, now=now)
    elif said["what"] == KNOWN:
        say_known(programme=place.programme, person=person, knows=other, by=person, now=now)
    else:
        wish_for(programme=place.programme, person=person, wanted=other, by=person, now=now)


@team_only(COORDINATOR)
@never_cache
def looked(request: HttpRequest, ref: str) -> HttpResponse:
    """The names of the other role, to read out by phone; record that somebody has heard them and answered."""
    theirs = Place.objects.active().filter(cohort__in=Cohort.objects.for_team(signed_in(request), COORDINATOR))
    place = get_object_or_404(theirs.select_related("person", "cohort", "programme"), ref=ref)
    if request.method == "POST":
        say_looked(place=place, by=place.person, told_to=signed_in(request), now=timezone.now())
        messages.success(request, _("Noted: %(name)s has heard the names.") % {"name": place.person})
        return redirect("pairing:board", place.cohort.ref)
    check = ConflictCheck.objects.filter(place=place).select_related("recorded_by").first()
    asks = check is None or silent(Place.objects.filter(pk=place.pk)).exists()
    context = {"place": place, "shown": shown_to(place), "check": check, "asks": asks}
    return render(request, "cohorts/pairing/looked.html", context)
