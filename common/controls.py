"""What has to be known of a field to draw it: its kind, its ids, its choices and what they reveal."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.forms import BoundField

from common.widgets import DateInput

# The special first: a group of checkboxes is also a kind of radios to Django.
KINDS: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.MultiWidget, "boxes"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
)


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


def kind_of(field: BoundField) -> str:
    """Return which way the field is drawn."""
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


def limit_of(field: BoundField) -> int | None:
    """Return how many characters a long text may have, or None where there is no limit."""
    limit = getattr(field.field, "max_length", None)
    return limit if isinstance(limit, int) and kind_of(field) == "textarea" else None


def control_of(field: BoundField) -> Control:
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


def choices_of(field: BoundField) -> list[Choice]:
    """Return the radios or checkboxes of a field, each with the fields that it reveals."""
    hints = getattr(field.form, "hints", {}).get(field.name, {})
    kind = "radio" if kind_of(field) == "radios" else "checkbox"
    revealed = revealed_by(field)
    return [
        Choice(
            id=option.id_for_label,
            name=option.data["name"],
            value=(value := str(option.data["value"])),
            label=option.choice_label,
            checked=option.data["selected"],
            kind=kind,
            hint=hints.get(value, ""),
            disabled=bool(option.data["attrs"].get("disabled")),
            revealed=tuple(revealed.get(value, ())),
        )
        for option in field.subwidgets
    ]


def revealed_by(field: BoundField) -> dict[str, list[BoundField]]:
    """Return the fields that the form shows under an answer of the field, by the answer; "on" is a single tick."""
    form = field.form
    found: dict[str, list[BoundField]] = {}
    for name, (parent, value) in getattr(form, "reveals", {}).items():
        if parent == field.name and name in form.fields:
            found.setdefault(value, []).append(form[name])
    return found


def errors_of(form: forms.BaseForm) -> list[tuple[str, str]]:
    """Return (message, id of the input) for every error, in the order of the fields; '' where there is no input."""
    found = [(str(message), "") for message in form.non_field_errors()]
    for field in form:
        found += [(str(message), "" if field.is_hidden else target_of(field)) for message in field.errors]
    return found
