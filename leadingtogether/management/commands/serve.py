"""`manage.py serve`: the web server and the sweeps in one process, for development and for looking around."""

import errno
import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application, run

from leadingtogether import sweeps
from people.models import Person

REFUSALS = {
    errno.EADDRINUSE: "Port {port} is taken by another program. Use another one: PORT={other} make run",
    errno.EACCES: "Port {port} is kept for the system. Use another one: PORT=8001 make run",
}

NOBODY = """Nobody can sign in yet. In another terminal, with the same VAR_DIR or DATABASE_URL:
  make administrator EMAIL=you@example.org NAME="Given Family" PORT={port}
It prints a link that signs you in and opens the page where your first programme begins.
"""


class Command(BaseCommand):
    """Serve on this computer alone, with a thread for the sweeps; print the demo's sign-in links."""

    help = "Start the web server with the sweeps in one process. For development: production uses gunicorn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --port."""
        parser.add_argument("--port", default="8000", help="the port on 127.0.0.1 (8000)")

    def handle(self, *args: Any, port: str, **options: Any) -> None:
        """Serve until Ctrl-C. Raise CommandError with a sentence where the port cannot be used."""
        if settings.PRODUCTION:
            raise CommandError("This server is for development. In production start gunicorn; see docker-compose.yml.")
        number = read_port(port)
        if "BASE_URL" not in os.environ:
            settings.BASE_URL = f"http://127.0.0.1:{number}"
        try:
            run(
                "127.0.0.1",
                number,
                StaticFilesHandler(get_internal_wsgi_application()),
                threading=True,
                on_bind=lambda _bound: self.welcome(number),
            )
        except OSError as error:
            if error.errno not in REFUSALS:
                raise
            other = number + 1 if number < 65535 else 8000
            raise CommandError(REFUSALS[error.errno].format(port=number, other=other)) from error
        except KeyboardInterrupt:
            self.stdout.write("\nStopped. What you did is kept.")

    def welcome(self, port: int) -> None:
        """Start the sweeps and tell where to go, now that the port is ours."""
        if not settings.EMBEDDED_SWEEPS:
            sweeps.start_thread()
        self.stdout.write(f"\nLeading Together is at {settings.BASE_URL}/  (Ctrl-C stops it)\n\n")
        if settings.DEMO_WORLD:
            call_command("demo_links", stdout=self.stdout)
        elif not Person.objects.exists():
            self.stdout.write(NOBODY.format(port=port))
        self.stdout.flush()


def read_port(text: str) -> int:
    """Return the port that `text` names. Raise CommandError where it names none."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise CommandError(f"“{text}” is not a port. Use a number from 1 to 65535: PORT=8001 make run")
    return int(text)
