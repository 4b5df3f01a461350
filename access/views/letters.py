"""The page where the code of a letter is typed."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from access import actions, sessions
from access.actions.letters import open_letter_code
from access.forms import LetterCodeForm
from access.limits import LETTER_CODES_FROM_A_NETWORK
from access.models import SignInToken
from access.network import network_of
from access.views.refusals import too_many
from cohorts.permissions import is_team


@login_not_required
@never_cache
@sensitive_variables("form")
def letter(request: HttpRequest) -> HttpResponse:
    """Take the code of a letter and open what the letter is about, and nothing else."""
    form = LetterCodeForm(request.POST or None)
    if form.is_valid():
        now = timezone.now()
        until = actions.count_try(limit=LETTER_CODES_FROM_A_NETWORK, of=network_of(request), now=now)
        if until is not None:
            return too_many(request, until=until, now=now)
        token = open_letter_code(code=form.cleaned_data["code"], now=now)
        # Staff never come in by a letter: it would stand beside their second factor.
        if token is not None and not is_team(token.person):
            return _open(request, token)
        form.refuse()
    return render(request, "access/letter.html", {"form": form})


def _open(request: HttpRequest, token: SignInToken) -> HttpResponse:
    """Lead to the task: signed in for it alone, unless its page asks nobody to sign in, or they are signed in."""
    already = request.user == token.person and sessions.one_task(request) is None
    if not already and _asks_to_sign_in(token.opens):
        sessions.begin_one_task(request, token)
    return redirect(token.opens)


def _asks_to_sign_in(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return True
    return bool(getattr(view, "login_required", True))
