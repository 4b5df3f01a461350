"""The board on which a coordinator pairs a cohort."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Cohort
from cohorts.pairing.actions.pairs import introduce_all, say_waiting
from cohorts.pairing.actions.proposals import arrange_proposal, confirm_proposal, propose_pairs
from cohorts.pairing.board import Board, board_of
from cohorts.pairing.forms.board import BoardForm, Change
from cohorts.pairing.models import Proposal, ProposedPair
from cohorts.pairing.overview import counts_of
from cohorts.pairing.reads import cohorts_of, lost_partners, open_cohorts, visible_pairs
from cohorts.permissions import COORDINATOR, FACILITATOR, team_only
from common.paging import page_of
from people.permissions import signed_in


@team_only(COORDINATOR, FACILITATOR)
def cohorts(request: HttpRequest) -> HttpResponse:
    """Every cohort with how far its pairing is; coordinators go on to the board, facilitators to the list."""
    person = signed_in(request)
    coordinated = {programme for role, programme in person.team_now if role == COORDINATOR}
    page = page_of(request, open_cohorts(person, COORDINATOR, FACILITATOR))
    return render(
        request, "cohorts/pairing/cohorts.html", {"page": page, "rows": counts_of(page.object_list, coordinated)}
    )


@team_only(COORDINATOR)
def board(request: HttpRequest, ref: str) -> HttpResponse:
    """The board of one cohort: look at it, or save every row of it at once."""
    cohort = cohort_of(request, ref)
    seen = board_of(cohort)
    if request.method != "POST":
        return _show(request, seen, BoardForm(board=seen))
    form = BoardForm(request.POST, board=seen)
    if not form.is_over(seen):
        return _conflict(request, form)
    if seen.proposal is None:
        messages.warning(request, _("There is nothing to save. Propose pairs first."))
        return redirect("pairing:board", ref)
    if not form.is_valid():
        return _show(request, seen, form, status=422)
    return _save(request, cohort, seen.proposal, form)


def _save(request: HttpRequest, cohort: Cohort, proposal: Proposal, form: BoardForm) -> HttpResponse:
    by, now = signed_in(request), timezone.now()
    try:
        saved = arrange_proposal(
            proposal=proposal,
            version=proposal.version,
            partners=form.partners(),
            locked=form.locked(),
            by=by,
            now=now,
        )
        if "confirm" in request.POST:
            pairs = confirm_proposal(proposal=saved, version=saved.version, by=by, now=now)
            said = ngettext("%(count)d pair is made.", "%(count)d pairs are made.", len(pairs)) % {"count": len(pairs)}
            messages.success(request, said + " " + _("Nobody is told yet. Introduce them when you are ready."))
        else:
            messages.success(request, _("Your choices are saved. Nobody is told yet."))
    except StaleError:
        return _conflict(request, BoardForm(request.POST, board=board_of(cohort)))
    except NotAllowedError as error:
        form.add_error(None, str(error))
        return _show(request, board_of(cohort), form, status=422)
    return redirect("pairing:board", cohort.ref)


def _conflict(request: HttpRequest, form: BoardForm) -> HttpResponse:
    """Show what somebody else changed; the choices that were sent stay in the boxes, over the newest draft."""
    return _show(request, form.board, form.over_now(), changes=form.changes(), status=409)


def _show(
    request: HttpRequest, seen: Board, form: BoardForm, *, changes: list[Change] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "board": seen,
        "cohort": seen.cohort,
        "form": form,
        "changes": changes,
        "lost": list(lost_partners(seen.cohort)),
    }
    return render(request, "cohorts/pairing/board.html", context, status=status)


@team_only(COORDINATOR)
@require_POST
def propose(request: HttpRequest, ref: str) -> HttpResponse:
    """Let the optimiser propose pairs for everybody who is free."""
    cohort = cohort_of(request, ref)
    kept = list(ProposedPair.objects.kept_in(cohort).select_related("lay__person", "professional__person"))
    seen = tuple(int(part) if part.isdecimal() else 0 for part in request.POST.get("seen", "0-0").split("-"))
    try:
        made = propose_pairs(
            cohort=cohort,
            by=signed_in(request),
            now=timezone.now(),
            seen=(seen[0], seen[1]) if len(seen) == 2 else None,
        )
    except StaleError:
        messages.warning(request, _("Somebody else changed the board while you looked at it. Here it is as it is now."))
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        _tell_of_lost(request, kept, made)
        count = made.pairs.count()
        said = ngettext("%(count)d pair is proposed.", "%(count)d pairs are proposed.", count) % {"count": count}
        messages.success(request, said + " " + _("Look at each, change what you know better, then confirm."))
    return redirect("pairing:board", ref)


def _tell_of_lost(request: HttpRequest, kept: list[ProposedPair], made: Proposal) -> None:
    """Say which pairs a coordinator kept that cannot be kept any more."""
    together = set(made.pairs.values_list("lay_id", "professional_id"))
    for pair in kept:
        if (pair.lay_id, pair.professional_id) not in together:
            names = {"lay": pair.lay.person, "professional": pair.professional.person}
            messages.warning(
                request,
                _(
                    "%(lay)s and %(professional)s are no longer kept: one of them has left, is in a pair, "
                    "or an exclusion stands between them."
                )
                % names,
            )


@team_only(COORDINATOR)
@require_POST
def introduce(request: HttpRequest, ref: str) -> HttpResponse:
    """Introduce every pair of the cohort that waits for it."""
    cohort = cohort_of(request, ref)
    only_firm = request.POST.get("which") == "firm"
    result = introduce_all(cohort=cohort, by=signed_in(request), now=timezone.now(), only_firm=only_firm)
    for sentence in result.refused:
        messages.error(request, sentence)
    if result.waiting:
        messages.warning(request, say_waiting(result.waiting))
    count = len(result.pairs)
    if count:
        said = ngettext("%(count)d pair is introduced.", "%(count)d pairs are introduced.", count) % {"count": count}
        messages.success(request, said + " " + _("Each person gets a message in their own way."))
    elif not result.refused and not result.waiting:
        messages.warning(request, _("No pair was waiting to be introduced."))
    return redirect("pairing:board", ref)


@team_only(COORDINATOR, FACILITATOR)
def pairs(request: HttpRequest, ref: str) -> HttpResponse:
    """The pairs of a cohort, to read: for facilitators those that know of each other."""
    person = signed_in(request)
    cohort = get_object_or_404(cohorts_of(person, ref, COORDINATOR, FACILITATOR))
    found = list(visible_pairs(person, cohort))
    return render(request, "cohorts/pairing/pairs.html", {"cohort": cohort, "pairs": found})


def cohort_of(request: HttpRequest, ref: str) -> Cohort:
    """Return a cohort that who asks coordinates; to anybody else it does not exist."""
    return get_object_or_404(cohorts_of(signed_in(request), ref, COORDINATOR))
