"""`manage.py draw FEATURES.csv CANDIDATES.csv --places N --out DIR`: the fair lottery on files, without a database."""

import csv
import json
import tempfile
import time
from argparse import ArgumentParser
from dataclasses import asdict
from math import ceil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cohorts.recruitment.lottery_bound import NoPanelError, lowest_cap
from cohorts.recruitment.lottery_figures import geometric_mean, gini, panel_of_seed
from cohorts.recruitment.lottery_files import Files, read_files, without
from cohorts.recruitment.lottery_legacy import legacy_panels
from cohorts.recruitment.lottery_leximin import Certificate, Lottery, chances_of, hold, problem_of, verify
from cohorts.recruitment.lottery_nearest import nearest
from cohorts.recruitment.lottery_rows import short
from cohorts.recruitment.lottery_types import Problem, types_of
from common.csv import cell


class Command(BaseCommand):
    """Draw from two CSV files; write the lottery, the chances, the panel and the certificate."""

    help = "Draw a panel by the fairest lottery from a file of features and one of candidates. Needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files and the choices."""
        parser.add_argument("features", type=Path, help="CSV with feature, value, min, max")
        parser.add_argument("candidates", type=Path, help="CSV with an id in the first column and a column a feature")
        parser.add_argument("--places", required=True, help="how many are drawn")
        parser.add_argument(
            "--same-address", nargs="+", action="extend", default=[], metavar="COLUMN", help="at most one per address"
        )
        parser.add_argument("--include", nargs="+", action="extend", default=[], metavar="ID", help="drawn for certain")
        parser.add_argument("--exclude", nargs="+", action="extend", default=[], metavar="ID", help="never drawn")
        parser.add_argument("--max-chance", help="nobody's chance above this")
        parser.add_argument("--seed", help="the public randomness that chooses the panel; without it no panel is drawn")
        parser.add_argument("--out", help="the folder for lottery.json, chances.csv, panel.csv")
        parser.add_argument("--method", choices=["leximin", "legacy"], default="leximin")
        parser.add_argument("--draws", default=1_000, help="with --method legacy: draws to estimate from")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw. Raise CommandError, a sentence, where the files cannot be used or no panel keeps the quotas."""
        began = time.process_time()
        options |= self._read(options)
        try:
            found = read_files(options["features"], options["candidates"], options["same_address"])
            found.check_choices(options["include"], options["exclude"])
            found.check(options["places"], include=options["include"], exclude=options["exclude"])
            problem = self._problem(found, options)
        except ValueError as error:
            raise CommandError(str(error)) from error
        try:
            lottery = self._legacy(problem, options) if options["method"] == "legacy" else self._fair(problem)
        except NoPanelError as error:
            raise CommandError(self._what_could_be_met(problem, found, error)) from error
        figures = self._figures(lottery, time.process_time() - began, proved=options["method"] == "leximin")
        if options["out"]:
            try:
                self._write(lottery, found, options, figures)
            except OSError as error:
                raise CommandError(_not_written(Path(error.filename or options["out"]), error)) from error
        self._tell(figures, options)

    def _read(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return the numbers and the folder; they are looked at before anything is computed, which can take minutes."""
        read: dict[str, Any] = {name: _whole(f"--{name}", options[name]) for name in ("places", "draws")}
        if options["max_chance"] is not None:
            read["max_chance"] = _chance("--max-chance", options["max_chance"])
        for name in ("seed", "out"):
            if options[name] is not None and not str(options[name]).strip():
                raise CommandError(f"--{name} is empty. Write something there, or leave it out.")
        if options["out"] is not None:
            read["out"] = _folder(Path(options["out"]))
        return read

    def _problem(self, found: Files, options: dict[str, Any]) -> Problem:
        excluded = set(options["exclude"])
        return problem_of(
            found.pool,
            found.quotas,
            options["places"],
            include=options["include"],
            exclude=excluded,
            groups=without(found.groups, excluded),
            max_chance=options["max_chance"],
        )

    def _fair(self, problem: Problem) -> Lottery:
        lottery = hold(problem)
        verify(lottery, proof=False)
        return lottery

    def _legacy(self, problem: Problem, options: dict[str, Any]) -> Lottery:
        """Return an estimate of the old way, with no certificate."""
        panels = legacy_panels(problem, draws=options["draws"], seed=options["seed"] or "legacy")
        return Lottery(problem, panels, chances_of(panels, problem.people), Certificate({}, 0.0, ()))

    def _what_could_be_met(self, problem: Problem, found: Files, error: NoPanelError) -> str:
        limits = found.limits()
        changes = nearest(problem, limits)
        further = f"Change them in {found.name}, or find more people."
        if changes is None and limits and (changes := nearest(problem)):
            further = f"It goes further than min_flex and max_flex allow. {further}"
        if changes is None:
            return (
                f"No panel of {sum(problem.sizes.values())} exists, whatever the quotas. Lower --places, or ask for "
                f"less with --include and --same-address."
            )
        if not changes:
            return self._why_not(problem, error)
        smallest = "; ".join(found.where(change) for change in changes)
        return f"The quotas cannot all be met. The smallest change that helps: {smallest}. {further}"

    def _why_not(self, problem: Problem, error: NoPanelError) -> str:
        """Return why there is no lottery although the quotas can be met: the cap, or what the error says."""
        if problem.max_chance is None:
            return str(error)
        lowest = ceil(100 * lowest_cap(types_of(problem)) - 1e-6) / 100
        return (
            f"With these quotas somebody's chance must be above {problem.max_chance:g}. Give --max-chance {lowest:g}, "
            f"a higher one, or none."
        )

    def _figures(self, lottery: Lottery, seconds: float, *, proved: bool) -> dict[str, float | int | None]:
        chances = lottery.chances.values()
        bound = min(lottery.certificate.bound.values()) if proved else None
        return {
            "min_chance": min(chances),
            "gini": gini(chances),
            "geometric_mean": geometric_mean(chances),
            "bound": bound,
            "gap": lottery.certificate.gap if proved else None,
            "seconds": seconds,
            "panels": len(lottery.panels),
        }

    def _write(
        self, lottery: Lottery, found: Files, options: dict[str, Any], figures: dict[str, float | int | None]
    ) -> None:
        out, seed = options["out"], options["seed"]
        panels = [{"probability": panel.probability, "members": panel.members} for panel in lottery.panels]
        self._write_json(out / "lottery.json", {"panels": panels, "chances": lottery.chances})
        proof = lottery.certificate
        cuts = [asdict(cut) for cut in proof.cuts]
        self._write_json(out / "certificate.json", figures | {"bound_of_each": proof.bound, "cuts": cuts})
        self._write_csv(
            out / "chances.csv", ["id", "chance"], [[one, f"{chance:.9f}"] for one, chance in lottery.chances.items()]
        )
        if seed is not None:
            members = panel_of_seed(lottery.panels, seed).members
            rows = [[person, *found.cells[person]] for person in members]
            self._write_csv(out / "panel.csv", ["id", *found.headings], rows)

    def _write_json(self, path: Path, words: dict[str, Any]) -> None:
        path.write_text(json.dumps(words, indent=1) + "\n", encoding="utf-8")

    def _write_csv(self, path: Path, headings: list[str], rows: list[list[str]]) -> None:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([cell(text) for text in row] for row in [headings, *rows])

    def _tell(self, figures: dict[str, float | int | None], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(figures))
            return
        self.stdout.write(f"Smallest chance  {figures['min_chance']:.4%}")
        if figures["bound"] is not None:
            self.stdout.write(f"Best possible    {figures['bound']:.4%} (proved; gap {figures['gap']:.1e})")
        self.stdout.write(f"Gini             {figures['gini']:.4f}")
        self.stdout.write(f"Geometric mean   {figures['geometric_mean']:.4%}")
        self.stdout.write(f"Panels           {figures['panels']}")
        self.stdout.write(f"CPU seconds      {figures['seconds']:.2f}")
        if options["out"] and options["seed"] is None:
            self.stdout.write(
                "No seed was given, so no panel was drawn. Publish lottery.json first, then draw with --seed."
            )


def _whole(name: str, text: object) -> int:
    digits = str(text).strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) > 0):
        raise CommandError(f"{name} is “{short(str(text))}”. Write a whole number, 1 or more.")
    return int(digits)


def _chance(name: str, text: object) -> float:
    try:
        found = float(str(text))
    except ValueError:
        found = 0.0
    if not 0 < found <= 1:
        raise CommandError(f"{name} is “{short(str(text))}”. Write a chance above 0 and at most 1, like 0.5.")
    return found


def _folder(path: Path) -> Path:
    """Return a folder that can be written to; it is made where it is not there."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return path
    except OSError as error:
        raise CommandError(_not_written(path, error)) from error


def _not_written(path: Path, error: OSError) -> str:
    why = "it is a file, not a folder" if path.is_file() else error.strerror
    return f"{path} cannot be written to: {why}. Give another folder with --out."
