"""Rows of the pages about a person, drawn in Python: of somebody who has been with us for long there are many."""

from collections.abc import Iterable

from django import template
from django.template.defaultfilters import linebreaksbr
from django.utils.safestring import SafeString

from common.dates import say_datetime
from common.markup import filled
from common.templatetags.lt import lt_tag
from leadingtogether.timeline import Happening

register = template.Library()


@register.simple_tag
def happenings(rows: Iterable[Happening]) -> SafeString:
    """Return the items of a timeline."""
    drawn = []
    for row in rows:
        what = '<a class="govuk-link" href="{url}">{what}</a>' if row.url else "<strong>{what}</strong>"
        state = filled(" {}", lt_tag(row.state, row.colour)) if row.state else ""
        words = filled("<br>{}", linebreaksbr(row.words)) if row.words else ""
        by = filled(", {}", row.by) if row.by else ""
        drawn.append(
            filled(
                f'<li>{what}{{state}}{{words}}<br><span class="lt-meta">{{at}}{{by}}</span></li>\n',
                url=row.url,
                what=row.what,
                state=state,
                words=words,
                at=say_datetime(row.at),
                by=by,
            )
        )
    return SafeString("".join(drawn))
