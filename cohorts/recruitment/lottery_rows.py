"""A CSV file as rows with their numbers, however a spreadsheet saved it. No Django.

Commas, semicolons or tabs, with or without a byte order mark, whatever ends the lines. A row has the number that a
spreadsheet shows: blank rows are passed by but counted, and a line end inside a cell begins no row.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DELIMITERS = ",;\t"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LONGEST = 40


class FileError(ValueError):
    """A file cannot be used; the text says where and what to do."""


@dataclass(frozen=True)
class Sheet:
    """A file that could be read: its name, its headings and the number of their row, and (number, cells) of the others.

    Cells are without the spaces around them, and each row has as many as there are headings.
    """

    name: str
    headings: tuple[str, ...]
    top: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def at(self, number: int) -> str:
        """Return how an error names a row."""
        return f"{self.name}, row {number}"

    def column(self, heading: str, missing: str) -> int:
        """Return where a column stands. Raise FileError where it is not there (`missing` says what to do) or twice."""
        times = self.headings.count(heading)
        if not times:
            there = short(", ".join(filter(None, self.headings)), 200)
            raise FileError(
                f"{self.name} has no column “{heading}”. {missing} Its headings, in row {self.top}, are {there}."
            )
        if times > 1:
            raise FileError(
                f"{self.name} has {times} columns called “{heading}” in row {self.top}. Rename or remove one."
            )
        return self.headings.index(heading)


def short(text: str, longest: int = LONGEST) -> str:
    """Return a text as an error quotes it: on one line, and not for ever."""
    words = " ".join(text.split())
    return words if len(words) <= longest else f"{words[:longest]}…"


def read_sheet(path: Path) -> Sheet:
    """Return the rows of a file.

    Raises:
        FileError: it cannot be opened or read, is empty, or a row has more or fewer cells than there are headings.
    """
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    records = _records(path.name, text, max(DELIMITERS, key=first.count))
    top, headings = next(records, (0, ()))
    rows = tuple((number, _cells(path.name, number, cells, headings)) for number, cells in records)
    if not rows:
        raise FileError(f"{path.name} is empty: it needs a row of headings and at least one row below it.")
    return Sheet(path.name, headings, top, rows)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        words = f"{path.name} cannot be opened: {error.strerror}. Check the name and the folder, and try again."
        raise FileError(words) from error
    if data.startswith(UTF_16):
        raise FileError(f"{path.name} is in UTF-16, not in UTF-8. Save it as “CSV UTF-8” and try again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise FileError(
            f"{path.name}, row {row}: it has a letter that is not in UTF-8. Save the file as “CSV UTF-8” and try again."
        ) from error
    before, null, _after = text.partition("\0")
    if null:
        raise FileError(
            f"{path.name}, row {before.count(chr(10)) + 1}: it has a character that is no text. Save the file as "
            f"“CSV UTF-8” and try again."
        )
    return text


def _records(name: str, text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield number and cells of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = tuple(cell.strip() for cell in next(reader))
        except StopIteration:
            return
        except csv.Error as error:
            raise FileError(
                f"{name}, row {number}: a quotation mark is missing or too many, or a cell is far too long. Correct it "
                f"and try again."
            ) from error
        if any(cells):
            yield number, cells


def _cells(name: str, number: int, cells: tuple[str, ...], headings: tuple[str, ...]) -> tuple[str, ...]:
    """Return as many cells as there are headings; empty ones at the end are left away."""
    full = len(headings)
    if len(cells) < full or any(cells[full:]):
        raise FileError(
            f"{name}, row {number}: it has not as many cells as there are headings ({len(cells)}, not {full}). "
            f"Look for a comma or a quotation mark too many or too few."
        )
    return cells[:full]
