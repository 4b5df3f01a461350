"""Files of form tools as rows of text: encodings, separators, workbooks, and what is refused before it is unpacked."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from cohorts.recruitment.import_file import MOST_ROWS, Refused
from cohorts.recruitment.import_guess import guess, guess_word, misfits
from cohorts.recruitment.import_looks import Look, Looking, looks_of
from cohorts.recruitment.import_sample import COLUMNS, needed_columns, sample_rows, sample_xlsx
from cohorts.recruitment.import_sheets import Sheet, hash_of_file, open_sheet
from common.csv import write_csv

TEXT = "Name;Why, really?;Town\nSiân;to help, and learn;Oxford\n"


def rows_of(sheet: Sheet) -> list[list[str]]:
    return [cells for _number, cells in sheet.records]


def read(data: bytes | str, **options: Any) -> Sheet:
    return open_sheet(io.BytesIO(data.encode() if isinstance(data, str) else data), **options)


def workbook(**sheets: list[list[Any]]) -> io.BytesIO:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out


def looks(header: list[str], *rows: list[str]) -> list[Look]:
    looking = Looking(len(header))
    for row in rows:
        looking.add(row)
    return looks_of({"columns": looking.result()})


# --- CSV ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "assumed"),
    [("utf-8", False), ("utf-8-sig", False), ("utf-16", False), ("utf-16-le", True), ("cp1252", True)],
)
def test_open_sheet_reads_common_encodings_and_says_what_it_assumed(encoding: str, assumed: bool) -> None:
    sheet = read(TEXT.encode(encoding))

    assert (sheet.header, sheet.facts.assumed) == (("Name", "Why, really?", "Town"), assumed)
    assert rows_of(sheet) == [["Siân", "to help, and learn", "Oxford"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_open_sheet_finds_the_separator(delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([["A", "B", "C"], ["1,5", "2;3", "x\ty|z"], ["", "", "c"]])

    assert rows_of(read(out.getvalue())) == [["1,5", "2;3", "x\ty|z"], ["", "", "c"]]


def test_open_sheet_leaves_out_a_title_and_blank_lines_and_keeps_the_numbers_of_the_rows() -> None:
    sheet = read("Applications 2027\n\nName,Town\nMair,Oxford\n,\nTom,Bristol\n")

    assert (sheet.header, list(sheet.records)) == (
        ("Name", "Town"),
        [(4, ["Mair", "Oxford"]), (6, ["Tom", "Bristol"])],
    )


def test_open_sheet_joins_the_two_lines_of_a_header_and_tells_equal_names_apart() -> None:
    sheet = read("Who are you?,,Why?,Why?,\n,Last,Open-Ended Response,Response,\nMair,Rees,a,b,c\n")

    assert sheet.header == ("Who are you?", "Who are you?: Last", "Why?", "Why? (2)", "Why? (3)")


def test_open_sheet_takes_the_apostrophe_off_that_our_own_files_put_on() -> None:
    data = write_csv([["+44 7700 900123", "=1+1", "'tis"]], ["Mobile", "Why", "Note"])

    assert rows_of(read(data)) == [["+44 7700 900123", "=1+1", "'tis"]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"Name,Town\n", "The file has a header and no rows."),
        (b'Name,Town\n"Mair,Oxford\n', "a quotation mark is missing or too many"),
        (b"%PDF-1.7 ...", "This is not a table."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file, or one with a password."),
        (b"PK\x03\x04 and then nothing", "This workbook cannot be opened."),
        ((",".join("abc" for _ in range(201)) + "\n1,2\n").encode(), "The table has more than 200 columns."),
    ],
)
def test_open_sheet_refuses_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        rows_of(read(data))


def test_open_sheet_takes_ten_thousand_rows_and_no_more() -> None:
    row = "Mair,Oxford\n"

    assert len(rows_of(read("Name,Town\n" + row * MOST_ROWS))) == 10_000
    with pytest.raises(Refused, match="more than 10,000 rows"):
        rows_of(read("Name,Town\n" + row * (MOST_ROWS + 1)))


# --- XLSX ---------------------------------------------------------------------------------------------------------


def test_open_sheet_reads_cells_as_people_see_them() -> None:
    file = workbook(
        Form=[
            ["When", "Day", "Mobile", "Miles", "Share", "Agreed", "Text"],
            [
                dt.datetime.fromisoformat("2027-03-09T14:05"),
                dt.date(2027, 3, 9),
                7700900123,
                20.0,
                2.5,
                True,
                "a_x000D_\nb",
            ],
        ]
    )

    assert rows_of(open_sheet(file)) == [
        ["09/03/2027 14:05", "09/03/2027", "7700900123", "20", "2.5", "TRUE", "a\nb"],
    ]


def test_open_sheet_keeps_a_formula_apart_from_text_that_looks_like_one() -> None:
    book = Workbook()
    book.active.append(["A", "B"])
    book.active.append(["=HYPERLINK(1)", "=2"])
    book.active["B2"].data_type = "s"
    out = io.BytesIO()
    book.save(out)

    assert rows_of(open_sheet(out)) == [["\u2061=HYPERLINK(1)", "=2"]]


def test_open_sheet_takes_the_first_sheet_with_rows_or_the_one_that_is_named() -> None:
    file = workbook(Empty=[], First=[["A", "B"], [1, 2]], Second=[["C", "D"], [3, 4]])

    first, second = open_sheet(file), open_sheet(file, sheet="Second")

    assert (first.header, first.facts.sheets) == (("A", "B"), ("Empty", "First", "Second"))
    assert (second.header, rows_of(second)) == (("C", "D"), [["3", "4"]])
    assert hash_of_file(file) != hash_of_file(file, sheet="Second")
    with pytest.raises(Refused, match="no sheet called “Third”"):
        open_sheet(file, sheet="Third")


def zipped(**parts: bytes) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ({"content_xml": b"<office/>"}, "This is not a spreadsheet that we can read."),
        ({"xl__workbook_xml": b"<workbook/>"}, "This workbook cannot be opened."),
        ({"xl__workbook_xml": b"", "xl__sharedStrings_xml": b"\0" * 70_000_000}, "unpacks to far more"),
        ({"xl__workbook_xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'}, "This workbook cannot be opened."),
    ],
)
def test_open_sheet_refuses_a_workbook_that_is_none_or_would_flood(parts: dict[str, bytes], why: str) -> None:
    file = zipped(**parts)

    assert len(file.getvalue()) < 100_000
    with pytest.raises(Refused, match=why):
        open_sheet(file)


# --- guesses ------------------------------------------------------------------------------------------------------

MICROSOFT = [
    "ID",
    "Start time",
    "Completion time",
    "Email",
    "Name",
    "What is your first name?",
    "Surname",
    "Email address",
]
GOOGLE = ["Timestamp", "Your name", "I am applying as a", "Mobile phone number", "Home address", "Post code"]
JISC = [
    "Unique response number",
    "1. Which venue is your first choice?",
    "2. Why do you want to take part?",
    "3. Do you have any access requirements?",
    "4. Line manager's email",
]


@pytest.mark.parametrize(
    ("header", "row", "fields"),
    [
        (
            MICROSOFT,
            ["1", "9/3/2027", "9/3/2027", "anonymous", "", "Mair", "Rees", "mair@example.org"],
            ["ignore"] * 5 + ["given_name", "family_name", "email"],
        ),
        (
            GOOGLE,
            ["9/3/2027", "Mair Rees", "Patient", "07700 900123", "1 High St", "OX4 1AA"],
            ["ignore", "full_name", "role", "mobile", "address", "postcode"],
        ),
        (
            JISC,
            ["123", "Oxford", "To help", "None", "jo@example.org"],
            ["ignore", "first_choice", "motivation", "needs_note", "manager_email"],
        ),
        (["Frage 1", "Frage 2"], ["mair@example.org", "OX4 1AA"], ["email", "postcode"]),
        (
            ["I am a", "Are you a carer?", "Do you agree to take part in the evaluation?", "Follow-up: I agree"],
            ["Patient", "yes", "yes", "no"],
            ["role", "carer", "consent_evaluation", "consent_follow_up"],
        ),
        (
            ["I am a...", "You may use these answers in the draw", "May we share what you need with the venue?"],
            ["Nurse", "yes", "yes"],
            ["role", "consent_selection", "consent_sharing_needs"],
        ),
        (["I am a…", "Do you need anything to take part?"], ["Patient", "Large print"], ["role", "needs_note"]),
        (["Email", "Postcode"], ["OX4 1AA", "mair@example.org"], ["postcode", "email"]),
        (
            ["Is there a code on the leaflet or poster?", "How did you hear about us?", "Post code"],
            ["HNMF6", "From a friend", "OX4 1AA"],
            ["outreach_code", "heard_from", "postcode"],
        ),
        (
            ["Ethnic background", "Mob no", "Are you coming as…", "Who do you work for?", "Boss’s e-mail"],
            ["Asian", "07700 900123", "Nurse", "A trust", "jo@example.org"],
            ["ethnic_group", "mobile", "role", "employer", "manager_email"],
        ),
        (["via", "Respondent code"], ["HNMF6", "77"], ["outreach_code", "ignore"]),
    ],
)
def test_guess_knows_the_columns_of_form_tools(header: list[str], row: list[str], fields: list[str]) -> None:
    assert list(guess(header, looks(header, row)).values()) == fields


def test_misfits_says_that_a_postcode_holds_email_addresses() -> None:
    header = ["Email"]
    rows = [[f"p{n}@example.org"] for n in range(57)] + [["-"]] * 3

    assert misfits({"Email": "postcode"}, header, looks(header, *rows)) == {
        "Email": "Column “Email” is matched to “Postcode”, but 57 of 60 cells look like email addresses."
    }
    assert misfits({"Email": "email"}, header, looks(header, *rows)) == {}
    assert misfits({"Email": "ignore"}, header, looks(header, *rows)) == {}


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("I am a patient", "lay"),
        ("Member of the public", "lay"),
        ("I work for the NHS", "professional"),
        ("Nurse", "professional"),
        ("A nurse who is a carer", None),
        ("Other", None),
    ],
)
def test_guess_word_knows_a_role_only_where_it_is_plain(word: str, role: str | None) -> None:
    assert guess_word("role", word, {"lay": "lay", "professional": "professional"}) == role


def test_guess_word_takes_an_open_age_for_no_span() -> None:
    known = {"65 to 74": "65-74", "75 or over": "75-over", "18+": "adult"}

    assert [guess_word("age", word, known) for word in ("65+", "18+", "65-74")] == [None, "adult", "65-74"]


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("White British", "white-british"),
        ("Asian British", "asian"),
        ("White Irish", None),
        ("British", None),
        ("Martian", None),
    ],
)
def test_guess_word_finds_the_words_of_an_answer_in_one_of_ours(word: str, group: str | None) -> None:
    known = {
        "white: english, welsh, scottish, northern irish or british": "white-british",
        "white: irish, gypsy or another white background": "white-other",
        "asian or asian british": "asian",
    }

    assert guess_word("ethnic_group", word, known) == group


def test_sample_is_matched_by_its_headings_alone() -> None:
    header, rows = sample_rows("Oxford")
    book = open_sheet(io.BytesIO(sample_xlsx("Oxford")))

    assert guess(header, looks(header, *rows)) == dict(zip(header, COLUMNS, strict=True))
    assert (list(book.header), rows_of(book)) == (header, rows)
    assert needed_columns() == [
        "First name or Whole name",
        "Role: lay or professional",
        "Postcode or First half of the postcode",
        "Cohort, first choice",
    ]
