"""What coordinators may set of when people are reminded of surveys."""

from django.utils.translation import gettext_lazy as _

from evaluation.actions.reminder_rules import renew_survey_reminders
from evaluation.messages import REMINDER
from messaging.rules import RuleKind, register

AFTER = _("after an invitation to a survey, unless answered")


def register_all() -> None:
    """Register up to three reminders of every survey; unset, each survey has its own days."""
    for occurrence, label in (
        ("1", _("First reminder of a survey")),
        ("2", _("Second reminder of a survey")),
        ("3", _("Third reminder of a survey")),
    ):
        register(
            RuleKind(
                purpose=REMINDER,
                occurrence=occurrence,
                label=label,
                anchor=AFTER,
                usual=None,
                renew=renew_survey_reminders,
                unset=_("As each survey says"),
            )
        )
