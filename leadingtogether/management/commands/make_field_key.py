"""`manage.py make_field_key`: a key for the encrypted fields."""

from typing import Any

from cryptography.fernet import Fernet
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Print a new key; it is kept nowhere."""

    help = "Print a new key for FIELD_KEYS. To change keys, put the new one first and keep the old one behind it."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one Fernet key."""
        self.stdout.write(Fernet.generate_key().decode())
