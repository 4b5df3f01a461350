"""What people are told about surveys."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.dates import say_datetime
from common.paper import PaperForm
from evaluation.models import Invitation, Wave
from evaluation.paper import survey_form
from evaluation.standing import Standing, standing_of
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

INVITATION = "survey-invitation"
REMINDER = "survey-reminder"
PLACEHOLDERS = {
    "survey": "After workshop 1",
    "closes": "Tuesday 9 March 2027, 9:30am",
    "link": "https://example.org/surveys/abc/",
    "minutes": "10",
}


def load(messages: Sequence[Message]) -> Mapping[int, Invitation]:
    """Return the invitations of a batch of messages, in one query."""
    wanted = {message.pk: message.data.get("invitation") for message in messages}
    rows = Invitation.objects.with_everything_named().in_bulk([pk for pk in wanted.values() if isinstance(pk, int)])
    return {message: rows[pk] for message, pk in wanted.items() if isinstance(pk, int) and pk in rows}


def invitation_of(message: Message) -> Invitation | None:
    """Return the invitation that a message is about, or None where it is gone."""
    known = message.loaded
    return known if isinstance(known, Invitation) else load([message]).get(message.pk)


def context(message: Message) -> Mapping[str, str]:
    """Return the survey's title, last day and personal link, as they are now."""
    invitation = invitation_of(message)
    if invitation is None:
        return dict.fromkeys(PLACEHOLDERS, "")
    return {
        "survey": say(invitation.wave.title),
        "closes": say_datetime(invitation.closes_at),
        "link": settings.BASE_URL + reverse("evaluation:answer", args=[invitation.token]),
        "minutes": str(invitation.minutes),
    }


def about(message: Message) -> str:
    """Name the survey."""
    invitation = invitation_of(message)
    return "" if invitation is None else say(invitation.wave.title)


def reply(message: Message) -> PaperForm | None:
    """Return the survey on paper, to fill in and send back; not where it was begun in another way."""
    invitation = invitation_of(message)
    return None if invitation is None or invitation.begun else survey_form(invitation)


WHY_NOT = {
    Standing.TAKEN_BACK: _("The invitation was taken back."),
    Standing.LEFT_EVALUATION: _("The person has left the evaluation."),
    Standing.LEFT_PROGRAMME: _("The person has left the programme."),
    Standing.NO_CONSENT: _("The person does not agree to the evaluation."),
    Standing.CALLED_OFF: _("The cohort was cancelled."),
    Standing.ANSWERED: _("The person has answered."),
    Standing.CLOSED: _("The survey has closed."),
}


def still_due(message: Message, now: datetime) -> Verdict:
    """Nobody is asked who has answered, who left or no longer agrees, or whose survey has closed."""
    invitation = invitation_of(message)
    if invitation is None:
        return not_due(WHY_NOT[Standing.TAKEN_BACK])
    follow_up = invitation.wave.anchor == Wave.Anchor.MONTHS_AFTER_LAST
    if follow_up and not invitation.agreed_to_follow_up:
        return not_due(_("The person does not agree to be contacted after the programme."))
    why = WHY_NOT.get(standing_of(invitation, now=now))
    return DUE if why is None else not_due(why)


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
            load=load,
            about=about,
            reply=reply,
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
            load=load,
            about=about,
            reply=reply,
        )
    )
