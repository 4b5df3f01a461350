"""Pages of draws: the list, a new draw, its result."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment.actions.draw_pools import pool_of
from cohorts.recruitment.actions.draws import (
    ChoiceNeededError,
    confirm_draw,
    discard_draw,
    make_draw,
    verify_draw,
)
from cohorts.recruitment.forms.draws import DrawForm
from cohorts.recruitment.models import Draw, Quota
from cohorts.recruitment.views.draw_page import lines_of, names_of, quota_lines, result_of, shortfall_lines, sides_of
from common.paging import page_of
from people.permissions import signed_in

# So many of the draws that were made are listed, the newest first.
LATEST = 20


@team_only(COORDINATOR)
def draws(request: HttpRequest) -> HttpResponse:
    """Cohorts that can be drawn, and every draw that was made."""
    person = signed_in(request)
    ready = Cohort.objects.for_team(person, COORDINATOR).filter(state__in=["recruiting", "selecting", "confirming"])
    made = Draw.objects.for_team(person, COORDINATOR).without_pool().select_related("programme", "made_by")
    page = page_of(request, ready.with_everything_named().order_by("-programme__year", "programme_id", "name"))
    context = {"page": page, "lines": lines_of(page.object_list), "draws": made.prefetch_related("cohorts")[:LATEST]}
    return render(request, "cohorts/recruitment/draws/list.html", context)


@team_only(COORDINATOR)
def draw_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Draw a cohort: who takes part, under which rules, with which seed."""
    unapproved = Exists(Quota.objects.filter(cohort=OuterRef("pk")).waiting())
    mine = Cohort.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    cohort = get_object_or_404(mine.annotate(unapproved=unapproved), ref=ref)
    form = DrawForm(request.POST or None, initial={"reserves_each": cohort.pairs_wanted})
    context: dict[str, Any] = {"cohort": cohort, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("recruitment:draw", _drawn(request, cohort, form).ref)
        except NotAllowedError as error:
            form.add_error(None, str(error))
        except ChoiceNeededError as choice:
            trial = choice.trial
            context["form"] = DrawForm(
                request.POST, asks_nearest=bool(trial.shortfalls), asks_no_chance=bool(trial.without_chance)
            )
            context |= {"shortfalls": shortfall_lines(trial.shortfalls), "silent": names_of(trial.without_chance)}
    waiting = Draw.objects.filter(cohorts=cohort, state=Draw.State.MADE).without_pool().first()
    pool = pool_of(cohort=cohort, everybody=form.data.get("who") == "everybody", apart=False)
    context |= {"sides": sides_of(pool), "quotas": quota_lines(pool), "waiting": waiting}
    context["unapproved"] = getattr(cohort, "unapproved", False)
    context["form"].cancel_url = reverse("recruitment:draws")
    return render(request, "cohorts/recruitment/draws/new.html", context)


def _drawn(request: HttpRequest, cohort: Cohort, form: DrawForm) -> Draw:
    chosen = form.cleaned_data
    return make_draw(
        cohort=cohort,
        seed=chosen["seed"],
        everybody=chosen["who"] == "everybody",
        reserves_each=chosen["reserves_each"],
        accept_nearest=chosen["accept_nearest"],
        accept_no_chance=chosen["accept_no_chance"],
        by=signed_in(request),
        now=timezone.now(),
    )


@team_only(COORDINATOR)
def draw(request: HttpRequest, ref: str) -> HttpResponse:
    """The result of a draw: what was met, who was drawn, the reserves in their order."""
    found = _draw(request, ref)
    return render(request, "cohorts/recruitment/draws/draw.html", {"draw": found, **result_of(found)})


def _draw(request: HttpRequest, ref: str) -> Draw:
    mine = Draw.objects.for_team(signed_in(request), COORDINATOR).select_related("programme", "made_by", "settled_by")
    return get_object_or_404(mine, ref=ref)


@require_POST
@team_only(COORDINATOR)
def draw_confirm(request: HttpRequest, ref: str) -> HttpResponse:
    """Make a draw count."""
    found = _draw(request, ref)
    words = _("The draw is confirmed. Now make the offers.")
    return _settled(request, found, lambda: confirm_draw(draw=found, by=signed_in(request), now=timezone.now()), words)


@require_POST
@team_only(COORDINATOR)
def draw_discard(request: HttpRequest, ref: str) -> HttpResponse:
    """Set a draw aside; it stays on record."""
    found = _draw(request, ref)
    words = _("The draw is discarded. It stays on record.")
    return _settled(request, found, lambda: discard_draw(draw=found, by=signed_in(request), now=timezone.now()), words)


def _settled(request: HttpRequest, found: Draw, act: Callable[[], Draw], words: str) -> HttpResponse:
    try:
        act()
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("recruitment:draw", found.ref)


@require_POST
@team_only(COORDINATOR)
def draw_verify(request: HttpRequest, ref: str) -> HttpResponse:
    """Do the draw again and say whether the result is the same. Nothing is written."""
    found = _draw(request, ref)
    if verify_draw(draw=found):
        messages.success(request, _("We did the draw again. The result and its digest are the same."))
    else:
        messages.error(
            request,
            _("We did the draw again and the digest is not the same. Do not make offers. Ask your administrator."),
        )
    return redirect("recruitment:draw", found.ref)
