"""Configuration of the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopsConfig(AppConfig):
    """Workshops."""

    name = "workshops"
    verbose_name = _("Workshops")

    def ready(self) -> None:
        """Register what this app says to people and asks of staff; its models are there only now."""
        from workshops import claim_messages, kinds, leading_messages, messages, met_messages, rule_kinds  # noqa: PLC0415 - models are not loaded before ready()

        messages.register_all()
        claim_messages.register_all()
        kinds.register_all()
        leading_messages.register_all()
        met_messages.register_all()
        rule_kinds.register_all()
