"""What is said to people about their place. A Template row replaces the words."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Departure
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

LEFT = "departure-confirmed"


def _departure(message: Message) -> Departure:
    return Departure.objects.select_related("place__programme").get(pk=message.data["departure"])


def words_of(message: Message) -> Mapping[str, str]:
    """Return what the person decided, in sentences."""
    departure = _departure(message)
    return {
        "programme": departure.place.programme.name,
        "surveys": (
            say("We send you no more surveys. What you have answered stays.")
            if departure.leaves_evaluation
            else say("You go on getting our surveys, as you told us.")
        ),
        "later": (
            say("We may contact you later about: %(what)s.") % {"what": ", ".join(departure.later_named)}
            if departure.contact_later
            else ""
        ),
    }


def still_due(message: Message, _now: datetime) -> Verdict:
    """The confirmation is due while they have left."""
    return not_due(say("They take part again.")) if _departure(message).undone_at is not None else DUE


PURPOSES = (
    Purpose(
        slug=LEFT,
        label=_("Confirmation that somebody has left"),
        because=_("They asked for it when they left"),
        title=_("You have left {programme}"),
        body=_(
            "Hello {called}\n\nYou have left {programme}. Thank you for everything that you brought to it.\n\n"
            "We do not write to you about it any more. {surveys} {later}\n\n"
            "If you paid for travel before you stopped, we still pay you back. Phone us on {help_phone}.\n\n"
            "If this is not what you wanted, phone us too."
        ),
        sms=_("You have left {programme}. Thank you. {surveys} If this is not what you wanted, phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nYou have left {programme}.\n\nThank you for being with us.\n\n{surveys}\n\n{later}\n\n"
            "Is this wrong? Phone us on {help_phone}."
        ),
        placeholders={
            "programme": "Leading Together 2027",
            "surveys": "We send you no more surveys. What you have answered stays.",
            "later": "We may contact you later about: the showcase.",
        },
        context=words_of,
        still_due=still_due,
    ),
)


def register_all() -> None:
    """Tell messaging what is said about places."""
    for purpose in PURPOSES:
        register(purpose)
