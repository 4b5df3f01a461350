"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    """Signing in."""

    name = "access"
    verbose_name = _("Signing in")
