"""The agreement of a pair on paper: printed for the two, and copied when it came back signed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cohorts.actions.versions import NotAllowedError, StaleError
from cohorts.pairing.actions.agreements import record_agreement
from cohorts.pairing.forms.pairs import PaperAgreementForm
from cohorts.pairing.models import Pair, PairAgreement
from cohorts.pairing.paper_agreement import agreement_form
from cohorts.permissions import COORDINATOR, team_only
from common.paper import size_from
from messaging.printing import paper_page, paper_pdf
from messaging.routing import print_size_of
from people.permissions import signed_in


def _introduced(request: HttpRequest, ref: str) -> Pair:
    mine = Pair.objects.for_team(signed_in(request), COORDINATOR).introduced().with_people()
    return get_object_or_404(mine, ref=ref)


@team_only(COORDINATOR)
def agreement_keyed(request: HttpRequest, ref: str) -> HttpResponse:
    """Copy what both signed on paper; words that one of them wrote here meanwhile are shown, not lost."""
    pair = _introduced(request, ref)
    saved = PairAgreement.objects.filter(pair=pair).first()
    start = {"words": saved.words if saved else "", "version": saved.version if saved else 0}
    form = PaperAgreementForm(request.POST if request.method == "POST" else None, initial=start)
    form.cancel_url = reverse("pairing:pair", args=[ref])
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        values = {"words": typed["words"], "signed_on": typed["signed_on"], "version": form.read_version}
        try:
            record_agreement(pair=pair, **values, by=signed_in(request), now=timezone.now())
        except StaleError as error:
            latest = PairAgreement.objects.get(pk=error.row.pk)
            messages.warning(
                request, _("One of the two has written here meanwhile: “%(words)s”.") % {"words": latest.words}
            )
            form = form.over(latest.version)
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect("pairing:pair", ref)
        else:
            messages.success(request, _("Recorded. Both see it on their pages."))
            return redirect("pairing:pair", ref)
    return render(request, "cohorts/pairing/agreement_keyed.html", {"form": form, "pair": pair})


def _paper(request: HttpRequest, ref: str, *, toolbar: bool) -> str:
    pair = _introduced(request, ref)
    largest = max(print_size_of(place.person) for place in pair.places)
    size = size_from(request.GET.get("size", "")) if "size" in request.GET else largest
    pdf_url = reverse("pairing:agreement_paper_pdf", args=[ref]) if toolbar else ""
    return paper_page(forms=[agreement_form(pair)], size=size, language=pair.lay.person.language, pdf_url=pdf_url)


@require_safe
@never_cache
@team_only(COORDINATOR)
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """Show the form to print for the two, in the larger of their print sizes."""
    return HttpResponse(_paper(request, ref, toolbar=True))


@require_safe
@never_cache
@team_only(COORDINATOR)
def pdf(request: HttpRequest, ref: str) -> HttpResponse:
    """Serve the same as a PDF."""
    return paper_pdf(_paper(request, ref, toolbar=False), name=f"agreement-{ref}")
