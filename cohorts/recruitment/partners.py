"""With whom somebody applied, how that person stands, and who is left where one of two does not come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from cohorts.models import Cohort
from cohorts.recruitment.models import Application, Offer
from cohorts.recruitment.querysets import OfferQuerySet

# Whoever is in one of these states does not come, or has not said that they do in time.
GONE: Final = ("declined", "withdrawn", "lapsed", "not_eligible", "not_drawn")


@dataclass(frozen=True)
class Together:
    """With whom somebody applied: their name, and whether they have taken a place, or do not come any more."""

    name: str
    taken: bool
    gone: bool


def together_of(application: Application) -> Together | None:
    """Return with whom somebody applied; None where they applied alone."""
    partner = application.partner_application
    if partner is None or partner.person is None:
        return None
    return Together(
        partner.person.full_name, taken=partner.state == Application.State.ACCEPTED, gone=is_half(application)
    )


def is_half(application: Application) -> bool:
    """Whether somebody applied with a partner who does not come any more."""
    partner = application.partner_application
    return partner is not None and partner.state in GONE


def halves_with_offers(*, now: datetime) -> OfferQuerySet:
    """Return the open offers and taken places of people whose partner, with whom they applied, does not come.

    Until their cohort begins: then nobody new joins, and there are other ways on.
    """
    alone = Offer.objects.filter(application__partner_application__state__in=GONE)
    held = alone.filter(Q(state="open") | Q(state="accepted", place__state="active"))
    return held.exclude(cohort__in=Cohort.objects.begun(now=now).values("pk"))
