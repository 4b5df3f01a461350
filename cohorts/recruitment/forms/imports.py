"""Forms of imports: the file, which column is which, and which word means what."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Cohort, Programme, Role
from cohorts.querysets import ProgrammeQuerySet
from cohorts.recruitment.import_fields import FIELDS, IGNORE, SELECTION, grouped
from cohorts.recruitment.import_file import Refused
from cohorts.recruitment.import_guess import misfits
from cohorts.recruitment.import_looks import Look
from cohorts.recruitment.import_mapping import NOTHING, Matching, Question, letter_of, missing
from cohorts.recruitment.import_sheets import open_sheet
from common.forms import LTForm
from common.words import say_number

MEGABYTE = 1024 * 1024


class UploadForm(LTForm):
    """A file of applications, and the programme that they are for."""

    programme: forms.ModelChoiceField[Programme] = forms.ModelChoiceField(
        label=gettext_lazy("Programme"), queryset=Programme.objects.none(), to_field_name="ref", empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("File of applications"),
        help_text=gettext_lazy("CSV or XLSX, as your form tool or spreadsheet saves it. At most 10,000 rows."),
    )
    submit_label = gettext_lazy("Send the file")

    def __init__(self, *args: Any, programmes: ProgrammeQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["programme"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = programmes

    def clean_file(self) -> Any:
        """Refuse at once what is too large or cannot be opened; the rows are read later."""
        file = self.cleaned_data["file"]
        if file.size > settings.IMPORT_MAX_BYTES:
            sentence = _("This file has %(size)s MB. A file may have %(most)s MB: leave out columns, or split it.")
            size, most = -(-file.size // MEGABYTE), settings.IMPORT_MAX_BYTES // MEGABYTE
            raise forms.ValidationError(sentence % {"size": say_number(size), "most": say_number(most)})
        try:
            open_sheet(file)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


@dataclass(frozen=True)
class ColumnRow:
    """One column in the table of the form: where it stands, what it holds, and its box."""

    letter: str
    name: str
    look: Look
    box: forms.BoundField


class ColumnsForm(LTForm):
    """Which column of the file is which field."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    always_role = forms.ChoiceField(
        label=gettext_lazy("Role, where no column says it"),
        choices=[("", gettext_lazy("A column says it")), *Role.choices],
        required=False,
    )
    always_first_choice = forms.ChoiceField(label=gettext_lazy("Cohort, where no column says it"), required=False)
    anyway = forms.BooleanField(
        label=gettext_lazy("I have looked at the warnings. Go on all the same."), required=False
    )
    submit_label = gettext_lazy("Continue")

    def __init__(
        self, *args: Any, header: Sequence[str], looks: Sequence[Look], cohorts: Sequence[Cohort], **kwargs: Any
    ) -> None:
        self.header, self.looks = header, looks
        super().__init__(*args, **kwargs)
        cohort = self.fields["always_first_choice"]
        if isinstance(cohort, forms.ChoiceField):
            cohort.choices = [("", _("A column says it")), *((one.ref, one.name) for one in cohorts)]
        choices = [(IGNORE, _("Leave out")), *grouped()]
        for place, name in enumerate(header):
            box = forms.ChoiceField(label=name, choices=choices, required=False)
            box.widget.attrs["class"] = "govuk-select"
            self.fields[f"column_{place}"] = box
        self.doubts: dict[str, str] = {}

    @staticmethod
    def initial_of(matching: Matching, header: Sequence[str], version: int) -> dict[str, Any]:
        """Return what the boxes show first."""
        found: dict[str, Any] = {
            f"column_{place}": matching.columns.get(name, IGNORE) for place, name in enumerate(header)
        }
        always = {f"always_{name}": value for name, value in matching.always.items()}
        return {**found, **always, "version": version}

    @property
    def matching(self) -> Matching:
        """What was chosen."""
        chosen = self.cleaned_data
        columns = {
            name: chosen.get(f"column_{place}") or IGNORE
            for place, name in enumerate(self.header)
        }  # fmt: skip
        names = ("role", "first_choice")
        always = {name: chosen.get(f"always_{name}", "") for name in names if name not in columns.values()}
        return Matching(columns, {}, {name: value for name, value in always.items() if value})

    def rows(self) -> list[ColumnRow]:
        """Return the columns as the table shows them."""
        return [
            ColumnRow(letter_of(place), name, look, self[f"column_{place}"])
            for place, (name, look) in enumerate(zip(self.header, self.looks, strict=True))
        ]

    def clean(self) -> dict[str, Any]:
        """Say what is missing, matched twice, or does not fit its cells."""
        cleaned = super().clean() or {}
        matching = self.matching
        self._say_missing(matching)
        self._say_twice(matching)
        self.doubts = misfits(matching.columns, self.header, self.looks) | self._without_consent(matching)
        if not cleaned.get("anyway"):
            for place, name in enumerate(self.header):
                if name in self.doubts:
                    self.add_error(f"column_{place}", self.doubts[name])
        return cleaned

    @staticmethod
    def _without_consent(matching: Matching) -> dict[str, str]:
        """Warn of characteristics that would be dropped, because no column says that people agreed to their use."""
        sentence = _(
            "Column “%(column)s” is kept only of people who agreed that we use it to choose fairly. "
            "No column is matched to “%(field)s”, so nothing of it would be kept."
        )
        consent = FIELDS["consent_selection"]
        if consent.name in matching.columns.values():
            return {}
        asked = {
            name for name, field in matching.columns.items() if field in FIELDS and FIELDS[field].group == SELECTION
        }
        return {name: sentence % {"column": name, "field": consent.label} for name in asked}

    def _say_missing(self, matching: Matching) -> None:
        for group in missing(matching):
            names = _(" or ").join(f"“{FIELDS[name].label}”" for name in group)
            self.add_error(None, _("No column is matched to %(names)s. Every application needs it.") % {"names": names})

    def _say_twice(self, matching: Matching) -> None:
        counts = Counter(name for name in matching.columns.values() if name != IGNORE)
        for place, name in enumerate(self.header):
            field = matching.columns[name]
            if counts.get(field, 0) > 1 and not FIELDS[field].several:
                sentence = _("Column “%(column)s”: another column is matched to “%(field)s” too. Keep one of them.")
                self.add_error(f"column_{place}", sentence % {"column": name, "field": FIELDS[field].label})


