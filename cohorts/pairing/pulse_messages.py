"""The two questions to each half of a pair. A Template row replaces the words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.pairing.models import Pair, Pulse
from common.paper import PaperForm, Part, Question
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due

PULSE = "pair-pulse"
# How long the questions stay open: the next ones come after four weeks.
OPEN_FOR = timedelta(days=21)


def load(messages: Sequence[Message]) -> dict[int, Pulse | None]:
    """Return what each message asks about, by its pk. One query for any number of them."""
    pulses = Pulse.objects.with_everything_named().in_bulk({int(one.data["pulse"]) for one in messages})
    return {one.pk: pulses.get(int(one.data["pulse"])) for one in messages}


def _pulse(message: Message) -> Pulse | None:
    return message.loaded if isinstance(message.loaded, Pulse) else load([message])[message.pk]


def words_of(message: Message) -> Mapping[str, str]:
    """Return who the partner is, and where to answer."""
    pulse = _pulse(message)
    if pulse is None:
        return dict.fromkeys(("partner_called", "link"), "")
    return {
        "partner_called": pulse.pair.partner_of(pulse.place).person.called,
        "link": settings.BASE_URL + reverse("pairing:pulse", args=[pulse.ref]),
    }


def still_due(message: Message, now: datetime) -> Verdict:
    """It is due while both work together and a question has no answer."""
    pulse = _pulse(message)
    if pulse is None or pulse.pair.state not in {Pair.State.INTRODUCED, Pair.State.ACTIVE}:
        return not_due(say("The pair has ended."))
    if any(place.state != Place.State.ACTIVE or place.person.deceased_on for place in pulse.pair.places):
        return not_due(say("One of the two has left the programme."))
    if pulse.answered:
        return not_due(say("They have answered already."))
    if now > pulse.asked_at + OPEN_FOR:
        return not_due(say("It is too late to ask."))
    return DUE


def reply(message: Message) -> PaperForm | None:
    """Return the two questions with boxes to tick, at the end of a letter."""
    pulse = _pulse(message)
    if pulse is None:
        return None
    answers = (say("Yes"), say("No"))
    asked = [Question(words, choices=answers, inline=True) for words in questions(pulse)]
    part = Part(say("How is it going?"), asked)
    ending = (say("Cut this off and send it back to us. Only the coordinators read it."),)
    return PaperForm(say("Your answers"), (part,), ending=ending, own_page=False)


def questions(pulse: Pulse) -> tuple[str, str]:
    """Return the two questions in the language of now."""
    called = pulse.pair.partner_of(pulse.place).person.called
    return say("Have you been in touch with %(name)s?") % {"name": called}, say("Do you want us to call you?")


PURPOSES = (
    Purpose(
        slug=PULSE,
        label=_("How is it going with your partner?"),
        because=_("2, 6 and 10 weeks after a pair was introduced, to each of the two"),
        title=_("How is it going with {partner_called}?"),
        body=_(
            "Hello {called}\n\nWe have two short questions:\n\n"
            "• Have you been in touch with {partner_called}?\n• Do you want us to call you?\n\n"
            "Please tell us on this page:\n{link}\n\n"
            "Only the coordinators see what you say. {partner_called} does not see it. "
            "You can also phone us: {help_phone}."
        ),
        sms=_("Have you been in touch with {partner_called}? May we call you? {link} or phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nWe have 2 questions.\n\nHave you talked with {partner_called}?\n\n"
            "Do you want us to phone you?\n\nPlease tell us here:\n{link}\n\n"
            "{partner_called} does not see what you say.\n\nYou can also phone us on {help_phone}."
        ),
        placeholders={"partner_called": "Anita", "link": "https://example.org/my/partner/how-it-goes/K7M29XQT/"},
        context=words_of,
        still_due=still_due,
        load=load,
        reply=reply,
        # How it goes in a pair is for the person alone to say.
        for_them_alone=True,
    ),
)
