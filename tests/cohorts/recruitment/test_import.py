"""Files of applications: every kind of bad file, the verdicts, and all or nothing."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cohorts.models import Programme
from cohorts.recruitment.actions.outreach import add_to_plan
from cohorts.recruitment.import_file import MOST_ROWS, Refused, read_table
from cohorts.recruitment.management.commands import import_applications as command
from cohorts.recruitment.models import Application, CohortChoice, ImportBatch, ImportRow, SelectionAnswer
from cohorts.recruitment.outreach_yield import by_partner
from cohorts.recruitment.tasks import erase_staged_imports
from people.models import Consent, ContactMethod, Need, Person
from tests.factories import (
    NOW,
    ApplicationFactory,
    CohortFactory,
    PersonFactory,
    ProgrammeFactory,
    VenueFactory,
    coordinator_of,
)

HEADER = ["given_name", "family_name", "role", "email", "mobile", "postcode", "first_choice"]
MAIR = ["Mair", "Rees", "lay", "mair@example.org", "07700 900123", "OX4 1AA", "Oxford"]
TOM = ["Tom", "Hill", "professional", "tom@example.org", "", "BS1 4DJ", "Bristol"]


@pytest.fixture
def programme(db: None) -> Programme:
    programme = ProgrammeFactory.create(ref="CDFGHJKM")
    CohortFactory.create(programme=programme, name="Oxford", venue=VenueFactory.create(town="Oxford"))
    bristol = VenueFactory.create(town="Bristol", outward_code="BS1", latitude=51.4545, longitude=-2.5879)
    CohortFactory.create(programme=programme, name="Bristol", venue=bristol)
    coordinator_of(programme, email="coordinator@example.org")
    return programme


def as_csv(*rows: list[str], header: list[str] | None = None, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([header or HEADER, *rows])
    return out.getvalue()


def run(tmp_path: Path, data: str | bytes, *options: str, capsys: Any = None) -> str:
    """Run the command on a file; return what it says."""
    file = tmp_path / "applications.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    out = io.StringIO()
    try:
        call_command("import_applications", str(file), "--programme", "CDFGHJKM", *options, stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}FAILED {error}"
    return out.getvalue()


WRITE = ("--write", "--by", "coordinator@example.org")


# --- the dry run and the real one -----------------------------------------------------------------------------------


def test_import_says_every_verdict_and_writes_nothing_without_being_told(programme: Programme, tmp_path: Path) -> None:
    said = run(tmp_path, as_csv(MAIR, TOM))

    assert said.splitlines()[:2] == ["Row 2, Mair Rees: Will be added.", "Row 3, Tom Hill: Will be added."]
    assert "Nothing was written. Add --write --by EMAIL to import." in said
    assert (Application.objects.count(), ImportBatch.objects.count(), Person.objects.count()) == (0, 0, 1)


def test_import_writes_applications_with_people_choices_and_ways_of_contact(
    programme: Programme, tmp_path: Path
) -> None:
    run(tmp_path, as_csv(MAIR), *WRITE)

    application = Application.objects.get()
    person = application.person
    assert person is not None
    assert (application.state, application.source, application.role) == ("submitted", "import", "lay")
    assert (person.email, person.mobile, person.outward_code) == ("mair@example.org", "+447700900123", "OX4")
    assert [way.method for way in person.contact_methods.all()] == ["email", "sms", "phone"]
    choice = application.choices.get()
    assert (choice.cohort.name, choice.rank) == ("Oxford", 1)
    assert choice.distance_km == pytest.approx(4, abs=3)


def test_import_reads_every_column(programme: Programme, tmp_path: Path) -> None:
    header = [
        *HEADER, "second_choice", "all_dates", "dates_note", "travel_mode", "miles", "meeting_times", "topics",
        "motivation", "contact", "needs", "needs_note", "supporter", "consent_selection", "consent_evaluation",
        "consent_sharing_needs", "consent_follow_up", "age", "ethnic_group", "partner_name",
    ]  # fmt: skip
    row = [
        *MAIR, "Bristol", "no", "Not Fridays", "Bus or train", "20", "weekday-morning; Weekday evenings", "discharge",
        "To help", "letter;phone", "step-free;hearing-loop", "A seat by the door", "yes", "yes", "y", "", "no",
        "65-74", "", "Tom Hill",
    ]  # fmt: skip
    run(tmp_path, as_csv(row, header=header), *WRITE)

    application = Application.objects.get()
    assert [choice.cohort.name for choice in application.choices.all()] == ["Oxford", "Bristol"]
    assert (application.available_all_dates, application.availability_note) == (False, "Not Fridays")
    assert (application.travel_mode, application.travel_limit_km) == ("public", 32)
    assert application.meeting_times == ["weekday-morning", "weekday-evening"]
    assert (application.topics, application.motivation) == (["discharge"], "To help")
    assert (application.supporter_comes, application.with_partner) == (True, True)
    assert list(ContactMethod.objects.values_list("method", "position")) == [("letter", 1), ("phone", 2)]
    assert {need.slug: need.note for need in Need.objects.all()} == {
        "step-free": None,
        "hearing-loop": None,
        "other": "A seat by the door",
    }
    assert set(Consent.objects.values_list("purpose", "channel")) == {("selection", "paper"), ("evaluation", "paper")}
    answers = dict(SelectionAnswer.objects.values_list("category", "value"))
    assert answers == {"age": "65-74", "gender": "", "ethnic-group": "", "disability": "", "carer": ""}


@pytest.mark.parametrize("cell", ["{code}", " {lower} ", "https://leading.example/j/{code}/", "/apply/?via={code}"])
def test_import_counts_the_code_that_somebody_brought(programme: Programme, tmp_path: Path, cell: str) -> None:
    oxford, by = programme.cohorts.get(name="Oxford"), Person.objects.get()
    link = add_to_plan(cohort=oxford, partner=None, values={"name": "Carers Oxford"}, by=by, now=NOW)
    said = cell.format(code=link.ref, lower=link.ref.lower())

    run(tmp_path, as_csv([*MAIR, said], header=[*HEADER, "outreach_code"]), *WRITE)

    assert Application.objects.get().outreach_link == link
    assert [(one.label, one.applied) for one in by_partner(oxford)[0]] == [("Carers Oxford", 1), ("Without a code", 0)]


def test_import_takes_a_row_whose_code_nobody_knows_and_says_so(programme: Programme, tmp_path: Path) -> None:
    other = CohortFactory.create(name="Leeds")
    foreign = add_to_plan(
        cohort=other, partner=None, values={"name": "Carers Leeds"}, by=coordinator_of(other.programme), now=NOW
    )
    file = as_csv([*MAIR, "GUESS"], [*TOM, foreign.ref], header=[*HEADER, "leaflet code"])

    said = run(tmp_path, file, *WRITE)

    for code in ("GUESS", foreign.ref):
        assert f"“{code}” is not a code of this programme. The row is taken without it." in said
    assert list(Application.objects.values_list("outreach_link", flat=True)) == [None, None]


def test_import_keeps_no_characteristics_without_consent(programme: Programme, tmp_path: Path) -> None:
    run(tmp_path, as_csv([*MAIR, "65-74"], header=[*HEADER, "age"]), *WRITE)

    assert Application.objects.count() == 1
    assert SelectionAnswer.objects.count() == 0


def test_import_stages_every_row_beside_the_applications(programme: Programme, tmp_path: Path) -> None:
    run(tmp_path, as_csv(MAIR, MAIR), *WRITE)

    batch = ImportBatch.objects.get()
    rows = [(row.number, row.verdict, row.application_id) for row in batch.rows.all()]
    assert (batch.state, batch.staged_by.email) == ("imported", "coordinator@example.org")
    assert rows == [(2, "new", Application.objects.get().pk), (3, "duplicate", None)]
    assert batch.rows.first().cells["given_name"] == "Mair"


@pytest.mark.parametrize("by", [(), ("--by", "nobody@example.org"), ("--by", "other@example.org")])
def test_import_asks_for_a_coordinator_of_the_programme(
    programme: Programme, tmp_path: Path, by: tuple[str, ...]
) -> None:
    coordinator_of(ProgrammeFactory.create(), email="other@example.org")

    said = run(tmp_path, as_csv(MAIR), "--write", *by)

    assert said == "FAILED Say who imports: --by with the email of a coordinator of this programme."
    assert Application.objects.count() == 0


def test_import_of_an_unknown_programme_names_those_that_there_are(programme: Programme, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No programme XXXXXXXX\. There are: CDFGHJKM"):
        call_command("import_applications", str(tmp_path / "no.csv"), "--programme", "XXXXXXXX")


def test_import_of_a_file_that_is_not_there_says_so(programme: Programme, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be opened"):
        call_command("import_applications", str(tmp_path / "no.csv"), "--programme", "CDFGHJKM")


# --- files that are refused whole -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "The file is empty."),
        ((",".join(HEADER)).encode(), "The file has a header and no rows."),
        (b"given_name,role\nMair,lay\n", "Columns are missing: postcode or outward_code, first_choice."),
        (b"a,b\n1,2\n", "Columns are missing: given_name, role, postcode or outward_code, first_choice."),
        (
            b"first name,forename,role,postcode,cohort\nA,B,lay,OX1,Oxford\n",
            "These columns are there twice: given_name.",
        ),
        (
            b'given_name,role,postcode,first_choice\n"Mair,lay,OX4 1AA,Oxford\n',
            "Row 2 cannot be read: a quotation mark is missing or too many",
        ),
        (
            as_csv(MAIR).replace("Mair", "Siân").encode("cp1252"),
            "The file is not in UTF-8 (line 2). It looks like cp1252.",
        ),
        (as_csv(MAIR).encode("utf-16"), "It looks like utf-16."),
        (as_csv(MAIR).encode("utf-16-le"), "It looks like utf-16-le."),
    ],
)
def test_import_refuses_a_file_that_cannot_be_read(programme: Programme, tmp_path: Path, data: bytes, why: str) -> None:
    said = run(tmp_path, data, *WRITE)

    assert said.startswith("FAILED Nothing was written. ")
    assert why in said
    assert (Application.objects.count(), ImportBatch.objects.count()) == (0, 0)


def test_import_refuses_an_encoding_that_does_not_exist(programme: Programme, tmp_path: Path) -> None:
    assert "There is no encoding called “klingon”" in run(tmp_path, as_csv(MAIR), "--encoding", "klingon")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_import_reads_a_named_encoding(programme: Programme, tmp_path: Path, encoding: str) -> None:
    data = as_csv(["Siân", *MAIR[1:]]).encode(encoding)

    assert "Row 2, Siân Rees: Will be added." in run(tmp_path, data, "--encoding", encoding)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_import_finds_the_delimiter_and_a_byte_order_mark(programme: Programme, tmp_path: Path, delimiter: str) -> None:
    data = b"\xef\xbb\xbf" + as_csv(MAIR, delimiter=delimiter).encode()

    assert "Row 2, Mair Rees: Will be added." in run(tmp_path, data)


def test_import_knows_other_names_of_columns_and_names_those_that_it_ignores(
    programme: Programme, tmp_path: Path
) -> None:
    header = ["First name", "Surname", "ROLE", "E-mail", "Mobile number", "Post code", "Venue", "Shoe size"]

    said = run(tmp_path, as_csv([*MAIR, "38"], header=header))

    assert said.splitlines()[:2] == ["Columns that are not read: Shoe size.", "Row 2, Mair Rees: Will be added."]


def test_read_table_takes_ten_thousand_rows_and_no_more() -> None:
    row = ",".join(MAIR)
    head = ",".join(HEADER)

    assert len(read_table("\n".join([head, *[row] * MOST_ROWS]).encode()).rows) == 10_000
    with pytest.raises(Refused, match="more than 10,000 rows"):
        read_table("\n".join([head, *[row] * (MOST_ROWS + 1)]).encode())


def test_read_table_skips_blank_rows_and_keeps_the_numbers_of_a_spreadsheet() -> None:
    table = read_table(as_csv(MAIR, [""] * 7, TOM).encode())

    assert [row.number for row in table.rows] == [2, 4]


# --- rows that are refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("given_name", "", "given_name is empty."),
        ("given_name", "x" * 101, "given_name is longer than 100 characters."),
        ("role", "wizard", "role: “wizard” is not a role. Write lay or professional."),
        ("email", "mair@", "email: “mair@” is not an email address. Correct it, or leave it empty."),
        ("mobile", "12", "mobile: “12” is not a telephone number. Correct it, or leave it empty."),
        ("mobile", "ring me", "mobile: “ring me” is not a telephone number. Correct it, or leave it empty."),
        ("postcode", "", "postcode or outward_code is empty."),
        ("postcode", "QQ9 1AA", "There is no outward code QQ9. Check the postcode."),
        ("postcode", "somewhere", "“somewhere” is not a postcode. Write it like OX4 1AA, or its first half like OX4."),
        ("first_choice", "", "first_choice is empty."),
        (
            "first_choice",
            "Atlantis",
            "first_choice: “Atlantis” is not the name of one cohort. Write one of: Bristol, Oxford.",
        ),
    ],
)
def test_import_refuses_a_row_with_a_sentence(
    programme: Programme, tmp_path: Path, column: str, text: str, reason: str
) -> None:
    row = [text if name == column else cell for name, cell in zip(HEADER, MAIR, strict=True)]

    said = run(tmp_path, as_csv(row, TOM), *WRITE)

    assert said.splitlines()[0].endswith(f": Cannot be read. {reason}")
    assert "FAILED Nothing was written: 1 rows cannot be read." in said
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("column", "text", "reason"),
    [
        ("all_dates", "perhaps", "“perhaps” is neither yes nor no."),
        ("miles", "far", "“far” is not a number of miles. Write a number like 20."),
        ("miles", "nan", "“nan” is not a number of miles. Write a number like 20."),
        ("travel_mode", "broom", "“broom” is not in the list. Write one of: car, public, taxi, walk, bicycle, lift."),
        ("needs", "step-free;gold", "“gold” is not in the list."),
        ("meeting_times", "never", "“never” is not in the list."),
    ],
)
def test_import_refuses_a_word_that_no_list_has(
    programme: Programme, tmp_path: Path, column: str, text: str, reason: str
) -> None:
    said = run(tmp_path, as_csv([*MAIR, text], header=[*HEADER, column]))

    assert f"{column}: {reason}" in said.splitlines()[0]


def test_import_says_every_mistake_of_a_row(programme: Programme, tmp_path: Path) -> None:
    said = run(tmp_path, as_csv(["Mair", "Rees", "wizard", "mair@", "", "QQ9 1AA", "Atlantis"]))

    first = said.splitlines()[0]
    assert [word in first for word in ("wizard", "mair@", "QQ9", "Atlantis")] == [True] * 4


def test_import_refuses_a_row_with_more_cells_than_the_header(programme: Programme, tmp_path: Path) -> None:
    said = run(tmp_path, as_csv([*MAIR, "surplus"]))

    assert "The row has more cells than the header" in said.splitlines()[0]


def test_import_leaves_refused_rows_out_when_told(programme: Programme, tmp_path: Path) -> None:
    wrong = ["Ann", "Gold", "wizard", "", "", "OX4", "Oxford"]

    said = run(tmp_path, as_csv(MAIR, wrong, TOM), *WRITE, "--skip-refused")

    assert "2 applications were written." in said
    assert Application.objects.count() == 2
    assert list(ImportRow.objects.values_list("number", "verdict")) == [(2, "new"), (3, "refused"), (4, "new")]


# --- what is odd and still taken ------------------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", ' "=2', "＝1"])
def test_import_keeps_a_formula_as_text_and_says_so(programme: Programme, tmp_path: Path, cell: str) -> None:
    said = run(tmp_path, as_csv([*MAIR, cell], header=[*HEADER, "motivation"]), *WRITE)

    assert said.splitlines()[0].endswith("motivation begins like a formula. It is kept as text.")
    assert Application.objects.get().motivation == cell.strip()


def test_import_takes_a_number_with_a_plus_for_a_number(programme: Programme, tmp_path: Path) -> None:
    row = [*MAIR[:4], "+44 7700 900123", *MAIR[5:]]

    assert run(tmp_path, as_csv(row)).splitlines()[0] == "Row 2, Mair Rees: Will be added."


@pytest.mark.parametrize("postcode", ["BT1 5GS", "JE2 3AB", "GY1 1AA", "IM1 1AA", "BT1"])
def test_import_takes_a_code_without_distance_and_says_so(programme: Programme, tmp_path: Path, postcode: str) -> None:
    row = [*MAIR[:5], postcode, "Oxford"]

    said = run(tmp_path, as_csv(row), *WRITE)

    code = postcode.split(maxsplit=1)[0]
    assert said.splitlines()[0].endswith(f"For {code} no distance is known. The row is taken without it.")
    assert CohortChoice.objects.get().distance_km is None


# --- the same person, the same file ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        ["MAIR", "rees", "lay", "Mair@Example.org", "", "OX1 1AA", "Bristol"],
        ["Mair", "Rees", "lay", "", "", "ox41aa", "Oxford"],
        ["Mair", "Rees", "lay", "", "+447700900123", "OX1", "Oxford"],
    ],
)
def test_import_finds_the_same_person_in_one_file(programme: Programme, tmp_path: Path, again: list[str]) -> None:
    said = run(tmp_path, as_csv(MAIR, again), *WRITE)

    assert said.splitlines()[1].endswith("Already here. The same person as in row 2.")
    assert Application.objects.count() == 1


def test_import_takes_a_household_that_shares_an_email(programme: Programme, tmp_path: Path) -> None:
    husband = ["Huw", "Rees", "lay", "mair@example.org", "", "OX4 1AA", "Oxford"]

    said = run(tmp_path, as_csv(MAIR, husband), *WRITE)

    assert said.splitlines()[1].endswith("Shares an email or a number with row 2, under another name.")
    emails = list(Person.objects.filter(family_name="Rees").order_by("pk").values_list("email", "contact_email"))
    assert emails == [("mair@example.org", ""), (None, "mair@example.org")]


def test_import_says_of_whom_it_knows_no_way_to_reach(programme: Programme, tmp_path: Path) -> None:
    unreachable = ["Huw", "Rees", "lay", "", "", "OX4 1AA", "Oxford"]

    said = run(tmp_path, as_csv(MAIR, unreachable), *WRITE)

    alone = "There is no email, telephone number or address, so nobody can reach them."
    assert [line.endswith(alone) for line in said.splitlines()[:2]] == [False, True]
    assert Application.objects.count() == 2


def test_import_finds_who_has_applied_already(programme: Programme, tmp_path: Path) -> None:
    person = PersonFactory.create(given_name="Mair", family_name="Rees", email="mair@example.org")
    ApplicationFactory.create(programme=programme, person=person, ref="K7M29XQT")

    said = run(tmp_path, as_csv(MAIR, TOM), *WRITE)

    assert said.splitlines()[0].endswith("Already here. Has applied already: number K7M2 9XQT.")
    assert Application.objects.count() == 2


def test_import_joins_nobody_who_is_known_but_shows_staff_who_it_may_be(programme: Programme, tmp_path: Path) -> None:
    known = PersonFactory.create(given_name="Mair", family_name="Rees", email="mair@example.org")

    said = run(tmp_path, as_csv(MAIR), *WRITE)

    application = Application.objects.get()
    assert "May be somebody who is known already." in said
    assert (application.possible_duplicate_of, application.person == known) == (known, False)
    assert (application.person.email, application.person.contact_email) == (None, "mair@example.org")


def test_import_of_the_same_file_twice_changes_nothing(programme: Programme, tmp_path: Path) -> None:
    run(tmp_path, as_csv(MAIR), *WRITE)

    said = run(tmp_path, as_csv(MAIR), *WRITE)

    assert said == "This file was imported already. Nothing was changed.\n"
    assert (Application.objects.count(), ImportBatch.objects.count()) == (1, 1)


def test_import_is_all_or_nothing_when_somebody_applies_meanwhile(
    programme: Programme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is taken after the rows were judged, before they are written."""
    judge = command.judge

    def judge_then_lose_the_race(*args: Any) -> Any:
        judged = judge(*args)
        PersonFactory.create(email="tom@example.org")
        return judged

    monkeypatch.setattr(command, "judge", judge_then_lose_the_race)

    said = run(tmp_path, as_csv(MAIR, TOM), *WRITE)

    assert said.endswith("FAILED Nothing was written: somebody applied at the same time. Run it again.")
    assert (Application.objects.count(), ImportBatch.objects.count()) == (0, 0)
    assert not Person.objects.filter(given_name="Mair").exists()


