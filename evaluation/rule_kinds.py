"""What coordinators may set of when people are reminded of surveys."""

from django.utils.translation import gettext_lazy as _

from evaluation.actions.contact_checks import MONTHS, renew_contact_checks
from evaluation.actions.reminder_rules import renew_survey_reminders
from evaluation.contact_messages import CONTACT_CHECK
from evaluation.messages import REMINDER
from messaging.rules import RuleKind, register

AFTER = _("after an invitation to a survey, unless answered")


def register_all() -> None:
    """Register up to three reminders of every survey, where unset each has its own days; and the contact checks."""
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
    labels = (_("First question how to reach you"), _("Second question how to reach you"))
    for usual, label in zip(MONTHS, (*labels, _("Third question how to reach you")), strict=True):
        register(
            RuleKind(
                purpose=CONTACT_CHECK,
                occurrence=f"{usual}m",
                label=label,
                anchor=_("after the last workshop"),
                usual=usual,
                unit="months",
                renew=renew_contact_checks,
                most=24,
            )
        )
