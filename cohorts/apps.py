"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    """Programmes, venues, cohorts and places."""

    name = "cohorts"
    verbose_name = _("Cohorts")

    def ready(self) -> None:
        """Register what this app says to people and asks of staff; its models are there only now."""
        from cohorts.actions.replies import KIND, hear_reply  # noqa: PLC0415
        from cohorts.messages import concerns, places, team  # noqa: PLC0415 - models are not loaded before ready()
        from cohorts.models.task_kinds import TaskKind, register_task_kind  # noqa: PLC0415
        from messaging import hearing  # noqa: PLC0415

        concerns.register_all()
        places.register_all()
        team.register_all()
        register_task_kind(TaskKind("returned-letter", _("A letter came back"), "messaging:message"))
        register_task_kind(TaskKind("message-trouble", _("Message in trouble"), "messaging:message"))
        hearing.register(hear_reply)
        register_task_kind(TaskKind(KIND, _("A reply to read"), "person_timeline"))
        register_task_kind(TaskKind("channel-stopped", _("A way to reach somebody is closed"), "person_timeline"))
        register_task_kind(TaskKind("needs-review", _("Needs to review"), "person_needs"))
