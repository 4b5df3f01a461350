"""`manage.py import_applications FILE.csv --programme REF [--write --by EMAIL]`."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Programme, TeamMembership
from cohorts.recruitment.actions.imports import write_import
from cohorts.recruitment.import_columns import COLUMNS
from cohorts.recruitment.import_file import Refused, Table, read_table
from cohorts.recruitment.import_setting import setting_of
from cohorts.recruitment.imports import Judged, Verdict, count, judge
from cohorts.recruitment.models import ImportBatch
from common.refs import clean_ref
from common.words import say_number, say_ref
from people.models import Person


class Command(BaseCommand):
    """Checks a file of applications row by row, and with --write imports it, all or nothing."""

    help = (
        "Checks a CSV file of applications and says the verdict of every row. Without --write nothing is changed. "
        "With --write every new row becomes an application, in one transaction: where a row is refused, nothing is "
        "written, unless --skip-refused is given. The same file is imported once."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """List the columns at the end of the help."""
        lines = [f"  {column.name:24}{column.says}" for column in COLUMNS.values()]
        epilog = "Columns (the first line of the file, in any order; , ; tab or | between):\n" + "\n".join(lines)
        parser = super().create_parser(prog_name, subcommand, epilog=epilog, **kwargs)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        """Name the file, the programme and what to do."""
        parser.add_argument("file", type=Path, help="the CSV file")
        parser.add_argument("--programme", required=True, help="reference of the programme")
        parser.add_argument("--write", action="store_true", help="import; without it nothing is changed")
        parser.add_argument("--by", default="", metavar="EMAIL", help="the coordinator who imports (with --write)")
        parser.add_argument("--encoding", default="", help="encoding of the file (default: utf-8)")
        parser.add_argument("--skip-refused", action="store_true", help="with --write: leave out refused rows")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, judge, say; write where asked."""
        programme = self._programme(options["programme"])
        path: Path = options["file"]
        by = self._coordinator(options["by"], programme) if options["write"] else None
        try:
            table = read_table(path.read_bytes(), encoding=options["encoding"])
        except OSError as error:
            raise CommandError(_("The file %(file)s cannot be opened.") % {"file": path}) from error
        except Refused as refused:
            raise CommandError(_("Nothing was written. %(why)s") % {"why": refused}) from refused
        if ImportBatch.objects.imported(programme, table.file_hash).exists():
            self.stdout.write(_("This file was imported already. Nothing was changed."))
            return
        judged = judge(table, setting_of(programme))
        self._say(table, judged)
        self._decide(programme, table, judged, by, options)

    def _programme(self, ref: str) -> Programme:
        programme = Programme.objects.filter(ref=clean_ref(ref)).first()
        if programme is None:
            known = ", ".join(f"{one.ref} ({one.name})" for one in Programme.objects.filter(archived_at=None))
            raise CommandError(_("No programme %(ref)s. There are: %(known)s.") % {"ref": ref, "known": known or "-"})
        return programme

    def _coordinator(self, email: str, programme: Programme) -> Person:
        person = Person.objects.filter(email=email.strip().lower()).first() if email else None
        coordinator = TeamMembership.Role.COORDINATOR
        if person is None or not programme.memberships.giving(person, coordinator).exists():
            raise CommandError(_("Say who imports: --by with the email of a coordinator of this programme."))
        return person

    def _say(self, table: Table, judged: list[Judged]) -> None:
        if table.ignored:
            self.stdout.write(_("Columns that are not read: %(names)s.") % {"names": ", ".join(table.ignored)})
        for one in judged:
            self.stdout.write(" ".join([_heading(one), *one.reasons, *one.notes]))
        self.stdout.write("")
        for verdict, number in count(judged).items():
            self.stdout.write(f"{Verdict(verdict).label:20}{say_number(number):>8}")

    def _decide(
        self, programme: Programme, table: Table, judged: list[Judged], by: Person | None, options: dict[str, Any]
    ) -> None:
        refused = count(judged)[Verdict.REFUSED]
        if refused and not (by and options["skip_refused"]):
            sentence = _("Nothing was written: %(refused)s rows cannot be read. Correct them, or leave them out ")
            raise CommandError(sentence % {"refused": refused} + _("with --write --skip-refused."))
        if by is None:
            self.stdout.write(_("Nothing was written. Add --write --by EMAIL to import."))
            return
        try:
            batch = write_import(
                programme=programme,
                table=table,
                judged=judged,
                file_name=options["file"].name,
                by=by,
                now=timezone.now(),
            )
        except IntegrityError as error:
            raise CommandError(_("Nothing was written: somebody applied at the same time. Run it again.")) from error
        new = count(judged)[Verdict.NEW]
        written = {"new": say_number(new), "ref": say_ref(batch.ref)}
        self.stdout.write(_("%(new)s applications were written. The import has the number %(ref)s.") % written)


def _heading(one: Judged) -> str:
    name = " ".join(filter(None, (one.row.cells.get("given_name"), one.row.cells.get("family_name"))))
    return _("Row %(number)s, %(name)s: %(verdict)s.") % {
        "number": one.row.number,
        "name": name or "–",
        "verdict": Verdict(one.verdict).label,
    }
