"""The rows of the queue, drawn in Python."""

from collections.abc import Iterable
from typing import Final

from django import template
from django.utils.safestring import SafeString

from common.markup import filled
from messaging.listing import Line

register = template.Library()

ROW: Final = '<tr class="govuk-table__row"><th scope="row" class="govuk-table__header">{name}</th>\n{cells}</tr>\n'
LINK: Final = '<a class="govuk-link" href="{}">{}</a>'
CELL: Final = '<td class="govuk-table__cell" data-label="{}">{}</td>\n'
# What each column says of a row.
CELLS: Final = {
    "when": '<span><span class="lt-nowrap">{day},</span> {clock}{again}</span>',
    "what": '<a class="govuk-link" href="{url}">{what}<span class="govuk-visually-hidden"> {to}</span></a>',
    "by": "{way}",
    "why": "{why}",
    "state": "{state}",
}
AGAIN: Final = '<br><span class="lt-meta">{}</span>'


@register.simple_tag
def queue_rows(lines: Iterable[Line], **labels: str) -> SafeString:
    """Return the rows of the queue; `labels` are the heads of its columns after the first."""
    # With the heads in it, so that each row is filled once.
    markup = ROW.replace(
        "{cells}", "".join(filled(CELL, labels[name], SafeString(says)) for name, says in CELLS.items())
    )
    return SafeString(
        "".join(
            filled(
                markup,
                name=filled(LINK, line.person, line.name) if line.person else line.name,
                day=line.day,
                clock=line.clock,
                again=filled(AGAIN, line.again) if line.again else "",
                url=line.url,
                what=line.what,
                to=line.to,
                way=line.way,
                why=line.why,
                state=line.state,
            )
            for line in lines
        )
    )
