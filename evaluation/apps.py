"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvaluationConfig(AppConfig):
    """Evaluation."""

    name = "evaluation"
    verbose_name = _("Evaluation")

    def ready(self) -> None:
        """Register what people are told about surveys, and what staff have to do."""
        from evaluation import contact_messages, kinds, notice_messages, rule_kinds  # noqa: PLC0415 - models are not loaded before this moment
        from evaluation.messages import register_all  # noqa: PLC0415 - models are not loaded before this moment

        register_all()
        kinds.register_all()
        contact_messages.register_all()
        notice_messages.register_all()
        rule_kinds.register_all()
