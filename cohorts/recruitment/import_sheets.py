"""Files of any form tool as rows of text: CSV in any common encoding, and XLSX. What the cells mean is not asked here.

Nothing of a file is worked out: formulas stay text, and what a small file would unpack to is asked before it is.
"""

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, Any

from django.utils.translation import gettext as _

from cohorts.recruitment.import_cells import text_of, unarmed
from cohorts.recruitment.import_file import BOMS, DELIMITERS, MOST_ROWS, Records, Refused, guess_encoding

Record = tuple[int, list[str]]
MOST_COLUMNS = 200
# A form of 10,000 long answers unpacks to a third of this.
MOST_UNPACKED = 150 * 1024 * 1024
MOST_SHARED_TEXT = 60 * 1024 * 1024
LOOK_AT = 20
# Under its questions a SurveyMonkey file has a second line, which says what kind of answer stands there.
SECOND_LINE = frozenset({"open-ended response", "response"})


@dataclass(frozen=True)
class Facts:
    """How a file was read, for whoever has to check whether that was right."""

    kind: str
    encoding: str = ""
    # The encoding was not said by the file and is not the usual one.
    assumed: bool = False
    sheet: str = ""
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A header of distinct names and the numbered rows under it. `records` can be read once."""

    header: tuple[str, ...]
    records: Iterator[Record]
    facts: Facts = field(default_factory=lambda: Facts("csv"))


def open_sheet(file: IO[bytes], *, sheet: str = "") -> Sheet:
    """Return the rows of a CSV or XLSX file; of a workbook those of the first sheet with rows, or of the one named.

    Raises:
        Refused: it is neither, cannot be read, or would unpack to more than a form can hold.
    """
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start:
        raise Refused(_("The file is empty."))
    if start.startswith(b"PK\x03\x04"):
        return _open_workbook(file, sheet)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_("This is an old Excel file, or one with a password. Save it as .xlsx without a password."))
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"<!DOCTYP", b"<html")):
        raise Refused(_("This is not a table. Save the answers as CSV or XLSX, and choose that file."))
    return _open_csv(file.read())


def hash_of_file(file: IO[bytes], *, sheet: str = "") -> str:
    """Return the SHA-256 of a file, and of the sheet where it was chosen, so that each sheet counts for itself."""
    file.seek(0)
    digest = sha256()
    while part := file.read(1 << 20):
        digest.update(part)
    if sheet:
        digest.update(b"\0" + sheet.encode())
    file.seek(0)
    return digest.hexdigest()


# --- CSV --------------------------------------------------------------------------------------------------------


def _open_csv(data: bytes) -> Sheet:
    encoding, assumed = _encoding(data)
    text = data.decode(encoding).removeprefix("\ufeff")
    if "\0" in text:
        raise Refused(_("The file holds characters that no text has. Save it again as CSV or XLSX."))
    if not text.strip():
        raise Refused(_("The file is empty."))
    records = ((number, [unarmed(cell.strip()) for cell in cells]) for number, cells in Records(text, _best(text)))
    header, rest = _header(records)
    return Sheet(header, rest, Facts("csv", encoding, assumed))


def _encoding(data: bytes) -> tuple[str, bool]:
    """Return the encoding, and whether it is a guess that somebody should look at."""
    if data[:2] in BOMS:
        name, assumed = BOMS[data[:2]], False
    else:
        name = guess_encoding(data)
        assumed = name != "utf-8-sig"
    try:
        data.decode(name)
    except UnicodeDecodeError:
        raise Refused(_("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX.")) from None
    return name, assumed


def _best(text: str) -> str:
    """Return the delimiter that cuts the first lines into most columns, the same number in most of them."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in _first_records(text, delimiter)]
        wide = max(widths, default=1)
        return (sum(width == wide for width in widths) if wide > 1 else 0, wide)

    return max(DELIMITERS, key=score)


def _first_records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(text[:200_000].splitlines(keepends=True), delimiter=delimiter)
    for _number, cells in zip(range(LOOK_AT), reader, strict=False):
        if any(cell.strip() for cell in cells):
            yield cells


# --- XLSX -------------------------------------------------------------------------------------------------------


