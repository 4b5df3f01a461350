"""Reads of the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Min, Q

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from messaging.models import Message, Template  # noqa: F401
    from people.models import Person


class MessageQuerySet(HouseQuerySet["Message"]):
    """Messages."""

    def due(self, *, now: datetime) -> "MessageQuerySet":
        """Waiting messages whose moment has come: urgent ones first, then the oldest; a failed one at its next try."""
        tried = Q(retry_at=None) | Q(retry_at__lte=now)
        return self.filter(tried, state="queued", due_at__lte=now).order_by("-urgent", "due_at", "pk")

    def stale(self, *, now: datetime) -> "MessageQuerySet":
        """Messages that have not left and no longer help anyone, because it is too late to say them."""
        return self.filter(state__in=["queued", "to_call", "to_print"], stale_after__lt=now)

    def expired(self, *, now: datetime) -> "MessageQuerySet":
        """Messages whose worker has not come back in its time."""
        return self.filter(state__in=["claimed", "sending"], lease_until__lte=now)

    def unsent(self) -> "MessageQuerySet":
        """Messages that can still be moved or cancelled."""
        return self.filter(state__in=["queued", "held", "claimed", "to_call", "to_print"])

    def needing_attention(self) -> "MessageQuerySet":
        """Messages whose fate staff must look at."""
        return self.filter(state__in=["unknown", "failed", "bounced"])

    def to_call(self) -> "MessageQuerySet":
        """Messages to say on the telephone, oldest first."""
        return self.filter(state="to_call").order_by("due_at", "pk")

    def to_print(self) -> "MessageQuerySet":
        """Letters to print and post, oldest first."""
        return self.filter(state="to_print").order_by("due_at", "pk")

    def about(self, subject_key: str) -> "MessageQuerySet":
        """Messages about one thing, e.g. `workshop:12`."""
        return self.filter(subject_key=subject_key)

    def in_programmes(self, refs: Iterable[str]) -> "MessageQuerySet":
        """Messages of these programmes."""
        return self.filter(programme_ref__in=list(refs))

    def visible_to(self, person: "Person") -> "MessageQuerySet":
        """Messages of the programmes that this person coordinates, and those of no programme.

        A message of no programme is every coordinator's to look after: one that nobody sees would be lost.
        """
        coordinated = person.memberships.filter(role="coordinator", ended_on__isnull=True)
        refs = list(coordinated.values_list("programme__ref", flat=True))
        return self.in_programmes([*refs, ""]) if refs else self.none()

    def with_person(self) -> "MessageQuerySet":
        """With the person, how to reach them and in which format, in a number of queries that does not grow."""
        return self.select_related("person", "person__reached_via").prefetch_related(
            "person__contact_methods", "person__needs", "person__supporters__supporter__reached_via"
        )

    def oldest_due_age(self, *, now: datetime) -> timedelta | None:
        """Return how long the oldest due message has been waiting, or None where nothing is due. For health."""
        oldest = self.due(now=now).aggregate(oldest=Min("due_at"))["oldest"]
        return now - oldest if oldest else None


class TemplateQuerySet(HouseQuerySet["Template"]):
    """Templates."""

    def newest_first(self) -> "TemplateQuerySet":
        """The version in use comes first."""
        return self.order_by("-version")
