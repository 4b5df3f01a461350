"""From the columns of a file to the fields of an application, as somebody matched them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cohorts.models import Cohort
from cohorts.recruitment.import_cells import FORMULA_MARK
from cohorts.recruitment.import_columns import COLUMNS
from cohorts.recruitment.import_fields import FIELDS, FULL_NAME, IGNORE, NEEDED, Field, known_words
from cohorts.recruitment.import_file import Row
from cohorts.recruitment.import_guess import guess_word
from cohorts.recruitment.import_looks import Look, parts_of

Words = Mapping[str, Mapping[str, str]]
# What a word of the file is matched to where it says nothing of use.
NOTHING = "-"


@dataclass(frozen=True)
class Matching:
    """How one file is read: column → field, field → word of the file (small) → ours, and what holds for every row."""

    columns: Mapping[str, str]
    words: Words = field(default_factory=dict)
    always: Mapping[str, str] = field(default_factory=dict)

    def fields(self) -> set[str]:
        """Return the fields that get something."""
        return {name for name in self.columns.values() if name != IGNORE} | {k for k, v in self.always.items() if v}


def missing(mapping: Matching) -> list[tuple[str, ...]]:
    """Return the groups of fields that a file must bring and this one does not."""
    given = mapping.fields()
    return [group for group in NEEDED if not given & set(group)]


def letter_of(place: int) -> str:
    """Return what a spreadsheet calls a column: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class Reader:
    """Turns rows of one file into rows of ours; made once a file, because it is asked ten thousand times."""

    def __init__(self, header: Sequence[str], mapping: Matching, cohorts: Sequence[Cohort]) -> None:
        self._header = header
        self._always = {name: value for name, value in mapping.always.items() if value}
        self._fields: list[Field | None] = [FIELDS.get(mapping.columns.get(name, IGNORE)) for name in header]
        self._labels = {name: str(one.label) for name, one in FIELDS.items()}
        self._columns: dict[str, tuple[str, str]] = {}
        for place, one in enumerate(self._fields):
            if one is not None:
                self._columns.setdefault(one.name, (header[place], letter_of(place)))
        if FULL_NAME in self._columns:
            self._columns.setdefault("given_name", self._columns[FULL_NAME])
        self._words = {
            one.name: known_words(one, cohorts) | dict(mapping.words.get(one.name, {}))
            for one in {field for field in self._fields if field is not None}
            if one.choices is not None
        }

    def row(self, number: int, original: Sequence[str]) -> Row:
        """Return one row with its cells under our names; sentences call each as the file does."""
        found: dict[str, list[str]] = {}
        problems = []
        for place, one in enumerate(self._fields[: len(original)]):
            text = original[place]
            if one is None or not text:
                continue
            if text.startswith(FORMULA_MARK):
                problems.append(self._formula(place, number))
            else:
                found.setdefault(one.name, []).append(self._in_our_words(one, text))
        cells = {name: FIELDS[name].between.join(filter(None, texts)) for name, texts in found.items()}
        if len(original) > len(self._header):
            problems.append(_("The row has more cells than the header has names."))
        return Row(number, self._finished(cells), (), self._columns, self._labels, tuple(problems))

    def _formula(self, place: int, number: int) -> str:
        sentence = _("“%(column)s” (cell %(cell)s) holds a formula. Put in its result, as text.")
        return sentence % {"column": self._header[place], "cell": f"{letter_of(place)}{number}"}

    def _in_our_words(self, one: Field, text: str) -> str:
        words = self._words.get(one.name)
        if words is None:
            return text
        if text.casefold() in words or not one.many:
            ours = words.get(text.casefold(), text)
            return "" if ours == NOTHING else ours
        parts = [words.get(part.casefold(), part) for part in parts_of(text)]
        return ";".join(dict.fromkeys(part for part in parts if part != NOTHING))

    def _finished(self, cells: dict[str, str]) -> dict[str, str]:
        whole = cells.pop(FULL_NAME, "")
        if whole and not cells.get("given_name"):
            given, _space, family = whole.rpartition(" ")
            cells["given_name"], cells["family_name"] = (given, family) if given else (family, "")
        for name, value in self._always.items():
            if not cells.get(name):
                cells[name] = value
        if len(cells.get("heard_from", "")) > (most := COLUMNS["heard_from"].longest):
            cells["heard_from"] = cells["heard_from"][: most - 1] + "…"
        return cells


@dataclass(frozen=True)
class Question:
    """A word of the file for which a choice of ours is asked: how often it stands there, and what we would guess."""

    field: Field
    word: str
    count: int
    ours: str
    known: bool


def questions(
    header: Sequence[str], looks: Sequence[Look], mapping: Matching, cohorts: Sequence[Cohort]
) -> list[Question]:
    """Return every word of the file that stands for a choice, those that we do not know by ourselves first."""
    asked: dict[tuple[str, str], Question] = {}
    for name, look in zip(header, looks, strict=True):
        one = FIELDS.get(mapping.columns.get(name, IGNORE))
        if one is None or one.choices is None:
            continue
        known = known_words(one, cohorts)
        chosen = mapping.words.get(one.name, {})
        for word, count in (look.parts if one.many else look.words).items():
            small = word.casefold()
            ours = chosen.get(small, guess_word(one.name, word, known))
            asked[one.name, small] = Question(one, word, count, ours or "", small in known)
    return sorted(asked.values(), key=lambda question: (list(FIELDS).index(question.field.name), question.known))


def stored(mapping: Matching) -> dict[str, Any]:
    """Return what a batch keeps in the open: words of the file may be somebody's own, so they are kept apart."""
    return {"fields": dict(mapping.columns), "always": dict(mapping.always)}


def mapping_of(batch_mapping: Mapping[str, Any], words: Words) -> Matching:
    """Return a mapping from what was stored."""
    return Matching(batch_mapping.get("fields", {}), words, batch_mapping.get("always", {}))
