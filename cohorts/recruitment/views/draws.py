"""Pages of draws: the list, a new draw, its result."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import Cohort
from cohorts.permissions import COORDINATOR, team_only
from cohorts.recruitment import draw_reads as reads
from cohorts.recruitment.actions.ceremonies import freeze
from cohorts.recruitment.actions.draw_pools import pool_of
from cohorts.recruitment.actions.draws import confirm_draw, discard_draw, verify_draw
from cohorts.recruitment.forms.draws import DrawForm
from cohorts.recruitment.models import Ceremony, Draw
from cohorts.recruitment.views.draw_list import draws_of, lines_of, together_of
from cohorts.recruitment.views.draw_page import quota_lines, result_of, sides_of
from cohorts.recruitment.views.reach_page import reach_of
from common.paging import page_of
from people.permissions import signed_in

# So many of the draws that were made are listed, the newest first.
LATEST = 20


@team_only(COORDINATOR)
def draws(request: HttpRequest) -> HttpResponse:
    """Cohorts that can be drawn, alone or together, and every draw that was made."""
    person = signed_in(request)
    page = page_of(request, reads.cohorts_open(person))
    lines = lines_of(list(page))
    made = draws_of(list(reads.draws_made(person)[:LATEST]))
    context = {"page": page, "lines": lines, "together": together_of(lines), "draws": made}
    return render(request, "cohorts/recruitment/draws/list.html", context)


@team_only(COORDINATOR)
def draw_new(request: HttpRequest, ref: str) -> HttpResponse:
    """Freeze a cohort for its draw: who takes part, under which rules, and how chance comes in."""
    cohort = _to_draw(request, ref)
    who = "everybody" if "everybody" in {request.GET.get("who"), request.POST.get("who")} else "first"
    initial = {"way": "system", "who": who, "reserves_each": cohort.pairs_wanted, "cap": request.GET.get("cap")}
    form = DrawForm(request.POST or None, initial=initial)
    form.cancel_url = reverse("recruitment:draws")
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("recruitment:ceremony", _frozen(request, cohort, form).ref)
        except NotAllowedError as error:
            form.add_error(None, str(error))
    pool = pool_of(cohort=cohort, everybody=who == "everybody", apart=False)
    context = {
        "cohort": cohort,
        "form": form,
        "everybody": who == "everybody",
        "reach": reach_of(pool),
        "sides": sides_of(pool),
        "quotas": quota_lines(pool),
        "waiting": getattr(cohort, "waiting", None),
        "under_way": getattr(cohort, "under_way", None),
        "unapproved": getattr(cohort, "unapproved", False),
        "full": pool.full,
        "twice": getattr(cohort, "twice", False),
    }
    return render(request, "cohorts/recruitment/draws/new.html", context)


def _to_draw(request: HttpRequest, ref: str) -> Cohort:
    """Return a cohort with what stands in the way of its draw."""
    return get_object_or_404(reads.cohort_to_draw(signed_in(request), ref))


def _frozen(request: HttpRequest, cohort: Cohort, form: DrawForm) -> Ceremony:
    chosen = form.cleaned_data
    return freeze(
        cohort=cohort,
        way=chosen["way"],
        everybody=chosen["who"] == "everybody",
        reserves_each=chosen["reserves_each"],
        max_chance=form.max_chance,
        by=signed_in(request),
        now=timezone.now(),
    )


@team_only(COORDINATOR)
def draw(request: HttpRequest, ref: str) -> HttpResponse:
    """The result of a draw: what was met, who was drawn, the reserves in their order."""
    found = _draw(request, ref)
    ceremony = reads.ceremony_of(found).first()
    context = {"draw": found, "ceremony": ceremony, **result_of(found)}
    return render(request, "cohorts/recruitment/draws/draw.html", context)


def _draw(request: HttpRequest, ref: str) -> Draw:
    return get_object_or_404(reads.draw_coordinated(signed_in(request), ref))


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
    try:
        same = verify_draw(draw=found)
    except NotAllowedError as error:
        messages.error(request, str(error))
        return redirect("recruitment:draw", found.ref)
    if same:
        messages.success(request, _("We did the draw again. The result and its digest are the same."))
    else:
        messages.error(
            request,
            _("We did the draw again and the digest is not the same. Do not make offers. Ask your administrator."),
        )
    return redirect("recruitment:draw", found.ref)
