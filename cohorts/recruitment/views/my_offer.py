"""What a person answers: the offer in the portal, and the manager's page, which needs no signing in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from cohorts.actions.versions import NotAllowedError
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer
from cohorts.recruitment.actions.releases import answer_release
from cohorts.recruitment.forms.offers import EASY_ANSWER, AnswerForm, ReleaseForm
from cohorts.recruitment.models import EmployerRelease, Offer
from cohorts.recruitment.partners import together_of
from cohorts.recruitment.release_links import hash_of
from common.easy import ease
from people.acting import helper_may_read, person_of
from people.models import Consent
from people.permissions import signed_in
from people.reading import reads_easy, render_easy


@helper_may_read(gettext_lazy("Only %(name)s can say yes or no to a place."))
@never_cache
def offer(request: HttpRequest, ref: str) -> HttpResponse:
    """An offer: dates, place, payment and advice before the answer; then what was answered."""
    person = person_of(request)
    found = get_object_or_404(Offer.objects.of(person).with_everything_named(), ref=ref)
    begun = found.cohort.has_begun(now=timezone.now())
    open_now = found.state == Offer.State.OPEN and found.reply_by >= timezone.localdate() and not begun
    standing = Consent.objects.standing().filter(person=person).values_list("purpose", flat=True)
    form = AnswerForm(request.POST or None, standing=standing)
    if reads_easy(request):
        ease(form, EASY_ANSWER)
    cohort = found.cohort
    context: dict[str, Any] = {"offer": found, "cohort": cohort, "programme": cohort.programme}
    context |= {"open_now": open_now, "begun": begun, "together": together_of(found.application)}
    if request.method == "POST" and form.is_valid():
        try:
            _answered(request, found, form)
            return redirect("recruitment:offer", found.ref)
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect("recruitment:offer", found.ref)
    context["workshops"] = found.cohort.workshops.exclude(state="cancelled").select_related("venue").order_by("number")
    return render_easy(request, "cohorts/recruitment/offers/offer.html", context | {"form": form})


def _answered(request: HttpRequest, found: Offer, form: AnswerForm) -> None:
    person, now, said = signed_in(request), timezone.now(), form.cleaned_data
    if said["answer"] == "accept":
        accept_offer(offer=found, by=person, now=now, consents=said.get("consents", ()))
    else:
        decline_offer(offer=found, reason=said["reason"], by=person, now=now)


@never_cache
@login_not_required
def release(request: HttpRequest, token: str) -> HttpResponse:
    """A manager confirms, or cannot release. Looking at the page, however often, answers nothing."""
    found = get_object_or_404(EmployerRelease.objects.with_everything_named(), token_hash=hash_of(token))
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and found.manager is not None:
        try:
            answer_release(
                release=found,
                confirmed=form.cleaned_data["answer"] == "yes",
                reason=form.cleaned_data["reason"],
                by=found.manager,
                now=timezone.now(),
            )
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you. We have your answer."))
        return redirect("recruitment:release", token)
    workshops = found.place.cohort.workshops.exclude(state="cancelled").order_by("number")
    context = {"release": found, "place": found.place, "workshops": workshops, "form": form}
    return render(request, "cohorts/recruitment/offers/release.html", context)
