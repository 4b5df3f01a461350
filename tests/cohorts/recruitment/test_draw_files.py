"""`manage.py draw` with files as people save them: what can be read is read, what cannot is a sentence with its row."""

import csv
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.cohorts.recruitment.test_draw_command import CANDIDATES, FEATURES

Capture = pytest.CaptureFixture[str]
# A feature that people have only by half: five of them are nurses.
NURSES = "".join(
    f"{number},{'woman' if number % 2 else 'man'},{'young' if number % 3 else 'old'},"
    f"{'nurse' if number in {2, 4, 6, 8, 10} else 'other'}\n"
    for number in range(1, 25)
)


def draw(folder: Path, features: str | bytes, candidates: str | bytes, *options: str, places: str = "5") -> None:
    """Write the two files, and run the command on them."""
    files = (folder / "features.csv", folder / "candidates.csv")
    for path, text in zip(files, (features, candidates), strict=True):
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    call_command("draw", *map(str, files), "--places", places, *options)


def refusal(folder: Path, *words: str | bytes, places: str = "5") -> str:
    """Return what the command says where it refuses to draw."""
    features, candidates, *options = words
    with pytest.raises(CommandError) as refused:
        draw(folder, features, candidates, *map(str, options), places=places)
    return str(refused.value)


# --- what can be read ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "saved",
    [
        pytest.param(lambda text: f"\ufeff{text}", id="byte order mark"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="Windows"),
        pytest.param(lambda text: text.replace("\n", "\r"), id="old Mac"),
        pytest.param(lambda text: text.replace(",", ";"), id="semicolons"),
        pytest.param(lambda text: text.replace(",", "\t"), id="tabs"),
        pytest.param(lambda text: text.replace(",", " , "), id="spaces"),
        pytest.param(lambda text: f"\n{text}\n\n", id="blank rows"),
        pytest.param(lambda text: text.replace("\ngender,man", "\n   \ngender,man"), id="a row of spaces"),
        pytest.param(lambda text: text + "," * text.splitlines()[0].count(",") + "\n", id="a row of commas"),
        pytest.param(lambda text: text.replace("\n", ",,\n"), id="empty columns at the end"),
    ],
)
def test_draw_reads_files_as_spreadsheets_save_them(tmp_path: Path, capsys: Capture, saved: object) -> None:
    assert callable(saved)

    draw(tmp_path, saved(FEATURES), saved(CANDIDATES), "--json")

    assert json.loads(capsys.readouterr().out)["min_chance"] == pytest.approx(5 / 24, abs=1e-6)


