"""The rows of the form of an agenda, drawn in Python: each has seven boxes, as templates they took most of the page."""

from collections.abc import Iterable

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.markup import filled
from workshops.forms.agendas import PartRow

register = template.Library()

ROW = '<li class="wr-part">\n{}{}</li>\n'
BOX = (
    '<div class="wr-box{}">\n<label class="govuk-label" for="{}">{}<span class="govuk-visually-hidden"> {}</span>'
    '</label>\n{}<input class="govuk-input{}" type="text" id="{}" name="{}" value="{}"{}>\n</div>\n'
)
TICK = (
    '<div class="wr-box wr-box--tick govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
    '<input class="govuk-checkboxes__input" type="checkbox" id="{}" name="{}"{}>'
    '<label class="govuk-label govuk-checkboxes__label" for="{}">{}<span class="govuk-visually-hidden"> {}</span>'
    "</label></div></div>\n"
)
ERROR = '<p class="govuk-error-message" id="{}_error">{}</p>\n'
TIME, WIDE = " wr-box--time", " wr-box--wide"


@register.simple_tag
def agenda_rows(lines: Iterable[PartRow]) -> SafeString:
    """Return a row for each part of the day, with its boxes."""
    boxes = (
        ("starts", _("Start"), TIME),
        ("minutes", _("Minutes"), TIME),
        ("title", _("What happens"), WIDE),
        ("is_break", _("Break"), ""),
        ("led_by", _("Who leads it"), ""),
        ("room", _("Room"), ""),
        ("note", _("Notes for facilitators"), WIDE),
    )
    part, drawn = _("part %(number)s"), []
    for line in lines:
        which = part % {"number": line.number}
        row = [
            _tick(line.fields[name], label, which)
            if name == "is_break"
            else _box(line.fields[name], label, which, size)
            for name, label, size in boxes
        ]
        drawn.append(filled(ROW, SafeString(line.fields["seen"]), SafeString("".join(row))))
    return SafeString("".join(drawn))


def _box(field: BoundField, label: str, which: str, size: str) -> SafeString:
    value, error, mark, described = field.value(), "", "", ""
    if field.errors:
        error, mark = filled(ERROR, field.auto_id, field.errors[0]), " govuk-input--error"
        described = filled(' aria-describedby="{}_error"', field.auto_id)
    key = field.id_for_label
    said = "" if value is None else value
    return filled(BOX, size, key, label, which, error, mark, key, field.html_name, said, described)


def _tick(field: BoundField, label: str, which: str) -> SafeString:
    key = field.id_for_label
    return filled(TICK, key, field.html_name, " checked" if field.value() else "", key, label, which)
