"""What staff have to do for the evaluation, and on which page."""

from django.utils.translation import gettext_lazy as _

from cohorts.models.task_kinds import TaskKind, register_task_kind


def register_all() -> None:
    """Register the kinds."""
    register_task_kind(TaskKind("follow-up-consent", _("Consent to the follow-up is missing"), "person_consents"))
    register_task_kind(TaskKind("contact-check", _("Nobody knows whether they can be reached"), "person_timeline"))