def test_draw_keeps_the_other_columns_beside_who_was_drawn(tmp_path: Path) -> None:
    homes = CANDIDATES.replace("4,man,young,2 High Street", '4,man,young,"2 High\nStreet"')

    draw(tmp_path, FEATURES, homes, "--seed", "dice", "--include", "4", "--out", str(tmp_path / "out"))

    with (tmp_path / "out" / "panel.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    assert len(rows) == 5
    assert rows["4"] == {
        "id": "4",
        "gender": "man",
        "age": "young",
        "address": "2 High\nStreet",
        "postcode": "OX1 1AA",
        "email": "somebody4@example.org",
    }


def test_draw_lets_unused_columns_have_one_name(tmp_path: Path, capsys: Capture) -> None:
    draw(tmp_path, FEATURES, CANDIDATES.replace("postcode,email", "note,note"), "--json")

    assert json.loads(capsys.readouterr().out)["min_chance"] == pytest.approx(5 / 24, abs=1e-6)


# --- what cannot, by its row as a spreadsheet shows it ------------------------------------------------------------


@pytest.mark.parametrize(
    ("features", "candidates", "sentence"),
    [
        ("\n \n", CANDIDATES, "features.csv is empty: it needs a row of headings and at least one row below it."),
        (FEATURES, "id,gender,age\n", "candidates.csv is empty: it needs a row of headings"),
        (
            FEATURES.replace("old", "älter").encode("latin-1"),
            CANDIDATES,
            "features.csv, row 5: it has a letter that is not in UTF-8. Save the file as “CSV UTF-8” and try again.",
        ),
        (FEATURES, CANDIDATES.encode("utf-16"), "candidates.csv is in UTF-16, not in UTF-8. Save it as “CSV UTF-8”"),
        (FEATURES.replace("old", "o\0ld"), CANDIDATES, "features.csv, row 5: it has a character that is no text."),
        (FEATURES, CANDIDATES.replace("2,man", '2,"man'), "candidates.csv, row 3: a quotation mark is missing"),
        (FEATURES, CANDIDATES.replace("2,man", '2,"m"an'), "candidates.csv, row 3: a quotation mark is missing"),
        (
            FEATURES,
            "id,gender,age\n1,woman,old\n\n2,man\n",
            "row 4: it has not as many cells as there are headings (2, not 3). Look for a comma",
        ),
        (
            FEATURES,
            CANDIDATES.replace("\n3,", "\n\n3,") + "1,man,old,a,b,c\n",
            "candidates.csv, row 27: the id 1 stands there twice, first in row 2. Give each person their own.",
        ),
        (
            FEATURES,
            CANDIDATES.replace("2,man,young,1 High Street", '2,man,young,"1\nHigh"') + "1,man,old,a,b,c\n",
            "candidates.csv, row 26: the id 1 stands there twice",
        ),
        (
            FEATURES,
            CANDIDATES.replace("\n3,", "\n,"),
            "row 4: the id in “id” is empty. Give this person one, or remove",
        ),
        (FEATURES + ",x,0,1\n", CANDIDATES, "row 6: feature and value must not be empty. Fill them in, or remove"),
        (FEATURES.replace("woman,2,3", "woman,4,3"), CANDIDATES, "above the max 3. Lower one, or raise the other."),
        (
            FEATURES.replace("woman,2,3", "woman,-1,3"),
            CANDIDATES,
            "row 2: min is “-1”. Write a whole number, 0 or more.",
        ),
        (FEATURES.replace("woman,2,3", "woman,2.5,3"), CANDIDATES, "row 2: min is “2.5”. Write a whole number"),
        (FEATURES.replace("woman,2,3", "woman,,3"), CANDIDATES, "row 2: min is “”. Write a whole number"),
        (FEATURES.replace("woman,2,3", "woman,2,1_0"), CANDIDATES, "row 2: max is “1_0”. Write a whole number"),
        (FEATURES.replace("woman,2,3", "woman,٢,3"), CANDIDATES, "row 2: min is “٢”. Write a whole number"),
        (
            FEATURES.replace("woman,2,3", "woman,2," + "9" * 5000),
            CANDIDATES,
            f"row 2: max is “{'9' * 40}…”, which is too large.",
        ),
        (
            FEATURES.replace("max\n", "max,min,x\n", 1).replace(",3\n", ",3,2,x\n").replace(",5\n", ",5,1,x\n"),
            CANDIDATES,
            "features.csv has 2 columns called “min” in row 1. Rename or remove one.",
        ),
        (FEATURES, CANDIDATES.replace("postcode", "gender"), "candidates.csv has 2 columns called “gender” in row 1."),
        (
            FEATURES,
            CANDIDATES.replace("gender", "sex"),
            "no column “gender”. Add it, or take it out of the features. Its headings, in row 1, are id, sex,",
        ),
        (
            FEATURES.split("\n", 1)[1],
            CANDIDATES,
            "Its headings, in row 1, are gender, woman, 2, 3.",
        ),
        (FEATURES, CANDIDATES.replace(",man", ",Man", 1), "row 3: gender is “Man”, which the features do not name."),
        (
            FEATURES + "".join(f"f{number},a,0,5\n" for number in range(39)),
            CANDIDATES,
            "features.csv, row 44: “f38” is feature number 41; the most is 40. Leave some out.",
        ),
    ],
)
def test_draw_names_row_and_remedy(
    tmp_path: Path, features: str | bytes, candidates: str | bytes, sentence: str
) -> None:
    assert sentence in refusal(tmp_path, features, candidates)


def test_draw_refuses_a_flexible_quota_that_is_narrower(tmp_path: Path) -> None:
    flexible = "feature,value,min,max,min_flex,max_flex\ngender,woman,2,3,3,3\ngender,man,2,3,1,\n"

    said = refusal(tmp_path, flexible, CANDIDATES)

    assert said.startswith("features.csv, row 2: min_flex and max_flex say how far the quota may give way, so 3 to 3 ")


# --- numbers that do not go together ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "places", "sentence"),
    [
        ([], "0", "--places is “0”. Write a whole number, 1 or more."),
        ([], "-1", "--places is “-1”. Write a whole number, 1 or more."),
        ([], "ten", "--places is “ten”. Write a whole number"),
        ([], "2.5", "--places is “2.5”. Write a whole number"),
        (
            [],
            "25",
            "candidates.csv: it has 24 people to draw from, but there are 25 places. Lower --places, or find more",
        ),
        (["--exclude", *map(str, range(3, 25))], "5", "with those excluded left out, it has 2 people to draw from"),
        (["--exclude", *map(str, range(1, 24, 2))], "5", "least 2, but with those excluded left out, no candidate"),
        (
            ["--include", "1", "2", "3", "4", "5", "6"],
            "5",
            "6 people are included, but there are 5 places. Include fewer",
        ),
        (["--include", "1", "3", "5", "7"], "5", "row 2: 4 of those included have gender = woman, but its max is 3."),
        (["--same-address", "postcode"], "5", "its people live at 1 address, and only one of each can be drawn"),
        (["--max-chance", "half"], "5", "--max-chance is “half”. Write a chance above 0 and at most 1, like 0.5."),
        (["--max-chance", "nan"], "5", "--max-chance is “nan”. Write a chance above 0 and at most 1, like 0.5."),
        (["--max-chance", "1.5"], "5", "--max-chance is “1.5”. Write a chance above 0 and at most 1, like 0.5."),
        (["--max-chance", "0.1"], "5", "give 0.208 each on average. Set the cap between that and 1."),
        (["--method", "legacy", "--draws", "0"], "5", "--draws is “0”. Write a whole number, 1 or more."),
        (["--seed", " "], "5", "--seed is empty. Write something there, or leave it out."),
        (["--out", ""], "5", "--out is empty. Write something there, or leave it out."),
    ],
)
def test_draw_refuses_a_choice_that_cannot_be(
    tmp_path: Path, capsys: Capture, options: list[str], places: str, sentence: str
) -> None:
    for json_too in ([], ["--json"]):
        assert sentence in refusal(tmp_path, FEATURES, CANDIDATES, *options, *json_too, places=places)
    assert capsys.readouterr().out == ""


