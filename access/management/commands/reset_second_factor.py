"""Take away the second factor of somebody who lost it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from access.actions import remove_second_factor
from people.models import Person


class Command(BaseCommand):
    """For staff who lost both their phone and their recovery codes. Make sure by phone that it is them who ask."""

    help = "Take the second factor of EMAIL away; they set up a new one when they next sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address."""
        parser.add_argument("email", metavar="EMAIL")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, or say in a sentence why not."""
        person = Person.objects.signing_in_with(options["email"].strip().lower())
        if person is None:
            raise CommandError(f"Nobody signs in with {options['email']}. Check the spelling.")
        if not remove_second_factor(person=person, by=None, now=timezone.now()):
            raise CommandError(f"{person.full_name} has no second factor.")
        self.stdout.write(f"{person.full_name} sets up a new second factor when they next sign in.")
