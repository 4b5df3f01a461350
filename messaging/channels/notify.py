"""Text messages and letters through GOV.UK Notify.

Notify fills a template of its own: the one for texts has a single placeholder ((body)), the one for letters has
((title)) and ((body)). The reference that it gives back with a report is ours.
"""

import logging
from typing import Any

import requests
from django.conf import settings
from django.utils.translation import gettext as _
from notifications_python_client.errors import HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from messaging.channels import Fate, Outcome, Parcel
from messaging.channels.checks import why_not_text

log = logging.getLogger(__name__)
TIMEOUT = 20
TOO_MANY = 429


class NotifyChannel:
    """Sends parcels of one kind, “sms” or “letter”, over one HTTPS session."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.client: Any = None

    def send(self, parcel: Parcel) -> Outcome:
        """Send one parcel and tell its fate."""
        refused = why_not_text(parcel.address) if self.kind == "sms" else ""
        if refused:
            log.warning("A text was refused: %s", refused)
            return Outcome(Fate.REFUSED, refused)
        if self.client is None:
            make: Any = NotificationsAPIClient
            self.client = make(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, timeout=TIMEOUT)
        try:
            answer = self._text(parcel) if self.kind == "sms" else self._letter(parcel)
        except HTTPError as error:
            return _fate_of(error)
        except Exception as error:  # noqa: BLE001 - an answer that cannot be read: it may have gone
            return Outcome(Fate.UNKNOWN, _("The answer of Notify cannot be read: %(error)s") % {"error": _short(error)})
        return Outcome(Fate.ACCEPTED, provider_ref=str((answer or {}).get("id", ""))[:120])

    def close(self) -> None:
        """Close the session."""
        if self.client is not None:
            self.client.request_session.close()
            self.client = None

    def _text(self, parcel: Parcel) -> Any:
        return self.client.send_sms_notification(
            phone_number=parcel.address,
            template_id=settings.NOTIFY_SMS_TEMPLATE,
            personalisation={"body": parcel.body},
            reference=parcel.ref,
        )

    def _letter(self, parcel: Parcel) -> Any:
        lines = [line.strip() for line in parcel.address.splitlines() if line.strip()]
        address = {f"address_line_{number}": line for number, line in enumerate(lines, start=1)}
        return self.client.send_letter_notification(
            template_id=settings.NOTIFY_LETTER_TEMPLATE,
            personalisation={**address, "title": parcel.title, "body": parcel.body},
            reference=parcel.ref,
        )


def _short(error: BaseException) -> str:
    return f"{type(error).__name__} {error}".strip()[:160]


def _fate_of(error: HTTPError) -> Outcome:
    """Return what an error of Notify means: whether it had the parcel, and whether it may take it later."""
    why, code = _short(error), error.status_code
    if error.response is None:
        # Nothing was answered. Only where no connection came about is it certain that nothing left.
        unreached = isinstance(error.__cause__, requests.ConnectTimeout) or (
            isinstance(error.__cause__, requests.ConnectionError) and "NewConnectionError" in repr(error.__cause__)
        )
        if unreached:
            return Outcome(Fate.DOWN, _("Notify cannot be reached: %(error)s") % {"error": why})
        return Outcome(Fate.UNKNOWN, _("The line broke while it was being handed over: %(error)s") % {"error": why})
    if code == TOO_MANY:
        return Outcome(Fate.LATER, _("Notify said “later”: %(error)s") % {"error": why})
    if code in {401, 403}:
        return Outcome(Fate.DOWN, _("Notify does not let us in: %(error)s") % {"error": why})
    if 400 <= code < 500:
        return Outcome(Fate.REFUSED, _("Notify refused: %(error)s") % {"error": why})
    return Outcome(Fate.LATER, _("Notify said “later”: %(error)s") % {"error": why})
