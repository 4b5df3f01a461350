"""What participants see of their partner."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cohorts.actions.versions import StaleError
from cohorts.models import Place
from cohorts.pairing.actions.agreements import sign_agreement, write_agreement
from cohorts.pairing.actions.pairs import choose_sharing
from cohorts.pairing.forms.pairs import AgreementForm, SharingForm
from cohorts.pairing.messages import work_of
from cohorts.pairing.models import Pair, PairAgreement, PartnerChoice
from cohorts.pairing.querysets import PairQuerySet
from cohorts.pairing.reads import own_pairs
from cohorts.pairing.sharing import ways_to_reach
from people.acting import helper_may, person_of, theirs_alone
from people.permissions import signed_in


def _mine(request: HttpRequest) -> PairQuerySet:
    return own_pairs(person_of(request))


def _members(request: HttpRequest, pair: Pair) -> tuple[Place, Place]:
    """Return the place of the person whose page this is, and the partner's."""
    mine = pair.place_of(person_of(request)) or pair.lay
    return mine, pair.partner_of(mine)


@helper_may
def mine(request: HttpRequest) -> HttpResponse:
    """My partner: who it is, how we reach each other, how we work together."""
    pair = _mine(request).first()
    return _show(request, pair) if pair is not None else _without_partner(request)


def _without_partner(request: HttpRequest) -> HttpResponse:
    """Nobody yet, or a partner has gone. After a death nothing new is shown until staff have spoken with the person."""
    theirs = PartnerChoice.objects.of(person_of(request)).filter(dropped_at__isnull=True, place__state="active")
    choice = theirs.with_everything_named().order_by("-made_at").first()
    if choice is not None and choice.waits_for_a_call:
        partner = choice.pair.partner_of(choice.place)
        return render(request, "cohorts/pairing/mine_quiet.html", {"partner": partner})
    return render(request, "cohorts/pairing/mine_none.html", {"choice": choice})


def _show(
    request: HttpRequest,
    pair: Pair,
    *,
    sharing: SharingForm | None = None,
    words: AgreementForm | None = None,
) -> HttpResponse:
    me, partner = _members(request, pair)
    agreement = getattr(pair, "agreement", None)
    context = {
        "pair": pair,
        "partner": partner,
        "cards": [
            (place, work_of(place), ways_to_reach(place.person, pair.shares_of(place)))
            for place in pair.partners_of(me)
        ],
        "sharing": sharing or SharingForm(initial={"ways": pair.shares_of(me)}, place=me, partner=partner),
        "words": words or AgreementForm(initial=_initial(agreement)),
        "joined": me.pk == pair.third_id,
        "agreement": agreement,
        "signed": _signed(agreement, me, pair),
        "partner_signed": _signed(agreement, partner, pair),
    }
    return render(request, "cohorts/pairing/mine.html", context, status=422 if sharing or words else 200)


def _initial(agreement: PairAgreement | None) -> dict[str, object]:
    return {"words": agreement.words, "version": agreement.version} if agreement else {"words": "", "version": 0}


def _signed(agreement: PairAgreement | None, place: Place, pair: Pair) -> bool:
    if agreement is None:
        return False
    at = agreement.signed_by_lay_at if place.pk == pair.lay_id else agreement.signed_by_professional_at
    return at is not None


@theirs_alone(gettext_lazy("Only %(name)s can choose how their partner may reach them."))
@require_POST
def share(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose how the partner may reach me."""
    pair = get_object_or_404(_mine(request), ref=ref)
    me, partner = _members(request, pair)
    form = SharingForm(request.POST, place=me, partner=partner)
    if not form.is_valid():
        return _show(request, pair, sharing=form)
    choose_sharing(pair=pair, place=me, ways=form.cleaned_data["ways"], by=signed_in(request), now=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("pairing:mine")


@helper_may
@require_POST
def agreement(request: HttpRequest, ref: str) -> HttpResponse:
    """Write down how we work together; the other one's words are never overwritten unseen."""
    pair = get_object_or_404(_mine(request), ref=ref)
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _show(request, pair, words=form)
    try:
        write_agreement(
            pair=pair,
            version=form.read_version,
            words=form.cleaned_data["words"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except StaleError as error:
        saved = _initial(PairAgreement.objects.get(pk=error.row.pk))
        again = form.over(PairAgreement.objects.get(pk=error.row.pk).version)
        context = {"form": again, "differences": form.differences(saved), "pair": pair}
        return render(request, "cohorts/pairing/agreement_conflict.html", context, status=409)
    messages.success(request, _("Saved. Now both of you can agree to it."))
    return redirect("pairing:mine")


@theirs_alone(gettext_lazy("Only %(name)s can agree to how the two work together."))
@require_POST
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Agree to the words that the page showed."""
    pair = get_object_or_404(_mine(request), ref=ref)
    found = get_object_or_404(PairAgreement, pair=pair)
    if _members(request, pair)[0].pk == pair.third_id:
        # The words are between the two; who joins for a time reads them.
        raise Http404
    version = request.POST.get("version", "")
    try:
        sign_agreement(
            agreement=found,
            version=int(version) if version.isdecimal() else 0,
            place=_members(request, pair)[0],
            by=signed_in(request),
            now=timezone.now(),
        )
        messages.success(request, _("You have agreed."))
    except StaleError:
        messages.warning(request, _("Your partner has changed the words. Read them, then agree."))
    return redirect("pairing:mine")
