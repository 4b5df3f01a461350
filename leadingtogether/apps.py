"""The top app: settings, the Today page, the sweeps and the demo world."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadingTogetherConfig(AppConfig):
    """It holds no models; it may import every other app, and none imports it."""

    name = "leadingtogether"
    verbose_name = _("Leading Together")

    def ready(self) -> None:
        """Register what is asked of staff; the models of the other apps are there only now."""
        from leadingtogether import kinds  # noqa: PLC0415 - models are not loaded before ready()

        kinds.register_all()
