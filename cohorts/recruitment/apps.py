"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecruitmentConfig(AppConfig):
    """Recruitment."""

    name = "cohorts.recruitment"
    label = "recruitment"
    verbose_name = _("Recruitment")

    def ready(self) -> None:
        """Register what is said to people and what staff have to do. Models exist only now: the imports are here."""
        from cohorts.models.cohort_notices import register_cohort_notice  # noqa: PLC0415
        from cohorts.recruitment import kinds, outreach_missing, rule_kinds  # noqa: PLC0415
        from cohorts.recruitment.actions import ceremony_jobs, import_jobs, outlooks, redraws  # noqa: PLC0415
        from cohorts.recruitment.messages import applications, draws, offers  # noqa: PLC0415

        applications.register_all()
        draws.register_all()
        offers.register_all()
        kinds.register_all()
        rule_kinds.register_all()
        import_jobs.register_all()
        ceremony_jobs.register_all()
        outlooks.register_all()
        redraws.register_all()
        register_cohort_notice("outreach", outreach_missing.notice_of)
