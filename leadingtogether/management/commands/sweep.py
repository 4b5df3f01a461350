"""`manage.py sweep`: run the sweeps by hand, at another moment, or for ever without a broker."""

import signal
import threading
from argparse import ArgumentParser
from datetime import datetime
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from leadingtogether import sweeps
from leadingtogether.schedule import BY_NAME


class Command(BaseCommand):
    """Run every sweep once, due or not."""

    help = "Run the sweeps: everything that the service does without being asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --at, --only and --forever."""
        parser.add_argument("--at", metavar="WHEN", help="the moment to pretend, for example 2027-03-01T09:00 (London)")
        parser.add_argument("--only", choices=sorted(BY_NAME), help="run one sweep alone")
        parser.add_argument("--forever", action="store_true", help="run what is due every minute until stopped")

    def handle(self, *args: Any, at: str | None, only: str | None, forever: bool, **options: Any) -> None:
        """Run what was asked and say how many each sweep handled."""
        if forever and (at or only):
            raise CommandError("--forever runs every sweep by the clock. Leave out --at and --only.")
        if forever:
            self.run_until_stopped()
            return
        now = read_moment(at) if at else timezone.now()
        handled = {only: sweeps.run_sweep(only, now)} if only else sweeps.run_all(now)
        for name, count in handled.items():
            self.stdout.write(f"{name}: {'failed, see the log' if count is None else count}")
        failed = [name for name, count in handled.items() if count is None]
        if failed:
            raise CommandError(f"These sweeps failed: {', '.join(failed)}.")

    def run_until_stopped(self) -> None:
        """Run the sweeps until SIGTERM or Ctrl-C; the sweep that is running is finished first."""
        stop = threading.Event()

        def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        self.stdout.write(f"The sweeps run every {settings.SWEEP_SECONDS} seconds.")
        quick = sweeps.start_quick_thread(stop)
        sweeps.run_forever(stop)
        quick.join()
        self.stdout.write("The sweeps have stopped.")


def read_moment(text: str) -> datetime:
    """Return the moment that `text` names, in London where it names no zone. Raise CommandError where it may not."""
    if settings.PRODUCTION:
        raise CommandError("--at would send real people messages at the wrong time. It is refused in production.")
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"“{text}” is not a date and time. Write it like 2027-03-01T09:00.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
