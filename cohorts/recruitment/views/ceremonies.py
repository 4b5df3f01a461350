"""The page of a draw on its way, and its buttons: agree, compute again, publish, bring in chance, set aside."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions import ceremonies
from cohorts.recruitment.forms.ceremonies import AsideForm, ChanceForm
from cohorts.recruitment.models import Ceremony
from cohorts.recruitment.views.ceremony_page import page_of, people_of
from people.permissions import signed_in

PEOPLE_A_PAGE = 25


def ceremony_for(request: HttpRequest, ref: str) -> Ceremony:
    """Return a ceremony that whoever asks may look after; a stranger gets 404."""
    mine = Ceremony.objects.for_team(signed_in(request), COORDINATOR).with_everybody_named()
    return get_object_or_404(mine.select_related("draw"), ref=ref)


@never_cache
@team_only(COORDINATOR)
def ceremony(request: HttpRequest, ref: str) -> HttpResponse:
    """Where a draw on its way stands, and the one next step."""
    found = ceremony_for(request, ref)
    return _page(request, found, ChanceForm(None) if found.state == Ceremony.State.PUBLISHED else None)


def _page(request: HttpRequest, found: Ceremony, form: ChanceForm | None) -> HttpResponse:
    context = page_of(found)
    if form is not None:
        form.helper.form_action = reverse("recruitment:ceremony_chance", args=[found.ref])
    return render(request, "cohorts/recruitment/draws/ceremony.html", context | {"form": form})


@team_only(COORDINATOR)
def ceremony_people(request: HttpRequest, ref: str) -> HttpResponse:
    """Who is in a frozen pool, and what the quotas look at."""
    found = ceremony_for(request, ref)
    page = Paginator(found.pool["candidates"], PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {"ceremony": found, "page": page, "people": people_of(list(page.object_list), found)}
    return render(request, "cohorts/recruitment/draws/ceremony_people.html", context)


@require_POST
@team_only(COORDINATOR)
def ceremony_compute(request: HttpRequest, ref: str) -> HttpResponse:
    """Compute again what was stopped, or broke off."""
    found = ceremony_for(request, ref)
    return _done(request, found, lambda: ceremonies.compute(ceremony=found, by=signed_in(request), now=timezone.now()))


@require_POST
@team_only(COORDINATOR)
def ceremony_agree(request: HttpRequest, ref: str) -> HttpResponse:
    """Go on with the nearest that can be met."""
    found = ceremony_for(request, ref)
    return _done(request, found, lambda: ceremonies.agree(ceremony=found, by=signed_in(request), now=timezone.now()))


@require_POST
@team_only(COORDINATOR)
def ceremony_publish(request: HttpRequest, ref: str) -> HttpResponse:
    """Publish the file."""
    found = ceremony_for(request, ref)
    words = _("The file is published. Tell people its SHA-256 before you roll the dice.")
    return _done(
        request, found, lambda: ceremonies.publish(ceremony=found, by=signed_in(request), now=timezone.now()), words
    )


def _done(request: HttpRequest, found: Ceremony, act: Callable[[], object], words: str = "") -> HttpResponse:
    try:
        act()
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        if words:
            messages.success(request, words)
    return redirect("recruitment:ceremony", found.ref)


@team_only(COORDINATOR)
def ceremony_chance(request: HttpRequest, ref: str) -> HttpResponse:
    """Bring in chance, once; the draw follows."""
    found = ceremony_for(request, ref)
    form = ChanceForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, found, form) if request.method == "POST" else redirect("recruitment:ceremony", ref)
    said = {name: value for name, value in form.cleaned_data.items() if name != "sure"}
    try:
        draw = ceremonies.bring_in_chance(ceremony=found, **said, by=signed_in(request), now=timezone.now())
    except NotAllowedError as error:
        form.add_error(None, str(error))
        return _page(request, found, form)
    messages.success(request, _("The panel is drawn. It counts when you confirm it."))
    return redirect("recruitment:draw", draw.ref)


@team_only(COORDINATOR)
def ceremony_aside(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask why, then set the draw aside; it stays on record."""
    found = ceremony_for(request, ref)
    form = AsideForm(request.POST or None)
    form.cancel_url = reverse("recruitment:ceremony", args=[found.ref])
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _done(
            request,
            found,
            lambda: ceremonies.set_aside(ceremony=found, reason=reason, by=signed_in(request), now=timezone.now()),
            _("The draw is set aside. It stays on record."),
        )
    return render(request, "cohorts/recruitment/draws/ceremony_aside.html", {"ceremony": found, "form": form})
