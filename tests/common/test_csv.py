"""Text in a CSV file never becomes a formula."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.csv import cell, write_csv

SKIPPED = ' \t\r\n\0"\u00a0\ufeff\x0b\x0c\x1f'
texts = st.text(st.one_of(st.sampled_from(SKIPPED + "=+-@＝＋－＠'a1"), st.characters(exclude_categories=("Cs",))))


@given(texts)
def test_cell_never_begins_a_formula(text):
    inner = cell(text).lstrip(SKIPPED)

    assert not inner.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(texts)
def test_cell_never_begins_with_a_control_character(text):
    assert not cell(text).startswith(("\t", "\r", "\n", "\0"))


@given(texts)
def test_cell_changes_nothing_the_second_time(text):
    assert cell(cell(text)) == cell(text)


@given(texts)
def test_cell_adds_at_most_an_apostrophe(text):
    kept = text.replace("\0", "")

    assert cell(text) in {kept, f"'{kept}"}


@given(st.text(st.sampled_from("abcXYZ 0123,.;'\"é"), min_size=1).filter(lambda text: text[0].isalnum()))
def test_cell_leaves_ordinary_text_alone(text):
    assert cell(text) == text


@pytest.mark.parametrize("value", [-3, 1.5, Decimal("-2.50"), True, dt.date(2027, 3, 9)])
def test_cell_leaves_numbers_and_dates_alone(value):
    assert cell(value) is value


def test_cell_makes_nothing_empty():
    assert cell(None) == ""


@given(st.lists(st.tuples(texts, st.integers()), max_size=5))
def test_write_csv_can_be_read_again(rows):
    data = write_csv(rows, ["words", "=number"], bom=False).decode()

    read = list(csv.reader(io.StringIO(data, newline="")))

    assert read == [["words", "'=number"], *([cell(words), str(number)] for words, number in rows)]


def test_write_csv_marks_itself_for_excel():
    assert write_csv([("é",)], ["name"]) == b"\xef\xbb\xbfname\r\n\xc3\xa9\r\n"


def test_write_csv_leaves_the_mark_out_for_r():
    assert write_csv([], ["name"], bom=False) == b"name\r\n"
