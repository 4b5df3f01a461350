"""The rows of the call sheet, drawn in Python: each says much, and as a template they took half of the page's time."""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.dates import say_short_date
from common.markup import escaped, filled
from common.templatetags.lt import lt_label, lt_phone, lt_tag
from leadingtogether.call_sheet import Line
from messaging.models import Call

register = template.Library()

ROW = (
    '<tr class="govuk-table__row">'
    '<th scope="row" class="govuk-table__header"><a class="govuk-link" href="{}">{}</a>{}</th>'
    '<td class="govuk-table__cell" data-label="{}"><span>{}<br><span class="lt-meta">{}</span></span></td>'
    '<td class="govuk-table__cell" data-label="{}"><span>{}</span></td>'
    '<td class="govuk-table__cell" data-label="{}"><span>{}</span></td>'
    '<td class="govuk-table__cell lt-on-paper"></td></tr>\n'
)
SMALL = '<span class="lt-meta">{}</span>'


@register.simple_tag
def call_rows(lines: Iterable[Line], how: str, about: str, last: str) -> SafeString:
    """Return the rows of the call sheet; `how`, `about` and `last` are the heads of the columns after the first."""
    nobody, urgent = _("No number known"), filled("<br>{}", lt_tag(_("Urgent"), "red"))
    drawn = []
    for line in lines:
        number = lt_phone(line.reach.telephone) or nobody
        who = (line.url, line.person.full_name, _name_and_need(line, urgent))
        called = _last_call(line.last_call) if line.last_call else "–"
        drawn.append(filled(ROW, *who, how, number, _under_each_other(_ways(line)), about, _about(line), last, called))
    return SafeString("".join(drawn))


def _under_each_other(parts: Iterable[str]) -> SafeString:
    return SafeString("<br>".join(map(escaped, parts)))


def _name_and_need(line: Line, urgent: SafeString) -> str:
    if not line.person.known_as:
        return urgent if line.urgent else ""
    called = _("Call them %(name)s") % {"name": line.person.known_as}
    return filled(f"<br>{SMALL}{{}}", called, urgent if line.urgent else "")


def _ways(line: Line) -> Iterator[str]:
    """Return how somebody is phoned and through whom, when, and how to talk with them."""
    helper, person = line.reach.helper, line.person
    yield f"{line.reach.how}: {helper.supporter}" if helper else line.reach.how
    if person.safe_times:
        yield person.safe_times
    yield from line.needs
    if person.language == "cy":
        yield lt_label(person, "language")


def _about(line: Line) -> SafeString:
    sentences = [one.sentence for one in line.due]
    if line.missing:
        sentences.append(filled(f"{SMALL}", f"{_('Missing')}: {', '.join(line.missing)}"))
    return _under_each_other(sentences)


def _last_call(call: Call) -> SafeString:
    made = filled('<span class="lt-nowrap">{}</span>, {}', say_short_date(call.at), str(call.by))
    if call.again_on:
        again = _("Again on %(day)s") % {"day": say_short_date(call.again_on)}
        made = _under_each_other((made, again))
    return filled(f"{{}}<br>{SMALL}", lt_label(call, "outcome"), made)
