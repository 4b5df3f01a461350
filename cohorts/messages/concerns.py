"""What the safeguarding lead and deputy are told: that a report waits. Never what it says, nor who wrote it."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Concern
from common.dates import say_date, say_datetime
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

ARRIVED, UNREAD, HANDED_OVER = "concern-arrived", "concern-unread", "concern-handed-over"
PLACEHOLDERS = {
    "when": "Tuesday 9 March 2027, 9:30am",
    "by": "Thursday 11 March 2027",
    "link": "https://example.org/staff/concerns/ABCD2345/",
    "danger": "",
}


def _concern(message: Message) -> Concern:
    return Concern.objects.get(pk=message.data["concern"])


def _words(message: Message) -> Mapping[str, str]:
    concern = _concern(message)
    danger = say("Whoever wrote it says that somebody may be in danger now. Please read it at once.\n\n")
    return {
        "when": say_datetime(concern.reported_at),
        "by": say_date(concern.promised_on) if concern.promised_on else say("as soon as you can"),
        "link": settings.BASE_URL + reverse("cohorts:concern", args=[concern.ref]),
        "danger": danger if concern.danger in {Concern.Danger.YES, Concern.Danger.UNSURE} else "",
    }


def _still_unread(message: Message, _now: datetime) -> Verdict:
    concern = _concern(message)
    if concern.read_at is not None:
        return not_due(say("The report has been read."))
    if not Concern.objects.for_safeguarding(message.person).filter(pk=concern.pk).exists():
        return not_due(say("They do not read reports any more."))
    return DUE


def _still_theirs(message: Message, _now: datetime) -> Verdict:
    concern = _concern(message)
    if concern.held_by_id != message.person_id or concern.state == Concern.State.CLOSED:
        return not_due(say("Somebody else looks after it now."))
    return DUE


def register_all() -> None:
    """Register what the two who read reports are told."""
    register(
        Purpose(
            slug=ARRIVED,
            label=_("A report has come"),
            because=_("When somebody says that something is wrong"),
            title=_("A report is waiting for you"),
            body=_(
                "Hello {called},\n\nOn {when} somebody told us that something is wrong.\n\n{danger}"
                "Please read it by {by}: {link}\n\nOnly you and the other safeguarding lead or deputy can read it."
            ),
            placeholders=PLACEHOLDERS,
            context=_words,
            still_due=_still_unread,
            urgent=True,
            confidential=True,
            resend_when_unknown=True,
        )
    )
    register(
        Purpose(
            slug=UNREAD,
            label=_("A report is not read yet"),
            because=_("When nobody has read a report after one working day"),
            title=_("A report is still waiting for you"),
            body=_(
                "Hello {called},\n\nNobody has read the report that came on {when}.\n\n{danger}"
                "Please read it by {by}: {link}\n\nAre you away? Say so on that page, so that nobody is promised too "
                "much."
            ),
            placeholders=PLACEHOLDERS,
            context=_words,
            still_due=_still_unread,
            urgent=True,
            confidential=True,
            resend_when_unknown=True,
        )
    )
    register(
        Purpose(
            slug=HANDED_OVER,
            label=_("A report was handed to you"),
            because=_("When the safeguarding lead or deputy hands a report over"),
            title=_("A report was handed to you"),
            body=_("Hello {called},\n\nA report of {when} is with you now.\n\n{danger}Please go on with it: {link}"),
            placeholders=PLACEHOLDERS,
            context=_words,
            still_due=_still_theirs,
            urgent=True,
            confidential=True,
        )
    )
