"""The choice after losing a partner: the person's own page, and the page on which staff see to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cohorts.actions.versions import NotAllowedError
from cohorts.models import TeamMembership
from cohorts.pairing.actions.choices import choose, open_choice
from cohorts.pairing.actions.pairs import say_waiting
from cohorts.pairing.actions.settling import (
    reopen_choice,
    settle_with_facilitator,
    settle_with_graduate,
    settle_with_partner,
)
from cohorts.pairing.actions.threes import settle_with_three
from cohorts.pairing.forms.choices import (
    ChoiceForm,
    FacilitatorForm,
    GraduateForm,
    PartnerForm,
    ThreeForm,
    ToldChoiceForm,
)
from cohorts.pairing.models import Pair, PartnerChoice
from cohorts.pairing.querysets import waited_for
from cohorts.pairing.ways_on import free_partners, graduates_for, pairs_to_join, team_of
from cohorts.permissions import COORDINATOR, team_only
from common.forms import LTForm
from messaging.routing import telephone_of
from people.acting import theirs_alone
from people.permissions import signed_in

Option = PartnerChoice.Option
Role = TeamMembership.Role


@require_http_methods(["GET", "POST"])
@theirs_alone(gettext_lazy("Only %(name)s can choose how they go on."))
def choice(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose how to go on, or choose something else until it is carried out."""
    mine = PartnerChoice.objects.of(signed_in(request)).filter(opened_at__isnull=False, dropped_at__isnull=True)
    found = get_object_or_404(mine.with_everything_named(), ref=ref)
    form = ChoiceForm(
        request.POST if request.method == "POST" else None, initial={"option": found.option or None, "note": found.note}
    )
    if request.method == "POST" and form.is_valid():
        try:
            choose(choice=found, **form.cleaned_data, by=signed_in(request), now=timezone.now())
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Thank you for telling us. We see to it, and we tell you."))
        return redirect("pairing:choice", ref)
    return render(request, "cohorts/pairing/choices/mine.html", {"choice": found, "form": form})


def _theirs(request: HttpRequest, ref: str) -> PartnerChoice:
    choices = PartnerChoice.objects.for_team(signed_in(request), COORDINATOR).with_everything_named()
    return get_object_or_404(choices.select_related("settled_by", "recorded_by", "opened_by"), ref=ref)


@require_http_methods(["GET", "POST"])
@team_only(COORDINATOR)
def choice_staff(request: HttpRequest, ref: str) -> HttpResponse:
    """Where somebody stands who lost their partner; record what they say by phone."""
    found = _theirs(request, ref)
    form = ToldChoiceForm(
        request.POST if request.method == "POST" else None, initial={"option": found.option or None, "note": found.note}
    )
    if request.method == "POST" and form.is_valid():
        by, now = signed_in(request), timezone.now()
        return _told(
            request,
            ref,
            lambda: choose(choice=found, **form.cleaned_data, by=found.place.person, told_to=by, now=now),
            _("Recorded. Now see to it."),
        )
    return _show(request, found, form)


def _show(request: HttpRequest, found: PartnerChoice, form: LTForm, settle: LTForm | None = None) -> HttpResponse:
    if settle is None and found.may_choose and found.option:
        settle = settle_form(request, found, None)
    if settle is not None:
        settle.helper.form_action = reverse("pairing:choice_settle", args=[found.ref])
    form.helper.form_action = reverse("pairing:choice_staff", args=[found.ref])
    context: dict[str, Any] = {"choice": found, "told_form": form, "settle_form": settle, "form": settle}
    context["telephone"] = telephone_of(found.place.person)
    if settle is None or not settle.is_bound:
        context["form"] = form
    return render(request, "cohorts/pairing/choices/staff.html", context)


@require_POST
@team_only(COORDINATOR)
def choice_open(request: HttpRequest, ref: str) -> HttpResponse:
    """After a death: somebody has spoken with the partner, who may choose now."""
    found = _theirs(request, ref)
    words = _("Noted. %(name)s is told how they can go on.") % {"name": found.place.person}
    return _told(request, ref, lambda: open_choice(choice=found, by=signed_in(request), now=timezone.now()), words)


@require_POST
@team_only(COORDINATOR)
def choice_reopen(request: HttpRequest, ref: str) -> HttpResponse:
    """Finishing with a facilitator was not the last word: they can choose again."""
    found = _theirs(request, ref)
    words = _("%(name)s can choose again. Nothing is sent: speak with them and with the facilitator.")
    return _told(
        request,
        ref,
        lambda: reopen_choice(choice=found, by=signed_in(request), now=timezone.now()),
        words % {"name": found.place.person},
    )


@require_POST
@team_only(COORDINATOR)
def choice_settle(request: HttpRequest, ref: str) -> HttpResponse:
    """Carry out what was chosen."""
    found = _theirs(request, ref)
    form = settle_form(request, found, request.POST) if found.option else None
    if form is None:
        return redirect("pairing:choice_staff", ref)
    if not form.is_valid():
        told = ToldChoiceForm(initial={"option": found.option, "note": found.note})
        return _show(request, found, told, form)
    act, words = _act(request, found, form.cleaned_data)
    return _told(request, ref, act, words)


def settle_form(request: HttpRequest, found: PartnerChoice, data: Any) -> LTForm | None:
    """Return the form by which an option is carried out; the next cohort has the page of leaving instead."""
    if found.option == Option.NEW_PARTNER:
        return PartnerForm(data, places=free_partners(found))
    if found.option == Option.THREE:
        team = team_of(found, Role.COORDINATOR, Role.FACILITATOR)
        return ThreeForm(data, pairs=pairs_to_join(found), team=team)
    if found.option == Option.GRADUATE:
        return GraduateForm(data, places=graduates_for(found, seen_by=signed_in(request)))
    if found.option == Option.FACILITATOR:
        return FacilitatorForm(data, team=team_of(found, Role.FACILITATOR))
    return None


def _act(
    request: HttpRequest, found: PartnerChoice, typed: dict[str, Any]
) -> tuple[Callable[[], Any], str | Callable[[Pair], str]]:
    by, now = signed_in(request), timezone.now()
    if found.option == Option.NEW_PARTNER:
        return lambda: settle_with_partner(choice=found, partner=typed["partner"], by=by, now=now), _say_paired
    if found.option == Option.THREE:
        pair, until, approved_by = typed["pair"], typed["until"], typed["approved_by"]
        return lambda: settle_with_three(
            choice=found, pair=pair, until=until, approved_by=approved_by, by=by, now=now
        ), _("The three are told.")
    if found.option == Option.GRADUATE:
        graduate = typed["graduate"]
        return lambda: settle_with_graduate(choice=found, graduate=graduate, by=by, now=now), _say_paired
    facilitator = typed["facilitator"]
    told = _("%(name)s is told.") % {"name": found.place.person}
    return lambda: settle_with_facilitator(choice=found, facilitator=facilitator, by=by, now=now), told


def _say_paired(pair: Pair) -> str:
    """Say that a new pair is introduced, or for whom it waits."""
    if pair.state == Pair.State.PROPOSED:
        return _("The two are a pair. They do not know it yet. %(waiting)s") % {
            "waiting": say_waiting(waited_for(pair.places))
        }
    return _("The two are introduced.")


def _told(request: HttpRequest, ref: str, act: Callable[[], Any], words: str | Callable[[Pair], str]) -> HttpResponse:
    """Do it and say so, or say why not; back to the page of the choice either way."""
    try:
        done = act()
    except NotAllowedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words if isinstance(words, str) else words(done))
    return redirect("pairing:choice_staff", ref)
