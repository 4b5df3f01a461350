"""What is said to the two members of a pair. A Template row replaces the words."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from cohorts.models import Place
from cohorts.pairing.candidates import couple, excluded_couples
from cohorts.pairing.choice_messages import PURPOSES as CHOICE_PURPOSES
from cohorts.pairing.models import Pair
from cohorts.pairing.pulse_messages import PURPOSES as PULSE_PURPOSES
from cohorts.pairing.sharing import ways_to_reach
from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import ApplicationQuerySet
from common.prepared import prepared
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register
from people.models import Consent
from people.querysets import ConsentQuerySet

INTRODUCTION = "introduction"
PLACEHOLDERS = {
    "partner": "Anita Shah",
    "partner_called": "Anita",
    "about": "Anita: GP, Meadow Surgery.",
    "reach": "You can reach Anita. Email: anita@example.org.",
    "link": "https://example.org/my/partner/",
}


def subject_of(pair: Pair) -> str:
    """Return under what the outbox files everything about a pair."""
    return f"pair:{pair.pk}"


def _pair_and_place(message: Message) -> tuple[Pair | None, Place | None]:
    pair = Pair.objects.with_people().filter(pk=message.data.get("pair")).first()
    if pair is None:
        return None, None
    return pair, next((place for place in pair.places if place.pk == message.data.get("place")), None)


def words_of(message: Message) -> Mapping[str, str]:
    """Return what may be said of the partner now: the name, and what else they agreed to share."""
    pair, place = _pair_and_place(message)
    if pair is None or place is None:
        return dict.fromkeys(PLACEHOLDERS, "")
    partner = pair.partner_of(place).person
    return {
        "partner": partner.full_name,
        "partner_called": partner.called,
        "about": work_of(pair.partner_of(place)),
        "reach": _reach(pair, place),
        "link": settings.BASE_URL + reverse("pairing:mine"),
    }


def work_of(place: Place) -> str:
    """Return where somebody works, as a sentence; nothing unless they agreed that it is shown."""
    if not _agreed(place.person_id).exists():
        return ""
    application = _employed(place.person_id, place.programme_id).first()
    if application is None:
        return ""
    names = {"name": place.person.called, "job": application.job_title, "employer": application.employer}
    if application.job_title:
        return say("%(name)s: %(job)s, %(employer)s.") % names
    return say("%(name)s works at %(employer)s.") % names


@prepared
def _agreed(person: int) -> ConsentQuerySet:
    return Consent.objects.standing().filter(person=person, purpose=Consent.Purpose.SHOWING_NAME)


@prepared
def _employed(person: int, programme: int) -> ApplicationQuerySet:
    """Return the application that says where somebody works, of those for one programme."""
    return Application.objects.filter(person=person, programme=programme).exclude(employer="")


def _reach(pair: Pair, place: Place) -> str:
    partner = pair.partner_of(place)
    ways = ways_to_reach(partner.person, pair.shares_of(partner))
    if not ways:
        return say(
            "%(name)s has not told us yet how you can reach each other. You can also ask us: phone %(phone)s."
        ) % {"name": partner.person.called, "phone": settings.HELP_PHONE}
    told = ", ".join(f"{label}: {address}" for label, address in ways)
    return say("You can reach %(name)s. %(ways)s.") % {"name": partner.person.called, "ways": told}


def still_due(message: Message, _now: datetime) -> Verdict:
    """An introduction is due while the pair stands, both take part, and nothing forbids it."""
    pair, place = _pair_and_place(message)
    if pair is None or place is None or pair.state not in {Pair.State.INTRODUCED, Pair.State.ACTIVE}:
        return not_due(say("The pair has ended."))
    if any(member.state != Place.State.ACTIVE for member in pair.places):
        return not_due(say("One of the two has left the programme."))
    if couple(*pair.places) in excluded_couples(pair.cohort.programme_id):
        return not_due(say("An exclusion stands between the two."))
    return DUE


PURPOSES = (
    Purpose(
        slug=INTRODUCTION,
        label=_("Introduction of a pair"),
        because=_("A coordinator introduced the pair"),
        title=_("Meet your partner: {partner_called}"),
        body=_(
            "Hello {called}\n\n"
            "Your partner in Leading Together is {partner}. Please say {partner_called}.\n{about}\n\n"
            "{reach}\n\n"
            "On the page below you choose how your partner may reach you. "
            "There you can also write down how you want to work together.\n\n{link}\n\n"
            "If you know each other already, or there is a reason why you should not work together, "
            "please phone us: {help_phone}. It stays between us."
        ),
        sms=_("Your partner in Leading Together is {partner}. Questions? Phone {help_phone}."),
        easy_body=_(
            "Hello {called}\n\nYou have a partner now.\n\nYour partner is {partner}.\n\nYou say {partner_called}.\n\n"
            "{reach}\n\nDo you want to ask something? Phone us on {help_phone}."
        ),
        placeholders=PLACEHOLDERS,
        context=words_of,
        still_due=still_due,
    ),
)


def register_all() -> None:
    """Tell messaging what pairing says."""
    for purpose in (*PURPOSES, *CHOICE_PURPOSES, *PULSE_PURPOSES):
        register(purpose)
