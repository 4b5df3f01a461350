"""`manage.py pair FILE.csv --out pairs.csv`: the best pairs of two lists of people, without a database."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cohorts.pairing.assignment import Assignment, Blocked, solve
from cohorts.pairing.fit import Fit, fit_of, say_all
from cohorts.pairing.pair_file import FileError, People, Someone, read_people
from cohorts.pairing.weights import BALANCED, COMPONENTS, PRESETS, checked_weights
from common.csv import write_csv

HEADER = ("lay_id", "lay", "professional_id", "professional", "fit", "why", *COMPONENTS)


class Command(BaseCommand):
    """Pair the people of a CSV file; write each pair with its fit and its reasons, and who is left over and why."""

    help = "Pair lay partners and professionals from one CSV file with the columns of the import. Needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files and the choices."""
        parser.add_argument("file", type=Path, help="CSV with the columns of the import; role says lay or professional")
        parser.add_argument("--out", type=Path, required=True, help="the CSV file that is written")
        parser.add_argument("--preset", choices=sorted(PRESETS), default=BALANCED, help="what counts most")
        parser.add_argument("--weight", nargs="+", default=[], metavar="PART=NUMBER", help="weights of your own")
        parser.add_argument("--worst-first", action="store_true", help="first lift the pair that fits least")
        parser.add_argument("--venue", default="", help="postcode of the venue, or its first half")

    def handle(self, *args: Any, **options: Any) -> None:
        """Pair. Raise CommandError with sentences where the file cannot be used; nothing is written then."""
        if options["out"].resolve() == options["file"].resolve():
            raise CommandError(f"{options['out']} is the file of people: give the pairs a name of their own.")
        try:
            weights = self._weights(options["preset"], options["weight"])
            people = read_people(options["file"], venue=options["venue"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        fits = [[self._fit(people, one, other, weights) for other in people.professional] for one in people.lay]
        found = self._solve(people, fits, worst_first=options["worst_first"])
        rows = [*self._pairs(people, fits, found), *self._left_over(people, found)]
        try:
            options["out"].write_bytes(write_csv(rows, HEADER))
        except OSError as error:
            raise CommandError(f"{options['out']} cannot be written: {error.strerror}.") from error
        self._tell(found, len(rows) - len(found.pairs), options["out"])

    def _fit(self, people: People, one: Someone, other: Someone, weights: dict[str, int]) -> Fit:
        return fit_of(one.profile, other.profile, wishes=people.wants, known=people.knows, weights=weights)

    def _weights(self, preset: str, given: list[str]) -> dict[str, int]:
        if not given:
            return PRESETS[preset]
        weights = {}
        for text in given:
            name, _equals, number = text.partition("=")
            if name not in COMPONENTS or not number.isdecimal():
                parts = ", ".join(COMPONENTS)
                raise FileError(f"“{text}” is no weight. Write it like topics=250; the parts are {parts}.")
            weights[name] = int(number)
        return checked_weights(weights)

    def _solve(self, people: People, fits: list[list[Fit]], *, worst_first: bool) -> Assignment:
        apart = people.apart | {(other, one) for one, other in people.apart}
        together = people.together | {(other, one) for one, other in people.together}
        pairs = [
            [(one.profile.person_id, other.profile.person_id) for other in people.professional] for one in people.lay
        ]
        return solve(
            [[fit.total for fit in row] for row in fits],
            forbidden=[[couple in apart for couple in row] for row in pairs],
            locked=[(r, c) for r, row in enumerate(pairs) for c, couple in enumerate(row) if couple in together],
            keys=([one.key for one in people.lay], [one.key for one in people.professional]),
            worst_first=worst_first,
        )

    def _pairs(self, people: People, fits: list[list[Fit]], found: Assignment) -> Iterator[list[Any]]:
        for row, column in found.pairs:
            lay, other, fit = people.lay[row], people.professional[column], fits[row][column]
            shares = [fit.shares[name] for name in COMPONENTS]
            yield [lay.key, lay.name, other.key, other.name, fit.total, " ".join(fit.reasons), *shares]

    def _left_over(self, people: People, found: Assignment) -> Iterator[list[Any]]:
        more = len(people.lay) - len(people.professional)
        blocked = self._blocked(people, found.blocked) if found.blocked else ""
        for index in found.unpaired_lay:
            one = people.lay[index]
            why = blocked or f"There are {more} more lay partners than professionals."
            yield [one.key, one.name, "", "", "", why, *[""] * len(COMPONENTS)]
        for index in found.unpaired_professional:
            one = people.professional[index]
            why = blocked or f"There are {-more} more professionals than lay partners."
            yield ["", "", one.key, one.name, "", why, *[""] * len(COMPONENTS)]

    def _blocked(self, people: People, blocked: Blocked) -> str:
        sides: dict[str, list[Someone]] = {"lay": people.lay, "professional": people.professional}
        ours = sides[blocked.side]
        theirs = sides["professional" if blocked.side == "lay" else "lay"]
        group = say_all([ours[index].name for index in blocked.people])
        partners = say_all([theirs[index].name for index in blocked.partners])
        if not partners:
            return f"“apart” leaves nobody for {group}."
        return f"“apart” leaves only {partners} for {group}: there are fewer partners than people."

    def _tell(self, found: Assignment, left: int, out: Path) -> None:
        count = len(found.pairs)
        mean = round(found.total_fit / count) if count else 0
        self.stdout.write(f"Pairs       {count}")
        self.stdout.write(f"Total fit   {round(found.total_fit)} (mean {mean} of 1,000)")
        self.stdout.write(f"Left over   {left}")
        self.stdout.write(f"Written to  {out}")
