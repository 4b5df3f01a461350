"""How the plain widgets of Django are drawn wherever a page shows one: in Python.

Django draws each by a template that includes another for its attributes, which costs a page of forty people as much as
everything else on it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.safestring import SafeString

from common.markup import filled, filled_each

Drawn = Mapping[str, Any]


def attributes_of(attrs: Mapping[str, Any]) -> SafeString:
    """Write the attributes in their order; True is one without a value, False and None are none."""
    drawn = (
        filled(" {}", name) if value is True else filled(' {}="{}"', name, value)
        for name, value in attrs.items()
        if value is not False and value is not None
    )
    return SafeString("".join(drawn))


def _input(widget: Drawn) -> SafeString:
    value = "" if widget["value"] is None else filled(' value="{}"', widget["value"])
    attributes = attributes_of(widget["attrs"])
    return filled('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes)


def _textarea(widget: Drawn) -> SafeString:
    # A browser takes away the first new line, which may be one of the text.
    attributes = attributes_of(widget["attrs"])
    return filled('<textarea name="{}"{}>\n{}</textarea>', widget["name"], attributes, widget["value"] or "")


def _select(widget: Drawn) -> SafeString:
    groups = _groups(widget["optgroups"])
    return filled('<select name="{}"{}>{}</select>', widget["name"], attributes_of(widget["attrs"]), groups)


def _groups(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """Draw the choices of a select, those of a named group inside it."""
    drawn = []
    for name, choices, _index in groups:
        options = filled_each(
            '<option value="{}"{}>{}</option>',
            ((one["value"], attributes_of(one["attrs"]), one["label"]) for one in choices),
        )
        drawn.append(filled('<optgroup label="{}">{}</optgroup>', name, options) if name else options)
    return SafeString("".join(drawn))


# By the template that draws it otherwise. A widget with a template of its own is drawn by that.
PLAIN: Final[dict[str, Callable[[Drawn], SafeString]]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in ("text", "email", "number", "url", "date", "hidden")},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
}


class HouseRenderer(DjangoTemplates):
    """Django's renderer of forms, but for the plain widgets."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return the HTML of a widget, or of whatever else Django draws by this template."""
        plain = PLAIN.get(template_name)
        return plain(context["widget"]) if plain else super().render(template_name, context, request)
