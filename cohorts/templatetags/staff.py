"""Tags of staff pages."""

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cohorts.permissions import COORDINATOR, team_roles
from people.models import Person

register = template.Library()


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
    name = format_html('<span class="govuk-visually-hidden">: {}</span>', person.full_name) if words else ""
    return format_html('<a class="govuk-link" href="{}">{}{}</a>', url, shown, name)
