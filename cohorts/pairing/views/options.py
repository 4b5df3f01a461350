"""What could be done about one person of the draft, what it costs, and doing it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.models import Place
from cohorts.pairing.actions.changes import allow_pair, forbid_pair, force_pair, keep_pair, swap_partners
from cohorts.pairing.board import Board, board_of
from cohorts.pairing.models import Proposal
from cohorts.pairing.options import options_of
from cohorts.pairing.views.board import cohort_of
from cohorts.pairing.weights import parts_of, said_shares
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in

WITH_A_PARTNER: dict[str, Callable[..., Proposal]] = {
    "force": force_pair,
    "forbid": forbid_pair,
    "allow": allow_pair,
    "swap": swap_partners,
}


@require_GET
@team_only(COORDINATOR)
def options(request: HttpRequest, ref: str, place: str) -> HttpResponse:
    """Other partners for one lay partner, those who cost least first; and what keeping or parting costs."""
    board = board_of(cohort_of(request, ref))
    lay = _lay(board, place)
    found = options_of(board, lay)
    parts = parts_of(board.proposal.weights if board.proposal else None)
    context = {
        "board": board,
        "cohort": board.cohort,
        "options": found,
        "shares": said_shares(parts, found.proposed.shares) if found.proposed else [],
    }
    return render(request, "cohorts/pairing/options.html", context)


@require_POST
@team_only(COORDINATOR)
def change(request: HttpRequest, ref: str, place: str) -> HttpResponse:
    """Do one of it; whoever looked at an older draft is told, and nothing is done."""
    board = board_of(cohort_of(request, ref))
    lay = _lay(board, place)
    try:
        said = _do(request, board, lay)
    except StaleError:
        messages.warning(request, _("Somebody else changed the board while you looked at it. Here it is as it is now."))
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("pairing:options", ref, place)


def _do(request: HttpRequest, board: Board, lay: Place) -> str:
    sent, by, now, proposal = request.POST, signed_in(request), timezone.now(), board.proposal
    version = int(sent["version"]) if sent.get("version", "").isdecimal() else 0
    if proposal is None or sent.get("proposal") != str(proposal.pk):
        raise StaleError(proposal or Proposal(cohort=board.cohort))
    deed = sent.get("deed", "")
    if deed in {"keep", "let_go"}:
        keep_pair(proposal=proposal, version=version, lay=lay, keep=deed == "keep", by=by, now=now)
        return _("This pair is kept when you propose again.") if deed == "keep" else _("This pair is let go.")
    other = next((one for one in board.professionals if one.ref == sent.get("other")), None)
    if deed not in WITH_A_PARTNER or other is None:
        raise NotAllowedError(_("Somebody you chose is in another pair by now, or has left. Load the page again."))
    WITH_A_PARTNER[deed](proposal=proposal, version=version, lay=lay, professional=other, by=by, now=now)
    return {
        "force": _("%(other)s is the partner of %(lay)s now, and the others are set right. The pair is kept."),
        "forbid": _("%(other)s and %(lay)s are kept apart, and the others are set right."),
        "allow": _("%(other)s and %(lay)s may be paired again."),
        "swap": _("%(other)s is the partner of %(lay)s now. Nobody else was touched but who swapped."),
    }[deed] % {"other": other.person, "lay": lay.person}


def _lay(board: Board, ref: str) -> Place:
    for row in board.rows:
        if row.lay.ref == ref:
            return row.lay
    raise Http404
