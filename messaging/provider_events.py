"""Reading what providers send: signatures are checked by django-anymail, or by Notify's bearer token."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailError
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.dateparse import parse_datetime

from messaging.actions.reports import Report
from messaging.models import ProviderReport

Kind = ProviderReport.Kind
STOP = re.compile(r"\s*[\"“'(]*(stop|stopiwch|unsubscribe)\b", re.IGNORECASE)
# What anymail calls the reasons that another try may mend.
SOFT = {"blocked", "spam", "timed_out", "other"}
NOTIFY = {
    "delivered": Kind.DELIVERED,
    "permanent-failure": Kind.HARD_BOUNCE,
    "temporary-failure": Kind.SOFT_BOUNCE,
    "technical-failure": Kind.OTHER,
}


class WrongSignature(Exception):  # noqa: N818 - it is answered with 403 and logged
    """What came is not signed as it must be, or cannot be read."""


def provider_view(kind: str) -> Any:
    """Return anymail's view for the provider that sends here, “Tracking” or “Inbound”; None where there is none."""
    if not re.fullmatch(r"[a-z_]+", settings.EMAIL_REPORTS):
        return None
    try:
        module = import_module(f"anymail.webhooks.{settings.EMAIL_REPORTS}")
    except ImportError:
        return None
    ending = f"{kind}WebhookView"
    found = [one for name, one in vars(module).items() if name.endswith(ending) and one.__module__ == module.__name__]
    if not found:
        return None
    # What anymail only warns of, an address open to anybody, is refused here.
    signs = {"warn_if_no_basic_auth": False, "must_have_secret": found[0].warn_if_no_basic_auth}
    return type(found[0].__name__, (found[0],), signs)()


def events_of(view: Any, request: HttpRequest) -> list[Any]:
    """Return the events of a request to anymail's view.

    Raises:
        WrongSignature: it is not signed, the signature is wrong, or nothing can be read in it.
    """
    if view.must_have_secret and not view.basic_auth:
        msg = "This provider does not sign: set ANYMAIL_WEBHOOK_SECRET, and give it to the provider."
        raise WrongSignature(msg)
    try:
        view.run_validators(request)
        return list(view.parse_events(request))
    except (AnymailError, SuspiciousOperation, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongSignature(type(error).__name__) from error


def reports_of(events: list[Any], *, now: datetime) -> Iterator[Report]:
    """Yield what anymail's tracking events say, in our words."""
    for event in events:
        kind = _kind_of(event.event_type, event.reject_reason)
        if kind is not None:
            ref = str(event.message_id or "")
            at = event.timestamp or now
            yield Report(
                provider=settings.EMAIL_REPORTS,
                event_id=str(event.event_id or _fingerprint(event.event_type, ref, event.recipient, at)),
                kind=kind,
                channel="email",
                address=str(event.recipient or ""),
                at=at,
                # Some providers leave the angle brackets out.
                refs=(ref, f"<{ref.strip('<>')}>", ref.strip("<>")) if ref else (),
            )


def _kind_of(event_type: str, reason: str | None) -> str | None:
    if event_type in {"bounced", "rejected"}:
        if reason == "unsubscribed":
            return Kind.STOPPED
        return Kind.SOFT_BOUNCE if reason in SOFT else Kind.HARD_BOUNCE
    return {
        "delivered": Kind.DELIVERED,
        "deferred": Kind.SOFT_BOUNCE,
        "complained": Kind.COMPLAINT,
        "unsubscribed": Kind.STOPPED,
        "failed": Kind.OTHER,
    }.get(event_type)


def _fingerprint(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def notify_says(request: HttpRequest) -> dict[str, Any]:
    """Return what Notify sends, when it carries our token.

    Raises:
        WrongSignature: no token is set here, it carries another, or it is no JSON.
    """
    given = request.headers.get("Authorization", "")
    token = settings.NOTIFY_CALLBACK_TOKEN
    if not token or not constant_time_compare(given, f"Bearer {token}"):
        msg = "The bearer token is missing or wrong."
        raise WrongSignature(msg)
    try:
        said = json.loads(request.body)
    except ValueError as error:
        raise WrongSignature(type(error).__name__) from error
    if not isinstance(said, dict) or not said.get("id"):
        msg = "It has no id."
        raise WrongSignature(msg)
    return said


def notify_report(said: dict[str, Any], *, now: datetime) -> Report:
    """Return Notify's report about a text or a letter. The address is left out: our reference names the message."""
    status = str(said.get("status", ""))
    return Report(
        provider="notify",
        event_id=f"{said['id']}:{status}",
        kind=NOTIFY.get(status, Kind.OTHER),
        channel="letter" if said.get("notification_type") == "letter" else "sms",
        address="",
        at=moment_of(said.get("completed_at"), now),
        refs=tuple(str(said[name]) for name in ("reference", "id") if said.get(name)),
    )


def moment_of(text: object, now: datetime) -> datetime:
    """Return the moment that a text says, or now where it says none."""
    try:
        moment = parse_datetime(str(text))
    except ValueError:
        moment = None
    return now if moment is None else moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def says_stop(words: str | None) -> bool:
    """Whether a reply begins with “stop”."""
    return bool(STOP.match(words or ""))
