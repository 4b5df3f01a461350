"""Who is left of two who applied together, once one of them does not come: they hear of it and may come alone.

Whichever way the other one went (they said no, let the offer lapse, withdrew or left), the sweep finds it.
"""

from collections.abc import Iterable
from datetime import datetime

from cohorts.recruitment.models import Offer
from cohorts.recruitment.partners import halves_with_offers
from messaging.actions import Draft, queue_many
from messaging.models import Message

OFFER, PLACE = "offer-alone", "place-alone"


def left_behind(*, now: datetime) -> list[Offer]:
    """Return the open offers and taken places of people whose partner does not come, of cohorts that have not begun."""
    found = halves_with_offers(now=now).select_related("application__partner_application__person")
    return list(found.select_related("application__person", "cohort__programme").order_by("pk"))


def tell_left_behind(*, now: datetime) -> int:
    """Tell each of them once that their partner does not come, and what they can do; return how many were told.

    Of a death nobody hears by a message: staff phone.
    """
    drafts = {draft.key: draft for draft in _drafts(left_behind(now=now), now)}
    said = set(Message.objects.filter(key__in=drafts).values_list("key", flat=True))
    return queue_many(drafts=[draft for key, draft in drafts.items() if key not in said], now=now)


def _drafts(offers: Iterable[Offer], now: datetime) -> Iterable[Draft]:
    for offer in offers:
        person, partner = offer.application.person, offer.application.partner_application
        died = partner is not None and partner.person is not None and partner.person.deceased_on is not None
        if person is None or partner is None or died:
            continue
        purpose = OFFER if offer.state == Offer.State.OPEN else PLACE
        yield Draft(
            key=f"{purpose}:{offer.pk}:{partner.pk}",
            person=person,
            purpose=purpose,
            due_at=now,
            subject_key=f"offer:{offer.pk}",
            programme_ref=offer.cohort.programme.ref,
            data={"offer": offer.pk},
        )
