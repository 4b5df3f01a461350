"""Claims that staff write down: of people who tell their costs by phone, or send their tickets by post."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Place, Role
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in
from workshops.actions.claims import may_claim, send_claim
from workshops.forms.claims import ClaimForm
from workshops.models import Claim, Workshop
from workshops.views.posted import posted


def _workshop(request: HttpRequest, ref: str) -> Workshop:
    mine = Workshop.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(mine, ref=ref)


@team_only(COORDINATOR)
def claims_of(request: HttpRequest, ref: str) -> HttpResponse:
    """The lay partners of one workshop, with what each has claimed for it."""
    workshop = _workshop(request, ref)
    claims = {one.place_id: one for one in Claim.objects.with_everything_named().filter(workshop=workshop)}
    places = Place.objects.filter(cohort=workshop.cohort_id, role=Role.LAY).select_related("person")
    rows = [
        (place, claims.get(place.pk))
        for place in places.order_by("person__family_name", "person__given_name", "pk")
        if not place.left or place.pk in claims or _left_after(place, workshop)
    ]
    context = {"workshop": workshop, "rows": rows, "open": may_claim(workshop, now=timezone.now())}
    return render(request, "workshops/claims_of.html", context)


def _left_after(place: Place, workshop: Workshop) -> bool:
    return place.withdrawn_at is not None and place.withdrawn_at >= workshop.starts_at


@team_only(COORDINATOR)
def key(request: HttpRequest, ref: str, place: str) -> HttpResponse:
    """Write down what one person claims, as they said it; it is kept who did."""
    workshop = _workshop(request, ref)
    of = get_object_or_404(
        Place.objects.filter(cohort=workshop.cohort_id, role=Role.LAY).select_related("person"), ref=place
    )
    get_object_or_404(Workshop.objects.claimable_by(of.person).distinct(), pk=workshop.pk)
    sent = Claim.objects.with_everything_named().filter(workshop=workshop, place=of).first()
    payment = workshop.cohort.programme.involvement_payment
    form = ClaimForm(posted(request), initial=ClaimForm.initial_of(sent), payment=payment)
    form.cancel_url = back = reverse("workshops:claims_of", args=[workshop.ref])
    if request.method == "POST" and form.is_valid():
        by, now = signed_in(request), timezone.now()
        try:
            send_claim(workshop=workshop, place=of, costs=form.costs(), payment_declined=form.declined, by=by, now=now)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The claim of %(name)s is written down.") % {"name": of.person})
            return redirect(back)
    settled = sent is not None and sent.state in {Claim.State.APPROVED, Claim.State.PAID}
    context = {"workshop": workshop, "place": of, "claim": sent, "form": form, "settled": settled, "back": back}
    return render(request, "workshops/claim_keyed.html", context | {"open": may_claim(workshop, now=timezone.now())})
