"""Email through Django's mail backend: SMTP, the console, the tests' outbox, or any provider through anymail."""

import smtplib
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from messaging.channels import Fate, Outcome, Parcel


class EmailChannel:
    """Sends parcels over one connection, which it opens when the first parcel comes."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self.is_open = False

    def send(self, parcel: Parcel) -> Outcome:
        """Send one email and tell its fate."""
        try:
            message = _email(parcel, self.connection)
            # The address and the headers are checked here, before a connection sees any of it.
            message.message()
            validate_email(parcel.address)
        except ValidationError:
            return Outcome(Fate.REFUSED, _("This email address is not one. Correct it in the person's details."))
        except (ValueError, UnicodeError) as error:
            return Outcome(Fate.REFUSED, _("This email cannot be written: %(error)s") % {"error": error})
        if not self.is_open:
            try:
                self.connection.open()
            except OSError as error:
                return Outcome(Fate.DOWN, _("The mail server cannot be reached: %(error)s") % {"error": _short(error)})
            self.is_open = True
        try:
            self.connection.send_messages([message])
        except Exception as error:  # noqa: BLE001 - every provider has its own errors; none may lose the row's fate
            outcome = _fate_of(error, begun=getattr(self.connection, "data_begun", None))
            self.close()
            return outcome
        return Outcome(Fate.ACCEPTED, provider_ref=_provider_ref(message))

    def close(self) -> None:
        """Close the connection. What was accepted stays accepted, so trouble while closing is no trouble."""
        self.is_open = False
        try:
            self.connection.close()
        except Exception:  # noqa: BLE001 - see above
            self.connection = get_connection()


def email_domain() -> str:
    """Return the domain that this service sends from, for Message-IDs."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class WrittenOnce(EmailMessage):
    """An email whose bytes are made once: they are checked before a connection sees them, and then sent."""

    written: Any = None

    def message(self, *arguments: Any, **options: Any) -> Any:
        """Return the email as it travels."""
        if self.written is None:
            self.written = super().message(*arguments, **options)
        return self.written


def _email(parcel: Parcel, connection: Any) -> EmailMessage:
    headers = {
        "Message-ID": parcel.message_id,
        "Date": format_datetime(parcel.now),
        # Asks out-of-office programs not to answer.
        "Auto-Submitted": "auto-generated",
        **parcel.headers,
    }
    return WrittenOnce(parcel.title, parcel.body, to=[parcel.address], headers=headers, connection=connection)


def _provider_ref(message: EmailMessage) -> str:
    return str(getattr(getattr(message, "anymail_status", None), "message_id", None) or "")[:120]


def _short(error: BaseException) -> str:
    """Return what the other side said, as it said it; without an answer, what the program calls the trouble."""
    said = getattr(error, "smtp_error", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        _code, said = next(iter(error.recipients.values()))
    if said:
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        return f"{_reply(error)} {words}"[:160]
    return f"{type(error).__name__} {error}".strip()[:160]


def _reply(error: BaseException) -> int:
    """Return the code with which the other side refused, or 0 where it said nothing that can be understood."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
        return codes[0] if codes else 0
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None) or 0
    return code if isinstance(code, int) and code > 0 else 0


def _fate_of(error: Exception, *, begun: bool | None) -> Outcome:
    """Return what an error while sending means. `begun` is None where the backend cannot tell."""
    code, why = _reply(error), _short(error)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPHeloError | smtplib.SMTPConnectError):
        return Outcome(Fate.DOWN, _("The mail server does not let us in: %(error)s") % {"error": why})
    if code:
        # A refused sender is our own mistake, and mended for all: it is tried again.
        lasting = 500 <= code < 600 and not isinstance(error, smtplib.SMTPSenderRefused)
        if hasattr(error, "status_code"):
            lasting = 400 <= code < 500 and code != 429
        sentence = _("The mail server refused: %(error)s") if lasting else _("The mail server said “later”: %(error)s")
        return Outcome(Fate.REFUSED if lasting else Fate.LATER, sentence % {"error": why})
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(Fate.REFUSED, _("The mail server cannot take this address: %(error)s") % {"error": why})
    if begun is False:
        return Outcome(Fate.LATER, _("The line broke before anything was sent: %(error)s") % {"error": why})
    return Outcome(Fate.UNKNOWN, _("The line broke while the email was being handed over: %(error)s") % {"error": why})
