"""What supporters are told: that they were named, that it has ended, and copies of what was said to the person."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from common.dates import say_date
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from people.models import AuditEvent, Person, Supporter

INVITED, ENDED, LEFT = "supporter-invited", "supporter-ended", "supporter-left"
COPY, CHANGED = "supporter-copy", "supporter-changed"
SENT = ("sent", "delivered", "sending", "unknown")


# --- that somebody was named, and that it has ended --------------------------------------------------------------
def _agreements(messages: Sequence[Message]) -> Mapping[int, Supporter]:
    wanted = {message.pk: message.copy_for_id or message.data.get("supporter") for message in messages}
    rows = Supporter.objects.select_related("person", "supporter").in_bulk(set(filter(None, wanted.values())))
    return {pk: rows[key] for pk, key in wanted.items() if key in rows}


def _agreement(message: Message) -> Supporter:
    known = message.loaded or _agreements([message]).get(message.pk)
    return cast("Supporter", known)


def _named(message: Message) -> Mapping[str, str]:
    agreement = _agreement(message)
    supporter = agreement.supporter
    return {
        "name": agreement.person.full_name,
        "first": agreement.person.called,
        "kind": agreement.get_kind_display().lower(),
        "supporter": supporter.full_name,
        "link": _door(),
        "email": supporter.email or supporter.contact_email,
    }


def _door() -> str:
    try:
        return settings.BASE_URL + reverse("access:sign_in")
    except NoReverseMatch:
        return settings.BASE_URL


def _still_named(message: Message, _now: datetime) -> Verdict:
    agreement = _agreement(message)
    if agreement.ended_at is not None or agreement.person.deceased_on is not None:
        return not_due(say("The support has ended."))
    return DUE


def _was_told(message: Message, _now: datetime) -> Verdict:
    agreement = _agreement(message)
    invitation = Message.objects.filter(key=f"{INVITED}:{agreement.pk}").first()
    if agreement.person.deceased_on is not None:
        return not_due(say("The person has died; somebody phones instead."))
    if invitation is not None and invitation.state not in SENT:
        return not_due(say("They were never told that they had been named."))
    return DUE


# --- what a supporter changed ------------------------------------------------------------------------------------
def _changed(message: Message) -> Mapping[str, str]:
    event = AuditEvent.objects.select_related("by").get(pk=message.data["event"])
    return {
        "supporter": event.by.full_name if event.by else "",
        "day": say_date(event.at),
        "what": ", ".join(_label(name) for name in event.fields),
        "link": settings.BASE_URL + reverse("people:details"),
    }


def _label(field: str) -> str:
    if field == "contact_methods":
        return say("which way you like best")
    known = Person._meta.get_field(field)  # noqa: SLF001 - Django documents _meta as public
    return str(getattr(known, "verbose_name", field))


# --- copies --------------------------------------------------------------------------------------------------------
def _copy_words(message: Message) -> Mapping[str, str]:
    original, agreement = cast("Message", message.copy_of), _agreement(message)
    return {
        "name": agreement.person.full_name,
        "first": agreement.person.called,
        "day": say_date(original.sent_at) if original.sent_at else "",
        "title": original.title,
        "words": without_personal_links(original.body.split("\n\n-- \n")[0]),
    }


def _copy_is_due(message: Message, _now: datetime) -> Verdict:
    agreement = _agreement(message)
    if agreement.ended_at is not None:
        return not_due(say("The support has ended."))
    if not agreement.gets_copies:
        return not_due(say("The person does not want copies sent any more."))
    if agreement.person.deceased_on is not None:
        return not_due(say("The person has died."))
    return DUE


def without_personal_links(words: str) -> str:
    """Return words without the addresses of ours that open something to whoever holds them, such as a survey.

    What needs signing in stays: there everybody sees what is theirs to see.
    """
    # What ends a sentence is no part of the address before it.
    address = re.compile(re.escape(settings.BASE_URL) + r"(?:[^\s<>\"]*[\w/=-])?")
    return address.sub(lambda found: found.group(0) if _harmless(found.group(0)) else _personal(), words)


def _harmless(address: str) -> bool:
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return urlsplit(address).path in {"", "/"}
    return bool(getattr(found.func, "login_required", True)) or not found.kwargs


def _personal() -> str:
    return say("(a link for them alone)")


SAYS_WHOM = {"name": "Mair Jones", "first": "Mair"}


def register_all() -> None:
    """Register what supporters are told."""
    register(
        Purpose(
            slug=INVITED,
            label=_("You were named as a supporter"),
            because=_("When a person says who supports them"),
            title=_("{name} named you as their supporter"),
            body=_(
                "Hello {called},\n\n{name} takes part in Leading Together and named you as their {kind}.\n\n"
                "You can help {first} on our website. You sign in as yourself, with your own email address. Never use "
                "{first}’s.\n\nSign in here: {link}\nYour address: {email}\n\n"
                "You can see dates, say what {first} needs, and help to write. You never decide for {first}: only "
                "{first} can say yes or no to a place, or agree to something.\n\n"
                "{first} can end this at any time. So can you. If you do not want this, or do not know {first}, "
                "phone us on {help_phone}."
            ),
            placeholders={**SAYS_WHOM, "kind": "carer", "link": "https://example.org/", "email": "ann@example.org"},
            context=_named,
            still_due=_still_named,
            load=_agreements,
            # Who helps signs in as themselves: no code in a letter opens anything for them.
            opens=lambda _message: "",
        )
    )
    register(
        Purpose(
            slug=ENDED,
            label=_("Support has ended"),
            because=_("When a person ends the support"),
            title=_("You no longer support {name} on our website"),
            body=_(
                "Hello {called},\n\nyou do not support {name} on the Leading Together website any more. You get no "
                "more copies of what we send them.\n\nThere can be many reasons, and we do not ask for any. Thank you "
                "for your help. If you think that this is a mistake, please talk with {first}."
            ),
            placeholders=SAYS_WHOM,
            context=_named,
            still_due=_was_told,
            load=_agreements,
        )
    )
    register(
        Purpose(
            slug=LEFT,
            label=_("A supporter has stopped"),
            because=_("When a supporter ends their support"),
            title=_("{supporter} does not support you on our website any more"),
            body=_(
                "Hello {called},\n\n{supporter} has told us that they do not support you on the Leading Together "
                "website any more.\n\nNothing else changes. If you want, you can name somebody else: sign in at {link}"
                ", or phone us on {help_phone}. We also help you ourselves."
            ),
            placeholders={"supporter": "Ann Jones", "link": "https://example.org/"},
            context=_named,
            still_due=lambda _message, _now: DUE,
            load=_agreements,
            opens=lambda _message: "",
        )
    )
    register(
        Purpose(
            slug=CHANGED,
            label=_("A supporter changed how a person is reached"),
            because=_("When a supporter changes a phone number, the address or how to contact somebody"),
            title=_("{supporter} changed how we reach you"),
            body=_(
                "Hello {called},\n\n{supporter}, who supports you, changed this on {day}: {what}.\n\n"
                "Is that right? Then you need do nothing.\n\nIs it not right? See what we know of you here: {link} "
                "Or phone us on {help_phone}. You can end the support at any time."
            ),
            placeholders={
                "supporter": "Ann Jones",
                "day": "Tuesday 9 March 2027",
                "what": "address",
                "link": "https://example.org/my/details/",
            },
            context=_changed,
            still_due=lambda _message, _now: DUE,
            for_them_alone=True,
            opens=lambda _message: "",
        )
    )
    register(
        Purpose(
            slug=COPY,
            label=_("Copy for a supporter"),
            because=_("When a person wants copies sent to their supporter"),
            title=_("Copy: this was sent to {first}: {title}"),
            body=_(
                "Hello {called},\n\nThis is a copy. We sent this to {name} on {day}. You get it because {first} wants "
                "you to. {first} decides what to do.\n\n----------\n\n{words}\n\n----------"
            ),
            placeholders={**SAYS_WHOM, "day": "Tuesday 9 March 2027", "title": "Your workshop", "words": "Hello Mair"},
            context=_copy_words,
            still_due=_copy_is_due,
            load=_agreements,
        )
    )
