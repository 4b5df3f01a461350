"""Reads of the outbox."""

from datetime import datetime
from typing import TYPE_CHECKING

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from messaging.models import Message, Template  # noqa: F401


class MessageQuerySet(HouseQuerySet["Message"]):
    """Messages."""

    def due(self, *, now: datetime) -> "MessageQuerySet":
        """Waiting messages whose moment has come, oldest first."""
        return self.filter(state="queued", due_at__lte=now).order_by("due_at", "pk")

    def unsent(self) -> "MessageQuerySet":
        """Messages that can still be moved or cancelled."""
        return self.filter(state__in=["queued", "held", "claimed", "to_call", "to_print"])

    def about(self, subject_key: str) -> "MessageQuerySet":
        """Messages about one thing, e.g. `workshop:12`."""
        return self.filter(subject_key=subject_key)

    def in_programmes(self, refs: "list[str]") -> "MessageQuerySet":
        """Messages of these programmes."""
        return self.filter(programme_ref__in=refs)


class TemplateQuerySet(HouseQuerySet["Template"]):
    """Templates."""

    def newest_first(self) -> "TemplateQuerySet":
        """The version in use comes first."""
        return self.order_by("-version")
