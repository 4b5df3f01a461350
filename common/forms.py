"""Forms of this service: what every form has without saying so.

A form class says its fields, its submit label and, where it differs from the ordinary, a few class attributes;
`{% crispy form %}` does the rest.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from functools import cache, cached_property
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.widgets import DateInput

Text = str | Promise


class DateField(forms.DateField):
    """A date from three boxes; an error names the boxes that are wrong in its `parts` parameter."""

    widget = DateInput

    def to_python(self, value: Any) -> dt.date | None:
        """Return the date, or None where all boxes are empty. Months may be names.

        Raises ValidationError with the code `incomplete`, `year` or `invalid`.
        """
        if isinstance(value, dt.date):
            return value.date() if isinstance(value, dt.datetime) else value
        boxes = dict(zip(DateInput.parts, value or ("", "", ""), strict=True))
        missing = [part for part, text in boxes.items() if not text]
        if len(missing) == len(boxes):
            return None
        if missing:
            raise self._error("incomplete", missing)
        if not re.fullmatch(r"\d{4}", boxes["year"]):
            raise self._error("year", ["year"])
        try:
            return dt.date(int(boxes["year"]), self._month(boxes["month"]), int(boxes["day"]))
        except ValueError:
            raise self._error("invalid", self._impossible(boxes)) from None

    def _error(self, code: str, parts: list[str]) -> ValidationError:
        names = _(" and ").join(str(DateInput.labels[part]).lower() for part in parts)
        sentence = {
            "incomplete": _("Add the %(names)s to “%(label)s”."),
            "year": _("Write the year of “%(label)s” with 4 numbers, like 2027."),
            "invalid": _("Enter a real date for “%(label)s”, like 27 3 2027."),
        }[code]
        return ValidationError(sentence, code=code, params={"names": names, "label": self.label or "", "parts": parts})

    @staticmethod
    def _month(text: str) -> int:
        if text.isdecimal():
            return int(text)
        for number in range(1, 13):
            if text.lower() in {str(MONTHS[number]).lower(), str(MONTHS_3[number]).lower()}:
                return number
        raise ValueError(text)

    def _impossible(self, boxes: dict[str, str]) -> list[str]:
        """Return the boxes that cannot be right: 31 June is one of day and month together, so both are marked."""
        wrong = []
        if not boxes["day"].isdecimal() or not 1 <= int(boxes["day"]) <= 31:
            wrong.append("day")
        try:
            dt.date(2000, self._month(boxes["month"]), 1)
        except ValueError:
            wrong.append("month")
        return wrong or ["day", "month"]


class TimeField(forms.TimeField):
    """A time of day as people write it: 9:30am, 9.30, 14:00, 2pm, midday."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5"})

    def to_python(self, value: Any) -> dt.time | None:
        """Return the time, or None for nothing. Raises ValidationError with the code `invalid`."""
        if isinstance(value, dt.time):
            return value
        if value in self.empty_values:
            return None
        time = read_time(str(value))
        if time is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time


def read_time(text: str) -> dt.time | None:
    """Return the time that a text says, or None: a bare hour like "9" says neither morning nor evening."""
    text = text.lower().replace(" ", "").replace(".", ":")
    if text in {"midday", "noon", str(_("midday")).lower()}:
        return dt.time(12)
    found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(am|pm)", text)
    if found and 1 <= int(found[1]) <= 12 and int(found[2] or 0) < 60:
        return dt.time(int(found[1]) % 12 + (12 if found[3] == "pm" else 0), int(found[2] or 0))
    found = re.fullmatch(r"(\d{1,2}):?(\d{2})(?::\d{2})?", text)
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return dt.time(int(found[1]), int(found[2]))
    return None


class MoneyField(forms.DecimalField):
    """Pounds as people write them: 75, 12.50, £1,250."""

    def to_python(self, value: Any) -> Any:
        """Return the amount, or None for nothing. Raises ValidationError with the code `invalid`."""
        return super().to_python(re.sub(r"[£,\s]", "", value) if isinstance(value, str) else value)


# What a field says when the answer is missing or wrong: always what to do, by name. Class order: the special first.
MISSING: tuple[tuple[type[forms.Field], Text], ...] = (
    (forms.FileField, gettext_lazy("Choose a file for “{label}”.")),
    (forms.BooleanField, gettext_lazy("Tick “{label}” to go on.")),
    (forms.ChoiceField, gettext_lazy("Choose an answer for “{label}”.")),
    (forms.ModelChoiceField, gettext_lazy("Choose an answer for “{label}”.")),
    (forms.Field, gettext_lazy("Enter an answer for “{label}”.")),
)
INVALID: tuple[tuple[type[forms.Field], Text], ...] = (
    (forms.EmailField, gettext_lazy("Enter “{label}” in the right format, like name@example.com.")),
    (forms.URLField, gettext_lazy("Enter “{label}” as a web address, like https://example.com.")),
    (forms.FloatField, gettext_lazy("Enter “{label}” as a number, like 2.5.")),
    (forms.DecimalField, gettext_lazy("Enter “{label}” as a number, like 12.50.")),
    (forms.IntegerField, gettext_lazy("Enter “{label}” as a whole number, like 12.")),
    (forms.TimeField, gettext_lazy("Enter “{label}” as a time, like 9:30am.")),
)
LIMITS: dict[str, Text] = {
    "max_length": gettext_lazy(
        "Shorten “{label}” to %(limit_value)d characters or fewer. You have used %(show_value)d."
    ),
    "min_value": gettext_lazy("“{label}” must be %(limit_value)s or more."),
    "max_value": gettext_lazy("“{label}” must be %(limit_value)s or less."),
    "max_decimal_places": gettext_lazy("Write “{label}” with at most %(max)s numbers after the point."),
    "max_digits": gettext_lazy("“{label}” is too large. Check the number."),
    "max_whole_digits": gettext_lazy("“{label}” is too large. Check the number."),
    "empty": gettext_lazy("The file for “{label}” is empty. Choose another one."),
    "null_characters_not_allowed": gettext_lazy("“{label}” holds a sign that cannot be kept. Type it again by hand."),
    "invalid_choice": gettext_lazy("Choose one of the answers listed for “{label}”."),
}
# Where Django declares a message of its own, only that one is replaced: a message that a form gives stays.
AUTOFILL = {"email": "email", "mobile": "tel", "phone": "tel", "postcode": "postal-code", "full_name": "name"}


