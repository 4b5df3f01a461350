"""Bringing the unsent reminders of offers in step with the rules of a programme."""

from datetime import datetime

from django.utils.translation import gettext_noop

from cohorts.recruitment.actions.offers import BEFORE_THE_END, remind_at
from cohorts.recruitment.models import Offer
from messaging.actions import Draft, cancel, queue_again, queue_many
from messaging.models import Channel, Message
from messaging.routing import route_to
from messaging.rules import Numbers
from people.models import Person

PURPOSE = "offer-reminder"
# Kept in English in the row; what was cancelled for it comes back when the rule does.
WHY_OFF = gettext_noop("The rule for it was switched off.")
WHY_BACK = gettext_noop("It was switched on again.")


def renew_offer_reminders(*, programme_ref: str, now: datetime, by: Person | None) -> int:
    """Move or cancel the unsent reminders of a programme's open offers, or bring them back; return how many changed."""
    days = Numbers(PURPOSE).of(programme_ref).get(BEFORE_THE_END)
    about = Message.objects.filter(purpose=PURPOSE, programme_ref=programme_ref, copy_of=None)
    if days is None:
        return cancel(messages=about, why=WHY_OFF, now=now, by=by)
    queue_again(messages=about.filter(why=WHY_OFF), why=WHY_BACK, now=now, by=by)
    offers = Offer.objects.open().filter(cohort__programme__ref=programme_ref, application__person__isnull=False)
    ways = ("contact_methods", "channel_stops", "needs", "supporters")
    fetched = offers.select_related("application__person__reached_via").prefetch_related(
        *(f"application__person__{way}" for way in ways)
    )
    return queue_many(drafts=filter(None, (_draft(offer, days, programme_ref, now) for offer in fetched)), now=now)


def _draft(offer: Offer, days: int, programme_ref: str, now: datetime) -> Draft | None:
    person = offer.application.person
    if person is None:
        return None
    by_letter = route_to(person).channel == Channel.LETTER
    due = remind_at(offer.reply_by, days, by_letter=by_letter)
    if due is None or due <= now:
        return None
    return Draft(
        key=f"{PURPOSE}:{offer.pk}",
        person=person,
        purpose=PURPOSE,
        due_at=due,
        subject_key=f"offer:{offer.pk}",
        programme_ref=programme_ref,
        data={"offer": offer.pk},
    )
