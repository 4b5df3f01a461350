"""Tags of staff pages."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Place
from cohorts.permissions import COORDINATOR, team_roles
from common.markup import filled
from common.templatetags.lt import lt_label, lt_tag
from people.models import Person

register = template.Library()
# Moving states are coloured, resting ones grey.
COLOURS: dict[str, str] = {
    Cohort.State.RECRUITING: "green",
    Cohort.State.SELECTING: "yellow",
    Cohort.State.CONFIRMING: "yellow",
    Cohort.State.RUNNING: "purple",
    Cohort.State.CANCELLED: "red",
}


@register.filter
def cohort_state(cohort: Cohort) -> SafeString:
    """Return the state of a cohort as a tag."""
    return lt_tag(lt_label(cohort, "state"), COLOURS.get(cohort.state, "grey"))


@register.filter
def place_state(place: Place) -> SafeString:
    """Return where a place stands as a tag, and whether it is a graduate's as another; its person is read."""
    state = _place_state(place)
    if place.kind == Place.Kind.GRADUATE:
        return filled("{} {}", state, lt_tag(lt_label(place, "kind"), "purple"))
    return state


def _place_state(place: Place) -> SafeString:
    if place.person.deceased_on:
        return lt_tag(_("Has died"), "grey")
    if place.left:
        return lt_tag(_("Has left"), "grey")
    if place.state == Place.State.ACTIVE:
        return lt_tag(_("Waits for the employer"), "yellow") if place.provisional else _labelled(place, "green")
    return _labelled(place, "grey")


def _labelled(place: Place, colour: str) -> SafeString:
    return lt_tag(lt_label(place, "state"), colour)


@register.simple_tag
def place_flags(place: Place) -> SafeString | str:
    """Return what staff must know of a place: a release still to come, and `person.needs_now` to arrange for."""
    flags = [lt_tag(_("Provisional"), "yellow")] if place.provisional else []
    flags += [lt_tag(lt_label(need, "slug"), "purple") for need in getattr(place.person, "needs_now", ())]
    return filled('<span class="lt-pairs__flags">{}</span>', SafeString(" ".join(flags))) if flags else ""


@register.simple_tag(takes_context=True)
def person_link(context: Context, person: Person, words: str = "") -> SafeString | str:
    """Return the name of a participant, as a link to everything about them for coordinators: others have no such page.

    `words` stand for the name where the page says it already. Asks the database nothing that the page has not asked.
    """
    request = getattr(context, "request", None)
    shown = words or person.full_name
    if request is None or COORDINATOR not in team_roles(request.user):
        return "" if words else shown
    url = reverse("person", args=[person.ref])
    name = filled('<span class="govuk-visually-hidden">: {}</span>', person.full_name) if words else ""
    return filled('<a class="govuk-link" href="{}">{}{}</a>', url, shown, name)
