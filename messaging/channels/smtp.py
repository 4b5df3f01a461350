"""SMTP that knows how far it came: whether a byte of the words had left when the line broke."""

import smtplib
from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend


class FencedSMTP(smtplib.SMTP):
    """Notes the moment at which the words begin to leave.

    Before it, a broken line means “not sent”; from then on nobody can tell, unless the server answers.
    """

    data_begun = False
    _in_data = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send DATA and the words."""
        self._in_data = True
        try:
            return super().data(msg)
        finally:
            self._in_data = False

    def send(self, s: Any) -> None:
        """Send bytes or a command. In DATA the command is text and the words are bytes."""
        if self._in_data and not isinstance(s, str):
            self.data_begun = True
        super().send(s)


class FencedSMTPOverTLS(FencedSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class FencedSMTPBackend(EmailBackend):
    """Django's SMTP backend over FencedSMTP; `data_begun` is about the last email that was given to it."""

    data_begun = False

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class that knows how far it came."""
        return FencedSMTPOverTLS if self.use_ssl else FencedSMTP

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send; afterwards `data_begun` tells whether words of the last email had begun to leave."""
        self.data_begun = False
        return super().send_messages(email_messages)

    def _send(self, email_message: EmailMessage) -> bool:
        connection: Any = self.connection
        connection.data_begun = False
        try:
            return bool(super()._send(email_message))  # type: ignore[misc]
        finally:
            self.data_begun = connection.data_begun

    def _close_connection(self, connection: smtplib.SMTP) -> None:
        # A server that hangs up on QUIT has still accepted what it accepted.
        try:
            connection.quit()
        except (OSError, smtplib.SMTPException):
            connection.close()
