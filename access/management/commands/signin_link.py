"""Print a link that signs one person in once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from access.actions import make_link
from access.models import SignInToken
from access.permissions import may_sign_in
from people.models import Person


class Command(BaseCommand):
    """For the first administrator, and for whoever cannot read their email; staff still show their second factor."""

    help = "Print a link that signs EMAIL in once, within 10 minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the page to open."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--next", default="", metavar="PATH", help="the page to open, e.g. /admin/")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the link, or say in a sentence why there is none."""
        email, opens = options["email"], options["next"]
        person = Person.objects.signing_in_with(email.strip().lower())
        if person is None:
            raise CommandError(f"Nobody signs in with {email}. Check the spelling.")
        if not may_sign_in(person):
            raise CommandError(f"{person.full_name} may not sign in: closed by staff, merged, or deceased.")
        if opens and not url_has_allowed_host_and_scheme(opens, allowed_hosts=None):
            raise CommandError("Give --next as a path of this site, like /my/details/.")
        purpose = SignInToken.Purpose.COMMAND
        self.stdout.write(make_link(person=person, opens=opens, purpose=purpose, now=timezone.now()).link)
