"""Signing in without a password: links and typed codes, kept only as hashes."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.querysets import RateLimitQuerySet, SignInTokenQuerySet
from messaging.models import Message
from people.models import Person


class SignInToken(models.Model):
    """A link and a code for one person. One POST uses it up; any number of GETs do not."""

    class Purpose(models.TextChoices):
        EMAIL = "email", _("Link in an email")
        COMMAND = "command", _("Link printed by a command")
        LETTER = "letter", _("Code in a letter")
        DEMO = "demo", _("Demo link, reusable")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sign_in_tokens")
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    link_hash = models.CharField(_("hash of the link"), max_length=64, unique=True)
    code_hash = models.CharField(_("hash of the code"), max_length=64, blank=True)
    # A browser is shown this when it asks for a code; the typed code is compared only with that browser's own request.
    request_key = models.CharField(_("browser's request"), max_length=64, blank=True, db_index=True)
    opens = models.CharField(_("opens"), max_length=200, blank=True)
    # The message that a letter's code is printed in: the code opens what that message asks for, as long as it asks.
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="codes", verbose_name=_("letter")
    )
    opened_at = models.DateTimeField(_("first opened at"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(_("codes tried"), default=0)

    objects = SignInTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in token")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="sign_in_token_expires_after_made", condition=Q(expires_at__gt=models.F("created_at"))
            ),
            models.CheckConstraint(
                name="sign_in_token_letter_has_message_and_task",
                condition=~Q(purpose="letter") | (Q(message__isnull=False) & ~Q(opens="") & ~Q(code_hash="")),
            ),
        ]
        indexes = [models.Index(name="sign_in_token_letter_code", fields=["code_hash"], condition=Q(purpose="letter"))]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} ({self.person_id})"

    def is_live(self, *, now: datetime) -> bool:
        """Whether it can still be used at `now`."""
        return self.used_at is None and self.expires_at > now


class RateLimit(models.Model):
    """How often something was tried in one window; one row a key and window, so that two workers count together."""

    key = models.CharField(_("key"), max_length=120)
    window = models.DateTimeField(_("window began"))
    count = models.PositiveIntegerField(_("count"), default=0)

    objects = RateLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate limit")
        constraints = [models.UniqueConstraint(name="rate_limit_once_a_window", fields=["key", "window"])]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