# --- erasing, and speed ---------------------------------------------------------------------------------------------


def test_erase_staged_imports_keeps_the_applications_and_the_hash(
    programme: Programme, tmp_path: Path, travel: Any
) -> None:
    travel("2027-03-01T09:00")
    run(tmp_path, as_csv(MAIR), *WRITE)
    early, late = travel("2027-03-31T08:00"), travel("2027-03-31T10:00")

    assert (erase_staged_imports(early), ImportRow.objects.count()) == (0, 1)
    assert (erase_staged_imports(late), ImportRow.objects.count()) == (1, 0)
    assert (erase_staged_imports(late), Application.objects.count()) == (0, 1)
    assert run(tmp_path, as_csv(MAIR), *WRITE) == "This file was imported already. Nothing was changed.\n"


def test_erase_staged_imports_forgets_files_that_were_only_checked(programme: Programme) -> None:
    coordinator = coordinator_of(programme)
    ImportBatch.objects.create(
        programme=programme, file_name="a.csv", file_hash="0" * 64, staged_at=NOW, staged_by=coordinator
    )

    assert erase_staged_imports(NOW.replace(month=5)) == 1
    assert ImportBatch.objects.count() == 0


def test_import_does_not_ask_row_by_row(
    programme: Programme, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    rows = [[f"Name{n}", "Rees", "lay", f"n{n}@example.org", "", "OX4 1AA", "Oxford"] for n in range(150)]

    with django_assert_max_num_queries(60):
        run(tmp_path, as_csv(*rows), *WRITE)

    assert Application.objects.count() == 150
