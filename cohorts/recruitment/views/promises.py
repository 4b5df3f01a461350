"""The page on which a promised place is offered."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.querysets import CohortQuerySet
from cohorts.recruitment.actions.promises import drop_promise, keep_promise
from cohorts.recruitment.forms.promises import PromiseForm
from cohorts.recruitment.models import Promise
from people.models import Person
from people.permissions import signed_in


def _promise(request: HttpRequest, ref: str) -> Promise:
    mine = Promise.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(mine.select_related("application", "kept_by", "dropped_by"), ref=ref)


def cohorts_for(promise: Promise, person: Person) -> CohortQuerySet:
    """Return the cohorts of this coordinator that have not begun, the one that was left excepted."""
    states = [Cohort.State.PLANNING, Cohort.State.RECRUITING, Cohort.State.SELECTING, Cohort.State.CONFIRMING]
    mine = Cohort.objects.for_team(person, COORDINATOR).filter(state__in=states).exclude(pk=promise.place.cohort_id)
    mine = mine.exclude(pk__in=Cohort.objects.begun(now=timezone.now()).values("pk"))
    return mine.select_related("programme").order_by("programme__year", "name")


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def promise(request: HttpRequest, ref: str) -> HttpResponse:
    """Who was promised a place, and in which cohort it is offered."""
    found, by = _promise(request, ref), signed_in(request)
    usual = timezone.localdate() + timedelta(days=found.place.programme.offer_days)
    form = PromiseForm(
        request.POST if request.method == "POST" else None, cohorts=cohorts_for(found, by), initial={"reply_by": usual}
    )
    form.cancel_url = reverse("cohorts:place", args=[found.place.ref])
    if request.method == "POST" and form.is_valid():
        try:
            offer = keep_promise(promise=found, **form.cleaned_data, by=by, now=timezone.now())
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The place is offered to %(name)s.") % {"name": found.place.person})
            return redirect("recruitment:offers", offer.cohort.ref)
    return render(request, "cohorts/recruitment/promises/promise.html", {"promise": found, "form": form})


@require_POST
@team_only(COORDINATOR)
def promise_drop(request: HttpRequest, ref: str) -> HttpResponse:
    """They do not want the promised place any more."""
    found = _promise(request, ref)
    try:
        drop_promise(promise=found, by=signed_in(request), now=timezone.now())
        messages.success(request, _("Noted: %(name)s does not want the place.") % {"name": found.place.person})
    except NotAllowedError as error:
        messages.error(request, str(error))
    return redirect("recruitment:promise", ref)
