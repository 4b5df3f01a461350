"""Reads of sign-in tokens."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from access.hashes import hash_of
from cohorts.models import Place
from common.prepared import prepared
from common.querysets import HouseQuerySet
from people.models import Person

if TYPE_CHECKING:
    from access.models import RateLimit, SignInToken  # noqa: F401
    from messaging.models import Message


@prepared
def sessions_with(key: str, now: datetime) -> QuerySet[Session]:
    """The session with this key, unless it has ended."""
    return Session.objects.filter(session_key=key, expire_date__gt=now)


@prepared
def person_with(key: int) -> QuerySet[Person]:
    """The person with this key, and whether they hold a place or once did (`has_place`)."""
    return Person.objects.filter(pk=key).annotate(has_place=Exists(Place.objects.filter(person=OuterRef("pk"))))


class SignInTokenQuerySet(HouseQuerySet["SignInToken"]):
    """Sign-in tokens."""

    def live(self, *, now: datetime) -> "SignInTokenQuerySet":
        """Tokens that can still be used."""
        return self.filter(used_at__isnull=True, expires_at__gt=now)

    def by_link(self, link: str) -> "SignInTokenQuerySet":
        """The token of a link."""
        return self.filter(link_hash=hash_of("link", link))

    def usable(self) -> "SignInTokenQuerySet":
        """Tokens of people who may sign in, with the person."""
        return self.select_related("person").filter(
            person__is_active=True, person__deceased_on__isnull=True, person__merged_into__isnull=True
        )

    def by_letter_code(self, code: str) -> "SignInTokenQuerySet":
        """The token of a code that was printed in a letter."""
        return self.filter(purpose="letter", code_hash=hash_of("letter", code))

    def in_letter(self, message: "Message") -> "SignInTokenQuerySet":
        """The tokens whose codes were printed in one letter, however often."""
        return self.filter(purpose="letter", message=message)

    def expired_before(self, moment: datetime) -> "SignInTokenQuerySet":
        """Tokens that ended before this moment."""
        return self.filter(expires_at__lt=moment)


class RateLimitQuerySet(HouseQuerySet["RateLimit"]):
    """Counts of tries."""

    def before(self, moment: datetime) -> "RateLimitQuerySet":
        """Windows that began before this moment."""
        return self.filter(window__lt=moment)
