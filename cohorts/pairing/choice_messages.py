"""What is said to somebody who is left without a partner. A Template row replaces the words."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.pairing.models import PartnerChoice, Three
from common.dates import say_date
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due

OPTIONS_AFTER_LEAVING = "partner-options"
OPTIONS_AFTER_DEATH = "partner-options-after-death"
OPTIONS_AFTER_THREE = "partner-options-after-three"
FACILITATOR = "finishing-with-facilitator"
THREE = "three-begins"
PLACEHOLDERS = {"partner": "Anita Shah", "options": "• A new partner from my group", "link": "https://example.org/my/"}


def subject_of_choice(choice: PartnerChoice) -> str:
    """Return under what the outbox files everything about a choice."""
    return f"partner-choice:{choice.pk}"


def _choice(message: Message) -> PartnerChoice:
    return PartnerChoice.objects.with_everything_named().get(pk=message.data["choice"])


def words_of(message: Message) -> Mapping[str, str]:
    """Return who the partner was, what can be chosen, and where."""
    choice = _choice(message)
    return {
        "partner": choice.pair.partner_of(choice.place).person.full_name,
        "options": "\n".join(f"• {label}" for label in PartnerChoice.Option.labels),
        "link": settings.BASE_URL + reverse("pairing:choice", args=[choice.ref]),
    }


def answer_page(message: Message) -> str:
    """Return where staff write down what they choose."""
    return reverse("pairing:choice_staff", args=[_choice(message).ref])


def still_due(message: Message, _now: datetime) -> Verdict:
    """It is due while the person takes part and has not chosen."""
    choice = _choice(message)
    if choice.place.state != Place.State.ACTIVE:
        return not_due(say("The person has left the programme."))
    if not choice.may_choose or choice.option:
        return not_due(say("They have chosen, or there is nothing to choose any more."))
    return DUE


def facilitator_words(message: Message) -> Mapping[str, str]:
    """Return with whom they finish."""
    choice = _choice(message)
    return {"facilitator": choice.facilitator.full_name if choice.facilitator else ""}


def facilitator_still_due(message: Message, _now: datetime) -> Verdict:
    """It is due while they take part and finish with this facilitator."""
    choice = _choice(message)
    if choice.place.state != Place.State.ACTIVE or choice.facilitator is None:
        return not_due(say("The person has left the programme."))
    return DUE


def _three(message: Message) -> tuple[Three, Place | None]:
    three = Three.objects.with_everything_named().get(pk=message.data["three"])
    members = (*three.pair.places, three.place)
    return three, next((place for place in members if place.pk == message.data.get("place")), None)


def three_words(message: Message) -> Mapping[str, str]:
    """Return who works together, and until when."""
    three, place = _three(message)
    members = (*three.pair.places, three.place)
    names = [member.person.full_name for member in members if place is None or member.pk != place.pk]
    return {
        "others": say(" and ").join(names),
        "until": say_date(three.until),
        "link": settings.BASE_URL + reverse("pairing:mine"),
    }


def three_still_due(message: Message, _now: datetime) -> Verdict:
    """It is due while the three work together."""
    three, place = _three(message)
    if three.ended_at is not None or place is None or place.state != Place.State.ACTIVE:
        return not_due(say("The three no longer work together."))
    return DUE


PURPOSES = (
    Purpose(
        slug=OPTIONS_AFTER_LEAVING,
        label=_("Your partner has left: how you can go on"),
        because=_("The partner has left the programme"),
        title=_("Your partner has left the programme"),
        body=_(
            "Hello {called}\n\n{partner} has left the programme. We are sorry.\n\n"
            "You stay in the programme, and your project stays yours. You choose how you go on:\n\n{options}\n\n"
            "Take the time that you need. Tell us on this page, or phone {help_phone}:\n{link}"
        ),
        sms=_("Your partner has left the programme. You stay in it, and you choose how to go on. Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\n{partner} has left the programme.\n\nYou can stay.\n\nYou choose what you do now:\n\n"
            "{options}\n\nPhone us on {help_phone}. We talk about it."
        ),
        placeholders=PLACEHOLDERS,
        context=words_of,
        still_due=still_due,
        answered_at=answer_page,
    ),
    Purpose(
        slug=OPTIONS_AFTER_DEATH,
        label=_("After the death of a partner: how you can go on"),
        because=_("A member of staff has spoken with them after their partner died"),
        title=_("How you can go on"),
        body=_(
            "Hello {called}\n\nWe have spoken, and we are very sorry.\n\n"
            "You stay in the programme, and your project stays yours. You choose how you go on:\n\n{options}\n\n"
            "Take the time that you need. Tell us on this page, or phone {help_phone}:\n{link}"
        ),
        sms=_("Hello {called}. When you are ready, tell us how you want to go on. Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nWe are very sorry.\n\nYou can stay in the programme.\n\nYou choose what you do now:\n\n"
            "{options}\n\nThere is no hurry.\n\nPhone us on {help_phone}. We talk about it."
        ),
        placeholders=PLACEHOLDERS,
        context=words_of,
        still_due=still_due,
        answered_at=answer_page,
    ),
    Purpose(
        slug=OPTIONS_AFTER_THREE,
        label=_("Three for a time is over: how you can go on"),
        because=_("The last day of a three has passed"),
        title=_("How you can go on"),
        body=_(
            "Hello {called}\n\nThe time in which three of you worked together is over.\n\n"
            "You stay in the programme, and your project stays yours. You choose how you go on:\n\n{options}\n\n"
            "Take the time that you need. Tell us on this page, or phone {help_phone}:\n{link}"
        ),
        sms=_("The time in which three of you worked together is over. You choose how to go on. Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nThree of you worked together.\n\nThis time is over.\n\nYou choose what you do now:\n\n"
            "{options}\n\nPhone us on {help_phone}. We talk about it."
        ),
        placeholders=PLACEHOLDERS,
        context=words_of,
        still_due=still_due,
        answered_at=answer_page,
    ),
    Purpose(
        slug=FACILITATOR,
        label=_("You finish with a facilitator"),
        because=_("They chose to finish with a facilitator"),
        title=_("You finish with {facilitator}"),
        body=_(
            "Hello {called}\n\nYou asked to finish the programme with a facilitator. {facilitator} works with you from "
            "now on, and will be in touch.\n\nYour workshops and your project stay as they are.\n\n"
            "Would you rather do something else? Phone {help_phone}."
        ),
        sms=_("{facilitator} works with you from now on, and will be in touch. Questions? Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\n{facilitator} works with you now.\n\n{facilitator} will phone you or write to you.\n\n"
            "Do you want something else? Phone us on {help_phone}."
        ),
        placeholders={"facilitator": "Femi Ade"},
        context=facilitator_words,
        still_due=facilitator_still_due,
    ),
    Purpose(
        slug=THREE,
        label=_("Three of you work together for a time"),
        because=_("A coordinator made a three for a time"),
        title=_("Three of you work together"),
        body=_(
            "Hello {called}\n\nFrom now on you work with {others}, until {until}.\n\n"
            "The page below says how you can reach each other:\n{link}\n\n"
            "Is there a reason why this should not be? Phone us: {help_phone}. It stays between us."
        ),
        sms=_("You work with {others} until {until}. Questions? Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nThree of you work together now.\n\nYou work with {others}.\n\n"
            "This is until {until}.\n\nDo you want to ask something? Phone us on {help_phone}."
        ),
        placeholders={
            "others": "Anita Shah and Dafydd Rees",
            "until": "Friday 4 June 2027",
            "link": "https://example.org/my/",
        },
        context=three_words,
        still_due=three_still_due,
    ),
)
