"""Claims: sent by participants, settled by coordinators."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Role
from cohorts.permissions import COORDINATOR, team_only
from common.along import fetch_along
from common.paging import page_of
from people.acting import helper_may, person_helped, person_of
from people.permissions import signed_in
from workshops.actions.claims import may_claim, send_claim, settle_claim
from workshops.claiming import claims_settled, claims_waiting, lines_of
from workshops.forms.claims import ClaimForm, DecisionForm
from workshops.models import Claim, Workshop
from workshops.reads import claim_lines_of, claimable_workshop, claims_of, places_in
from workshops.views.posted import posted

# So many of the claims that were settled stand below those that wait.
SETTLED_SHOWN = 5


@helper_may
def claim(request: HttpRequest, ref: str) -> HttpResponse:
    """Claim travel and costs of one workshop; lay partners' costs are met by the programme."""
    workshop, place = _claimable(request, ref)
    if place.role != Role.LAY:
        raise Http404
    sent = _sent(workshop, place)
    form = _form(request, workshop, sent)
    form.cancel_url = reverse("workshops:my_dates")
    if request.method == "POST" and form.is_valid():
        try:
            send_claim(
                workshop=workshop,
                place=place,
                costs=form.costs(),
                payment_declined=form.declined,
                by=signed_in(request),
                now=timezone.now(),
            )
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your claim is sent. We tell you when it is approved."))
            return redirect("workshops:my_claim", workshop.ref)
    settled = sent is not None and sent.state in {Claim.State.APPROVED, Claim.State.PAID}
    context = {"form": form, "workshop": workshop, "claim": sent, "settled": settled}
    return render(request, "workshops/my_claim.html", context | {"open": may_claim(workshop, now=timezone.now())})


def _sent(workshop: Workshop, place: Place) -> Claim | None:
    claim = claims_of(workshop, place).first()
    if claim is not None:
        claim.workshop, claim.place = workshop, place
        fetch_along([claim], lines=claim_lines_of(claim))
    return claim


def _form(request: HttpRequest, workshop: Workshop, sent: Claim | None) -> ClaimForm:
    """Return the form, in the words for a supporter where one fills it in."""
    helped = person_helped(request)
    return ClaimForm(
        posted(request),
        initial=ClaimForm.initial_of(sent),
        payment=workshop.cohort.programme.involvement_payment,
        helped=helped.called if helped else "",
        declined=sent is not None and sent.payment_declined,
    )


def _claimable(request: HttpRequest, ref: str) -> tuple[Workshop, Place]:
    """Return a workshop and the place for which somebody claims; who has left still claims what came before."""
    person = person_of(request)
    workshop = get_object_or_404(claimable_workshop(person, ref))
    # Of a place that was left and one that is held, the one that is held counts.
    place = places_in(person, workshop.cohort_id).first()
    if place is None:
        raise Http404
    place.person = person
    return workshop, place


@team_only(COORDINATOR)
def claims(request: HttpRequest) -> HttpResponse:
    """Claims that wait, each with its two buttons, and those settled lately."""
    person = signed_in(request)
    page = page_of(request, claims_waiting(person))
    waiting, settled = list(page), list(claims_settled(person)[:SETTLED_SHOWN])
    lines = lines_of([*waiting, *settled])
    context = {"page": page, "waiting": lines[: len(waiting)], "settled": lines[len(waiting) :]}
    return render(request, "workshops/claims.html", context)


@team_only(COORDINATOR)
def settle(request: HttpRequest, ref: str) -> HttpResponse:
    """One claim: approve it, or refuse it and say why."""
    mine = Claim.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    found = get_object_or_404(mine, ref=ref)
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        approve, note = form.cleaned_data["decision"] == "approve", form.cleaned_data["note"]
        try:
            settle_claim(claim=found, approve=approve, note=note, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The claim is approved.") if approve else _("The claim is refused."))
        return redirect("workshops:claims")
    return render(request, "workshops/claim.html", {"claim": found, "form": form})
