"""Tags of pages about applications."""

from typing import Final

from django import template
from django.utils.safestring import SafeString

from cohorts.recruitment.models import Application, EmployerRelease, Offer
from common.templatetags.lt import lt_tag

register = template.Library()
State = Application.State
# Yellow waits for the team, green goes on, grey rests.
COLOURS: Final[dict[str, str]] = {
    State.SUBMITTED: "yellow",
    State.DRAWN: "yellow",
    State.ELIGIBLE: "green",
    State.ACCEPTED: "green",
    State.OFFERED: "purple",
    State.RESERVE: "purple",
    State.NOT_ELIGIBLE: "red",
    State.LAPSED: "red",
}
OFFERS: Final[dict[str, str]] = {
    Offer.State.OPEN: "yellow",
    Offer.State.ACCEPTED: "green",
    Offer.State.LAPSED: "red",
}
RELEASES: Final[dict[str, str]] = {
    EmployerRelease.State.CONFIRMED: "green",
    EmployerRelease.State.REFUSED: "red",
}


@register.filter
def application_state(application: Application) -> SafeString:
    """Return the state of an application as a tag."""
    return state_tag(application.state)


@register.filter
def offer_state(offer: Offer) -> SafeString:
    """Return the state of an offer as a tag."""
    return offer_tag(offer.state)


def state_tag(state: str) -> SafeString:
    """Return a state that an application can be in as a tag."""
    return lt_tag(State(state).label, COLOURS.get(state, "grey"))


def offer_tag(state: str) -> SafeString:
    """Return a state that an offer can be in as a tag."""
    return lt_tag(Offer.State(state).label, OFFERS.get(state, "grey"))


def release_tag(state: str) -> SafeString:
    """Return what an employer can have said as a tag."""
    return lt_tag(EmployerRelease.State(state).label, RELEASES.get(state, "yellow"))
