"""What applicants are told about their application."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.recruitment.models import Application
from common.dates import say_date
from common.words import say_ref
from messaging.models import Message
from messaging.purposes import DUE, Purpose, Verdict, not_due, register

BEFORE_THE_DRAW = frozenset({Application.State.SUBMITTED, Application.State.ELIGIBLE})


def _application(message: Message) -> Application | None:
    found = Application.objects.filter(pk=message.data.get("application"))
    return found.select_related("programme", "partner_application__person").first()


def _together(application: Application) -> str:
    """Return what somebody who applies with a partner is to know, as the website says it; nothing for anybody else."""
    partner = application.partner_application
    if not application.with_partner:
        return ""
    if partner is not None and partner.person is not None:
        words = _("You and %(name)s apply together. You get places together, or neither of you does.")
        return words % {"name": partner.person.called}
    words = _(
        "Give %(name)s your number: %(number)s. They apply too, and name you. Then you get places together, or neither "
        "of you does."
    )
    return words % {"name": application.partner_name_given, "number": say_ref(application.ref)}


def _received_context(message: Message) -> Mapping[str, str]:
    application = _application(message)
    if application is None or application.submitted_at is None:
        return {"programme": "", "number": "", "sent_on": "", "together": ""}
    return {
        "together": _together(application),
        "programme": application.programme.name,
        "number": say_ref(application.ref),
        "sent_on": say_date(application.submitted_at),
    }


def _received_is_due(message: Message, _now: datetime) -> Verdict:
    application = _application(message)
    if application is None or application.state == Application.State.WITHDRAWN:
        return not_due(_("The application was withdrawn."))
    # A letter may wait to be printed: what it says of the draw must still lie ahead.
    return DUE if application.state in BEFORE_THE_DRAW else not_due(_("The application has moved on."))


RECEIVED = Purpose(
    slug="application-received",
    label=gettext_lazy("We have your application"),
    # Who has just sent it waits for this, at whatever hour.
    urgent=True,
    title=gettext_lazy("We have your application"),
    body=gettext_lazy(
        "Hello {called}\n\n"
        "Thank you for applying to {programme}. Your application came on {sent_on}. "
        "Its number is {number}.\n\n{together}\n\n"
        "What happens next: we read every application. When applications have closed, places are drawn by lot, so that "
        "the group is as varied as the area. We write to you whether you have a place or not.\n\n"
        "If something has changed, or if you have a question, phone {help_phone}."
    ),
    sms=gettext_lazy(
        "Hello {called}. We have your application to {programme}. Its number is {number}. We will tell you about "
        "places after applications have closed. Questions? Phone {help_phone}."
    ),
    easy_body=gettext_lazy(
        "Hello {called}\n\nThank you. We have your application.\n\nYour number is {number}.\n\n{together}\n\n"
        "We will read it.\n\nThen we choose people in a fair way.\n\nWe will tell you if you have a place.\n\n"
        "Questions? Phone {help_phone}."
    ),
    placeholders={
        "programme": "Leading Together 2027",
        "number": "K7M2 9XQT",
        "sent_on": "Tuesday 9 March 2027",
        "together": "You and Sam apply together. You get places together, or neither of you does.",
    },
    context=_received_context,
    still_due=_received_is_due,
)


def register_all() -> None:
    """Register what is said about applications."""
    register(RECEIVED)
