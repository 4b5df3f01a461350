"""What coordinators may set of when people are reminded of surveys."""

from django.utils.translation import gettext_lazy as _

from evaluation.actions.contact_checks import MONTHS, renew_contact_checks
from evaluation.actions.notices import BEFORE_IT_OPENS
from evaluation.actions.reminder_rules import renew_notices, renew_survey_reminders
from evaluation.contact_messages import CONTACT_CHECK
from evaluation.messages import REMINDER
from evaluation.notice_messages import NOTICE
from messaging.rules import RuleKind, register

AFTER = _("after an invitation to a survey, unless answered")


def register_all() -> None:
    """Register up to three reminders of every survey, where unset each has its own days; the contact checks; and the
    notice of the follow-up.
    """
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
    register(
        RuleKind(
            purpose=NOTICE,
            occurrence=BEFORE_IT_OPENS,
            label=_("Notice of the follow-up survey"),
            anchor=_("before the follow-up survey opens"),
            usual=-28,
            before=True,
            renew=renew_notices,
            most=90,
        )
    )
