"""What a person is told about their claim."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.words import say_money
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from workshops.models import Claim

SETTLED = "claim-settled"


def _claim(message: Message) -> Claim | None:
    found = Claim.objects.select_related("workshop").prefetch_related("lines")
    return found.filter(pk=message.data.get("claim")).first()


def _words(message: Message) -> Mapping[str, str]:
    claim = _claim(message)
    if claim is None:
        return dict.fromkeys(("workshop", "total", "answer", "note", "link"), "")
    approved = claim.state in {Claim.State.APPROVED, Claim.State.PAID}
    return {
        "workshop": claim.workshop.name,
        "total": say_money(claim.total),
        "answer": say("We have approved it.") if approved else say("We could not approve it."),
        "note": claim.note,
        "link": settings.BASE_URL + reverse("workshops:my_claim", args=[claim.workshop.ref]),
    }


def _still_due(message: Message, _now: datetime) -> Verdict:
    claim = _claim(message)
    waits = claim is None or claim.state == Claim.State.SENT
    return not_due(say("The claim was sent again and waits for an answer.")) if waits else DUE


def register_all() -> None:
    """Tell messaging what is said about claims."""
    register(
        Purpose(
            slug=SETTLED,
            label=_("Answer to a claim"),
            because=_("A coordinator settled the claim"),
            title=_("Your claim for {workshop}"),
            body=_("Hello {called}\n\nYou claimed {total} for {workshop}. {answer} {note}\n\nSee your claim: {link}"),
            sms=_("Leading Together: you claimed {total} for {workshop}. {answer} Questions? Ring {help_phone}."),
            easy_body=_("Hello {called}\n\nYou asked for {total} for {workshop}.\n\n{answer}\n\n{note}"),
            placeholders={
                "workshop": "Workshop 2",
                "total": "£16.40",
                "answer": "We have approved it.",
                "note": "",
                "link": "https://example.org/my/dates/K7M29XQT/claim/",
            },
            context=_words,
            still_due=_still_due,
        )
    )
