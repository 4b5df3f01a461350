"""The manager's link: worked out from the row and the secret key, so that nobody has to keep it; only its hash is."""

from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from cohorts.recruitment.models import EmployerRelease


def token_of(release: EmployerRelease) -> str:
    """Return the secret part of a release's link (256 bits). Asking again at another moment gives another."""
    named = f"{release.pk}:{release.asked_at.timestamp()}"
    return salted_hmac("cohorts.recruitment.release", named, algorithm="sha256").hexdigest()


def hash_of(token: str) -> str:
    """Return what the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


def link_of(release: EmployerRelease) -> str:
    """Return the whole address for the manager."""
    return settings.BASE_URL + reverse("recruitment:release", args=[token_of(release)])
