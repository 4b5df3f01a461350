"""A file of applications as rows of text: encoding, delimiter and header, without regard to what the cells mean."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.translation import gettext as _

from cohorts.recruitment.import_columns import ALIASES, COLUMNS, REQUIRED

MOST_ROWS = 10_000
DELIMITERS = (",", ";", "\t", "|")
BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Refused(Exception):  # noqa: N818 - the file is refused, the program is well
    """The whole file cannot be read; the message says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it (the header is row 1), and its cells by column.

    Where the file calls its columns otherwise than we do, `columns` has each column's own name and letter, and `labels`
    what a field is called that has no column. `problems` are reasons, known before anything is read, to refuse the row.
    """

    number: int
    cells: Mapping[str, str]
    surplus: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    def title(self, name: str) -> str:
        """Return what to call a cell to whoever made the file: “Email address” (cell D7)."""
        if name not in self.columns:
            return self.labels.get(name, name)
        column, letter = self.columns[name]
        return _("“%(column)s” (cell %(cell)s)") % {"column": column, "cell": f"{letter}{self.number}"}


@dataclass(frozen=True)
class Table:
    """A file that could be read. `ignored` are columns of the file that nothing here is called."""

    file_hash: str
    columns: tuple[str, ...]
    ignored: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(data: bytes, *, encoding: str = "") -> Table:
    """Return the rows of a CSV file.

    Raises:
        Refused: wrong encoding, no header, missing or repeated columns, broken quotes, or more than 10,000 rows.
    """
    text = _decode(data, encoding)
    if not text.strip():
        raise Refused(_("The file is empty."))
    delimiter = _delimiter(text)
    records = Records(text, delimiter)
    header = next(records, (0, []))[1]
    names = [_column(cell) for cell in header]
    _check_header(header, names)
    rows = _rows(names, records)
    known = tuple(name for name in names if name in COLUMNS)
    ignored = tuple(cell for cell, name in zip(header, names, strict=True) if cell.strip() and name not in COLUMNS)
    return Table(sha256(data).hexdigest(), known, ignored, rows)


def _decode(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding or "utf-8-sig")
    except LookupError:
        raise Refused(_("There is no encoding called “%(name)s”. Try utf-8 or cp1252.") % {"name": encoding}) from None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(_not_this_encoding(data, encoding or "UTF-8", line)) from None
    if "\0" in text:
        raise Refused(_not_this_encoding(data, encoding or "UTF-8", 1))
    return text


def _not_this_encoding(data: bytes, tried: str, line: int) -> str:
    sentence = _(
        "The file is not in %(tried)s (line %(line)s). It looks like %(guess)s. "
        "Save it as “CSV UTF-8”, or add --encoding %(guess)s."
    )
    return sentence % {"tried": tried, "line": line, "guess": guess_encoding(data)}


def guess_encoding(data: bytes) -> str:
    """Return the likeliest encoding: by byte order mark, by null bytes, else what Excel writes in western Europe."""
    if data[:2] in BOMS:
        return BOMS[data[:2]]
    if b"\0" in data[:200]:
        return "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    for name in ("utf-8-sig", "cp1252"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return "mac-roman"


def _delimiter(text: str) -> str:
    """Return the delimiter with which most columns of the first line are known; a comma where none is."""
    line = text.lstrip("\r\n").splitlines()[0]

    def known(delimiter: str) -> int:
        return sum(_column(cell) in COLUMNS for cell in next(csv.reader([line], delimiter=delimiter), []))

    return max(DELIMITERS, key=known)


class Records:
    """Numbered records that are not blank; a broken one refuses the file."""

    def __init__(self, text: str, delimiter: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self._number = 0

    def __iter__(self) -> "Records":
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while True:
            self._number += 1
            try:
                cells = next(self._reader)
            except csv.Error as error:
                sentence = _("Row %(number)s cannot be read: a quotation mark is missing or too many (%(error)s).")
                raise Refused(sentence % {"number": self._number, "error": error}) from None
            if any(cell.strip() for cell in cells):
                return self._number, cells


def _column(cell: str) -> str:
    """Return the name of a column as it is known here: “First name” is given_name."""
    name = "_".join(cell.strip().strip("\ufeff").lower().replace("-", " ").replace("_", " ").split())
    return ALIASES.get(name, name)


def _check_header(header: Sequence[str], names: Sequence[str]) -> None:
    missing = [" or ".join(group) for group in REQUIRED if not set(group) & set(names)]
    if missing:
        sentence = _("Columns are missing: %(missing)s. The first line of the file has: %(header)s.")
        raise Refused(sentence % {"missing": ", ".join(missing), "header": ", ".join(header)})
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise Refused(_("These columns are there twice: %(twice)s. Keep one of each.") % {"twice": ", ".join(twice)})


def _rows(names: Sequence[str], records: Records) -> tuple[Row, ...]:
    rows: list[Row] = []
    for number, cells in records:
        if len(rows) == MOST_ROWS:
            raise Refused(
                _("The file has more than %(most)s rows. Split it, and import the parts one by one.")
                % {"most": f"{MOST_ROWS:,}"}
            )
        filled = dict.fromkeys(names, "") | dict(zip(names, (cell.strip() for cell in cells), strict=False))
        surplus = tuple(cell for cell in cells[len(names) :] if cell.strip())
        rows.append(Row(number, {name: filled[name] for name in names if name in COLUMNS}, surplus))
    if not rows:
        raise Refused(_("The file has a header and no rows."))
    return tuple(rows)
