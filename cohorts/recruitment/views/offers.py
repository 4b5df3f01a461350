"""The coordinator's pages of offers, reserves and releases."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.reads import cohort_coordinated
from cohorts.recruitment.actions.offer_answers import accept_offer, decline_offer, withdraw_offer
from cohorts.recruitment.actions.offers import make_offers, offer_again
from cohorts.recruitment.actions.releases import answer_release
from cohorts.recruitment.forms.offers import PhoneAnswerForm, ReleaseForm, ReplyByForm
from cohorts.recruitment.models import EmployerRelease, Offer
from cohorts.recruitment.partners import together_of
from cohorts.recruitment.successors import days_to_reply
from cohorts.recruitment.views.offer_page import page_of
from common.back import way_back
from people.models import Consent
from people.permissions import signed_in


def _cohort(request: HttpRequest, ref: str) -> Cohort:
    return get_object_or_404(cohort_coordinated(signed_in(request), ref, dates=True))


def _offer(request: HttpRequest, ref: str) -> Offer:
    mine = Offer.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(mine, ref=ref)


def _default_day(cohort: Cohort) -> date:
    """The usual time to answer, and no later than the day before the first workshop where that still lies ahead."""
    _last, suggested = days_to_reply(cohort=cohort, now=timezone.now())
    return suggested or timezone.localdate() + timedelta(days=cohort.programme.offer_days)


@team_only(COORDINATOR)
def offers(request: HttpRequest, ref: str) -> HttpResponse:
    """Seats, offers, answers, releases and reserves of a cohort."""
    cohort = _cohort(request, ref)
    form = ReplyByForm(initial={"reply_by": _default_day(cohort)})
    form.helper.form_action = reverse("recruitment:offers_make", args=[cohort.ref])
    return render(request, "cohorts/recruitment/offers/list.html", page_of(cohort, form))


@require_POST
@team_only(COORDINATOR)
def offers_make(request: HttpRequest, ref: str) -> HttpResponse:
    """Offer the free places to the people who were drawn."""
    cohort = _cohort(request, ref)
    form = ReplyByForm(request.POST)
    form.helper.form_action = request.path
    if form.is_valid():
        try:
            made = make_offers(
                cohort=cohort, reply_by=form.cleaned_data["reply_by"], by=signed_in(request), now=timezone.now()
            )
        except NotAllowedError as error:
            form.add_error("reply_by", str(error))
        else:
            if made:
                words = ngettext("%(count)d offer is made.", "%(count)d offers are made.", len(made))
                messages.success(request, words % {"count": len(made)})
            else:
                messages.info(request, _("No offer was made now. Look below at who has one already."))
            return redirect("recruitment:offers", cohort.ref)
    return render(request, "cohorts/recruitment/offers/list.html", page_of(cohort, form) | {"form": form})


@team_only(COORDINATOR)
def offer_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Record the answer that somebody gave by phone or letter."""
    found = _offer(request, ref)
    person = found.application.person
    standing = Consent.objects.standing().filter(person=person).values_list("purpose", flat=True)
    begun = found.cohort.has_begun(now=timezone.now())
    form = PhoneAnswerForm(request.POST or None, standing=standing, too_late=begun)
    # A caller comes from the call and goes on with it.
    form.cancel_url = way_back(request, reverse("recruitment:offers", args=[found.cohort.ref]))
    if request.method == "POST" and form.is_valid():
        _told(request, found.cohort, lambda: _recorded(request, found, form.cleaned_data))
        return redirect(form.cancel_url)
    days = found.cohort.workshops.exclude(state="cancelled").order_by("number")
    together = together_of(found.application)
    context = {"form": form, "offer": found, "person": person, "workshops": days, "begun": begun, "together": together}
    return render(request, "cohorts/recruitment/offers/answer.html", context)


def _recorded(request: HttpRequest, found: Offer, said: dict[str, Any]) -> str:
    by, now, name = signed_in(request), timezone.now(), found.application.person
    if said["answer"] == "accept":
        accept_offer(offer=found, by=by, now=now, consents=said.get("consents", ()), channel=said["how"])
        return _("%(name)s has a place now.") % {"name": name}
    decline_offer(offer=found, reason=said["reason"], by=by, now=now)
    return _("%(name)s has declined. The place is free.") % {"name": name}


@require_POST
@team_only(COORDINATOR)
def offer_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take an open offer back, once somebody has read what comes of it."""
    found = _offer(request, ref)
    if "sure" not in request.POST:
        return render(request, "cohorts/recruitment/offers/take_back.html", {"offer": found})

    def act() -> str:
        withdraw_offer(offer=found, by=signed_in(request), now=timezone.now())
        return _("The offer to %(name)s is taken back.") % {"name": found.application.person}

    return _told(request, found.cohort, act)


@require_POST
@team_only(COORDINATOR)
def offer_repeat(request: HttpRequest, ref: str) -> HttpResponse:
    """Offer a place once more after an offer lapsed."""
    found = _offer(request, ref)

    def act() -> str:
        day = _default_day(found.cohort)
        offer_again(offer=found, reply_by=day, by=signed_in(request), now=timezone.now())
        return _("The place is offered to %(name)s once more.") % {"name": found.application.person}

    return _told(request, found.cohort, act)


@team_only(COORDINATOR)
def release_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what an employer said by phone or on paper."""
    mine = EmployerRelease.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    release = get_object_or_404(mine, pk=pk)
    cohort = release.place.cohort
    form = ReleaseForm(request.POST or None)
    form.cancel_url = reverse("recruitment:offers", args=[cohort.ref])
    if request.method == "POST" and form.is_valid():
        confirmed, reason = form.cleaned_data["answer"] == "yes", form.cleaned_data["reason"]

        def act() -> str:
            now = timezone.now()
            answer_release(release=release, confirmed=confirmed, reason=reason, by=signed_in(request), now=now)
            return _("The employer’s answer is recorded.")

        return _told(request, cohort, act)
    return render(request, "cohorts/recruitment/offers/release_record.html", {"form": form, "release": release})


def _told(request: HttpRequest, cohort: Cohort, act: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or say why not; back to the offers of the cohort either way."""
    try:
        messages.success(request, act())
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("recruitment:offers", cohort.ref)
