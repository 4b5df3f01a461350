"""`manage.py draw`: two files in, the lottery out, no database; every bad file is a sentence."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cohorts.recruitment.lottery import Problem, Rule
from cohorts.recruitment.lottery_figures import geometric_mean, gini
from cohorts.recruitment.lottery_leximin import hold, problem_of, verify
from cohorts.recruitment.lottery_nearest import nearest, with_changes

FEATURES = """feature,value,min,max
gender,woman,2,3
gender,man,2,3
age,young,1,5
age,old,1,5
"""
CANDIDATES = """id,gender,age,address,postcode,email
""" + "".join(
    f"{number},{'woman' if number % 2 else 'man'},{'young' if number % 3 else 'old'},"
    f"{number // 2 if number < 6 else number} High Street,OX1 1AA,somebody{number}@example.org\n"
    for number in range(1, 25)
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two files that can be drawn from."""
    features, candidates = tmp_path / "features.csv", tmp_path / "candidates.csv"
    features.write_text(FEATURES, encoding="utf-8")
    candidates.write_text(CANDIDATES, encoding="utf-8")
    return features, candidates


def draw(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], *options: str) -> str:
    """Run the command and return what it printed."""
    call_command("draw", *map(str, files), "--places", "5", *options)
    return capsys.readouterr().out


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_draw_prints_one_json_object(files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    found: dict[str, Any] = json.loads(draw(files, capsys, "--json"))

    assert set(found) == {"min_chance", "gini", "geometric_mean", "bound", "gap", "seconds", "panels"}
    assert found["min_chance"] == pytest.approx(5 / 24, abs=1e-6)
    assert found["bound"] - found["min_chance"] <= 1e-6


def test_draw_writes_lottery_chances_panel_and_certificate(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"

    draw(files, capsys, "--out", str(out), "--seed", "3 5 1 6", "--same-address", "address", "postcode")

    panel = [row["id"] for row in rows_of(out / "panel.csv")]
    lottery = json.loads((out / "lottery.json").read_text(encoding="utf-8"))
    chances = {row["id"]: float(row["chance"]) for row in rows_of(out / "chances.csv")}
    assert panel in [one["members"] for one in lottery["panels"]]
    assert sum(one["probability"] for one in lottery["panels"]) == pytest.approx(1)
    assert chances["2"] == pytest.approx(sum(one["probability"] for one in lottery["panels"] if "2" in one["members"]))
    assert not any({"2", "3"} <= set(one["members"]) for one in lottery["panels"])
    assert json.loads((out / "certificate.json").read_text(encoding="utf-8"))["gap"] <= 1e-6


def test_draw_gives_the_same_panel_for_the_same_seed(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("one", "two"):
        draw(files, capsys, "--out", str(tmp_path / name), "--seed", "dice")

    assert (tmp_path / "one" / "panel.csv").read_bytes() == (tmp_path / "two" / "panel.csv").read_bytes()


def test_draw_without_a_seed_draws_nobody(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    printed = draw(files, capsys, "--out", str(tmp_path / "out"))

    assert "no panel was drawn" in printed
    assert not (tmp_path / "out" / "panel.csv").exists()


def test_draw_by_the_old_way_keeps_quotas_and_proves_nothing(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    found = json.loads(draw(files, capsys, "--json", "--method", "legacy", "--draws", "40"))

    assert (found["bound"], found["panels"]) == (None, 40)


@pytest.mark.parametrize(
    ("features", "candidates", "sentence"),
    [
        ("", CANDIDATES, "features.csv is empty"),
        (FEATURES.replace("min", "least"), CANDIDATES, "features.csv has no column “min”"),
        (FEATURES.replace("woman,2,3", "woman,two,3"), CANDIDATES, "features.csv, row 2: min is “two”"),
        (FEATURES.replace("woman,2,3", "woman,4,3"), CANDIDATES, "features.csv, row 2: the min 4 is above the max 3"),
        (FEATURES + "age,old,1,2\n", CANDIDATES, "features.csv, row 6: age = old stands there twice"),
        (FEATURES, CANDIDATES.replace("gender", "sex"), "candidates.csv has no column “gender”"),
        (FEATURES, CANDIDATES + "1,man,old,a,b,c\n", "candidates.csv, row 26: the id 1 stands there twice"),
        (
            FEATURES,
            CANDIDATES.replace("2,man,young", "2,man,middle"),
            "row 3: age is “middle”, which the features do not",
        ),
        (FEATURES, CANDIDATES + "99,man\n", "candidates.csv, row 26: it has not as many cells"),
        (FEATURES.replace("woman,2,3", "woman,4,5"), CANDIDATES, "rows 2, 3: the minimums of gender add up to 6"),
        (
            FEATURES.replace("woman,2,3", "woman,0,1").replace("man,2,3", "man,0,1"),
            CANDIDATES,
            "rows 2, 3: the maximums of gender add up to 2",
        ),
        (FEATURES + "gender,other,1,2\n", CANDIDATES, "row 6: gender = other asks for at least 1, but no candidate"),
    ],
)
def test_draw_says_what_is_wrong_with_a_file(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], features: str, candidates: str, sentence: str
) -> None:
    files[0].write_text(features, encoding="utf-8")
    files[1].write_text(candidates, encoding="utf-8")

    with pytest.raises(CommandError, match=sentence):
        draw(files, capsys)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--include", "1", "2", "--exclude", "2"], "candidates.csv, row 3: 2 is both included and excluded"),
        (["--include", "1", "--include", "nobody"], "candidates.csv: no row has the id nobody"),
        (["--exclude", "nobody"], "candidates.csv: no row has the id nobody"),
        (["--same-address", "street"], "no column “street”. Add it, or take it out of --same-address"),
    ],
)
def test_draw_says_what_is_wrong_with_a_choice(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        draw(files, capsys, *options)


def test_draw_refuses_two_of_one_address_who_are_both_included(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[1].write_text("id,gender,age,home\n1,man,old,x\n2,woman,old,X\n3,man,young,y\n4,woman,young,z\n")

    with pytest.raises(CommandError, match=r"candidates\.csv, rows 2, 3: 1 and 2 share an address"):
        draw(files, capsys, "--same-address", "home", "--include", "1", "--include", "2")


@pytest.mark.parametrize("missing", [0, 1])
def test_draw_says_which_file_is_not_there(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str], missing: int
) -> None:
    files[missing].unlink()

    with pytest.raises(CommandError, match=f"^{files[missing].name} cannot be opened: No such file .* Check the name"):
        draw(files, capsys)


def test_draw_names_the_nearest_quotas_that_can_be_met(
    files: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    files[0].write_text(FEATURES + "role,nurse,4,5\nrole,other,0,5\n", encoding="utf-8")
    rows = CANDIDATES.splitlines()
    nurses = [f"{row},{'nurse' if number in {2, 4, 6, 8, 10} else 'other'}" for number, row in enumerate(rows[1:], 1)]
    files[1].write_text("\n".join([f"{rows[0]},role", *nurses]), encoding="utf-8")

    with pytest.raises(CommandError, match=r"smallest change that helps: .* instead of"):
        draw(files, capsys)


# --- the nearest, and figures -----------------------------------------------------------------------------------------


def clash() -> Problem:
    """Three women who are all old; two young people and two women wanted among three places."""
    pool: dict[str, dict[str, str | None]] = {
        f"p{number}": {"sex": "woman" if number < 3 else "man", "age": "old" if number < 5 else "young"}
        for number in range(8)
    }
    return problem_of(pool, {"sex": {"woman": (2, 3)}, "age": {"young": (2, 3)}}, 3)


def test_nearest_changes_as_little_as_can_be() -> None:
    changes = nearest(clash())

    assert changes is not None
    assert [change.wanted - change.possible for change in changes] == [1]
    verify(hold(with_changes(clash(), changes)))


def test_nearest_keeps_within_the_limits() -> None:
    changes = nearest(clash(), {"sex = woman": (2, 3)})

    assert [str(change) for change in changes or ()] == ["age = young: at least 1 instead of 2"]


def test_nearest_of_quotas_that_can_be_met_is_nothing() -> None:
    problem = problem_of(
        {f"p{number}": {} for number in range(4)}, {}, 2, rules=[Rule("odd", {"p1": 1, "p3": 1}, 1, 1)]
    )

    assert nearest(problem) == ()


def test_gini_of_equal_chances_is_zero_and_of_one_chance_large() -> None:
    assert gini([0.2, 0.2, 0.2]) == pytest.approx(0)
    assert gini([0, 0, 0, 1]) == pytest.approx(0.75)


def test_geometric_mean_is_zero_where_somebody_has_no_chance() -> None:
    assert geometric_mean([0.5, 0.0]) == pytest.approx(0)
    assert geometric_mean([0.2, 0.8]) == pytest.approx(0.4)