def test_draw_names_the_rows_of_the_smallest_change(tmp_path: Path) -> None:
    features = FEATURES + "role,nurse,4,5\nrole,other,0,5\n"

    said = refusal(tmp_path, features, f"id,gender,age,role\n{NURSES}")

    found = re.fullmatch(r"The quotas cannot all be met\. The smallest change that helps: (.*)\. (.*)", said)
    assert found is not None
    assert re.fullmatch(r"row [26], .* instead of \d", found[1])
    assert found[2] == "Change them in features.csv, or find more people."


def test_draw_says_where_the_quotas_may_not_give_way_so_far(tmp_path: Path) -> None:
    flexible = "feature,value,min,max,min_flex,max_flex\n" + "".join(
        f"{row},{row.split(',', 2)[2]}\n" for row in FEATURES.splitlines()[1:]
    )
    features = flexible + "role,nurse,4,5,4,5\nrole,other,0,5,0,5\n"

    said = refusal(tmp_path, features, f"id,gender,age,role\n{NURSES}")

    assert "It goes further than min_flex and max_flex allow. Change them in features.csv" in said


def test_draw_names_the_lowest_cap_that_can_be_kept(tmp_path: Path) -> None:
    """One woman for a quota of one is drawn for certain; of four for two places nobody need be above a half."""
    alone = refusal(tmp_path, "feature,value,min,max\ng,w,1,2\ng,m,0,5\n", "id,g\n1,w\n2,m\n3,m\n4,m\n5,m\n6,m\n",
                    "--max-chance", "0.7", places="3")  # fmt: skip
    four = refusal(tmp_path, "feature,value,min,max\ng,w,2,2\ng,m,0,5\n",
                   "id,g\n1,w\n2,w\n3,w\n4,w\n" + "".join(f"{number},m\n" for number in range(5, 15)),
                   "--max-chance", "0.4", places="3")  # fmt: skip

    assert alone.endswith("Give --max-chance 1, a higher one, or none.")
    assert four == (
        "With these quotas somebody's chance must be above 0.4. Give --max-chance 0.5, a higher one, or none."
    )


# --- where it is written ------------------------------------------------------------------------------------------


def test_draw_refuses_to_write_into_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("something else", encoding="utf-8")

    said = refusal(tmp_path, FEATURES, CANDIDATES, "--out", str(tmp_path / "out"))

    assert (
        said == f"{tmp_path / 'out'} cannot be written to: it is a file, not a folder. Give another folder with --out."
    )


def test_draw_refuses_to_write_below_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("something else", encoding="utf-8")

    said = refusal(tmp_path, FEATURES, CANDIDATES, "--out", str(tmp_path / "out" / "draw"))

    assert said == f"{tmp_path / 'out' / 'draw'} cannot be written to: Not a directory. Give another folder with --out."


def test_draw_says_what_it_cannot_write(tmp_path: Path) -> None:
    (tmp_path / "out" / "lottery.json").mkdir(parents=True)

    said = refusal(tmp_path, FEATURES, CANDIDATES, "--out", str(tmp_path / "out"))

    assert "lottery.json cannot be written to: Is a directory. Give another folder with --out." in said


def test_draw_looks_at_the_folder_before_it_computes(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("something else", encoding="utf-8")

    assert "cannot be written to" in refusal(tmp_path, "", "", "--out", str(tmp_path / "out"))
