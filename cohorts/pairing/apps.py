"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PairingConfig(AppConfig):
    """Pairing."""

    name = "cohorts.pairing"
    label = "pairing"
    verbose_name = _("Pairing")

    def ready(self) -> None:
        """Register what this app says to people and what staff have to do; its models are there only now."""
        from cohorts.pairing import kinds  # noqa: PLC0415 - models are not loaded before ready()
        from cohorts.pairing.messages import register_all  # noqa: PLC0415 - models are not loaded before ready()

        register_all()
        kinds.register_all()
