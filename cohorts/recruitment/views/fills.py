"""Pages on which free places are drawn again and offered."""

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
from cohorts.recruitment.actions.couples import go_alone
from cohorts.recruitment.actions.redraws import ask_for_redraw, offer_redrawn, proposal_of
from cohorts.recruitment.forms.offers import RefillForm
from cohorts.recruitment.models import Application
from cohorts.recruitment.successors import days_to_reply
from cohorts.recruitment.views.fill_page import page_of
from common.back import way_back
from people.permissions import signed_in


def _cohort(request: HttpRequest, ref: str) -> Cohort:
    return get_object_or_404(cohort_coordinated(signed_in(request), ref, dates=True))


def _page(request: HttpRequest, cohort: Cohort, form: RefillForm) -> HttpResponse:
    form.helper.form_action = reverse("recruitment:fill_offer", args=[cohort.ref])
    return render(request, "cohorts/recruitment/offers/fill.html", page_of(cohort) | {"form": form})


@team_only(COORDINATOR)
def fill(request: HttpRequest, ref: str) -> HttpResponse:
    """Who has left, who stays, and who would be offered the free places; have them drawn again."""
    cohort = _cohort(request, ref)
    if request.method == "POST":
        try:
            job = ask_for_redraw(cohort=cohort, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect("recruitment:fill", cohort.ref)
        return redirect("cohorts:job", job.ref)
    _last, usual = days_to_reply(cohort=cohort, now=timezone.now())
    return _page(request, cohort, RefillForm(initial={"reply_by": usual}))


@require_POST
@team_only(COORDINATOR)
def fill_offer(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the re-draw count, and offer the free places to those drawn."""
    cohort, form = _cohort(request, ref), RefillForm(request.POST)
    draw = proposal_of(cohort=cohort)
    if draw is None:
        messages.error(request, _("This was settled before. Look at the offers."))
        return redirect("recruitment:offers", cohort.ref)
    if form.is_valid():
        day, by, now = form.cleaned_data["reply_by"], signed_in(request), timezone.now()
        try:
            made = offer_redrawn(draw=draw, cohort=cohort, reply_by=day, by=by, now=now)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            words = ngettext("%(count)d offer is made.", "%(count)d offers are made.", len(made))
            messages.success(request, words % {"count": len(made)})
            return redirect("recruitment:offers", cohort.ref)
    return _page(request, cohort, form)


@require_POST
@team_only(COORDINATOR)
def alone(request: HttpRequest, ref: str, application: str) -> HttpResponse:
    """Record that somebody whose partner does not come would come alone."""
    cohort = _cohort(request, ref)
    row = get_object_or_404(Application, ref=application, programme=cohort.programme_id, choices__cohort=cohort)
    go_alone(application=row, by=signed_in(request), now=timezone.now())
    messages.success(request, _("%(name)s would come alone.") % {"name": row.person})
    return redirect(way_back(request, reverse("recruitment:offers", args=[cohort.ref])))
