"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    """Programmes, venues, cohorts and places."""

    name = "cohorts"
    verbose_name = _("Cohorts")

    def ready(self) -> None:
        """Register what this app says to people; its models are there only now."""
        from cohorts.messages import team  # noqa: PLC0415 - models are not loaded before ready()

        team.register_all()
