"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Projects."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self) -> None:
        """Register what this app says to people and asks of staff; its models are there only now."""
        from projects import kinds, messages  # noqa: PLC0415 - models are not loaded before ready()

        kinds.register_all()
        messages.register_all()
