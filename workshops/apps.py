"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    """Workshops."""

    name = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        """Register what this app says to people; its models are there only now."""
        from workshops.messages import register_all  # noqa: PLC0415 - models are not loaded before ready()

        register_all()
