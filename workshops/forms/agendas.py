"""The agenda of a day: one row a part."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import Difference, VersionedForm
from common.dates import say_time
from common.forms import TimeField
from workshops.agendas import Part, between
from workshops.forms.schedule import clock
from workshops.models import clock_after

# Rows to write in below those that are there; “More rows” gives as many again.
SPARE = 3
MOST = 30
NAMES = ("starts", "minutes", "title", "is_break", "led_by", "room", "note")
SHORT = {"class": "govuk-input--width-5"}


@dataclass(frozen=True)
class PartRow:
    """One row of the page, with its fields by name."""

    number: int
    fields: Mapping[str, BoundField]


class AgendaForm(VersionedForm):
    """The parts of a day. A row without a title is left out; one without a start follows on from the row above.

    Where the start of the day is changed, every part that was not given another time moves with it.
    """

    begins = TimeField(
        label=gettext_lazy("The day begins at"),
        required=False,
        help_text=gettext_lazy("Change it, and every part moves with it."),
    )
    seen_begins = forms.CharField(required=False, widget=forms.HiddenInput)
    rows = forms.IntegerField(required=False, widget=forms.HiddenInput)
    submit_label = gettext_lazy("Save agenda")
    mark_optional = False

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = self._asked_rows() or min(len(parts) + SPARE, MOST)
        for number in range(self.count):
            self._add_row(number, parts[number] if number < len(parts) else None)
        begins = clock(parts[0].starts) if parts else ""
        self.initial.update({"begins": begins, "seen_begins": begins, "rows": self.count})
        self.parts: list[Part] = []

    def _asked_rows(self) -> int:
        asked = str(self.data.get("rows", "")) if self.is_bound else ""
        return min(int(asked) + (SPARE if "more" in self.data else 0), MOST) if asked.isdecimal() else 0

    def _add_row(self, number: int, part: Part | None) -> None:
        named = {"number": number + 1}
        initial: dict[str, Any] = {name: getattr(part, name) for name in NAMES} if part else {}
        starts = clock(part.starts) if part else ""
        rows: dict[str, forms.Field] = {
            "starts": TimeField(label=_("Start of part %(number)s") % named, required=False, initial=starts),
            "seen": forms.CharField(required=False, widget=forms.HiddenInput, initial=starts),
            "minutes": forms.IntegerField(
                label=_("Minutes of part %(number)s") % named, required=False, min_value=1, max_value=600
            ),
            "title": forms.CharField(
                label=_("What happens in part %(number)s") % named, required=False, max_length=160
            ),
            "is_break": forms.BooleanField(label=_("Part %(number)s is a break") % named, required=False),
            "led_by": forms.CharField(label=_("Who leads part %(number)s") % named, required=False, max_length=80),
            "room": forms.CharField(label=_("Room of part %(number)s") % named, required=False, max_length=80),
            "note": forms.CharField(label=_("Notes on part %(number)s") % named, required=False, max_length=500),
        }
        for name, field in rows.items():
            if name not in {"starts", "seen"}:
                field.initial = initial.get(name)
            self._say(field)
            self.fields[f"{name}_{number}"] = field

    @staticmethod
    def _say(field: forms.Field) -> None:
        """Give a row's errors their sentences: the house's own speak of fields that are there from the start."""
        said = {"label": field.label}
        field.error_messages["invalid"] = (
            _("Enter “%(label)s” as a time, like 9:30am.") % said
            if isinstance(field, TimeField)
            else _("Enter “%(label)s” as a whole number, like 30.") % said
        )
        for validator in field.validators:
            if getattr(validator, "code", "") in {"min_value", "max_value"}:
                validator.message = _("“%(label)s” must be from 1 to 600.") % said  # type: ignore[attr-defined]

    def lines(self) -> Iterator[PartRow]:
        """Yield the rows for the page."""
        for number in range(self.count):
            yield PartRow(number + 1, {name: self[f"{name}_{number}"] for name in (*NAMES, "seen")})

    def clean(self) -> dict[str, Any]:
        """Work out the parts: times that follow on, times that move with the day, and a length for each."""
        cleaned = super().clean() or {}
        moved = self._moved(cleaned)
        after: dt.time | None = cleaned.get("begins")
        parts = []
        for number in range(self.count):
            if not cleaned.get(f"title_{number}"):
                self._refuse_untitled(number, cleaned)
                continue
            starts = self._starts(number, cleaned, moved) or after
            if starts is None:
                self.add_error(f"starts_{number}", _("Say when part %(number)s begins.") % {"number": number + 1})
                continue
            part = self._part(number, cleaned, starts)
            parts.append(part)
            after = part.ends
        self.parts = sorted(parts, key=lambda part: part.starts)
        return cleaned

    @staticmethod
    def _moved(cleaned: Mapping[str, Any]) -> int:
        begins, seen = cleaned.get("begins"), cleaned.get("seen_begins")
        before = TimeField(required=False).to_python(seen) if seen else None
        return between(before, begins) if begins and before else 0

    def _starts(self, number: int, cleaned: Mapping[str, Any], moved: int) -> dt.time | None:
        starts: dt.time | None = cleaned.get(f"starts_{number}")
        untouched = starts is not None and clock(starts) == cleaned.get(f"seen_{number}")
        return clock_after(starts, moved) if starts is not None and untouched else starts

    def _refuse_untitled(self, number: int, cleaned: Mapping[str, Any]) -> None:
        """Refuse a new row that says something but not what happens. A part that was there is removed so."""
        told = any(cleaned.get(f"{name}_{number}") for name in ("is_break", "led_by", "room", "note"))
        if told and not cleaned.get(f"seen_{number}"):
            self.add_error(f"title_{number}", _("Say what happens in part %(number)s.") % {"number": number + 1})

    @staticmethod
    def _part(number: int, cleaned: Mapping[str, Any], starts: dt.time) -> Part:
        typed = {name: cleaned.get(f"{name}_{number}") for name in NAMES}
        return Part(
            starts=starts,
            title=str(typed["title"]),
            minutes=int(typed["minutes"] or 30),
            is_break=bool(typed["is_break"]),
            led_by=str(typed["led_by"] or ""),
            room=str(typed["room"] or ""),
            note=str(typed["note"] or ""),
        )

    def differences(self, saved: Mapping[str, Any]) -> list[Difference]:
        """Return both agendas as text, where they differ; `saved` holds the parts as they are now."""
        mine, theirs = in_words(self.parts), in_words(saved["parts"])
        return [] if mine == theirs else [Difference(_("Agenda"), mine, theirs)]


def in_words(parts: Sequence[Part]) -> str:
    """Return an agenda as lines that a person reads: “9:30am to 10am: Welcome”."""
    return "\n".join(
        _("%(start)s to %(end)s: %(title)s")
        % {"start": say_time(part.starts), "end": say_time(part.ends), "title": part.title}
        for part in parts
    )
