"""What coordinators may set of when people are reminded of workshops."""

from django.utils.translation import gettext_lazy as _

from messaging.rules import RuleKind, register
from workshops.actions.reminders import renew_reminders
from workshops.messages import REMINDER

BEFORE = _("before each workshop")


def register_all() -> None:
    """Register two reminders, and a third that is usually off."""
    for occurrence, label, usual in (
        ("14d", _("First reminder of a workshop"), -14),
        ("2d", _("Second reminder of a workshop"), -2),
        ("3rd", _("One more reminder of a workshop"), None),
    ):
        register(
            RuleKind(
                purpose=REMINDER,
                occurrence=occurrence,
                label=label,
                anchor=BEFORE,
                usual=usual,
                before=True,
                renew=renew_reminders,
                most=40,
            )
        )
