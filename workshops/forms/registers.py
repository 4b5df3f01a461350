"""The register and apologies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Place
from common.easy import EasyWords
from common.forms import LTForm
from common.templatetags.lt import lt_label
from workshops.actions import Conflict, Marking
from workshops.models import RegisterEntry
from workshops.rosters import Row

Mark = RegisterEntry.Mark
# What is ticked most often comes first under the thumb.
MARKS = tuple(
    (mark.value, mark.label) for mark in (Mark.PRESENT, Mark.PART, Mark.APOLOGIES, Mark.NO_SHOW, Mark.EXPECTED)
)


# The name of the button that marks the others.
OTHERS_PRESENT = "others_present"


@dataclass(frozen=True)
class RegisterRow:
    """One person on the page: what is known, what is marked and noted, and where somebody else was first."""

    row: Row
    mark: str
    mark_errors: list[str]
    note: str
    note_errors: list[str]
    # What the page showed when it was opened: names and values.
    shown: tuple[tuple[str, str], ...]
    conflict: Conflict | None

    @property
    def key(self) -> int:
        """What the names of the fields of this row end in."""
        return self.row.place.pk

    @property
    def facts(self) -> str:
        """Role and partners, in words."""
        place, partners = self.row.place, ", ".join(self.row.partners)
        found = [lt_label(place, "role")]
        if partners:
            found.append(_("works with %(partners)s") % {"partners": partners})
        if place.state == Place.State.WITHDRAWN:
            found.append(_("has left the programme"))
        return " · ".join(found)


class RegisterForm(LTForm):
    """One row a person: a mark and a note, with what the page showed when it was opened.

    Sent by its second button, whoever is still only expected was present. It has its fields once it was sent: of the
    two hundred of a page that is only opened nobody asks anything.
    """

    submit_label = gettext_lazy("Save the register")
    mark_optional = False

    def __init__(
        self, *args: Any, rows: list[Row], conflicts: Mapping[int, Conflict] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.conflicts = rows, conflicts or {}
        if not self.is_bound:
            return
        if OTHERS_PRESENT in self.data:
            sent = {name: self.data[name] for name in self.data}
            expected = [name for name, value in sent.items() if name.startswith("mark_") and value == Mark.EXPECTED]
            self.data = sent | dict.fromkeys(expected, Mark.PRESENT.value)
        for row in rows:
            self._add_fields(row.place.pk, row.place.person.full_name)

    def _add_fields(self, key: int, name: str) -> None:
        self.fields[f"mark_{key}"] = forms.ChoiceField(
            label=name,
            choices=MARKS,
            error_messages={
                "required": _("Choose whether %(name)s came.") % {"name": name},
                "invalid_choice": _("Choose one of the answers listed for %(name)s.") % {"name": name},
            },
        )
        self.fields[f"note_{key}"] = forms.CharField(
            required=False,
            max_length=250,
            error_messages={
                "max_length": _("Shorten the note about %(name)s to 250 characters or fewer.") % {"name": name}
            },
        )
        for hidden in ("seen", "said", "version"):
            self.fields[f"{hidden}_{key}"] = forms.CharField(required=False, strip=False)

    @property
    def marks(self) -> list[tuple[str, str]]:
        """The marks to choose from, each with its label."""
        return [(value, str(label)) for value, label in MARKS]

    def people(self) -> Iterator[RegisterRow]:
        """Yield the rows for the page, in the order of the roster."""
        for row in self.rows:
            key = row.place.pk
            shown = (("seen", row.mark), ("said", row.note), ("version", str(row.version)))
            yield RegisterRow(
                row=row,
                mark=self._value(f"mark_{key}", row.mark),
                mark_errors=self._errors_of(f"mark_{key}"),
                note=self._value(f"note_{key}", row.note),
                note_errors=self._errors_of(f"note_{key}"),
                shown=tuple((f"{name}_{key}", self._value(f"{name}_{key}", value)) for name, value in shown),
                conflict=self.conflicts.get(key),
            )

    def _errors_of(self, name: str) -> list[str]:
        return [str(error) for error in self.errors.get(name, ())]

    def _value(self, name: str, saved: str) -> str:
        """Return what a field shows: what was sent, else what is saved."""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, saved))

    def markings(self) -> list[Marking]:
        """Return every row as it was sent."""
        return [self._marking(row) for row in self.rows]

    def _marking(self, row: Row) -> Marking:
        typed, key = self.cleaned_data, row.place.pk
        version = typed[f"version_{key}"]
        return Marking(
            place_id=key,
            mark=typed[f"mark_{key}"],
            note=typed[f"note_{key}"],
            seen_mark=typed[f"seen_{key}"],
            seen_note=typed[f"said_{key}"],
            version=int(version) if version.isdecimal() else 0,
        )

    def again(self, rows: list[Row], conflicts: Mapping[int, Conflict]) -> "RegisterForm":
        """Return a form over what is saved now, with my own answer still ticked where somebody else was first."""
        initial = {
            f"{name}_{key}": value
            for key, conflict in conflicts.items()
            for name, value in (("mark", conflict.mine.mark), ("note", conflict.mine.note))
        }
        return RegisterForm(rows=rows, conflicts=conflicts, initial=initial)


EASY_APOLOGIES = EasyWords(
    fields={"reason": (gettext_lazy("Do you want to say why?"), gettext_lazy("You do not have to."))}
)


class ApologiesForm(LTForm):
    """Why somebody cannot come; the reason may stay empty."""

    reason = forms.CharField(
        label=gettext_lazy("Would you like to say why?"),
        required=False,
        max_length=250,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("You do not have to. Your facilitators and coordinators can read it."),
    )
    submit_label = gettext_lazy("Send my apologies")
