"""Applications that people take back before they have a place, as they told staff."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.actions.versions import NotAllowedError
from cohorts.models import ContactNote
from cohorts.recruitment.actions.offer_answers import withdraw_offer
from cohorts.recruitment.models import Application, Offer
from messaging.actions import cancel
from messaging.models import Message
from people.actions.audit import record
from people.models import Person

State = Application.State


@transaction.atomic
def withdraw_application(*, application: Application, how: str, words: str, by: Person, now: datetime) -> Application:
    """Record that somebody takes their application back, by which way they said it, and stop what would be said.

    An open offer is closed, and its seat goes to the reserves. Withdrawing twice changes nothing.

    Raises:
        NotAllowedError: they have a place; leaving the programme is another step.
    """
    offer = Offer.objects.open().filter(application=application).select_related("cohort__programme").first()
    if offer is not None:
        # The cohort is locked before the application, here as wherever seats change.
        withdraw_offer(offer=offer, by=by, now=now)
    Application.objects.locked().get(pk=application.pk)
    row = Application.objects.select_related("programme", "person").get(pk=application.pk)
    if row.state == State.ACCEPTED:
        raise NotAllowedError(_("They have a place. Record on the page of the place that they leave."))
    already = row.state == State.WITHDRAWN and offer is None
    if already or row.person is None:
        return row
    if row.state != State.WITHDRAWN:
        row.state, row.withdrawn_at = State.WITHDRAWN, now
        row.save(update_fields=["state", "withdrawn_at"])
        record(by=by, action="application.withdrawn", about=row, now=now, fields=["state"])
    said = words.strip() or _("They withdrew their application.")
    ContactNote.objects.create(programme=row.programme, person=row.person, kind=how, words=said, at=now, by=by)
    about = Message.objects.about(f"application:{row.pk}")
    cancel(messages=about, why=_("The application was withdrawn."), now=now, by=by)
    return row
