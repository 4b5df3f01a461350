"""`manage.py demo`: build the demo world, or throw it away and build it again."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cohorts.models import Programme
from leadingtogether.demo.build import build
from people import triggers


class Command(BaseCommand):
    """Build the demo world: two programmes, six venues at six stages, two cohorts to draw together, 450 applicants."""

    help = "Build the demo world, relative to today. Not in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is a programme already")
        parser.add_argument("--reset", action="store_true", help="throw everything away first")
        parser.add_argument("--seed", type=int, default=2027, help="another seed gives other people (2027)")
        parser.add_argument("--quiet", action="store_true", help="say nothing")

    def handle(self, *args: Any, if_empty: bool, reset: bool, seed: int, quiet: bool, **options: Any) -> None:
        """Build it. Raise CommandError in production, and where there is a programme that would be mixed with it."""
        if not settings.DEMO_WORLD:
            if if_empty and not settings.PRODUCTION:
                return
            raise CommandError("There is no demo world in production: it would stand among real people.")
        if reset:
            triggers.drop(connection)
            call_command("flush", interactive=False, verbosity=0)
            triggers.create(connection)
        if Programme.objects.exists():
            if if_empty:
                return
            raise CommandError("There is a programme already. To throw everything away: make demo-reset")
        programme = build(today=timezone.localdate(), seed=seed)
        if not quiet:
            self.stdout.write(f"The demo world is ready: {programme}.")
