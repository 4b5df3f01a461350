"""How one field is drawn, in the design system's markup.

In Python and not in templates: a page of needs has 37 fields, and templates that include templates for each of them,
for their hints and for their choices cost ten times what these functions do. All that is shown goes through
`filled`, which escapes it.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeGuard

from django import forms
from django.forms import BoundField
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.controls import Choice, Control, choices_of, control_of, kind_of, limit_of, revealed_by, wrong_parts
from common.markup import escaped, filled, filled_each
from common.rendering import attributes_of
from common.widgets import DateInput

CLASSES: Final = {
    "input": "govuk-input",
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
}
NOTHING: Final = SafeString("")


def draw(field: BoundField) -> SafeString:
    """Return a field with its label, hint and errors, and with the fields that its answers reveal."""
    if field.is_hidden:
        return _widget(field, {})
    control = control_of(field)
    return DRAWN.get(control.kind, _line)(field, control)


def draw_input(field: BoundField) -> SafeString:
    """Return the field's input, select or textarea alone, with the classes of the pack."""
    kind = kind_of(field)
    widget = field.field.widget
    classes = [CLASSES[kind], str(widget.attrs.get("class", ""))]
    if field.errors:
        classes.append(f"{CLASSES[kind]}--error")
    attrs: dict[str, Any] = {"class": " ".join(filter(None, classes))}
    if limit_of(field):
        attrs["class"] += " govuk-js-character-count"
        attrs["aria-describedby"] = " ".join(filter(None, (f"{field.auto_id}-info", control_of(field).described_by)))
        # A box that cuts off what was pasted loses it: the count says how much is too much.
        widget.attrs.pop("maxlength", None)
    return _widget(field, attrs)


