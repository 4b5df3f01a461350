"""Addresses for providers: what they report, and what people reply. Signed, or refused and logged."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions.replies import Reply, take_reply
from messaging.actions.reports import take_report
from messaging.provider_events import (
    WrongSignature,
    events_of,
    moment_of,
    notify_report,
    notify_says,
    provider_view,
    reports_of,
    says_stop,
)

log = logging.getLogger(__name__)
REFUSED, TOLD_BEFORE = 403, 409


def _answered(name: str, take: Callable[[], list[bool]]) -> HttpResponse:
    """Answer a provider: 403 where it is not signed, 409 where everything was told before, else 200."""
    try:
        new = take()
    except WrongSignature as error:
        log.warning("A request of %s was refused: %s", name, error)
        return HttpResponse("Refused.", status=REFUSED, content_type="text/plain")
    if new and not any(new):
        return HttpResponse("Told before.", status=TOLD_BEFORE, content_type="text/plain")
    return HttpResponse("Thank you.", content_type="text/plain")


def _view(kind: str) -> Any:
    view = provider_view(kind)
    if view is None:
        raise Http404
    return view


@login_not_required
@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def email_reports(request: HttpRequest) -> HttpResponse:
    """Take the email provider's reports: delivered, came back, complained, stopped."""
    view, now = _view("Tracking"), timezone.now()
    if request.method == "HEAD":
        return HttpResponse()

    def take() -> list[bool]:
        return [take_report(report=report, now=now) for report in reports_of(events_of(view, request), now=now)]

    return _answered("the email provider", take)


@login_not_required
@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def email_replies(request: HttpRequest) -> HttpResponse:
    """Take what people reply by email: “stop” at the beginning of the subject or the words stops emails to them."""
    view, now = _view("Inbound"), timezone.now()
    if request.method == "HEAD":
        return HttpResponse()

    def take() -> list[bool]:
        found = []
        for event in events_of(view, request):
            message = event.message
            stop = says_stop(message.subject) or says_stop(message.text)
            sender = message.from_email.addr_spec if message.from_email else ""
            given = str(event.event_id or message.get("Message-ID") or "")
            reply = Reply("email", sender, message.text or "", given, at=now, stop=stop)
            found.append(take_reply(reply=reply, now=now))
        return found

    return _answered("the email provider", take)


@login_not_required
@csrf_exempt
@require_POST
def notify_reports(request: HttpRequest) -> HttpResponse:
    """Take Notify's reports about texts and letters."""
    now = timezone.now()
    return _answered("Notify", lambda: [take_report(report=notify_report(notify_says(request), now=now), now=now)])


@login_not_required
@csrf_exempt
@require_POST
def notify_replies(request: HttpRequest) -> HttpResponse:
    """Take texts that people send: “stop” stops texts to them."""
    now = timezone.now()

    def take() -> list[bool]:
        said = notify_says(request)
        words, at = str(said.get("message", "")), moment_of(said.get("date_received"), now)
        sender = str(said.get("source_number", ""))
        reply = Reply("sms", sender, words, str(said["id"]), at=at, stop=says_stop(words))
        return [take_reply(reply=reply, now=now)]

    return _answered("Notify", take)
