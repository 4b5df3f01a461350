"""`manage.py verify_draw FILE [--sealed FILE]`: check a published draw anywhere, without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cohorts.recruitment.lottery_publication import (
    PublicationError,
    check_public,
    check_sealed,
    digest_of,
    draw_ticket,
)
from cohorts.recruitment.lottery_published import says_travel


class Command(BaseCommand):
    """Check tickets and draw from the public file; quotas and chances with the sealed one."""

    help = "Check the published file of a draw, and with --sealed its quotas and chances too. Needs no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the files and what was made known."""
        parser.add_argument("file", type=Path, help="the published file")
        parser.add_argument("--sealed", type=Path, help="the sealed file, which the named verifier holds")
        parser.add_argument("--sha256", help="the digest that was made known before the draw")
        parser.add_argument("--randomness", help="what was rolled or read: prints the ticket and its people")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check. Raise CommandError, a sentence, at the first thing that is wrong."""
        try:
            self._check(options)
        except PublicationError as error:
            raise CommandError(str(error)) from error

    def _check(self, options: dict[str, Any]) -> None:
        public = self._bytes(options["file"])
        digest = digest_of(public)
        if options["sha256"] and options["sha256"].strip().lower() != digest:
            raise PublicationError(f"The file was changed: its SHA-256 is {digest}, not the one that was made known.")
        check_public(public)
        self.stdout.write(f"SHA-256   {digest}")
        self.stdout.write("Tickets   1,000, each a full panel; every chance is as told.")
        if options["sealed"]:
            check_sealed(public, self._bytes(options["sealed"]))
            self.stdout.write("Sealed    every panel keeps the quotas; the chances are the fairest there are (proved).")
            if says_travel(public):
                self.stdout.write("Travel    everybody takes part where they said they would, and within their limit.")
        if options["randomness"]:
            drawn = draw_ticket(public, options["randomness"])
            people = ", ".join(f"{number}{f' ({venue})' if venue else ''}" for number, venue in drawn.seats)
            self.stdout.write(f"Ticket    {drawn.ticket:03d}: {people}")

    def _bytes(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as error:
            words = f"{path.name} cannot be opened: {error.strerror}. Check the name and the folder, and try again."
            raise CommandError(words) from error
