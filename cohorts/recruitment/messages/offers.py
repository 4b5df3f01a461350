"""What people are told about decisions, the draw, offers, places and the employer's release."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, Place
from cohorts.recruitment.models import Application, EmployerRelease, Offer
from cohorts.recruitment.paper import offer_form
from cohorts.recruitment.partners import halves_with_offers, together_of
from cohorts.recruitment.release_links import link_of
from common.dates import in_london, say_date, say_time_range
from common.paper import PaperForm
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

DATES = "Tuesday 9 March 2027, 9:30am to 4pm"


def say_dates(cohort: Cohort) -> str:
    """Return the workshops of a cohort, one a line, or a sentence where there are none yet."""
    lines = [
        f"{say_date(workshop.date)}, {say_time_range(workshop.starts, workshop.ends)}"
        for workshop in cohort.workshops.exclude(state="cancelled").order_by("number")
    ]
    return "\n".join(lines) or _("We will tell you the dates soon.")


# --- applications -----------------------------------------------------------------------------------------------


def _application(message: Message) -> Application:
    return Application.objects.select_related("programme").get(pk=message.data["application"])


def _application_context(message: Message) -> Mapping[str, str]:
    application = _application(message)
    return {"programme": application.programme.name, "reason": application.not_eligible_reason}


def _in_state(state: str) -> Callable[[Message, datetime], Verdict]:
    """Return the check that a message is due while its application is in one state."""

    def check(message: Message, _now: datetime) -> Verdict:
        return DUE if _application(message).state == state else not_due(_("The application has moved on."))

    return check


NOT_ELIGIBLE = Purpose(
    slug="application-not-eligible",
    label=gettext_lazy("Your application cannot go further"),
    because=gettext_lazy("When a coordinator decides that an application is not eligible"),
    title=gettext_lazy("Your application to {programme}"),
    body=gettext_lazy(
        "Hello {called}\n\nThank you for applying to {programme}. We have read your application, and we cannot take it "
        "further this time.\n\nThe reason: {reason}\n\nIf you think that this is not right, or if something has "
        "changed, phone {help_phone}. We will look at it again."
    ),
    sms=gettext_lazy(
        "Hello {called}. We cannot take your application to {programme} further this time. The reason: {reason} "
        "Phone {help_phone} to talk about it."
    ),
    placeholders={"programme": "Leading Together 2027", "reason": "You live outside the area of this programme."},
    context=_application_context,
    still_due=_in_state(Application.State.NOT_ELIGIBLE),
)
RESERVE = Purpose(
    slug="draw-reserve",
    label=gettext_lazy("You are on the reserve list"),
    because=gettext_lazy("When a draw is confirmed"),
    title=gettext_lazy("You are on the reserve list"),
    body=gettext_lazy(
        "Hello {called}\n\nMore people applied to {programme} than there are places. The places were drawn by lot. You "
        "were not drawn, but you are on the reserve list.\n\nIf a place becomes free, we write to you. You do not have "
        "to do anything now.\n\nIf you do not want to wait, phone {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. The places in {programme} were drawn by lot. You are on the reserve list. If a place becomes "
        "free, we tell you. Questions? Phone {help_phone}."
    ),
    placeholders={"programme": "Leading Together 2027"},
    context=_application_context,
    still_due=_in_state(Application.State.RESERVE),
)


def _not_drawn_context(message: Message) -> Mapping[str, str]:
    link = settings.BASE_URL + reverse("recruitment:my_chance", args=[_application(message).ref])
    return {**_application_context(message), "link": link}


NOT_DRAWN = Purpose(
    slug="draw-not-drawn",
    label=gettext_lazy("You were not drawn"),
    because=gettext_lazy("When a draw is confirmed"),
    title=gettext_lazy("The places in {programme}"),
    body=gettext_lazy(
        "Hello {called}\n\nMore people applied to {programme} than there are places. The places were drawn by lot, and "
        "you were not drawn this time. We are sorry: we know that you had hoped for it. It says nothing about you or "
        "your application.\n\nYou can see what your chance was, and tell us if you want to stay for the next cohort. "
        "Then you do not have to apply again:\n{link}\n\nOr phone {help_phone}. We do it for you.\n\nThank you for "
        "wanting to take part."
    ),
    sms=gettext_lazy(
        "Hello {called}. The places in {programme} were drawn by lot. Sorry, you were not drawn this time. To see your "
        "chance, or stay for the next cohort: {link} Or phone {help_phone}. Thank you."
    ),
    easy_body=gettext_lazy(
        "Hello {called}\n\nMany people wanted to take part.\n\nThere were not enough places.\n\nWe drew names by lot, "
        "like in a raffle.\n\nYour name did not come out.\n\nWe are sorry.\n\nYou did nothing wrong.\n\nDo you want to "
        "be in the next draw?\n\nPhone {help_phone}. Or tell us here:\n{link}\n\nThank you."
    ),
    placeholders={"programme": "Leading Together 2027", "link": "https://example.org/my/applications/K7M29XQT/chance/"},
    context=_not_drawn_context,
    still_due=_in_state(Application.State.NOT_DRAWN),
)


# --- offers and places --------------------------------------------------------------------------------------------


def _offers(messages: Sequence[Message]) -> dict[int, Offer]:
    """Return the offers of a batch of messages, in one query."""
    offers = Offer.objects.with_everything_named().in_bulk({int(one.data["offer"]) for one in messages})
    return {one.pk: offers[one.data["offer"]] for one in messages if one.data["offer"] in offers}


def _offer(message: Message) -> Offer:
    return message.loaded if isinstance(message.loaded, Offer) else _offers([message])[message.pk]


def _about_offer(message: Message) -> str:
    return str(_offer(message).cohort)


def _offer_context(message: Message) -> Mapping[str, str]:
    offer = _offer(message)
    return {
        "programme": offer.cohort.programme.name,
        "venue": str(offer.cohort.venue),
        "dates": say_dates(offer.cohort),
        "reply_by": say_date(offer.reply_by),
        "link": settings.BASE_URL + reverse("recruitment:offer", args=[offer.ref]),
    }


def _offer_is_due(message: Message, now: datetime) -> Verdict:
    offer = Offer.objects.get(pk=message.data["offer"])
    if offer.state != Offer.State.OPEN:
        return not_due(_("The offer has been answered or is closed."))
    if offer.reply_by < in_london(now).date():
        return not_due(_("The last day to answer has passed."))
    return DUE


def _offer_reply(message: Message) -> PaperForm:
    """Return what comes with the letter: the terms in writing, and the answer to tick and send back."""
    return offer_form(_offer(message))


OFFER_PLACEHOLDERS = {
    "programme": "Leading Together 2027",
    "venue": "The Hawth, Crawley",
    "dates": DATES,
    "reply_by": "Tuesday 9 March 2027",
    "link": "https://example.org/my/offers/K7M29XQT/",
}
OFFER = Purpose(
    slug="offer",
    label=gettext_lazy("We have a place for you"),
    because=gettext_lazy("When a coordinator offers a place"),
    title=gettext_lazy("We have a place for you in {programme}"),
    body=gettext_lazy(
        "Hello {called}\n\nWe are glad to offer you a place in {programme}, at {venue}.\n\nThe dates:\n{dates}\n\n"
        "Please tell us by {reply_by} whether you take it. Before you answer, read about payment and where to get "
        "advice about benefits:\n{link}\n\nYou can also answer by phone: {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. We have a place for you in {programme}. Please answer by {reply_by}: {link} or phone "
        "{help_phone}."
    ),
    easy_body=gettext_lazy(
        "Hello {called}\n\nWe have a place for you.\n\nIt is at {venue}.\n\nThe dates are:\n{dates}\n\n"
        "Tell us if you want the place.\n\nTell us by {reply_by}.\n\nAnswer here: {link}\n\nOr phone {help_phone}."
    ),
    placeholders=OFFER_PLACEHOLDERS,
    context=_offer_context,
    load=_offers,
    about=_about_offer,
    still_due=_offer_is_due,
    reply=_offer_reply,
)
REMINDER = Purpose(
    slug="offer-reminder",
    label=gettext_lazy("Reminder: please answer our offer"),
    because=gettext_lazy("Before the last day to answer, unless it is answered"),
    title=gettext_lazy("Please tell us by {reply_by} whether you take your place"),
    body=gettext_lazy(
        "Hello {called}\n\nWe offered you a place in {programme}, at {venue}. We have no answer from you yet.\n\n"
        "Please tell us by {reply_by}. After that day we offer the place to somebody else.\n{link}\n\n"
        "You can also answer by phone: {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. Please tell us by {reply_by} whether you take your place in {programme}: {link} or phone "
        "{help_phone}."
    ),
    placeholders=OFFER_PLACEHOLDERS,
    context=_offer_context,
    load=_offers,
    about=_about_offer,
    still_due=_offer_is_due,
    reply=_offer_reply,
)


def _alone_context(message: Message) -> Mapping[str, str]:
    together = together_of(_offer(message).application)
    return {**_offer_context(message), "partner": together.name if together else ""}


def _alone_is_due(message: Message, now: datetime) -> Verdict:
    offer = halves_with_offers(now=now).filter(pk=message.data["offer"]).first()
    if offer is None:
        return not_due(_("They have answered, or whoever they applied with comes after all."))
    asked = message.purpose == OFFER_ALONE.slug
    return DUE if asked == (offer.state == Offer.State.OPEN) else not_due(_("They have answered since."))


OFFER_ALONE = Purpose(
    slug="offer-alone",
    label=gettext_lazy("Your partner does not come"),
    because=gettext_lazy("When one of two who applied together does not come, and the other has not answered yet"),
    title=gettext_lazy("About your place in {programme}"),
    body=gettext_lazy(
        "Hello {called}\n\n{partner}, with whom you applied to {programme}, does not come.\n\nWe keep our offer to "
        "you. You can take the place on your own, and we find another partner for you. Or you can say no. Please tell "
        "us by {reply_by}:\n{link}\n\nYou can also answer by phone: {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. {partner} does not come to {programme}. You can still take your place, and we find another "
        "partner for you. Please answer by {reply_by}: {link} or phone {help_phone}."
    ),
    easy_body=gettext_lazy(
        "Hello {called}\n\n{partner} does not come.\n\nYou can still have your place.\n\nWe find another partner for "
        "you.\n\nYou can also say no.\n\nTell us by {reply_by}.\n\nAnswer here: {link}\n\nOr phone {help_phone}."
    ),
    placeholders={**OFFER_PLACEHOLDERS, "partner": "Sam Okafor"},
    context=_alone_context,
    load=_offers,
    about=_about_offer,
    still_due=_alone_is_due,
    reply=_offer_reply,
)
PLACE_ALONE = Purpose(
    slug="place-alone",
    label=gettext_lazy("Your partner does not come: you keep your place"),
    because=gettext_lazy("When one of two who applied together does not come, and the other has taken a place"),
    title=gettext_lazy("About your place in {programme}"),
    body=gettext_lazy(
        "Hello {called}\n\n{partner}, with whom you applied to {programme}, does not come.\n\nYou keep your place, and "
        "we find another partner for you. You do not have to do anything.\n\nIf you would rather not come without "
        "them, phone {help_phone}. We understand."
    ),
    sms=gettext_lazy(
        "Hello {called}. {partner} does not come to {programme}. You keep your place, and we find another partner for "
        "you. If you would rather not come without them, phone {help_phone}."
    ),
    easy_body=gettext_lazy(
        "Hello {called}\n\n{partner} does not come.\n\nYou keep your place.\n\nWe find another partner for you.\n\nDo "
        "you not want to come alone?\n\nPhone {help_phone}."
    ),
    placeholders={**OFFER_PLACEHOLDERS, "partner": "Sam Okafor"},
    context=_alone_context,
    load=_offers,
    about=_about_offer,
    still_due=_alone_is_due,
)


def _place_context(message: Message) -> Mapping[str, str]:
    place = Place.objects.with_everything_named().get(pk=message.data["place"])
    waits = _("Your place is firm when your manager has confirmed that you can come. We have written to them.")
    return {
        "programme": place.programme.name,
        "venue": str(place.cohort.venue),
        "dates": say_dates(place.cohort),
        "release": waits if place.provisional else "",
        "link": settings.BASE_URL + reverse("home"),
    }


def _place_is_due(message: Message, _now: datetime) -> Verdict:
    if Place.objects.get(pk=message.data["place"]).state != Place.State.ACTIVE:
        return not_due(_("They have left the programme."))
    return DUE


WELCOME = Purpose(
    slug="welcome",
    label=gettext_lazy("Welcome to the programme"),
    because=gettext_lazy("When somebody accepts a place"),
    title=gettext_lazy("Welcome to {programme}"),
    body=gettext_lazy(
        "Hello {called}\n\nThank you for taking your place in {programme}. We look forward to working with you.\n\n"
        "You come to {venue}. The dates:\n{dates}\n\n{release}\n\nNext we find a partner for you. Please tell us "
        "here what you need on these days:\n{link}\n\nIf something changes, phone {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. Welcome to {programme}! Your dates and what comes next: {link} Questions? Phone {help_phone}."
    ),
    placeholders={
        "programme": "Leading Together 2027",
        "venue": "The Hawth, Crawley",
        "dates": DATES,
        "release": "Your place is firm when your manager has confirmed that you can come.",
        "link": "https://example.org/",
    },
    context=_place_context,
    still_due=_place_is_due,
    # A letter opens one page: what we ask of somebody who has just said yes.
    opens=lambda _message: reverse("people:needs"),
)


# --- the employer -------------------------------------------------------------------------------------------------


def _release_context(message: Message) -> Mapping[str, str]:
    release = EmployerRelease.objects.with_everything_named().get(pk=message.data["release"])
    return {
        "manager": release.manager_name or (release.manager.full_name if release.manager else ""),
        "name": release.place.person.full_name,
        "programme": release.place.programme.name,
        "venue": str(release.place.cohort.venue),
        "dates": say_dates(release.place.cohort),
        "link": link_of(release),
    }


def _release_is_due(message: Message, _now: datetime) -> Verdict:
    release = EmployerRelease.objects.with_everything_named().get(pk=message.data["release"])
    if release.state != EmployerRelease.State.ASKED:
        return not_due(_("The manager has answered."))
    if release.place.state != Place.State.ACTIVE or not release.place.provisional:
        return not_due(_("Nothing is to be confirmed any more."))
    return DUE


RELEASE_REQUEST = Purpose(
    slug="release-request",
    label=gettext_lazy("Please confirm that somebody is released"),
    because=gettext_lazy("When a professional accepts a place"),
    title=gettext_lazy("Please confirm the dates of {name}"),
    body=gettext_lazy(
        "Dear {manager}\n\n{name} has been offered a place in {programme} and has accepted it. They named you as the "
        "manager who can release them for these days:\n{dates}\n\nThe workshops are at {venue}. Please tell us whether "
        "they can come. You do not have to sign in:\n{link}\n\nUntil you confirm, the place is kept for now only. "
        "Questions? Phone {help_phone}."
    ),
    placeholders={
        "manager": "Sam Okafor",
        "name": "Mair Evans",
        "programme": "Leading Together 2027",
        "venue": "The Hawth, Crawley",
        "dates": DATES,
        "link": "https://example.org/release/0f3a/",
    },
    context=_release_context,
    still_due=_release_is_due,
)


def register_all() -> None:
    """Register what is said about selecting."""
    for purpose in (
        NOT_ELIGIBLE,
        RESERVE,
        NOT_DRAWN,
        OFFER,
        REMINDER,
        OFFER_ALONE,
        PLACE_ALONE,
        WELCOME,
        RELEASE_REQUEST,
    ):
        register(purpose)
