"""What is said to facilitators. A Template row replaces the words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.dates import say_date, say_time_range
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from workshops.models import LeadRequest

ASKED = "facilitator-asked"
PLACEHOLDERS = {
    "workshop": "Oxford, Workshop 2",
    "date": "Tuesday 9 March 2027",
    "times": "9:30am to 4pm",
    "venue": "The Guildhall, Bath",
    "link": "https://example.org/staff/workshops/led/",
}


def load(messages: Sequence[Message]) -> dict[int, LeadRequest]:
    """Return the request of each message, by the message's pk. One query for any number of them."""
    ids = {int(one.data["request"]) for one in messages}
    requests = LeadRequest.objects.with_everything_named().in_bulk(ids)
    return {one.pk: requests[int(one.data["request"])] for one in messages if int(one.data["request"]) in requests}


def _request(message: Message) -> LeadRequest:
    return message.loaded if isinstance(message.loaded, LeadRequest) else load([message])[message.pk]


def words_of(message: Message) -> Mapping[str, str]:
    """Return what is asked, as it is at the moment of sending."""
    workshop = _request(message).workshop
    return {
        "workshop": f"{workshop.cohort}, {workshop.name}",
        "date": say_date(workshop.date),
        "times": say_time_range(workshop.starts, workshop.ends),
        "venue": str(workshop.venue),
        "link": settings.BASE_URL + reverse("workshops:led"),
    }


def still_due(message: Message, now: datetime) -> Verdict:
    """The question is due while the person is named for that day and has not answered."""
    request = _request(message)
    if request.ended_at is not None or not request.workshop.goes_ahead or request.workshop.starts_at <= now:
        return not_due(say("They are not asked to lead it any more."))
    return not_due(say("They have answered already.")) if request.answer else DUE


def register_all() -> None:
    """Tell messaging what facilitators are asked."""
    register(
        Purpose(
            slug=ASKED,
            label=_("A facilitator is asked to lead a workshop"),
            because=_("When a coordinator names a facilitator, or the day changes"),
            title=_("Can you lead {workshop} on {date}?"),
            body=_(
                "Hello {called}\n\nYou are asked to lead {workshop}.\n\n"
                "When: {date}, {times}\nWhere: {venue}\n\nPlease tell us whether you can:\n{link}"
            ),
            sms=_("Can you lead {workshop} on {date}, {times}? Please tell us: {link}"),
            placeholders=PLACEHOLDERS,
            context=words_of,
            still_due=still_due,
            load=load,
        )
    )