class WordsForm(LTForm):
    """Which word of the file means which choice."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    submit_label = gettext_lazy("Check every row")

    def __init__(self, *args: Any, questions: Sequence[Question], cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        self.questions = questions
        super().__init__(*args, **kwargs)
        for place, question in enumerate(questions):
            offered = question.field.choices(cohorts) if question.field.choices else ()
            nothing = next((label for slug, label in offered if not slug), _("Leave empty"))
            choices = [("", _("Nothing of these: refuse the row")), *(pair for pair in offered if pair[0])]
            box = forms.ChoiceField(
                label=question.word, choices=[*choices, (NOTHING, nothing)], required=False, initial=question.ours
            )
            box.widget.attrs["class"] = "govuk-select"
            self.fields[f"word_{place}"] = box

    def groups(self) -> list[tuple[str, list[tuple[Question, forms.BoundField]]]]:
        """Return the questions with their boxes, field by field."""
        found: dict[str, list[tuple[Question, forms.BoundField]]] = {}
        for place, question in enumerate(self.questions):
            found.setdefault(str(question.field.label), []).append((question, self[f"word_{place}"]))
        return list(found.items())

    def words_with(self, before: Mapping[str, Mapping[str, str]], fields: Collection[str]) -> dict[str, dict[str, str]]:
        """Return what was chosen, field → word of the file (small) → ours, beside words that only earlier files had."""
        asked = {(question.field.name, question.word.casefold()) for question in self.questions}
        found = {
            name: {word: ours for word, ours in before.get(name, {}).items() if (name, word) not in asked}
            for name in fields
        }
        for place, question in enumerate(self.questions):
            ours = self.cleaned_data.get(f"word_{place}", "")
            if ours:
                found.setdefault(question.field.name, {})[question.word.casefold()] = ours
        return {name: words for name, words in found.items() if words}


class DecisionForm(LTForm):
    """What a possible duplicate is."""

    decision = forms.ChoiceField(choices=[("merge", ""), ("different", ""), ("leave_out", "")])
    seen = forms.CharField(required=False, max_length=10)
