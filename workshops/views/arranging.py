"""Arranging what people need: for one workshop, over all workshops, and as a sheet for the venue."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.views.conflicts import both_texts
from common.back import is_ours
from common.paging import page_by_keys
from people.permissions import signed_in
from workshops.actions.provisions import book_provision, finish_provision
from workshops.arranging import shelves, things_of
from workshops.forms.arranging import ThingForm, ThingsFilter
from workshops.models import Provision
from workshops.permissions import coordinates
from workshops.reads import known_workshops, provisions_of, things_ahead, things_listed
from workshops.views.posted import posted


def arrangements(request: HttpRequest, ref: str) -> HttpResponse:
    """What is to be arranged for one workshop, by kind: how many, by when, who does it, and how it stands.

    Its facilitators read what is arranged, with the names of those who agreed to share their needs.
    """
    person, today = signed_in(request), timezone.localdate()
    workshop = get_object_or_404(known_workshops(person, ref))
    things = things_of(provisions_of(workshop), today=today)
    wanted = [one for one in things if one.provision.cancelled_at is None]
    coordinator = coordinates(person, workshop)
    context = {
        "workshop": workshop,
        "shelves": shelves(wanted),
        "cancelled": [one for one in things if one.provision.cancelled_at is not None],
        "left": sum(1 for one in wanted if not one.provision.is_done),
        "late": sum(1 for one in wanted if one.overdue),
        "cost": sum(one.provision.cost or 0 for one in wanted),
        "coordinates": coordinator,
    }
    page = "workshops/arrangements.html" if coordinator else "workshops/arranged.html"
    return render(request, page, context)


@team_only(COORDINATOR)
def everything(request: HttpRequest) -> HttpResponse:
    """Everything to arrange for every workshop ahead, the most urgent first."""
    form, today = ThingsFilter(request.GET), timezone.localdate()
    page = page_by_keys(request, things_ahead(signed_in(request), today, **form.asked()), things_listed)
    things = things_of(page.object_list, today=today)
    return render(request, "workshops/to_arrange.html", {"form": form, "page": page, "things": things})


def _thing(request: HttpRequest, ref: str, group: str) -> Provision:
    mine = Provision.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(mine, workshop__ref=ref, group=group)


@team_only(COORDINATOR)
def thing(request: HttpRequest, ref: str, group: str) -> HttpResponse:
    """Note what is booked for one thing."""
    found = _thing(request, ref, group)
    programme = found.workshop.cohort.programme
    form = ThingForm(posted(request), initial=ThingForm.initial_of(found), programme=programme)
    form.cancel_url = back = reverse("workshops:needs", args=[ref])
    if request.method == "POST" and form.is_valid():
        by, now = signed_in(request), timezone.now()
        try:
            book_provision(provision=found, version=form.read_version, booked=form.booking(), by=by, now=now)
        except StaleError:
            saved = ThingForm.initial_of(_thing(request, ref, group))
            return both_texts(request, form, saved, back=back, programme=programme)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. The people who need it see it under “My dates”."))
            return redirect(back)
    context = {"form": form, "workshop": found.workshop, "thing": things_of([found], today=timezone.localdate())[0]}
    return render(request, "workshops/thing.html", context)


@require_POST
@team_only(COORDINATOR)
def done(request: HttpRequest, ref: str, group: str) -> HttpResponse:
    """Say that it is arranged, and go back to the list that it was said on."""
    found = _thing(request, ref, group)
    try:
        finish_provision(provision=found, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Noted as arranged."))
    onward = request.POST.get("next", "")
    return redirect(onward if is_ours(request, onward) else reverse("workshops:needs", args=[ref]))
