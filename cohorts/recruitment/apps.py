"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    """Recruitment."""

    name = "cohorts.recruitment"
    label = "recruitment"
    verbose_name = _("Recruitment")
