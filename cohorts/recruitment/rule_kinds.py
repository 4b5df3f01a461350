"""What coordinators may set of when people are reminded of an offer."""

from django.utils.translation import gettext_lazy as _

from cohorts.recruitment.actions.offer_rules import renew_offer_reminders
from cohorts.recruitment.actions.offers import BEFORE_THE_END
from messaging.rules import RuleKind, register


def register_all() -> None:
    """Register the reminder before the last day of an offer."""
    register(
        RuleKind(
            purpose="offer-reminder",
            occurrence=BEFORE_THE_END,
            label=_("Reminder of an offer"),
            anchor=_("before the last day to answer, unless answered"),
            usual=-3,
            before=True,
            renew=renew_offer_reminders,
            most=14,
        )
    )
