"""What the pages before a draw list, drawn in Python: whom to ring, and who would go where."""

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.recruitment.views.reach_page import FarFirst
from cohorts.recruitment.views.together_page import VenueLine
from common.addresses import address_of
from common.markup import filled_each
from common.words import say_miles

register = template.Library()

FAR = '<li><a class="govuk-link" href="{}">{}</a>: {}</li>'
NUMBER = '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>\n'
ROW = (
    '<tr class="govuk-table__row">\n<th scope="row" class="govuk-table__header govuk-!-font-weight-regular">{}</th>\n'
    '<td class="govuk-table__cell" data-label="{}">{}</td>\n{}</tr>\n'
)


@register.simple_tag
def far_items(people: Sequence[FarFirst]) -> SafeString:
    """Return the items of a list of those whose first wish is further than they said they can travel."""
    url, said = address_of("recruitment:application"), _("%(away)s away, travels at most %(most)s")
    rows = (
        (
            url(one.application.ref),
            str(one.application.person),
            said % {"away": say_miles(one.distance), "most": say_miles(one.limit)},
        )
        for one in people
    )
    return filled_each(FAR, rows)


@register.simple_tag
def pool_rows(lines: Sequence[VenueLine]) -> SafeString:
    """Return a row for each role at each cohort: its places, and how many rank it first, second or later."""
    role = _("Role")
    labels = (_("Places"), _("Seated already"), _("First wish"), _("Second wish"), _("Later wish"))
    rows = (
        (
            line.cohort.name,
            role,
            line.role,
            filled_each(NUMBER, zip(labels, (line.places, line.seated, *line.ranked), strict=True)),
        )
        for line in lines
    )
    return filled_each(ROW, rows)
