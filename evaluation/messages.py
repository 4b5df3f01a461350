"""What people are told about surveys."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.dates import say_date
from evaluation.models import Invitation
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

INVITATION = "survey-invitation"
REMINDER = "survey-reminder"
PLACEHOLDERS = {
    "survey": "After workshop 1",
    "closes": "Tuesday 9 March 2027",
    "link": "https://example.org/surveys/abc/",
    "minutes": "10",
}


def _invitation(message: Message) -> Invitation | None:
    found = Invitation.objects.filter(pk=message.data.get("invitation"))
    return found.select_related("wave__questionnaire", "place", "response").first()


def context(message: Message) -> Mapping[str, str]:
    """Return the survey's title, last day and personal link, as they are now."""
    invitation = _invitation(message)
    if invitation is None:
        return dict.fromkeys(PLACEHOLDERS, "")
    return {
        "survey": say(invitation.wave.title),
        "closes": say_date(invitation.closes_at),
        "link": settings.BASE_URL + reverse("evaluation:answer", args=[invitation.token]),
        "minutes": str(invitation.minutes),
    }


def still_due(message: Message, now: datetime) -> Verdict:
    """Nobody is asked who has answered, who left the evaluation or whose survey has closed."""
    invitation = _invitation(message)
    if invitation is None or invitation.cancelled_at is not None:
        return not_due(say("The invitation was taken back."))
    if invitation.place.left_evaluation_at is not None:
        return not_due(say("The person has left the evaluation."))
    if invitation.place.state == "withdrawn":
        return not_due(say("The person has left the programme."))
    if invitation.answered:
        return not_due(say("The person has answered."))
    return DUE if now < invitation.closes_at else not_due(say("The survey has closed."))


def register_all() -> None:
    """Register the invitation and its reminder."""
    register(
        Purpose(
            slug=INVITATION,
            label=_("Invitation to a survey"),
            because=_("A survey is due"),
            title=_("Leading Together: {survey}"),
            body=_(
                "Hello {called}\n\nPlease answer a few questions: {survey}. It takes about {minutes} minutes. "
                "You can stop and come back.\n\nStart here: {link}\n\nYou can answer until {closes}. "
                "The evaluator sees a code, never your name. If you would like to answer by phone, ring {help_phone}."
            ),
            sms=_("Leading Together: please answer a few questions by {closes}: {link} Or ring {help_phone}."),
            easy_body=_(
                "Hello {called}\n\nWe have some questions for you.\n\nThere are no wrong answers.\n\nStart here: {link}"
                "\n\nYou have until {closes}.\n\nYou can also answer by phone: {help_phone}"
            ),
            placeholders=PLACEHOLDERS,
            context=context,
            still_due=still_due,
        )
    )
    register(
        Purpose(
            slug=REMINDER,
            label=_("Reminder of a survey"),
            because=_("A survey is not answered yet"),
            title=_("A reminder: {survey}"),
            body=_(
                "Hello {called}\n\nThere is still time to answer our questions: {survey}. You can answer until "
                "{closes}.\n\nYour link: {link}\n\nIf you have begun, you go on where you stopped. "
                "If you would like to answer by phone, ring {help_phone}."
            ),
            sms=_("Leading Together: there is still time to answer, until {closes}: {link} Or ring {help_phone}."),
            easy_body=_(
                "Hello {called}\n\nYou can still answer our questions.\n\nYour link: {link}\n\n"
                "You have until {closes}.\n\nYou can also answer by phone: {help_phone}"
            ),
            placeholders=PLACEHOLDERS,
            context=context,
            still_due=still_due,
        )
    )
