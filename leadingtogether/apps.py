"""The top app: settings, the Today page, the sweeps and the demo world."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LeadingTogetherConfig(AppConfig):
    """It holds no models; it may import every other app, and none imports it."""

    name = "leadingtogether"
    verbose_name = _("Leading Together")
