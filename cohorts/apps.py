"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    """Programmes, venues, cohorts and places."""

    name = "cohorts"
    verbose_name = _("Cohorts")
