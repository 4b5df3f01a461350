"""What the cells of each column hold, read once over the whole file: samples, how many look like what, and choices."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from cohorts import geography
from cohorts.recruitment.import_cells import without_mark

SAMPLES = 3
SAMPLE_LETTERS = 60
# A column with more different cells than this is not one of choices.
MOST_WORDS = 60
WORD_LETTERS = 120
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?[\d\s().-]{9,20}")
NUMBER = re.compile(r"\d{1,4}(\.\d+)?( ?(miles?|mi))?")
DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}([ T].*)?")
LISTED = re.compile(r"[;\n]")


def look_of(text: str) -> str:
    """Return what one cell looks like: email, postcode, date, number, phone, or nothing of these."""
    if EMAIL.fullmatch(text):
        return "email"
    if len(text) <= 9 and (code := geography.outward_of(text)) is not None and geography.is_known(code):
        return "postcode"
    for name, pattern in (("date", DATE), ("number", NUMBER)):
        if pattern.fullmatch(text):
            return name
    digits = sum(letter.isdigit() for letter in text)
    return "phone" if PHONE.fullmatch(text) and 9 <= digits <= 15 else ""


def parts_of(text: str) -> list[str]:
    """Return the ticks that a form tool wrote into one cell: between them semicolons or line ends, else commas."""
    parts = LISTED.split(text) if LISTED.search(text) else text.split(", ")
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


@dataclass
class Look:
    """One column: how many cells are filled, and what they hold."""

    filled: int = 0
    looks: dict[str, int] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)
    words: dict[str, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)

    def share(self, look: str) -> float:
        """Return which share of the filled cells look so, from 0 to 1."""
        return self.looks.get(look, 0) / self.filled if self.filled else 0


class Looking:
    """Looks at row after row; memory stays small however long the file is."""

    def __init__(self, width: int) -> None:
        self._columns = [Look() for _column in range(width)]
        self._words: list[Counter[str]] = [Counter() for _column in range(width)]
        self._parts: list[Counter[str]] = [Counter() for _column in range(width)]

    def add(self, cells: Sequence[str]) -> None:
        """Look at one row."""
        for place, cell in enumerate(cells[: len(self._columns)]):
            text = without_mark(cell)
            if text:
                self._add(place, text)

    def _add(self, place: int, text: str) -> None:
        column = self._columns[place]
        column.filled += 1
        look = look_of(text) if len(text) < 100 else ""
        if look:
            column.looks[look] = column.looks.get(look, 0) + 1
        short = text[:SAMPLE_LETTERS]
        if len(column.samples) < SAMPLES and short not in column.samples:
            column.samples.append(short)
        _count(self._words[place], [text])
        _count(self._parts[place], parts_of(text))

    def result(self) -> list[dict[str, Any]]:
        """Return what was seen, one entry a column, as JSON takes it."""
        for column, words, parts in zip(self._columns, self._words, self._parts, strict=True):
            column.words = _kept(words)
            column.parts = _kept(parts)
        return [asdict(column) for column in self._columns]


def _count(counter: Counter[str], words: Iterable[str]) -> None:
    """Count words until there are too many for choices; then the column is one of free text, and nothing is kept."""
    if len(counter) <= MOST_WORDS:
        counter.update(word[: WORD_LETTERS + 1] for word in words)


def _kept(counter: Counter[str]) -> dict[str, int]:
    if len(counter) > MOST_WORDS or any(len(word) > WORD_LETTERS for word in counter):
        return {}
    return dict(counter.most_common())


def looks_of(reading: Mapping[str, Any]) -> list[Look]:
    """Return what was seen of each column, from what was stored."""
    return [Look(**column) for column in reading["columns"]]
