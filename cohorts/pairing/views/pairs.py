"""One pair as coordinators see it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.pairing.actions.pairs import begin_pair, end_pair, introduce_pair
from cohorts.pairing.candidates import couple, excluded_couples
from cohorts.pairing.forms.pairs import EndForm
from cohorts.pairing.models import Pair
from cohorts.pairing.querysets import PairQuerySet, waited_for
from cohorts.pairing.reads import cares_of, other_pairs, pulses_of, whole_pairs, with_needs
from cohorts.pairing.sharing import ways_named
from cohorts.permissions import COORDINATOR, team_only
from common.along import fetch_along
from people.permissions import signed_in
from people.reads import keys_of, ways_of


def _mine(request: HttpRequest) -> PairQuerySet:
    return Pair.objects.for_team(signed_in(request), COORDINATOR)


@team_only(COORDINATOR)
def pair(request: HttpRequest, ref: str) -> HttpResponse:
    """One pair: who, why, what happened, what comes next; and the earlier pairs of both."""
    found = get_object_or_404(whole_pairs(signed_in(request), ref, COORDINATOR))
    with_needs(found.places)
    people = [place.person for place in found.places]
    fetch_along(people, contact_methods=ways_of(keys_of(people)))
    context = {
        "pair": found,
        "waiting": waited_for(found.places) if found.state == Pair.State.PROPOSED else [],
        "members": [(place, ways_named(found.shares_of(place))) for place in found.places],
        "others": list(other_pairs(found, [found.lay_id, found.professional_id])),
        "agreement": getattr(found, "agreement", None),
        "pulses": list(pulses_of(found)),
        "last_care": cares_of(found).first(),
        "broken": couple(*found.places) in excluded_couples(found.cohort.programme_id),
    }
    return render(request, "cohorts/pairing/pair.html", context)


@team_only(COORDINATOR)
@require_POST
def pair_introduce(request: HttpRequest, ref: str) -> HttpResponse:
    """Tell both who their partner is."""
    found = get_object_or_404(_mine(request), ref=ref)
    try:
        unasked = request.POST.get("unasked", "").strip()
        introduce_pair(pair=found, by=signed_in(request), now=timezone.now(), unasked=unasked)
        messages.success(request, _("The pair is introduced. Each of the two gets a message."))
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("pairing:pair", ref)


@team_only(COORDINATOR)
@require_POST
def pair_begin(request: HttpRequest, ref: str) -> HttpResponse:
    """Record that the two are in touch."""
    found = get_object_or_404(_mine(request), ref=ref)
    try:
        begin_pair(pair=found, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Noted: the two are in touch."))
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("pairing:pair", ref)


@team_only(COORDINATOR)
def pair_end(request: HttpRequest, ref: str) -> HttpResponse:
    """End a pair, with the reason."""
    found = get_object_or_404(_mine(request).with_people(), ref=ref)
    form = EndForm(request.POST or None)
    form.cancel_url = reverse("pairing:pair", args=[ref])
    if found.state == Pair.State.ENDED:
        return redirect("pairing:pair", ref)
    if request.method == "POST" and form.is_valid():
        end_pair(
            pair=found,
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
            by=signed_in(request),
            now=timezone.now(),
        )
        messages.success(request, _("The pair has ended. Both are free on the board now."))
        return redirect("pairing:board", found.cohort.ref)
    return render(request, "cohorts/pairing/pair_end.html", {"form": form, "pair": found})
