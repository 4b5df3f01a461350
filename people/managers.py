"""Making people, with or without an email."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.utils import timezone

if TYPE_CHECKING:
    from people.models import Person


class PersonManager(BaseUserManager["Person"]):
    """Creates people without usable passwords; emails are kept in lower case."""

    def create_person(self, *, email: str | None = None, **fields: Any) -> "Person":
        """Return a new person. An empty email is stored as no email."""
        fields.setdefault("created_at", timezone.now())
        person = self.model(email=email.strip().lower() if email else None, **fields)
        person.set_unusable_password()
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, **fields: Any) -> "Person":
        """Return a new administrator of the back office, who signs in by link like everybody else."""
        fields.pop("password", None)
        return self.create_person(email=email, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by sign-in email, whatever the case that was typed."""
        return self.get(email=(username or "").strip().lower())
