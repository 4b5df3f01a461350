"""What was typed is kept where somebody was signed out, or a page was open for too long, before it was sent."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.csrf import csrf_failure as refused

# What a page sends by itself.
OURS = frozenset({"csrfmiddlewaretoken", "next", "submission_id"})


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what was sent, field by field, without the token; nothing where only a button was pressed."""
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts if name != "csrfmiddlewaretoken"]
    return sent if any(text.strip() for name, text in sent if name not in OURS) else []


def send_again(request: HttpRequest, sent: list[tuple[str, str]], *, sign_in: bool) -> HttpResponse:
    """Show what was typed, with a button that sends it once more; nothing is kept here."""
    context = {"sent": sent, "words": list(_words(sent)), "sign_in": sign_in, "files": bool(request.FILES)}
    response = render(request, "access/send_again.html", context, status=403)
    response["Cache-Control"] = "no-store"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Let a page of ours that was open for too long be sent again; what another website sends is refused."""
    sent = typed(request)
    if not (sent and _from_here(request)):
        return refused(request, reason)
    return send_again(request, sent, sign_in=_needs_signing_in(request))


def _from_here(request: HttpRequest) -> bool:
    """Whether the browser itself says that a page of this service sent it; another website cannot say so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _needs_signing_in(request: HttpRequest) -> bool:
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "login_required", True) and not request.user.is_authenticated


def _words(sent: list[tuple[str, str]]) -> Iterator[str]:
    """Return what somebody wrote in words, for reading and copying."""
    return (text for name, text in sent if name not in OURS and " " in text.strip())
