"""With whom somebody applied, and how that person stands."""

from dataclasses import dataclass

from cohorts.recruitment.models import Application
from cohorts.recruitment.querysets import GONE


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
