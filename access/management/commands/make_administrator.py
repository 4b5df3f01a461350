"""Make the first person of a service that has nobody yet."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from access.actions import make_link
from access.models import SignInToken
from access.permissions import may_sign_in
from people.actions import persons
from people.models import Person


class Command(BaseCommand):
    """An administrator begins the first programme, and so is its first coordinator; there is no password.

    Run again for the same address it prints another link, because the first one lasts ten minutes.
    """

    help = "Make an administrator with this address and name, and print a link that signs them in once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the names."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("given_name", metavar="GIVEN-NAME")
        parser.add_argument("family_name", metavar="FAMILY-NAME", nargs="?", default="")

    def handle(self, *args: Any, email: str, given_name: str, family_name: str, **options: Any) -> None:
        """Make them and print the link, or say in a sentence why not."""
        email, now = email.strip().lower(), timezone.now()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"“{email}” is not an email address. Write it like you@example.org.") from error
        person = Person.objects.signing_in_with(email)
        if person is not None and not (person.is_superuser and may_sign_in(person)):
            raise CommandError(f"{email} is the address of somebody who is no administrator. Use another address.")
        if person is None:
            person = persons.create(
                email=email, given_name=given_name, family_name=family_name, is_staff=True, is_superuser=True, now=now
            )
        opens = reverse("cohorts:programme_new")
        link = make_link(person=person, opens=opens, purpose=SignInToken.Purpose.COMMAND, now=now).link
        self.stdout.write(f"{person.full_name} is an administrator. This link signs them in once, within 10 minutes:")
        self.stdout.write(link)
