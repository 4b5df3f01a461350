"""What the crispy pack needs to know of a field, worked out once in Python so that its templates stay plain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from django import forms, template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString

from common.widgets import DateInput

register = template.Library()

# The special first: a group of checkboxes is also a kind of radios to Django.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.MultiWidget, "boxes"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
)
# What the widgets of Django that are drawn here are drawn by otherwise.
PLAIN = frozenset(f"django/forms/widgets/{name}.html" for name in ("select", "text", "email", "number", "url"))
CLASSES = {
    "input": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
}


@dataclass(frozen=True)
class Control:
    """How one field is drawn."""

    kind: str
    heading: bool
    optional: bool
    label_class: str
    hint_id: str
    error_id: str
    described_by: str
    group_class: str


@dataclass(frozen=True)
class Choice:
    """One radio or checkbox, with the fields that it reveals."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    kind: str
    hint: str
    disabled: bool
    revealed: tuple[BoundField, ...]


@dataclass(frozen=True)
class Box:
    """One box of a date."""

    id: str
    name: str
    label: str
    html: SafeString


def kind_of(field: BoundField) -> str:
    """Return which template draws the field."""
    return next((kind for widget, kind in KINDS if isinstance(field.field.widget, widget)), "input")


def target_of(field: BoundField) -> str:
    """Return the id of the input that an error of the field is about: the first one, or the first wrong box."""
    kind = kind_of(field)
    if kind in {"radios", "checkboxes"}:
        return f"{field.auto_id}_0" if field.subwidgets else f"{field.auto_id}_group"
    if kind == "boxes":
        wrong = wrong_parts(field)
        return f"{field.auto_id}_{wrong[0]}" if wrong else f"{field.auto_id}_{DateInput.parts[0]}"
    return field.id_for_label or field.auto_id


def wrong_parts(field: BoundField) -> list[str]:
    """Return the boxes of a date to mark, in order: those that the error names, else all of them."""
    if not isinstance(field.field.widget, DateInput) or not field.errors:
        return []
    named = [part for error in field.errors.as_data() for part in (error.params or {}).get("parts", ())]
    return [part for part in DateInput.parts if part in named] or list(DateInput.parts)


@register.simple_tag
def lt_control(field: BoundField) -> Control:
    """Return how the field is drawn."""
    form, kind = field.form, kind_of(field)
    heading = getattr(form, "page_heading", "") == field.name
    may_mark = getattr(form, "mark_optional", False) and kind not in {"checkbox", "checkboxes"}
    exempt = field.name in getattr(form, "unmarked", ()) or field.name in getattr(form, "reveals", {})
    hint_id = f"{field.auto_id}_helptext" if field.help_text else ""
    error_id = f"{field.auto_id}_error" if field.errors else ""
    css = str(field.field.widget.attrs.get("class", ""))
    return Control(
        kind=kind,
        heading=heading,
        optional=bool(may_mark and not exempt and not field.field.required),
        label_class="l" if heading else "s",
        hint_id=hint_id,
        error_id=error_id,
        described_by=" ".join(filter(None, (hint_id, error_id))),
        # On a group the class is about how its choices are laid out, not about each input.
        group_class=css if kind in {"radios", "checkboxes"} else "",
    )


@register.simple_tag
def lt_input(field: BoundField) -> SafeString:
    """Return the field's input, select or textarea with the classes of the pack."""
    kind = kind_of(field)
    widget = field.field.widget
    classes = [CLASSES[kind], str(widget.attrs.get("class", ""))]
    if field.errors:
        classes.append(f"{CLASSES[kind]}--error")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if limit_of(field):
        attrs["class"] += " govuk-js-character-count"
        attrs["aria-describedby"] = " ".join(filter(None, (f"{field.auto_id}-info", lt_control(field).described_by)))
        # A box that cuts off what was pasted loses it: the count says how much is too much.
        widget.attrs.pop("maxlength", None)
    return _drawn(field, attrs)


