"""Moving, postponing and cancelling a workshop: first everybody and everything affected, then all of it together."""

from typing import Any

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.views.conflicts import both_texts
from leadingtogether.actions.moving import move_with_everything, stop_with_everything
from leadingtogether.moving import affected_by_move, affected_by_stop
from leadingtogether.views.departures import OWN, typed_in
from people.permissions import signed_in
from workshops.cautions import day_cautions
from workshops.errors import RoomTakenError
from workshops.forms.schedule import MoveForm, StopForm, clock
from workshops.models import Workshop
from workshops.views.posted import posted


def _mine(request: HttpRequest, ref: str) -> Workshop:
    workshops = Workshop.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(workshops, ref=ref)


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def workshop_move(request: HttpRequest, ref: str) -> HttpResponse:
    """Move a workshop: first what hangs on it, then all of it together. With `back` the form holds where it was."""
    workshop = _mine(request, ref)
    form = MoveForm(posted(request), initial=MoveForm.initial_of(workshop) | _before(request, workshop))
    form.cancel_url = back = reverse("workshops:detail", args=[workshop.ref])
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirmed" not in request.POST:
            return _preview(request, workshop, form)
        try:
            return _moved(request, workshop, form)
        except StaleError:
            return both_texts(request, form, MoveForm.initial_of(_mine(request, ref)), back=back)
        except RoomTakenError as error:
            form.add_error("room", str(error))
        except NotAllowedError as error:
            form.add_error(None, str(error))
    return render(
        request, "workshops/form.html", {"form": form, "workshop": workshop, "heading": _("Move this workshop")}
    )


def _before(request: HttpRequest, workshop: Workshop) -> dict[str, Any]:
    """Return where the workshop was before the move that the address names; nothing without one."""
    sequence = request.GET.get("back", "")
    move = workshop.moves.filter(sequence=sequence).first() if sequence.isdecimal() else None
    if move is None:
        return {}
    same = {name: getattr(move, name) for name in ("date", "venue", "room")}
    return same | {"starts": clock(move.starts), "ends": clock(move.ends)}


def _preview(request: HttpRequest, workshop: Workshop, form: MoveForm) -> HttpResponse:
    day, venue, room = form.day(workshop.number), form.cleaned_data["venue"], form.cleaned_data["room"]
    prefetch_related_objects([workshop], "cohort__workshops")
    others = [one for one in workshop.cohort.workshops.all() if one != workshop]
    context = {
        "workshop": workshop,
        "day": day,
        "venue": venue,
        "room": room,
        "typed": typed_in(request, but=OWN),
        "affected": affected_by_move(workshop=workshop, day=day, venue=venue, room=room, now=timezone.now()),
        "past": day.date < timezone.localdate(),
        "cautions": day_cautions(day.date, number=workshop.number, others=others),
    }
    return render(request, "leadingtogether/moving/preview.html", context)


def _moved(request: HttpRequest, workshop: Workshop, form: MoveForm) -> HttpResponse:
    moved = move_with_everything(
        workshop=workshop,
        version=form.read_version,
        day=form.day(workshop.number),
        venue=form.cleaned_data["venue"],
        room=form.cleaned_data["room"],
        by=signed_in(request),
        now=timezone.now(),
    )
    if moved.sequence == workshop.sequence:
        messages.info(request, _("Nothing has changed: the workshop is there already."))
    else:
        messages.success(request, _("The workshop is moved, and so is everything that hangs on it."))
    return redirect("workshops:detail", workshop.ref)


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def workshop_stop(request: HttpRequest, ref: str, to: str) -> HttpResponse:
    """Postpone or cancel a workshop; everybody is told why, and everything that hangs on the day follows."""
    workshop = _mine(request, ref)
    form = StopForm(posted(request))
    form.cancel_url = back = reverse("workshops:detail", args=[workshop.ref])
    cancels = to == Workshop.State.CANCELLED
    context = {"form": form, "workshop": workshop, "cancels": cancels}
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if "confirmed" not in request.POST:
            context["affected"] = affected_by_stop(workshop=workshop, cancels=cancels)
            return render(request, "leadingtogether/moving/stop_preview.html", context)
        try:
            stop_with_everything(
                workshop=workshop, to=to, why=form.cleaned_data["why"], by=signed_in(request), now=timezone.now()
            )
        except NotAllowedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Everybody who takes part is told now."))
            return redirect(back)
    form.submit_label = _("Show what happens")
    return render(request, "leadingtogether/moving/stop.html", context)
