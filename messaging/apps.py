"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Messages."""

    name = "messaging"
    verbose_name = _("Messages")

    def ready(self) -> None:
        """Register what this app says to people; its models are there only now."""
        from messaging import bulk, messages  # noqa: PLC0415 - models are not loaded before ready()

        messages.register_all()
        bulk.register_all()