def _drawn(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Draw a select or a box of one line here: Django's templates take a hundredth of a second for 200 choices."""
    widget = field.field.widget
    if type(widget).render is not forms.Widget.render or widget.template_name not in PLAIN:
        return field.as_widget(attrs=attrs)
    attrs = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    if _is_ordinary(widget):
        attrs = widget.build_attrs(widget.attrs, attrs)
        shown = _options(widget.choices, frozenset(widget.format_value(field.value())))
        return format_html('<select name="{}"{}>{}</select>', field.html_name, flatatt(attrs), shown)
    drawn = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    shared = format_html(' name="{}"', drawn["name"])
    if isinstance(widget, forms.Select):
        return format_html("<select{}{}>{}</select>", shared, flatatt(drawn["attrs"]), _made(drawn["optgroups"]))
    value = "" if drawn["value"] is None else format_html(' value="{}"', drawn["value"])
    return format_html('<input type="{}"{}{}{}>', drawn["type"], shared, value, flatatt(drawn["attrs"]))


def _is_ordinary(widget: forms.Widget) -> TypeGuard[forms.Select]:
    """Whether it is a select of which one choice is taken, and which says nothing special about a choice."""
    kind = type(widget)
    return (
        issubclass(kind, forms.Select)
        and kind.create_option is forms.Select.create_option
        and not kind.allow_multiple_selected
    )


def _options(choices: Iterable[tuple[Any, Any]], chosen: frozenset[str]) -> SafeString:
    """Draw the choices of a select, those of a named group inside it.

    A filter may offer hundreds of cohorts, and what Django makes of each choice first costs more than the page.
    """
    drawn: list[str] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            drawn.append(format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, chosen)))
            continue
        shown = "" if value is None else str(value)
        mark = " selected" if shown in chosen else ""
        drawn.append(f'<option value="{escape(shown)}"{mark}>{conditional_escape(label)}</option>')
    return SafeString("".join(drawn))


def _made(groups: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """Draw the choices that a widget has made its own way, those of a named group inside it."""
    drawn = []
    for name, choices, _index in groups:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((one["value"], flatatt(one["attrs"]), one["label"]) for one in choices),
        )
        drawn.append(format_html('<optgroup label="{}">{}</optgroup>', name, options) if name else options)
    return SafeString("".join(drawn))


@register.filter
def limit_of(field: BoundField) -> int | None:
    """Return how many characters a long text may have, or None where there is no limit."""
    limit = getattr(field.field, "max_length", None)
    return limit if isinstance(limit, int) and kind_of(field) == "textarea" else None


def revealed_by(field: BoundField, answer: str) -> tuple[BoundField, ...]:
    """Return the fields that the form shows under one answer of the field."""
    form = field.form
    return tuple(
        form[name]
        for name, (parent, value) in getattr(form, "reveals", {}).items()
        if name in form.fields and parent == field.name and value == answer
    )


@register.simple_tag
def lt_revealed(field: BoundField) -> tuple[BoundField, ...]:
    """Return the fields that a single checkbox reveals when it is ticked: their value in `reveals` is "on"."""
    return revealed_by(field, "on")


@register.simple_tag
def lt_choices(field: BoundField) -> list[Choice]:
    """Return the radios or checkboxes of a field, each with the fields that it reveals."""
    form = field.form
    hints = getattr(form, "hints", {}).get(field.name, {})
    kind = "radio" if kind_of(field) == "radios" else "checkbox"
    return [
        Choice(
            id=option.id_for_label,
            name=option.data["name"],
            value=str(option.data["value"]),
            label=option.choice_label,
            checked=option.data["selected"],
            kind=kind,
            hint=hints.get(str(option.data["value"]), ""),
            disabled=bool(option.data["attrs"].get("disabled")),
            revealed=revealed_by(field, str(option.data["value"])),
        )
        for option in field.subwidgets
    ]


@register.simple_tag
def lt_boxes(field: BoundField) -> list[Box]:
    """Return the three boxes of a date; those that the error names are red."""
    wrong = wrong_parts(field)
    widget = field.field.widget
    context = widget.get_context(field.html_name, field.value(), {"id": field.auto_id})["widget"]
    boxes = []
    for part, inner, drawn in zip(DateInput.parts, widget.widgets, context["subwidgets"], strict=True):
        classes = f"govuk-input govuk-date-input__input govuk-input--width-{DateInput.characters[part]}"
        attrs = {"id": f"{field.auto_id}_{part}", "class": classes}
        if part in wrong:
            attrs |= {"class": f"{classes} govuk-input--error", "aria-invalid": "true"}
        html = inner.render(drawn["name"], drawn["value"], attrs)
        boxes.append(Box(id=attrs["id"], name=part, label=str(DateInput.labels[part]), html=html))
    return boxes


@register.simple_tag
def lt_errors(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return (message, id of the input) for every error, in the order of the fields; '' where there is no input."""
    return list(_errors(form))


def _errors(form: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for message in form.non_field_errors():
        yield str(message), ""
    for field in form:
        for message in field.errors:
            yield str(message), "" if field.is_hidden else target_of(field)
