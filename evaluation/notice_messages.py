"""What people are told some weeks before their follow-up survey."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.dates import say_date
from evaluation import messages
from evaluation.messages import about, invitation_of, load
from messaging.models import Message
from messaging.purposes import Purpose, Verdict, not_due, register
from messaging.routing import route_to
from people.models import ContactMethod

NOTICE = "follow-up-notice"
Method = ContactMethod.Method
# Written to go on from “it comes …”; whoever is phoned in any other way than these is phoned.
HOW = {
    Method.EMAIL: _("by email"),
    Method.SMS: _("by text message"),
    Method.LETTER: _("by letter"),
    Method.SUPPORTER: _("through your supporter"),
}
PLACEHOLDERS = {
    "opens": "Tuesday 9 March 2027",
    "closes": "Tuesday 4 May 2027",
    "months": "18",
    "minutes": "10",
    "how": "by email",
    "link": "https://example.org/surveys/abc/",
}


def context(message: Message) -> Mapping[str, str]:
    """Return from when to when the survey is open, how it will come as things are now, and where that is changed."""
    invitation = invitation_of(message)
    if invitation is None:
        return dict.fromkeys(PLACEHOLDERS, "")
    method = route_to(message.person).method
    return {
        "opens": say_date(invitation.opens_at),
        "closes": say_date(invitation.closes_at),
        "months": str(invitation.wave.months),
        "minutes": str(invitation.minutes),
        "how": str(HOW[Method(method)]) if method in HOW else say("by phone: we call you"),
        "link": settings.BASE_URL + reverse("evaluation:answer", args=[invitation.token]),
    }


def still_due(message: Message, now: datetime) -> Verdict:
    """Nobody is told of a survey that will not be asked of them, or that has come meanwhile."""
    invitation = invitation_of(message)
    if invitation is not None and invitation.opens_at <= now:
        return not_due(say("The survey has opened."))
    return messages.still_due(message, now)


def register_all() -> None:
    """Register the notice."""
    register(
        Purpose(
            slug=NOTICE,
            label=_("Notice of the follow-up survey"),
            because=_("Before the follow-up survey opens"),
            title=_("Our survey comes on {opens}"),
            body=_(
                "Hello {called}\n\nYou took part in Leading Together, and said that we may ask you how it went after "
                "{months} months.\n\nOn {opens} we send you a survey. Your answers show what has lasted, and what the "
                "programme should do better. It takes about {minutes} minutes. You can answer until {closes}.\n\n"
                "It comes {how}. Would another way be better, or would you rather not get it? Tell us here: {link}\n\n"
                "You can also phone us on {help_phone}. If all is well, you need do nothing now."
            ),
            sms=_(
                "Leading Together: on {opens} we send you a survey {how}. Another way, or rather not? Tell us: {link} "
                "Or phone {help_phone}."
            ),
            easy_body=_(
                "Hello {called}\n\nYou took part in Leading Together.\n\nWe want to ask you how it went.\n\n"
                "Our questions come on {opens}.\n\nThey come {how}.\n\nThey take about {minutes} minutes.\n\n"
                "You do not have to answer.\n\nDo you want another way? Or no questions?\n\nTell us here: {link}\n\n"
                "Or phone us: {help_phone}"
            ),
            placeholders=PLACEHOLDERS,
            context=context,
            still_due=still_due,
            load=load,
            about=about,
        )
    )
