"""Rows of what was arranged for people, drawn in Python: of somebody who comes back each year there are many."""

from collections.abc import Iterable
from typing import Final

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.addresses import address_of
from common.dates import say_short_date
from common.markup import filled
from common.templatetags.lt import lt_label, lt_tag
from workshops.models import Arrangement

register = template.Library()
Met = Arrangement.Met
COLOURS: Final[dict[str, str]] = {Met.YES: "green", Met.PARTLY: "yellow", Met.NO: "red"}
ROW: Final = (
    '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">'
    '<a class="govuk-link" href="{}">{}, {}</a><br><span class="lt-meta">{}</span></th>'
    '<td class="govuk-table__cell" data-label="{}">{}</td>'
    '<td class="govuk-table__cell" data-label="{}"><div>{}</div></td>'
    '<td class="govuk-table__cell" data-label="{}">{}{}</td></tr>\n'
)


@register.simple_tag
def arranged_rows(rows: Iterable[Arrangement], arranged: str, met: str, words: str) -> SafeString:
    """Return the rows of one need, a workshop each; the labels are the heads of the columns after the first."""
    url = address_of("workshops:met")
    drawn = []
    for row in rows:
        day = row.workshop
        what = (url(day.ref), day.cohort.name, day.name, say_short_date(day.date))
        said = (words, row.met_words or "–", _written_down(row))
        drawn.append(filled(ROW, *what, arranged, _arranged(row), met, _met(row), *said))
    return SafeString("".join(drawn))


def _arranged(row: Arrangement) -> str:
    if row.cancelled_at:
        return lt_label(row, "cancelled_why")
    if row.provision.booked:
        return row.provision.booked
    if row.provision.done_at:
        return _("Arranged")
    return _("The venue has it") if row.provision.at_venue else "–"


def _met(row: Arrangement) -> SafeString | str:
    return lt_tag(lt_label(row, "met"), COLOURS[row.met]) if row.met in COLOURS else "–"


def _written_down(row: Arrangement) -> SafeString | str:
    if not row.keyed or row.met_by is None:
        return ""
    words = _("written down by %(name)s") % {"name": row.met_by.full_name}
    return filled('<br><span class="lt-meta">{}</span>', words)
