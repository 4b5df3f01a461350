"""What verifiers of a draw are told, and people who stay for the next cohort."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort
from cohorts.recruitment.messages.offers import DATES, say_dates
from cohorts.recruitment.models import Application, Handover
from common.dates import in_london, say_date
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register


def _handover(message: Message) -> Handover:
    return Handover.objects.select_related("ceremony").get(pk=message.data["handover"])


def _context(message: Message) -> Mapping[str, str]:
    row = _handover(message)
    return {
        "draw": row.ceremony.terms["title"],
        "link": settings.BASE_URL + reverse("recruitment:sealed_mine", args=[row.ref]),
        "until": say_date(in_london(row.expires_at).date()),
    }


def _is_due(message: Message, now: datetime) -> Verdict:
    row = _handover(message)
    if row.taken_at is not None:
        return not_due(_("The file was downloaded already."))
    return DUE if row.expires_at > now else not_due(_("The time to download the file is over."))


SEALED_FILE = Purpose(
    slug="sealed-file",
    label=gettext_lazy("A draw to check"),
    because=gettext_lazy("When a coordinator hands the sealed file of a draw over"),
    title=gettext_lazy("Please check a draw: {draw}"),
    body=gettext_lazy(
        "Hello {called}\n\nYou are asked to check the draw “{draw}”. The sealed file says who the numbers in the "
        "published file are. It holds names and what people said for selection: keep it safe, and delete it when you "
        "have checked.\n\nYou can download it once, until {until}:\n{link}\n\nThe page says how to check it. "
        "Questions? Phone {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. You are asked to check the draw “{draw}”. Sign in to download the sealed file, once, until "
        "{until}: {link}"
    ),
    placeholders={
        "draw": "Leading Together 2027, Oxford",
        "link": "https://example.org/staff/draws/sealed/K7M29XQT/",
        "until": "Tuesday 30 March 2027",
    },
    context=_context,
    still_due=_is_due,
)


# --- staying for the next cohort --------------------------------------------------------------------------------------


def _brought_in_context(message: Message) -> Mapping[str, str]:
    cohort = Cohort.objects.select_related("programme", "venue").get(pk=message.data["cohort"])
    return {"programme": cohort.programme.name, "venue": str(cohort.venue), "dates": say_dates(cohort)}


def _brought_in_is_due(message: Message, _now: datetime) -> Verdict:
    application = Application.objects.get(pk=message.data["application"])
    waits = application.state in {Application.State.SUBMITTED, Application.State.ELIGIBLE}
    return DUE if waits else not_due(_("The application has moved on."))


BROUGHT_IN = Purpose(
    slug="stay-brought-in",
    label=gettext_lazy("You are in the next draw"),
    because=gettext_lazy("When people who asked to stay are brought into a draw"),
    title=gettext_lazy("You are in the next draw"),
    body=gettext_lazy(
        "Hello {called}\n\nYou asked us to keep your application for the next cohort. Now there is one: {programme}, "
        "at {venue}. You are in its draw. You do not have to apply again.\n\nThe dates:\n{dates}\n\nIf you cannot come "
        "on these days, or do not want to take part any more, phone {help_phone}. Otherwise you do not have to do "
        "anything. We write to you when the draw is made."
    ),
    sms=gettext_lazy(
        "Hello {called}. You asked to stay for the next cohort. You are in the draw for {programme} at {venue}. Cannot "
        "come, or do not want to? Phone {help_phone}."
    ),
    placeholders={"programme": "Leading Together 2028", "venue": "The Hawth, Crawley", "dates": DATES},
    context=_brought_in_context,
    still_due=_brought_in_is_due,
)


def register_all() -> None:
    """Register what is said about checking and staying."""
    register(SEALED_FILE)
    register(BROUGHT_IN)
