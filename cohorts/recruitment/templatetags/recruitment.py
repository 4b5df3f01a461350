"""Tags of pages about applications."""

from typing import Final

from django import template
from django.utils.safestring import SafeString

from cohorts.recruitment.models import Application, EmployerRelease, Offer
from common.templatetags.lt import lt_label, lt_tag

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


def state_tag(state: str) -> SafeString:
    """Return a state that an application can be in as a tag."""
    return lt_tag(State(state).label, COLOURS.get(state, "grey"))


@register.filter
def offer_state(offer: Offer) -> SafeString:
    """Return the state of an offer as a tag."""
    return lt_tag(lt_label(offer, "state"), OFFERS.get(offer.state, "grey"))


@register.filter
def release_state(release: EmployerRelease) -> SafeString:
    """Return what an employer said as a tag."""
    return lt_tag(lt_label(release, "state"), RELEASES.get(release.state, "yellow"))