class Helper(FormHelper):  # type: ignore[misc]
    """What crispy knows of a form. Its own `form_action` first asks each time whether the address is a URL's name."""

    form_action = ""


class LTForm(forms.Form):
    """A form that renders with `{% crispy form %}`, an error summary and sentences as errors.

    Class attributes that a form may set:
    - `submit_label`; `secondary_label` with `secondary_name` for a second submit button ("Save and come back later");
      `submit_class` for a warning button; `cancel_url` for a link beside the buttons (or set it on the instance).
    - `page_heading`: the field whose label or legend is the page's h1, on a page that asks one thing.
    - `reveals`: {field: (radio or checkbox field, value)}: the field is shown under that answer when it is chosen.
    - `hints`: {field: {value: hint}} for radios and checkboxes.
    - `mark_optional`: write "(optional)" after fields that need no answer; `unmarked` names exceptions.
    - `form_method` "get" and `form_class` "lt-filters" for a bar of filters.
    """

    submit_label: Text = gettext_lazy("Continue")
    submit_class: str = ""
    secondary_label: Text = ""
    secondary_name: str = "later"
    cancel_url: str = ""
    form_method: str = "post"
    form_class: str = ""
    page_heading: str = ""
    mark_optional: bool = True
    unmarked: ClassVar[frozenset[str] | set[str]] = frozenset()
    reveals: ClassVar[Mapping[str, tuple[str, str]]] = {}
    hints: ClassVar[Mapping[str, Mapping[str, Text]]] = {}

    # Set by the page when it has shown the errors above its heading.
    summary_shown: bool = False
    # What crispy's parts of a layout ask for, set when the form is drawn.
    rendered_fields: set[str]
    crispy_field_template: str | None = None
    # A browser's own bubble cannot be styled, translated or found again: errors come from here alone.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        _suit(type(self))
        super().__init__(*args, **kwargs)

    def layout(self) -> Layout:
        """Return the fields in order; those under an answer are drawn by that answer. Override to group fields."""
        return Layout(*(name for name in self.fields if name not in self.reveals))

    @cached_property
    def helper(self) -> Helper:
        """Return crispy's helper, made once for a form."""
        helper = Helper()
        helper.form_method = self.form_method
        helper.form_class = self.form_class
        helper.layout = self.layout()
        return helper


@cache
def _suit(form: type[LTForm]) -> None:
    """Give the fields of a form class their labels, messages and keyboards: every form of it copies them."""
    for name, field in form.base_fields.items():
        if field.label is None:
            field.label = forms.utils.pretty_name(name)
        _say_errors(field)
        _suit_phones(name, field)


def _default(field: forms.Field, code: str) -> bool:
    """Whether the field's message for `code` is Django's own, or absent."""
    for kind in type(field).__mro__:
        declared = getattr(kind, "default_error_messages", {})
        if code in declared:
            return field.error_messages.get(code) is declared[code]
    return code not in field.error_messages


def _say_errors(field: forms.Field) -> None:
    """Replace Django's own messages by sentences that name the field and say what to do."""
    wanted: dict[str, Text] = dict(LIMITS)
    for code, table in (("required", MISSING), ("invalid", INVALID)):
        found = next((sentence for kind, sentence in table if isinstance(field, kind)), None)
        if found is not None:
            wanted[code] = found
    for code, sentence in wanted.items():
        if _default(field, code):
            field.error_messages[code] = _naming(sentence, field.label or "")


def _name_it(sentence: Text, label: Text) -> str:
    """Return what went wrong with a field of this label, once somebody reads it: few forms are refused."""
    # A percent sign in a label must not be read as a placeholder of the message.
    return str(sentence).format(label=str(label).replace("%", "%%"))


_naming = lazy(_name_it, str)


def _suit_phones(name: str, field: forms.Field) -> None:
    """Ask a telephone for the right keyboard, and stop boxes of numbers from changing under a mouse wheel."""
    widget = field.widget
    if isinstance(widget, forms.NumberInput) and not widget.is_hidden:
        widget.input_type = "text"
        widget.attrs.setdefault("inputmode", "numeric" if type(field) is forms.IntegerField else "decimal")
        for bound in ("min", "max", "step"):
            widget.attrs.pop(bound, None)
    if isinstance(widget, forms.EmailInput):
        widget.attrs.setdefault("spellcheck", "false")
    if name in AUTOFILL and isinstance(widget, forms.TextInput):
        widget.attrs.setdefault("autocomplete", AUTOFILL[name])


class OncePostedForm(LTForm):
    """A form with a one-use id, so that an action can give one result to two posts of the same page.

    `cleaned_data["submission_id"]` is always a UUID; a page that sent none counts as a new submission.
    """

    submission_id = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid.uuid4)

    def clean_submission_id(self) -> uuid.UUID:
        """Return the page's id, or a new one."""
        given = self.cleaned_data.get("submission_id")
        return given if isinstance(given, uuid.UUID) else uuid.uuid4()
