"""The rows of the list of applicants, drawn in Python: a page of them is opened more often than most."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.recruitment.applicant_list import Row
from common.markup import filled
from common.templatetags.lt import lt_tag

register = template.Library()

NAME: Final = (
    '<tr class="govuk-table__row"><td class="govuk-table__cell lt-tick-cell">'
    '<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    '<input class="govuk-checkboxes__input" type="checkbox" id="tick-{ref}" name="chosen" value="{ref}">'
    '<label class="govuk-label govuk-checkboxes__label" for="tick-{ref}">'
    '<span class="govuk-visually-hidden">{name}</span></label></div></div></td>\n'
    '<th scope="row" class="govuk-table__header"><a class="govuk-link" href="{url}">{name}</a>{under}</th>\n'
)
CELL: Final = '<td class="govuk-table__cell{}" data-label="{}">{}</td>\n'
# What each column says of a row.
CELLS: Final = {
    "role": "{role}",
    "state": "{state}",
    "cohorts": "{cohorts}",
    "distance": '<span class="lt-nowrap">{distance}</span>',
    "dates": "{dates}",
    "needs": "{needs}",
    "sent": '<span><span class="lt-nowrap">{sent}</span>{came_by}</span>',
}
NUMERIC: Final = {"distance": " govuk-table__cell--numeric"}
EMPLOYER: Final = '<br><span class="lt-meta govuk-!-font-weight-regular">{}</span>'
CAME_BY: Final = '<br><span class="lt-meta">{}</span>'


@register.simple_tag
def applicant_rows(rows: Iterable[Row], cohort: Cohort | None, **labels: str) -> SafeString:
    """Return the rows of the table; `labels` are the heads of its columns. Only of one cohort there are miles."""
    columns = [name for name in CELLS if cohort is not None or name != "distance"]
    # With the heads in it, so that each row is filled once.
    cells = [filled(CELL, NUMERIC.get(name, ""), labels[name], SafeString(CELLS[name])) for name in columns]
    markup = f"{NAME}{''.join(cells)}</tr>\n"
    return SafeString("".join(_drawn(markup, columns, rows)))


def _drawn(markup: str, columns: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    twice = filled("<br>{}", lt_tag(_("Possible duplicate"), "orange"))
    to_ask = filled("<br>{}", lt_tag(_("Still to ask"), "blue"))
    for row in rows:
        under = (twice if row.twice else "") + (to_ask if row.to_ask else "")
        under += filled(EMPLOYER, row.employer) if row.employer else ""
        came_by = filled(CAME_BY, row.came_by) if row.came_by else ""
        said = {name: getattr(row, name) for name in columns}
        yield filled(markup, ref=row.ref, name=row.name, url=row.url, under=SafeString(under), came_by=came_by, **said)
