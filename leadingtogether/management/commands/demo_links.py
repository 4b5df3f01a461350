"""`manage.py demo_links`: print one reusable sign-in link for each role of the demo world."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from leadingtogether.demo.links import links


class Command(BaseCommand):
    """Print the links; they last until the demo world is reset."""

    help = "Print one sign-in link for each role of the demo world. Not in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them. Raise CommandError in production."""
        if not settings.DEMO_WORLD:
            raise CommandError("There are no demo links in production. Use: manage.py signin_link EMAIL")
        found = links(now=timezone.now())
        if not found:
            self.stdout.write("There is no demo world here. Build one with: make demo-reset\n")
            return
        self.stdout.write("Sign in as (each link works again and again, until make demo-reset):\n")
        for role, person, link in found:
            self.stdout.write(f"  {role:<21}{person.full_name:<22}{link}\n")
