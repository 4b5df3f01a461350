"""Cells of a spreadsheet as people see them: text, whatever the program behind it stores."""

import datetime as dt
import re
from decimal import Decimal
from typing import Any

# Marks a cell that held a formula. No keyboard types it, and nothing is shown of it.
FORMULA_MARK = "\u2061"
ONLY_ZEROS = re.compile(r"0+")


def text_of(value: Any, *, number_format: str = "General", formula: bool = False) -> str:
    """Return what a cell shows: “09/03/2027”, “20”, “07700 900123” where its format pads with zeros, “TRUE”.

    A formula keeps its text behind a mark: it is never worked out, and its row is refused.
    """
    if formula:
        return FORMULA_MARK + str(getattr(value, "text", value))
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).upper()
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format)
    if isinstance(value, dt.date | dt.time):
        return _moment(value)
    # Spreadsheets write a line end inside a cell so.
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").strip()


def _moment(value: dt.date | dt.time) -> str:
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    at_a_time = isinstance(value, dt.datetime) and value.time() != dt.time()
    return f"{value:%d/%m/%Y %H:%M}" if at_a_time else f"{value:%d/%m/%Y}"


def _number(value: float | Decimal, number_format: str) -> str:
    if number_format.endswith("%"):
        return f"{_plain(value * 100)}%"
    text = _plain(value)
    if ONLY_ZEROS.fullmatch(number_format) and text.isdigit():
        return text.zfill(len(number_format))
    return text


def _plain(value: float | Decimal) -> str:
    """Return a number without exponent, and without a point where it is whole."""
    if value == int(value):
        return str(int(value))
    return f"{Decimal(str(round(value, 10))):f}"


def without_mark(text: str) -> str:
    """Return the text of a cell without the mark of a formula."""
    return text.removeprefix(FORMULA_MARK)


def unarmed(text: str) -> str:
    """Return a cell without the apostrophe that a file of this service put before what looks like a formula."""
    return text[1:] if re.match(r"'[\s\"]*[=+\-@＝＋－＠]", text) else text
