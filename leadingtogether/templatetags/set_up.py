"""The tables of cohorts on the pages of setting up and copying a programme, drawn in Python: all have many cells."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.addresses import address_of
from common.markup import filled, filled_each
from leadingtogether.copying import CohortLine as CopyLine
from leadingtogether.set_up import CohortLine

register = template.Library()

ROW = (
    '<tr class="govuk-table__row">\n<th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a>'
    '<br><span class="lt-meta govuk-!-font-weight-regular">{}</span></th>\n{}</tr>\n'
)
STEP = (
    '<td class="govuk-table__cell" data-label="{}"><a class="govuk-link{}" href="{}">{}'
    '<span class="govuk-visually-hidden">: {}, {}</span></a></td>\n'
)
TO_DO = " govuk-!-font-weight-bold"
COPY = (
    '<tr class="govuk-table__row">\n<th scope="row" class="govuk-table__header">{}'
    '<br><span class="lt-meta govuk-!-font-weight-regular">{}</span></th>\n'
    '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}</td>\n'
    '<td class="govuk-table__cell" data-label="{}">{}</td>\n</tr>\n'
)


@register.simple_tag
def set_up_rows(lines: Iterable[CohortLine]) -> SafeString:
    """Return a row for each cohort, with its steps; those that are still to do are bold."""
    url, drawn = address_of("cohorts:cohort"), []
    for line in lines:
        cohort = line.cohort
        steps = filled_each(
            STEP,
            ((one.name, "" if one.done else TO_DO, one.url, one.words, cohort.name, one.name) for one in line.steps),
        )
        drawn.append(filled(ROW, url(cohort.ref), cohort.name, str(cohort.venue), steps))
    return SafeString("".join(drawn))


@register.simple_tag
def copy_rows(lines: Iterable[CopyLine]) -> SafeString:
    """Return a row for each cohort as the copy of its programme would have it."""
    pairs, recruitment, workshops = _("Pairs wanted"), _("Recruitment"), _("Workshops")
    rows = []
    for line in lines:
        cohort = line.cohort
        said = (pairs, cohort.pairs_wanted, recruitment, line.recruitment, workshops, line.workshops)
        rows.append((cohort.name, str(cohort.venue), *said))
    return filled_each(COPY, rows)
