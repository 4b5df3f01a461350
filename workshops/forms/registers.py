"""The register and apologies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.easy import EasyWords
from common.forms import LTForm
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
    """One person on the page: what is known, the fields, and where somebody else was first."""

    row: Row
    mark: BoundField
    note: BoundField
    hidden: tuple[BoundField, ...]
    conflict: Conflict | None


class RegisterForm(LTForm):
    """One row a person: a mark and a note, with what the page showed when it was opened.

    Sent by its second button, whoever is still only expected was present.
    """

    submit_label = gettext_lazy("Save the register")
    mark_optional = False

    def __init__(
        self, *args: Any, rows: list[Row], conflicts: Mapping[int, Conflict] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.conflicts = rows, conflicts or {}
        if OTHERS_PRESENT in self.data:
            sent = {name: self.data[name] for name in self.data}
            expected = [name for name, value in sent.items() if name.startswith("mark_") and value == Mark.EXPECTED]
            self.data = sent | dict.fromkeys(expected, Mark.PRESENT.value)
        for row in rows:
            key, name = row.place.pk, row.place.person.full_name
            self.fields[f"mark_{key}"] = forms.ChoiceField(
                label=name,
                choices=MARKS,
                initial=row.mark,
                widget=forms.RadioSelect(attrs={"class": "wr-marks"}),
                error_messages={
                    "required": _("Choose whether %(name)s came.") % {"name": name},
                    "invalid_choice": _("Choose one of the answers listed for %(name)s.") % {"name": name},
                },
            )
            self.fields[f"note_{key}"] = forms.CharField(
                label=_("Note about %(name)s") % {"name": name},
                required=False,
                max_length=250,
                initial=row.note,
                error_messages={
                    "max_length": _("Shorten the note about %(name)s to 250 characters or fewer.") % {"name": name}
                },
            )
            for hidden, value in (("seen", row.mark), ("said", row.note), ("version", str(row.version))):
                self.fields[f"{hidden}_{key}"] = forms.CharField(
                    required=False, initial=value, widget=forms.HiddenInput, strip=False
                )

    def people(self) -> Iterator[RegisterRow]:
        """Yield the rows for the page, in the order of the roster."""
        for row in self.rows:
            key = row.place.pk
            hidden = tuple(self[f"{name}_{key}"] for name in ("seen", "said", "version"))
            yield RegisterRow(row, self[f"mark_{key}"], self[f"note_{key}"], hidden, self.conflicts.get(key))

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
