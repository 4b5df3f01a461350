"""Signing in by emailed link or typed code, and signing out."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from access import actions, sessions
from access.actions.tokens import LASTS
from access.forms import CodeForm, SignInForm
from access.limits import CODES_FROM_A_NETWORK, EMAILS_FROM_A_NETWORK, EMAILS_TO_AN_ADDRESS
from access.models import SignInToken
from access.network import network_of, path_or_home, safe_path
from access.views.refusals import too_many


@login_not_required
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for an email address and send a link and a code to it, known or not."""
    onward = safe_path(request, request.POST.get("next", request.GET.get("next", "")))
    if request.user.is_authenticated:
        return redirect(path_or_home(request, onward))
    form = SignInForm(request.POST or None, initial={"next": onward})
    if not form.is_valid():
        return render(request, "access/sign_in.html", {"form": form})
    now, email = timezone.now(), form.cleaned_data["email"].lower()
    until = actions.count_try(limit=EMAILS_FROM_A_NETWORK, of=network_of(request), now=now) or actions.count_try(
        limit=EMAILS_TO_AN_ADDRESS, of=email, now=now
    )
    if until is not None:
        return too_many(request, until=until, now=now)
    key = sessions.new_request_key()
    actions.ask_to_sign_in(email=email, opens=onward, request_key=key, now=now)
    response = redirect("access:sent")
    sessions.keep_request_key(response, key, email=email, lasts=LASTS)
    return response


@login_not_required
@never_cache
@sensitive_variables("form")
def sent(request: HttpRequest) -> HttpResponse:
    """Say that an email is on its way, and take the code that is in it."""
    asked = sessions.request_of(request, lasts=LASTS)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        until = actions.count_try(limit=CODES_FROM_A_NETWORK, of=network_of(request), now=now)
        if until is not None:
            return too_many(request, until=until, now=now)
        token = actions.use_code(code=form.cleaned_data["code"], request_key=asked.key, now=now)
        if token is not None:
            return _begin(request, token)
        form.refuse()
    return render(request, "access/sent.html", {"form": form, "email": asked.email})


@login_not_required
@never_cache
@sensitive_variables("link")
def link(request: HttpRequest, link: str) -> HttpResponse:
    """Show a button, and sign in when it is pressed: mail scanners open links, and press nothing."""
    now = timezone.now()
    if request.method == "POST":
        token = actions.use_link(link=link, now=now)
        return _dead_link(request) if token is None else _begin(request, token)
    token = SignInToken.objects.by_link(link).usable().live(now=now).first()
    if token is None or not actions.demo_allowed(token=token):
        return _dead_link(request)
    return render(request, "access/link.html", {"token": token, "demo": token.purpose == SignInToken.Purpose.DEMO})


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("home")


@login_not_required
@require_safe
def admin_login(request: HttpRequest) -> HttpResponse:
    """Lead to the one page for signing in; who is signed in and sent here has no business in the back office."""
    if request.user.is_authenticated:
        raise Http404
    onward = safe_path(request, request.GET.get("next", "")) or reverse("admin:index")
    return redirect(f"{reverse('access:sign_in')}?{urlencode({'next': onward})}")


def _begin(request: HttpRequest, token: SignInToken) -> HttpResponse:
    sessions.begin(request, token.person, demo=token.purpose == SignInToken.Purpose.DEMO)
    response = redirect(path_or_home(request, token.opens))
    sessions.forget_request_key(response)
    return response


def _dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "access/link_dead.html", {"form": SignInForm()}, status=410)
