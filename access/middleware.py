"""Staff show a second factor before anything else; a code in a letter opens one task and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from access import kept
from access.actions.letters import settle_letter_code
from access.models import SignInToken
from access.sessions import one_task, second_factor_passed, with_next
from cohorts.permissions import is_team

# What staff may open before: the second factor itself, the way out, and what is on every page for everybody.
OPEN: Final = frozenset(
    {
        "access:second_factor",
        "access:set_up",
        "access:sign_out",
        "concern",
        "concern_sent",
        "easy_read",
        "healthz",
        "set_language",
    }
)


# How long the page of a task can be read after it is done.
READABLE: Final = timedelta(hours=1)
# What a session that began with a code in a letter may open besides its one task.
OPEN_TO_A_LETTER: Final = frozenset(
    {
        "access:letter",
        "access:sign_out",
        "accessibility",
        "concern",
        "concern_sent",
        "easy_read",
        "healthz",
        "privacy",
        # Stands on the page of its task, and looks itself who asks.
        "projects:case_study_picture",
    }
)


class SignedInMiddleware(LoginRequiredMiddleware):
    """Closes every page to visitors unless it says otherwise, and keeps what somebody typed before they were out."""

    def handle_no_permission(  # type: ignore[override]  # a page as well as a way to the sign-in
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """Ask to sign in, on a page that holds what was sent, if anything was."""
        sent = kept.typed(request) if request.method == "POST" and "HX-Request" not in request.headers else []
        if sent:
            return kept.send_again(request, sent, sign_in=True)
        return super().handle_no_permission(request, view_func)


class OneTaskMiddleware:
    """Keeps a session that began with a code in a letter to the one task that the letter is about."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; after something was posted, see whether the task is done, which uses the code up."""
        response = self.get_response(request)
        task = one_task(request) if request.method == "POST" else None
        if task is not None and task.covers(request.path):
            token = SignInToken.objects.filter(pk=task.token, used_at=None).first()
            if token is not None:
                settle_letter_code(token=token, now=timezone.now())
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Refuse every other page; after the task is done its own page can be read, and nothing can be sent."""
        task = one_task(request)
        match = request.resolver_match
        if task is None or not request.user.is_authenticated or (match and match.view_name in OPEN_TO_A_LETTER):
            return None
        # Pages offer no way back, and no Cancel, that would be refused.
        request.only_under = task.opens  # type: ignore[attr-defined]
        token = SignInToken.objects.filter(pk=task.token).first()
        now = timezone.now()
        if token is None or token.expires_at <= now:
            logout(request)
            return HttpResponseRedirect(reverse("access:letter"))
        reading = request.method in {"GET", "HEAD"}
        if task.covers(request.path) and (token.used_at is None or (reading and now < token.used_at + READABLE)):
            return None
        done = token.used_at is not None and settle_letter_code(token=token, now=now)
        return render(request, "access/one_task.html", {"token": token, "done": done}, status=403)


class SecondFactorMiddleware:
    """Stops staff at every page, `/admin/` included, until this session has passed the second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the view decides below, once it is known which one it is."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Send staff who still have to pass it to the second factor, and bring them back afterwards."""
        match = request.resolver_match
        if not request.user.is_authenticated or (match is not None and match.view_name in OPEN):
            return None
        # The session first: staff who have passed cost no query.
        if second_factor_passed(request) or not is_team(request.user):
            return None
        onward = request.get_full_path() if request.method == "GET" else ""
        return HttpResponseRedirect(with_next("access:second_factor", onward))
