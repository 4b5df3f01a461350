"""The tables of rounded totals, drawn in Python: as templates their rows took most of the page's time."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.templatetags.staff import cohort_state
from common.markup import filled, filled_each
from common.words import say_percent
from leadingtogether.totals import EqualityTable, Figure, Totals, VenueRow

register = template.Library()

ROW = (
    '<tr class="govuk-table__row">\n<th scope="row" class="govuk-table__header">{}</th>\n'
    '<td class="govuk-table__cell" data-label="{}">{}</td>\n{}</tr>\n'
)
NUMBER = '<td class="govuk-table__cell govuk-table__cell--numeric" data-label="{}">{}</td>\n'
CAME = '<span>{} <span class="lt-meta">{}</span></span>'
NOT_YET = "–"
ANSWER = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header govuk-!-font-weight-regular">{}</th>'
    '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>'
    '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td></tr>\n'
)
# Both roles of a cohort at whose stage nobody is counted.
NOBODY: tuple[None, None] = (None, None)


@register.simple_tag
def venue_figures(totals: Totals) -> SafeString:
    """Return a row for each venue: who applied and who takes part, and who came to each workshop held."""
    stage, few = _("Stage"), str(Figure(None))
    labels = [
        _("Lay partners applied"),
        _("Professionals applied"),
        _("Lay places"),
        _("Professional places"),
        _("Wanted in each role"),
        *(f"{_('Came to workshop')} {place}" for place in range(1, len(totals.numbers) + 1)),
    ]
    drawn = []
    for row in totals.venues:
        cells = filled_each(NUMBER, zip(labels, _figures(row, few), strict=True))
        drawn.append(filled(ROW, row.cohort.name, stage, cohort_state(row.cohort), cells))
    return SafeString("".join(drawn))


def _figures(row: VenueRow, few: str) -> list[str]:
    """Return the cells of a venue after its stage; `few` says a figure that is too small to be shown."""
    counts = [*(row.applied or NOBODY), *(row.places or NOBODY)]
    said = [NOT_YET if one is None else _figure(one, few) for one in counts]
    return [*said, str(row.cohort.pairs_wanted), *(_came(one, few) for one in row.came)]


def _figure(figure: Figure, few: str) -> str:
    return few if figure.count is None else str(figure)


def _came(came: tuple[Figure, float | None] | None, few: str) -> str:
    if came is None:
        return NOT_YET
    figure, share = came
    if share is None:
        return filled("<span>{}</span>", _figure(figure, few))
    return filled(CAME, _figure(figure, few), say_percent(share))


@register.simple_tag
def equality_rows(table: EqualityTable) -> SafeString:
    """Return a row for each answer to one question of equality monitoring."""
    few = str(Figure(None))
    rows = (
        (name, _figure(one, few), NOT_YET if share is None else say_percent(share)) for name, one, share in table.rows
    )
    return filled_each(ANSWER, rows)
