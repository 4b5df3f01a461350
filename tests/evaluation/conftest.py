"""What the tests of the evaluation share."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from people.models import Person


@pytest.fixture
def sign_in() -> Callable[[Client, Person], None]:
    """Sign a person in, staff with their second factor."""

    def enter(client: Client, person: Person) -> None:
        Authenticator.objects.get_or_create(
            user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}}
        )
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        session = client.session
        session["second_factor_at"] = "2027-03-01T09:00:00+00:00"
        session.save()

    return enter
