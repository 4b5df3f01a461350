"""The tags of forms: a field drawn whole, or what a page that draws it in its own way needs to know of it."""

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.template.context import Context
from django.utils.safestring import SafeString

from common import controls, drawing, whole_forms
from common.markup import escaped

register = template.Library()


@register.simple_tag
def lt_field(field: BoundField) -> SafeString:
    """Return the field with its label, hint and errors."""
    return drawing.draw(field)


@register.simple_tag
def lt_marks(key: int, marks: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """Return the radios of one row of a register, which forty people have on one page."""
    drawn = []
    for number, (value, label) in enumerate(marks):
        at, checked = f"id_mark_{key:d}_{number}", " checked" if value == chosen else ""
        drawn.append(
            f'<div class="wr-mark"><input class="wr-mark__input" type="radio" id="{at}" name="mark_{key:d}"'
            f' value="{escaped(value)}"{checked}>'
            f' <label class="wr-mark__label" for="{at}">{escaped(label)}</label></div>'
        )
    return SafeString("".join(drawn))


@register.simple_tag(takes_context=True)
def lt_buttons(context: Context, form: Any, method: str) -> SafeString:
    """Return the form's buttons and its way out, those that it has."""
    return whole_forms.draw_buttons(form, method, context)


@register.simple_tag
def lt_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return (message, id of the input) for every error, in the order of the fields; '' where there is no input."""
    return controls.errors_of(form)
