"""Somebody leaves: told to staff, or by themselves in the portal."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Departure, Place
from cohorts.pairing.models import Pair
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.successors import Successor, successor_of
from cohorts.recruitment.views.successor_words import missing_for, reasons_for, why_not
from common.dates import say_datetime
from leadingtogether.actions.departures import Left, ask_to_talk, leave
from leadingtogether.actions.returning import take_departure_back, why_not_back
from leadingtogether.effects import effects_of_leaving
from leadingtogether.forms.departures import MyLeavingForm, PassOnForm, StaffLeavingForm
from people.acting import theirs_alone
from people.permissions import signed_in

# Names of the buttons and of what the second form adds: not carried over as typed.
THEIRS = gettext_lazy("Only %(name)s can say that they stop.")
OWN = frozenset({"csrfmiddlewaretoken", "confirmed", "change"})


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def place_leave(request: HttpRequest, ref: str) -> HttpResponse:
    """Staff record that somebody stops: the form, then everything that happens, then one button does it."""
    places = Place.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    # Three parts of the page ask for the dates of the cohort.
    places = places.select_related("cohort__programme").prefetch_related("cohort__workshops")
    place = get_object_or_404(places, ref=ref)
    if place.state != Place.State.ACTIVE:
        return _already(request, place)
    initial = {"left_on": timezone.localdate(), "reason": request.GET.get("reason")}
    form = StaffLeavingForm(request.POST if request.method == "POST" else None, place=place, initial=initial)
    form.cancel_url = reverse("cohorts:place", args=[place.ref])
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        return _check(request, place, form)
    return render(request, "leadingtogether/leaving/form.html", {"form": form, "place": place})


def _check(request: HttpRequest, place: Place, form: StaffLeavingForm) -> HttpResponse:
    successor = successor_of(place=place, now=timezone.now())
    confirmed = "confirmed" in request.POST
    offer_form = PassOnForm(request.POST if confirmed else None, successor=successor) if successor.may_offer else None
    if confirmed and (offer_form is None or offer_form.is_valid()):
        try:
            left = leave(
                place=place,
                said=form.said(),
                offer=offer_form.offer() if offer_form else None,
                by=signed_in(request),
                now=timezone.now(),
            )
        except NotAllowedError as error:
            messages.error(request, str(error))
            return _preview(request, place, form, successor_of(place=place, now=timezone.now()), None)
        return _done(request, place, left)
    return _preview(request, place, form, successor, offer_form)


def _preview(
    request: HttpRequest, place: Place, form: StaffLeavingForm, successor: Successor, offer_form: PassOnForm | None
) -> HttpResponse:
    if successor.may_offer and offer_form is None:
        offer_form = PassOnForm(successor=successor)
    own = OWN | set(offer_form.fields if offer_form else ()) | {f"reply_by_{at}" for at in ("day", "month", "year")}
    context: dict[str, Any] = {
        "place": place,
        "form": offer_form,
        "said": form.said(),
        "later": later_named(form.said().contact_later),
        "reason": dict(Departure.Reason.choices)[form.cleaned_data["reason"]],
        "typed": typed_in(request, but=own),
        "effects": effects_of_leaving(place, leaves_evaluation=form.leaves_evaluation, now=timezone.now()),
        "successor": successor,
        "reasons": reasons_for(successor, place),
        "missing": missing_for(successor, place) if successor.early_enough else [],
        "why_not": why_not(successor),
    }
    bad = offer_form is not None and offer_form.is_bound
    return render(request, "leadingtogether/leaving/preview.html", context, status=422 if bad else 200)


def typed_in(request: HttpRequest, *, but: Collection[str]) -> list[tuple[str, str]]:
    """Return what was typed on the page before, to be carried along in hidden boxes."""
    return [(name, value) for name in request.POST if name not in but for value in request.POST.getlist(name)]


def later_named(slugs: Collection[str]) -> list[str]:
    """Return what somebody may be contacted about later, in words."""
    return [str(Departure.Later(slug).label) for slug in slugs]


def _done(request: HttpRequest, place: Place, left: Left) -> HttpResponse:
    if not left.new:
        place.refresh_from_db()
        return _already(request, place)
    words = _("%(name)s has left. Everything on the list is done.") % {"name": place.person}
    if left.offer is not None:
        words += " " + _("The place is offered to %(name)s.") % {"name": left.offer.application.person}
    messages.success(request, words)
    return redirect("cohorts:place", place.ref)


def _already(request: HttpRequest, place: Place) -> HttpResponse:
    """Say who was first, and that nothing more was done."""
    departure = Departure.objects.standing().filter(place=place).select_related("recorded_by").first()
    if departure is not None:
        names = {"by": departure.recorded_by, "at": say_datetime(departure.recorded_at)}
        messages.info(request, _("This was recorded already, by %(by)s on %(at)s. Nothing was changed.") % names)
    else:
        messages.info(request, _("This place is not active, so nobody can leave it."))
    return redirect("cohorts:place", place.ref)


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def place_back(request: HttpRequest, ref: str) -> HttpResponse:
    """It was an error that somebody left: what comes back with them, then one button does it."""
    places = Place.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    place = get_object_or_404(places, ref=ref)
    departure = Departure.objects.standing().filter(place=place).select_related("place__cohort", "recorded_by").first()
    if departure is None:
        messages.info(request, _("They take part, so there is nothing to take back."))
        return redirect("cohorts:place", place.ref)
    if request.method == "POST":
        try:
            take_departure_back(departure=departure, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(name)s takes part again.") % {"name": place.person})
        return redirect("cohorts:place", place.ref)
    ended = Pair.objects.filter(ended_at=departure.recorded_at).filter(Q(lay=place) | Q(professional=place))
    context = {
        "place": place,
        "departure": departure,
        "why_not": why_not_back(departure),
        "partners": [pair.partner_of(place).person for pair in ended.with_people()],
    }
    return render(request, "leadingtogether/leaving/back.html", context)


# --- by themselves ------------------------------------------------------------------------------------------------


def _mine(request: HttpRequest, ref: str) -> Place:
    places = Place.objects.of(signed_in(request)).active().with_everything_named()
    return get_object_or_404(places, ref=ref)


@theirs_alone(THEIRS)
def my_stop(request: HttpRequest, ref: str) -> HttpResponse:
    """Somebody thinks about stopping: kind words, and two ways on."""
    return render(request, "leadingtogether/leaving/mine.html", {"place": _mine(request, ref)})


@require_POST
@theirs_alone(THEIRS)
def my_stop_talk(request: HttpRequest, ref: str) -> HttpResponse:
    """They would rather talk to somebody first."""
    place = _mine(request, ref)
    ask_to_talk(place=place, now=timezone.now())
    messages.success(request, _("Thank you. Somebody phones you within two working days. Nothing else has changed."))
    return redirect("home")


@require_http_methods(["GET", "POST"])
@theirs_alone(THEIRS)
def my_stop_answer(request: HttpRequest, ref: str) -> HttpResponse:
    """Two questions apart, then what happens, then one button."""
    if request.method == "POST" and (mine := _left_before(request, ref)) is not None:
        return redirect("my_stopped", mine.ref)
    place = _mine(request, ref)
    form = MyLeavingForm(request.POST if request.method == "POST" else None, place=place)
    form.cancel_url = reverse("my_stop", args=[place.ref])
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirmed" not in request.POST:
            context = {"place": place, "said": form.said(), "typed": typed_in(request, but=OWN)}
            context["later"] = later_named(form.said().contact_later)
            return render(request, "leadingtogether/leaving/my_check.html", context)
        leave(place=place, said=form.said(), offer=None, by=signed_in(request), now=timezone.now())
        return redirect("my_stopped", place.ref)
    return render(request, "leadingtogether/leaving/my_form.html", {"form": form, "place": place})


def _left_before(request: HttpRequest, ref: str) -> Place | None:
    return Place.objects.of(signed_in(request)).filter(ref=ref, state=Place.State.WITHDRAWN).first()


@theirs_alone(THEIRS)
def my_stopped(request: HttpRequest, ref: str) -> HttpResponse:
    """Thank you; and what still counts."""
    left = Departure.objects.standing().filter(place__person=signed_in(request), place__ref=ref)
    departure = get_object_or_404(left.select_related("place__programme"))
    return render(request, "leadingtogether/leaving/my_done.html", {"departure": departure})
