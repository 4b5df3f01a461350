"""Comparing two proposals of a cohort, and going back to an earlier one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.pairing.actions.changes import take_up as take_up_proposal
from cohorts.pairing.board import seen_of
from cohorts.pairing.comparison import compare as compared
from cohorts.pairing.forms.comparing import CompareForm
from cohorts.pairing.models import Proposal
from cohorts.pairing.views.board import cohort_of
from cohorts.permissions import COORDINATOR, team_only
from people.permissions import signed_in

# As many of a cohort's proposals as one would look back over.
LATEST = 25


@require_GET
@team_only(COORDINATOR)
def compare(request: HttpRequest, ref: str) -> HttpResponse:
    """Two proposals side by side; without a choice the newest two."""
    cohort = cohort_of(request, ref)
    found = list(
        Proposal.objects.filter(cohort=cohort)
        .defer("fits", "costs", "unpaired")
        .select_related("made_by")
        .order_by("-made_at", "-pk")[:LATEST]
    )
    by_key = {str(proposal.pk): proposal for proposal in found}
    form = CompareForm(request.GET or None, proposals=found)
    keys = [form.cleaned_data["one"], form.cleaned_data["other"]] if form.is_valid() else list(by_key)[:2]
    sides = [by_key[key] for key in keys]
    draft = next((proposal for proposal in found if proposal.state == Proposal.State.DRAFT), None)
    context = {
        "cohort": cohort,
        "form": form if len(found) > 1 else None,
        "comparison": compared(*sides) if len(sides) == 2 else None,
        "seen": seen_of(draft),
    }
    return render(request, "cohorts/pairing/compare.html", context)


@require_POST
@team_only(COORDINATOR)
def take_up(request: HttpRequest, ref: str) -> HttpResponse:
    """Make an earlier proposal the draft again."""
    cohort = cohort_of(request, ref)
    key = request.POST.get("proposal", "")
    proposal = Proposal.objects.filter(cohort=cohort, pk=int(key) if key.isdecimal() else 0).first()
    if proposal is None:
        messages.error(request, _("Choose which proposal to go back to."))
        return redirect("pairing:compare", ref)
    parts = [int(part) if part.isdecimal() else 0 for part in request.POST.get("seen", "").split("-")]
    seen = (parts[0], parts[1]) if len(parts) == 2 else (0, 0)
    try:
        take_up_proposal(proposal=proposal, seen=seen, by=signed_in(request), now=timezone.now())
    except StaleError:
        messages.warning(request, _("Somebody else changed the board while you looked at it. Here it is as it is now."))
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The draft is as it was in this proposal, for everybody who is still free."))
    return redirect("pairing:board", ref)
