"""One pair as coordinators see it."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.pairing.actions.pairs import begin_pair, end_pair, introduce_pair
from cohorts.pairing.board import current_needs
from cohorts.pairing.candidates import couple, excluded_couples
from cohorts.pairing.forms.pairs import EndForm
from cohorts.pairing.models import Pair, PairCare, Pulse
from cohorts.pairing.querysets import PairQuerySet, waited_for
from cohorts.pairing.sharing import ways_named
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in


def _mine(request: HttpRequest) -> PairQuerySet:
    return Pair.objects.for_team(signed_in(request), COORDINATOR)


@team_only(COORDINATOR)
def pair(request: HttpRequest, ref: str) -> HttpResponse:
    """One pair: who, why, what happened, what comes next; and the earlier pairs of both."""
    found = get_object_or_404(_whole(_mine(request)), ref=ref)
    places = [found.lay_id, found.professional_id]
    others = Pair.objects.filter(Q(lay__in=places) | Q(professional__in=places)).exclude(pk=found.pk)
    pulses = Pulse.objects.filter(pair=found).select_related("place__person", "answered_by")
    context = {
        "pair": found,
        "waiting": waited_for(found.places) if found.state == Pair.State.PROPOSED else [],
        "members": [(place, ways_named(found.shares_of(place))) for place in found.places],
        "others": others.with_names().order_by("-made_at"),
        "agreement": getattr(found, "agreement", None),
        "pulses": pulses.order_by("-week", "pk"),
        "last_care": PairCare.objects.filter(pair=found).select_related("by").order_by("-at").first(),
        "broken": couple(*found.places) in excluded_couples(found.cohort.programme_id),
    }
    return render(request, "cohorts/pairing/pair.html", context)


def _whole(pairs: PairQuerySet) -> PairQuerySet:
    return (
        pairs.with_people()
        .select_related("cohort__programme", "made_by", "introduced_by", "ended_by", "agreement__recorded_by")
        .prefetch_related(
            "lay__person__contact_methods",
            "professional__person__contact_methods",
            current_needs("lay__"),
            current_needs("professional__"),
        )
    )


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
