"""Who may be signed in. Nobody signs in with a password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from access.permissions import may_sign_in
from access.querysets import person_with
from people.models import Person


class SignInBackend(ModelBackend):
    """Django's permissions without its passwords; asked on every page, so a session ends when its person may not."""

    def authenticate(self, *_args: Any, **_kwargs: Any) -> None:
        """Refuse every password: links and codes are the only way in."""
        return

    def get_user(self, user_id: int) -> Person | None:
        """Return who is signed in, if they still may be."""
        person = next(iter(person_with(user_id)), None)
        return person if person is not None and may_sign_in(person) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Whether this person may be signed in at all."""
        return isinstance(user, Person) and may_sign_in(user)