def _open_workbook(file: IO[bytes], wanted: str) -> Sheet:
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy, and only needed for a workbook

    _look_into(file)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        names = tuple(sheet.title for sheet in book.worksheets)
    except Exception as error:
        # A broken file fails in many ways, and all mean the same.
        raise _broken() from error
    if wanted and wanted not in names:
        raise Refused(_("The file has no sheet called “%(name)s”.") % {"name": wanted})
    for name in (wanted,) if wanted else names:
        rows = _rows_of(book[name])
        first = next(rows, None)
        if first is not None:
            header, rest = _header(_chained(first, rows))
            return Sheet(header, rest, Facts("xlsx", sheet=name, sheets=names))
    raise Refused(_("The file is empty."))


def _broken() -> Refused:
    return Refused(_("This workbook cannot be opened. Open it in your spreadsheet, and save it again as XLSX or CSV."))


def _look_into(file: IO[bytes]) -> None:
    """Refuse what is no workbook, would unpack to a flood, or declares entities that would grow while it is read."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in archive.namelist():
                raise Refused(_("This is not a spreadsheet that we can read. Save it as XLSX or CSV."))
            shared = sum(part.file_size for part in parts if part.filename.endswith("sharedStrings.xml"))
            if sum(part.file_size for part in parts) > MOST_UNPACKED or shared > MOST_SHARED_TEXT:
                raise Refused(_("This workbook unpacks to far more than a form can hold. Save the sheet alone as CSV."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_entities(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise _broken() from error


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with archive.open(part) as inside:
        if b"<!DOCTYPE" in inside.read(4096):
            raise _broken()


def _rows_of(sheet: Any) -> Iterator[Record]:
    """Yield rows that are not blank, as far as a form can be wide."""
    # What a file says about its own size is not always true.
    sheet.reset_dimensions()
    try:
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1), start=1):
            cells = [_shown(cell) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield number, cells
    except Refused:
        raise
    except Exception as error:
        raise _broken() from error


def _shown(cell: Any) -> str:
    if cell.value is None:
        return ""
    return text_of(cell.value, number_format=cell.number_format, formula=cell.data_type == "f")


def _chained(first: Record, rest: Iterator[Record]) -> Iterator[Record]:
    yield first
    yield from rest


# --- the header --------------------------------------------------------------------------------------------------


def _header(records: Iterator[Record]) -> tuple[tuple[str, ...], Iterator[Record]]:
    """Return distinct names of the columns, and the rows under them. Lines of a title above are left out."""
    titles: list[Record] = []
    for number, cells in records:
        if sum(bool(cell) for cell in cells) > 1 or len(titles) == LOOK_AT:
            return _named(cells, records)
        titles.append((number, cells))
    if not titles:
        raise Refused(_("The file is empty."))
    # A table of one column.
    return _named(titles[0][1], iter(titles[1:]))


def _named(cells: Sequence[str], records: Iterator[Record]) -> tuple[tuple[str, ...], Iterator[Record]]:
    if len(cells) > MOST_COLUMNS:
        raise Refused(_("The table has more than %(most)s columns. Leave out those that nobody needs.") % {"most": 200})
    second = next(records, None)
    if second is None:
        raise Refused(_("The file has a header and no rows."))
    if any(cell.casefold() in SECOND_LINE for cell in second[1]):
        cells, rest = _joined(cells, second[1]), records
    else:
        rest = _chained(second, records)
    return _distinct(cells), _counted(rest)


def _joined(questions: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Return one line of names for a header of two lines: a question stands only over the first of its columns."""
    names, question = [], ""
    for place in range(max(len(questions), len(kinds))):
        question = (questions[place] if place < len(questions) else "") or question
        kind = kinds[place] if place < len(kinds) else ""
        names.append(question if not kind or kind.casefold() in SECOND_LINE else f"{question}: {kind}")
    return names


def _distinct(cells: Iterable[str]) -> tuple[str, ...]:
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:200] or _("Column %(number)s") % {"number": place}
        count, plain = 1, name
        while name in names:
            count += 1
            name = f"{plain} ({count})"
        names.append(name)
    return tuple(names)


def _counted(records: Iterator[Record]) -> Iterator[Record]:
    for count, record in enumerate(records):
        if count == MOST_ROWS:
            sentence = _("The file has more than %(most)s rows. Split it, and import the parts one by one.")
            raise Refused(sentence % {"most": f"{MOST_ROWS:,}"})
        yield record
