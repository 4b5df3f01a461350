"""The link with which somebody stops a channel: it names the person and the channel, and is signed."""

from collections.abc import Mapping

from django.conf import settings
from django.core import signing
from django.urls import NoReverseMatch, reverse

from messaging.models import Channel
from people.models import Person

SIGNER = signing.Signer(salt="messaging.stop")
ONE_CLICK = "List-Unsubscribe=One-Click"


def stop_address(person: Person, channel: str) -> str:
    """Return the whole address of the page that stops a channel; it works for as long as the service has its key."""
    token = SIGNER.sign(f"{person.ref}.{channel}")
    try:
        return settings.BASE_URL + reverse("messaging:stop", args=[token])
    except NoReverseMatch:
        return settings.BASE_URL


def read_token(token: str) -> tuple[Person, str] | None:
    """Return the person and channel that a token names, or None for one that we did not sign."""
    try:
        ref, channel = SIGNER.unsign(token).split(".")
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(ref=ref).select_related("merged_into").first()
    return ((person.merged_into or person), channel) if person and channel in Channel.values else None


def stop_headers(person: Person) -> Mapping[str, str]:
    """Return the headers by which mail programs offer to stop, with one click (RFC 8058)."""
    by_mail = f"<mailto:{settings.HELP_EMAIL}?subject=stop>"
    return {
        "List-Unsubscribe": f"<{stop_address(person, Channel.EMAIL)}>, {by_mail}",
        "List-Unsubscribe-Post": ONE_CLICK,
    }
