"""In confidence: whom I must not be paired with, and whom I would like to work with. Never through a supporter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cohorts.actions.exclusions import declare_exclusion, declared_by, wish_for
from cohorts.models import Place, Wish
from cohorts.pairing.actions.weightings import say_known
from cohorts.pairing.forms.confidence import APART, KNOWN, ConfidenceForm
from cohorts.pairing.models import Acquaintance
from cohorts.pairing.querysets import shown_to
from people.acting import theirs_alone
from people.models import Person
from people.permissions import signed_in


@theirs_alone(gettext_lazy("Only %(name)s can see this page, and say who should not be paired with them."))
@never_cache
def in_confidence(request: HttpRequest) -> HttpResponse:
    """Say it, and see what I said. Nobody but the coordinators learns of it."""
    person = signed_in(request)
    place = Place.objects.active().of(person).select_related("programme").order_by("-accepted_at").first()
    shown = list(shown_to(place)) if place else []
    form = ConfidenceForm(request.POST or None, shown=shown)
    form.cancel_url = reverse("pairing:mine")
    if request.method == "POST" and place is not None and form.is_valid():
        _tell(person, place, form)
        messages.success(request, _("Thank you. Only the coordinators see it."))
        return redirect("pairing:in_confidence")
    context = {
        "form": form if shown else None,
        "apart": [row.second if row.first_id == person.pk else row.first for row in declared_by(person)],
        "together": [wish.wanted for wish in Wish.objects.filter(person=person).select_related("wanted")],
        "known": [row.knows for row in Acquaintance.objects.filter(person=person).select_related("knows")],
    }
    return render(request, "cohorts/pairing/in_confidence.html", context)


def _tell(person: Person, place: Place, form: ConfidenceForm) -> None:
    said, now = form.cleaned_data, timezone.now()
    other = form.places[said["whom"]].person
    if said["what"] == APART:
        declare_exclusion(programme=place.programme, one=person, other=other, reason=said["reason"], by=person, now=now)
    elif said["what"] == KNOWN:
        say_known(programme=place.programme, person=person, knows=other, by=person, now=now)
    else:
        wish_for(programme=place.programme, person=person, wanted=other, by=person, now=now)
