"""Tags of pages about applications."""

from typing import Final

from django import template
from django.utils.safestring import SafeString

from cohorts.recruitment.models import Application
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


@register.filter
def application_state(application: Application) -> SafeString:
    """Return the state of an application as a tag."""
    return lt_tag(lt_label(application, "state"), COLOURS.get(application.state, "grey"))
