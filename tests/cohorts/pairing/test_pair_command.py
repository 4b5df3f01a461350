"""`manage.py pair`: one file in, pairs with their reasons out, no database; every bad file is a sentence."""

import csv
import random
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cohorts.pairing.weights import COMPONENTS

HEADER = "id,given_name,family_name,role,postcode,topics,meeting_times,contact,miles,apart,together,wants,knows"
ROWS = (
    "L1,Mair,Evans,lay,OX1 1AA,carers;discharge,weekday-evening,email,10,,,,",
    "L2,Tom,Price,Patient,OX4,carers,,phone,,,,,P2",
    "L3,Ada,Shaw,carer,OX3 9DU,digital,weekday-evening,,,,,,",
    "P1,Anita,Shah,professional,OX1,Leaving hospital and coming home,weekday-evening,email,,,,,",
    "P2,Ben,Ali,Staff,OX2 6GG,carers,weekday-morning,phone,,,,,",
    "P3,Cai,Rees,professional,OX1,digital,weekday-evening,email,,,,,",
)


def file_of(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "people.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


def pair(folder: Path, *options: str, rows: tuple[str, ...] = ROWS, header: str = HEADER) -> list[dict[str, str]]:
    """Run the command and return what it wrote."""
    out = folder / "pairs.csv"
    call_command("pair", str(file_of(folder, *rows, header=header)), "--out", str(out), *options)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def couples(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    return {(row["lay_id"], row["professional_id"]) for row in rows}


def refused(folder: Path, *options: str, rows: tuple[str, ...] = ROWS, header: str = HEADER) -> str:
    with pytest.raises(CommandError) as error:
        pair(folder, *options, rows=rows, header=header)
    assert not (folder / "pairs.csv").exists()
    return str(error.value)


def test_pair_writes_the_best_pairs_with_fit_shares_and_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = pair(tmp_path, "--venue", "OX1 1AA")

    assert couples(rows) == {("L1", "P1"), ("L2", "P2"), ("L3", "P3")}
    first = rows[0]
    assert (first["lay"], first["professional"]) == ("Mair Evans", "Anita Shah")
    assert first["why"].startswith("Both want to work on leaving hospital and coming home. Both live in the same area.")
    assert int(first["fit"]) == sum(int(first[name]) for name in COMPONENTS)
    assert rows[1]["why"].endswith("They know each other already.")
    assert "Pairs       3" in capsys.readouterr().out


def test_pair_does_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    # All alike, so that every way to pair them is as good as any other.
    alike = tuple(
        f"{role[0]}{number},Sam,{number},{role},OX1,,,,,,,," for role in ("lay", "professional") for number in range(12)
    )
    first = pair(tmp_path, rows=alike)
    for seed in range(20):
        shuffled = list(alike)
        random.Random(seed).shuffle(shuffled)
        assert pair(tmp_path, rows=tuple(shuffled)) == first


def test_pair_keeps_apart_and_together(tmp_path: Path) -> None:
    rows = (ROWS[0].replace(",10,,", ",10,P1;Ben Ali,"), *ROWS[1:])
    assert ("L1", "P3") in couples(pair(tmp_path, rows=rows))

    rows = (*ROWS[:3], ROWS[3].replace("email,,,", "email,,,L3"), *ROWS[4:])
    assert ("L3", "P1") in couples(pair(tmp_path, rows=rows))


def test_pair_says_why_somebody_is_left_over(tmp_path: Path) -> None:
    rows = pair(tmp_path, rows=ROWS[:5])
    (left,) = [row for row in rows if not row["professional"]]
    assert left["why"] == "There are 1 more lay partners than professionals."

    blocked = (ROWS[0].replace(",10,,", ",10,P1;P2;P3,"), *ROWS[1:])
    rows = pair(tmp_path, rows=blocked)
    assert {row["why"] for row in rows if not row["fit"]} == {"“apart” leaves nobody for Mair Evans."}
    assert len(couples(rows)) == 4


def test_pair_takes_a_preset_or_weights(tmp_path: Path) -> None:
    assert pair(tmp_path, "--preset", "interests")[0]["topics"] == "450"
    assert pair(tmp_path, "--weight", "topics=1")[0]["topics"] == "1000"
    assert pair(tmp_path, "--worst-first")


def test_pair_makes_no_formula_of_a_name(tmp_path: Path) -> None:
    rows = (ROWS[0].replace("L1,Mair", "L1,=Mair"), *ROWS[1:])

    assert pair(tmp_path, rows=rows)[0]["lay"] == "'=Mair Evans"


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ((), "people.csv has no rows."),
        (ROWS[:3], "There is no professional in the file."),
        (ROWS[3:], "There is no lay partner in the file."),
        ((ROWS[0].replace("lay", "boss"), *ROWS[1:]), "Row 2: “boss” is not a role. Write lay or professional."),
        ((ROWS[0].replace("OX1 1AA", "here"), *ROWS[1:]), "Row 2: “here” is not a postcode."),
        ((ROWS[0].replace("carers;", "cars;"), *ROWS[1:]), "Row 2: “cars” is not in the list. Write one of: access,"),
        ((ROWS[0].replace(",10,", ",far,"), *ROWS[1:]), "Row 2: “far” is not a number of miles."),
        ((ROWS[0].replace("Mair", ""), *ROWS[1:]), "Row 2: The first name is missing."),
        ((*ROWS, ROWS[0]), "“L1” is there 2 times. Add a column “id”, and give each person their own."),
        ((ROWS[0] + "P9", *ROWS[1:]), "Row 2, knows: nobody in the file is called “P9”."),
        ((ROWS[0] + "L2", *ROWS[1:]), "Row 2, knows: “L2” has the same role."),
        (
            (ROWS[0] + "Ben Ali", *ROWS[1:], ROWS[4].replace("P2", "P4")),
            "Row 2, knows: two people are called “Ben Ali”. Write the id.",
        ),
        (
            (ROWS[0].replace(",10,,,", ",10,P1,P1,"), *ROWS[1:]),
            "Anita Shah and Mair Evans are to be together and apart at once.",
        ),
        ((ROWS[0].replace(",10,,,", ",10,,P1;P2,"), *ROWS[1:]), "Mair Evans is to be together with two people."),
        (('L1,"Mair,Evans', *ROWS[1:]), "people.csv cannot be read"),
    ],
)
def test_pair_refuses_a_bad_file_with_a_sentence(tmp_path: Path, rows: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused(tmp_path, rows=rows)


def test_pair_names_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, rows=(ROWS[0].replace("lay", "boss"), ROWS[1].replace("OX4", "XX"), *ROWS[2:]))

    assert [line.split(":")[0] for line in said.splitlines()] == ["Row 2", "Row 3"]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("", "people.csv is empty."),
        (
            HEADER.replace(",", ";"),
            "people.csv has no commas between its columns. Save it as “CSV UTF-8”, with commas, and try again.",
        ),
        ("id,name", "people.csv lacks columns: role, postcode or outward_code."),
        (HEADER.replace("family_name", "first name"), "These columns are there twice: given_name. Keep one of each."),
    ],
)
def test_pair_refuses_a_bad_header(tmp_path: Path, header: str, sentence: str) -> None:
    assert refused(tmp_path, header=header) == sentence


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--weight", "topics=0", "times=0"], "At least one part of the fit must weigh more than nothing."),
        (["--weight", "age=3"], "“age=3” is no weight. Write it like topics=250; the parts are topics,"),
        (["--weight", "topics=-3"], "“topics=-3” is no weight."),
        (["--venue", "nowhere"], "The venue: “nowhere” is not a postcode."),
    ],
)
def test_pair_refuses_bad_options(tmp_path: Path, options: list[str], sentence: str) -> None:
    assert sentence in refused(tmp_path, *options)


def test_pair_never_writes_over_the_people(tmp_path: Path) -> None:
    path = file_of(tmp_path, *ROWS)
    before = path.read_bytes()

    with pytest.raises(CommandError, match="is the file of people: give the pairs a name of their own"):
        call_command("pair", str(path), "--out", str(tmp_path / "." / "people.csv"))
    assert path.read_bytes() == before


def test_pair_refuses_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere.csv cannot be opened: No such file or directory. Check the name"):
        call_command("pair", str(tmp_path / "nowhere.csv"), "--out", str(tmp_path / "pairs.csv"))
    path = tmp_path / "latin.csv"
    path.write_bytes("given_name\nJosé".encode("latin-1"))
    with pytest.raises(CommandError, match=r"latin.csv is not in UTF-8."):
        call_command("pair", str(path), "--out", str(tmp_path / "pairs.csv"))
