"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Signing in."""

    name = "access"
    verbose_name = _("Signing in")

    def ready(self) -> None:
        """Let letters carry codes."""
        from access.actions.letters import DOORKEEPER  # noqa: PLC0415 - models are not ready before
        from messaging.letter_codes import register  # noqa: PLC0415

        register(DOORKEEPER)
