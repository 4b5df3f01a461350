"""The second factor of staff: asking for it, setting it up, and recovery codes."""

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from access import actions, sessions
from access.forms import SecondFactorForm, SetUpForm
from access.limits import SECOND_FACTORS_OF_A_PERSON
from access.network import path_or_home, safe_path
from access.views.refusals import too_many
from cohorts.permissions import is_team
from people.models import Person
from people.permissions import signed_in


@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Ask staff for the code of their app; who has no app sets one up first."""
    person, onward = _staff(request), _onward(request)
    if sessions.second_factor_passed(request):
        return redirect(path_or_home(request, onward))
    if not actions.has_second_factor(person=person):
        return redirect(sessions.with_next("access:set_up", onward))
    form = SecondFactorForm(request.POST or None, initial={"next": onward})
    if form.is_valid():
        now = timezone.now()
        until = actions.count_try(limit=SECOND_FACTORS_OF_A_PERSON, of=str(person.pk), now=now)
        if until is not None:
            return too_many(request, until=until, now=now)
        if actions.accept_code(person=person, code=form.cleaned_data["code"], now=now):
            actions.forget_tries(limit=SECOND_FACTORS_OF_A_PERSON, of=str(person.pk))
            sessions.pass_second_factor(request, now=now)
            return redirect(path_or_home(request, onward))
        form.refuse()
    return render(request, "access/second_factor.html", {"form": form})


@never_cache
@sensitive_variables("secret", "address")
def set_up(request: HttpRequest) -> HttpResponse:
    """Show the secret of a new app as a picture and as text, and keep it once the app has shown that it knows it."""
    person, onward = _staff(request), _onward(request)
    if actions.has_second_factor(person=person):
        return redirect(sessions.with_next("access:second_factor", onward))
    secret = request.session.setdefault(sessions.TOTP_SECRET, generate_totp_secret())
    form = SetUpForm(request.POST or None, initial={"next": onward})
    if form.is_valid():
        now = timezone.now()
        if actions.set_up_totp(person=person, secret=secret, code=form.cleaned_data["code"], now=now):
            sessions.pass_second_factor(request, now=now)
            request.session[sessions.NEW_CODES] = True
            return redirect(sessions.with_next("access:recovery_codes", onward))
        form.refuse()
    address = get_adapter().build_totp_url(person, secret)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return render(request, "access/set_up.html", {"form": form, "picture": picture, "secret": _in_fours(secret)})


@never_cache
@sensitive_variables("unused", "context")
def codes(request: HttpRequest) -> HttpResponse:
    """Show new recovery codes until they are said to be kept; later, how many are left, and a button for new ones."""
    person, onward = _staff(request), _onward(request)
    if not sessions.second_factor_passed(request) or not actions.has_second_factor(person=person):
        return redirect("access:second_factor")
    if request.method == "POST" and "kept" in request.POST:
        request.session.pop(sessions.NEW_CODES, None)
        return redirect(path_or_home(request, onward))
    if request.method == "POST":
        actions.new_recovery_codes(person=person, now=timezone.now())
        request.session[sessions.NEW_CODES] = True
        return redirect("access:recovery_codes")
    unused = actions.recovery_codes(person=person)
    shown = [_in_fours(code) for code in unused] if sessions.NEW_CODES in request.session else []
    return render(request, "access/recovery_codes.html", {"codes": shown, "left": len(unused), "next": onward})


def _staff(request: HttpRequest) -> Person:
    """Return who asks; the second factor is for the team alone."""
    person = signed_in(request)
    if not is_team(person):
        raise Http404
    return person


def _onward(request: HttpRequest) -> str:
    return safe_path(request, request.POST.get("next", request.GET.get("next", "")))


def _in_fours(text: str) -> str:
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))
