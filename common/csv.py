"""CSV files that a spreadsheet opens as data: text in them never becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# What a spreadsheet reads as the beginning of a formula, in its own and in full-width letters.
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# What some importers cut at line ends or drop, and then read on from.
CONTROL = ("\t", "\r", "\n", "\0")
BOM = "\ufeff"


def cell(value: Any) -> Any:
    """Return a value that is safe in a cell of CSV.

    Text that a spreadsheet could take for a formula, also behind spaces, quotation marks or control characters, gets
    an apostrophe in front. Numbers stay numbers, so that a negative one can still be added up; nothing is an empty
    text. Giving the result again changes nothing.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    # A null ends the text for some programs and breaks the file for others.
    text = value.replace("\0", "") if not value.startswith("\0") else "'" + value.replace("\0", "")
    # Nearly every text is printable, and a file has very many.
    inner = text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)
    inner = inner.lstrip(f'" {BOM}\u00a0')
    if text.startswith(CONTROL) or inner.lstrip('" ').startswith(FORMULA):
        return f"'{text}"
    return text


def write_csv(rows: Iterable[Sequence[Any]], header: Sequence[str], *, bom: bool = True) -> bytes:
    """Return a CSV file in UTF-8, every cell made safe; with `bom` Excel recognises the letters, R and Stata do not
    need it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return ((BOM if bom else "") + out.getvalue()).encode()
