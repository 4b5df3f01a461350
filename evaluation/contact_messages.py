"""What people are asked about how they are reached."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from evaluation.models import ContactCheck
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

CONTACT_CHECK = "contact-check"


def load(messages: Sequence[Message]) -> Mapping[int, ContactCheck]:
    """Return the checks of a batch of messages, in one query."""
    wanted = {message.pk: message.data.get("check") for message in messages}
    rows = ContactCheck.objects.with_everything_named().in_bulk({pk for pk in wanted.values() if pk})
    return {message: rows[pk] for message, pk in wanted.items() if pk in rows}


def _check(message: Message) -> ContactCheck | None:
    known = message.loaded
    return known if isinstance(known, ContactCheck) else load([message]).get(message.pk)


def _words(message: Message) -> Mapping[str, str]:
    check = _check(message)
    link = reverse("evaluation:contact_check", args=[check.token]) if check else ""
    months = check.place.programme.follow_up_months if check else 0
    return {"link": settings.BASE_URL + link, "months": str(months)}


def still_due(message: Message, now: datetime) -> Verdict:
    """Nobody is asked who has answered, has left or no longer agrees."""
    check = _check(message)
    if check is None or check.cancelled_at is not None:
        return not_due(say("Nobody is to be asked any more."))
    if check.answered_at is not None:
        return not_due(say("The person has answered."))
    if check.closes_at <= now:
        return not_due(say("It is too late to ask."))
    place = check.place
    if place.left_evaluation_at is not None or (place.state == "withdrawn" and not place.stays_in_evaluation):
        return not_due(say("The person has left."))
    if not check.agreed_to_follow_up:
        return not_due(say("The person does not agree to be contacted after the programme."))
    return DUE


def _about(message: Message) -> str:
    """Say whether it is asked for the first time."""
    return say("Asked again after silence") if message.data.get("turn") else say("Asked first")


def register_all() -> None:
    """Register the question."""
    register(
        Purpose(
            slug=CONTACT_CHECK,
            label=_("Is this still how to reach you?"),
            because=_("Months after the last workshop"),
            title=_("Is this still how to reach you?"),
            body=_(
                "Hello {called}\n\nYou took part in Leading Together, and said that we may ask you how it went after "
                "{months} months.\n\nIs this still how to reach you? Please tell us here: {link}\n\n"
                "You can also phone us on {help_phone}. If something has changed, tell us your new address, number or "
                "email."
            ),
            sms=_("Leading Together: is this still how to reach you? Tell us here: {link} Or phone {help_phone}."),
            easy_body=_(
                "Hello {called}\n\nYou took part in Leading Together.\n\nWe want to write to you again.\n\n"
                "Can we still reach you like this?\n\nTell us here: {link}\n\nOr phone us: {help_phone}"
            ),
            placeholders={"link": "https://example.org/still-there/abc/", "months": "18"},
            context=_words,
            still_due=still_due,
            load=load,
            about=_about,
            answered_at=lambda message: reverse("evaluation:contact_check_key", args=[message.data["check"]]),
        )
    )