def _widget(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    widget = field.field.widget
    if not _is_ordinary(widget):
        return field.as_widget(attrs=attrs)
    attrs = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    attributes = attributes_of(widget.build_attrs(widget.attrs, attrs))
    options = draw_options(widget.choices, frozenset(widget.format_value(field.value())))
    return filled('<select name="{}"{}>{}</select>', field.html_name, attributes, options)


def _is_ordinary(widget: forms.Widget) -> TypeGuard[forms.Select]:
    """Whether it is a select of which one choice is taken, and which says nothing special about a choice."""
    kind = type(widget)
    return (
        issubclass(kind, forms.Select)
        and kind.create_option is forms.Select.create_option
        and not kind.allow_multiple_selected
    )


def draw_options(
    choices: Iterable[tuple[Any, Any]], chosen: frozenset[str], barred: frozenset[str] = frozenset()
) -> SafeString:
    """Draw the choices of a select, those of a named group inside it; who or what is `barred` cannot be chosen.

    A filter may offer hundreds of cohorts, and what Django makes of each choice first costs more than the page.
    """
    drawn: list[str] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            drawn.append(filled('<optgroup label="{}">{}</optgroup>', value, draw_options(label, chosen, barred)))
            continue
        shown = "" if value is None else str(value)
        mark = (" selected" if shown in chosen else "") + (" disabled" if shown in barred else "")
        drawn.append(f'<option value="{shown if shown.isalnum() else escaped(shown)}"{mark}>{escaped(label)}</option>')
    return SafeString("".join(drawn))


def _line(field: BoundField, control: Control) -> SafeString:
    """Draw a box of one line or of many, a select or a file, under its label."""
    limit = limit_of(field)
    label = filled(
        '<label class="govuk-label govuk-label--{}" for="{}">{}{}</label>',
        control.label_class,
        field.id_for_label,
        field.label,
        _optional(control),
    )
    return filled(
        '<div class="govuk-form-group{}{}"{}>{}{}{}{}</div>',
        " govuk-form-group--error" if control.error_id else "",
        " govuk-character-count" if limit else "",
        _counting(limit) if limit else "",
        filled('<h1 class="govuk-label-wrapper">{}</h1>', label) if control.heading else label,
        _hint_and_errors(field, control),
        draw_input(field),
        _count(field, limit) if limit else "",
    )


def _counting(limit: int) -> SafeString:
    """Tell the script what it says about the characters that are left."""
    said = (
        ("characters-under-limit.one", _("You have %{count} character remaining")),
        ("characters-under-limit.other", _("You have %{count} characters remaining")),
        ("characters-at-limit", _("You have 0 characters remaining")),
        ("characters-over-limit.one", _("You have %{count} character too many")),
        ("characters-over-limit.other", _("You have %{count} characters too many")),
    )
    return filled(
        ' data-module="govuk-character-count" data-maxlength="{}"{}',
        limit,
        filled_each(' data-i18n.{}="{}"', said),
    )


def _count(field: BoundField, limit: int) -> SafeString:
    return filled(
        '<div id="{}-info" class="govuk-hint govuk-character-count__message">{}</div>',
        field.auto_id,
        _("You can use up to %(limit)s characters") % {"limit": limit},
    )


def _checkbox(field: BoundField, control: Control) -> SafeString:
    """Draw a single checkbox, its label beside it."""
    return filled(
        '<div class="govuk-form-group{}">{}<div class="govuk-checkboxes"><div class="govuk-checkboxes__item">'
        '<input class="govuk-checkboxes__input" type="checkbox" id="{}" name="{}"{}{}> '
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label></div>{}</div></div>',
        " govuk-form-group--error" if control.error_id else "",
        _hint_and_errors(field, control),
        field.id_for_label,
        field.html_name,
        " checked" if field.value() else "",
        _described(control.described_by),
        field.id_for_label,
        field.label,
        _revealed("checkboxes", revealed_by(field).get("on", ())),
    )


def _choices(field: BoundField, control: Control) -> SafeString:
    """Draw radios or checkboxes, each with its hint and with the fields that it reveals."""
    drawn = SafeString("".join(_choice(control.kind, choice) for choice in choices_of(field)))
    inner = filled(
        '<div class="govuk-{}{}">{}</div>',
        control.kind,
        f" {control.group_class}" if control.group_class else "",
        drawn,
    )
    return _fieldset(field, control, NOTHING, inner)


def _choice(kind: str, choice: Choice) -> SafeString:
    hint = described = NOTHING
    if choice.hint:
        described = _described(f"{choice.id}_hint")
        words = '<div id="{}_hint" class="govuk-hint govuk-{}__hint">{}</div>'
        hint = filled(words, choice.id, kind, choice.hint)
    return filled(
        '<div class="govuk-{kind}__item"><input class="govuk-{kind}__input" type="{type}" id="{id}" name="{name}"'
        ' value="{value}"{state}{described}> <label class="govuk-label govuk-{kind}__label" for="{id}">{label}</label>'
        "{hint}</div>{revealed}",
        kind=kind,
        type=choice.kind,
        id=choice.id,
        name=choice.name,
        value=choice.value,
        state=(" checked" if choice.checked else "") + (" disabled" if choice.disabled else ""),
        described=described,
        label=choice.label,
        hint=hint,
        revealed=_revealed(kind, choice.revealed),
    )


def _boxes(field: BoundField, control: Control) -> SafeString:
    """Draw the three boxes of a date; those that the error names are red."""
    wrong = wrong_parts(field)
    widget = field.field.widget
    parts = widget.get_context(field.html_name, field.value(), {"id": field.auto_id})["widget"]["subwidgets"]
    boxes = []
    for part, inner, drawn in zip(DateInput.parts, widget.widgets, parts, strict=True):
        classes = f"govuk-input govuk-date-input__input govuk-input--width-{DateInput.characters[part]}"
        attrs = {"id": f"{field.auto_id}_{part}", "class": classes}
        if part in wrong:
            attrs |= {"class": f"{classes} govuk-input--error", "aria-invalid": "true"}
        boxes.append((attrs["id"], DateInput.labels[part], inner.render(drawn["name"], drawn["value"], attrs)))
    drawn_boxes = filled_each(
        '<div class="govuk-date-input__item"><div class="govuk-form-group">'
        '<label class="govuk-label govuk-date-input__label" for="{}">{}</label> {}</div></div>',
        boxes,
    )
    inner = filled('<div class="govuk-date-input" id="{}">{}</div>', field.auto_id, drawn_boxes)
    return _fieldset(field, control, SafeString(' role="group"'), inner)


def _fieldset(field: BoundField, control: Control, role: SafeString, inner: SafeString) -> SafeString:
    label = filled('<h1 class="govuk-fieldset__heading">{}</h1>', field.label) if control.heading else field.label
    return filled(
        '<div class="govuk-form-group{}"><fieldset class="govuk-fieldset"{} id="{}_group"{}>'
        '<legend class="govuk-fieldset__legend govuk-fieldset__legend--{}">{}{}</legend>{}{}</fieldset></div>',
        " govuk-form-group--error" if control.error_id else "",
        role,
        field.auto_id,
        _described(control.described_by),
        control.label_class,
        label,
        _optional(control),
        _hint_and_errors(field, control),
        inner,
    )


def _described(ids: str) -> SafeString:
    return filled(' aria-describedby="{}"', ids) if ids else NOTHING


def _optional(control: Control) -> SafeString:
    return filled(' <span class="lt-optional">{}</span>', _("(optional)")) if control.optional else NOTHING


def _hint_and_errors(field: BoundField, control: Control) -> SafeString:
    hint = errors = NOTHING
    if control.hint_id:
        hint = filled('<div id="{}" class="govuk-hint">{}</div>', control.hint_id, field.help_text)
    if control.error_id:
        said = ((_("Error:"), error) for error in field.errors)
        lines = format_html_join(SafeString("<br>"), '<span class="govuk-visually-hidden">{}</span> {}', said)
        errors = filled('<p id="{}" class="govuk-error-message">{}</p>', control.error_id, lines)
    return hint + errors


def _revealed(kind: str, fields: Iterable[BoundField]) -> SafeString:
    drawn = SafeString("".join(draw(field) for field in fields))
    return filled('<div class="govuk-{}__conditional lt-revealed">{}</div>', kind, drawn) if drawn else NOTHING


# Every other kind is a line.
DRAWN: Final[dict[str, Callable[[BoundField, Control], SafeString]]] = {
    "radios": _choices,
    "checkboxes": _choices,
    "checkbox": _checkbox,
    "boxes": _boxes,
}
