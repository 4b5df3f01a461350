"""The rows of the list of pairs that may need the team, drawn in Python."""

from collections.abc import Iterable
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.pairing.templatetags.care import care_form
from common.addresses import address_of
from common.markup import escaped, filled
from leadingtogether.pairs_at_risk import Line

register = template.Library()

ROW: Final = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
    '<a class="govuk-link" href="{}">{}</a><br>'
    '<span class="lt-meta govuk-!-font-weight-regular">{}</span></th>\n'
    '<td class="govuk-table__cell" data-label="{}"><div>{}</div></td>\n'
    '<td class="govuk-table__cell" data-label="{}"><div>{}</div></td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}</td></tr>\n'
)
LINK: Final = '<a class="govuk-link" href="{}">{}</a>'


@register.simple_tag
def risk_rows(lines: Iterable[Line], csrf_token: object, why: str, talk: str, done: str) -> SafeString:
    """Return the rows of pairs at risk; `why`, `talk` and `done` are the heads of the columns after the first."""
    url, call, both = address_of("pairing:pair"), address_of("call"), _("%(lay)s and %(professional)s")
    drawn = []
    for line in lines:
        pair, people = line.pair, [place.person for place in line.pair.places]
        names = both % {"lay": people[0], "professional": people[1]}
        reasons = SafeString("<br>".join(map(escaped, line.reasons)))
        links = SafeString("<br>".join(filled(LINK, call(person.ref), person.full_name) for person in people))
        form = care_form(pair, line.last_care, "list", csrf_token)
        drawn.append(filled(ROW, url(pair.ref), names, pair.cohort.name, why, reasons, talk, links, done, form))
    return SafeString("".join(drawn))
