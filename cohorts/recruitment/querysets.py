"""Reads of applications, draws, offers and reserves."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from common.querysets import HouseQuerySet

if TYPE_CHECKING:
    from cohorts.recruitment.models import (  # noqa: F401
        Application,
        Draw,
        ImportBatch,
        Offer,
        Quota,
        Reserve,
    )
    from people.models import Person


class ApplicationQuerySet(HouseQuerySet["Application"]):
    """Applications."""

    def submitted(self) -> "ApplicationQuerySet":
        """Everything but drafts."""
        return self.exclude(state="draft")

    def of(self, person: "Person") -> "ApplicationQuerySet":
        """One person's own applications."""
        return self.filter(person=person)


class QuotaQuerySet(HouseQuerySet["Quota"]):
    """Quotas."""


class DrawQuerySet(HouseQuerySet["Draw"]):
    """Draws."""


class OfferQuerySet(HouseQuerySet["Offer"]):
    """Offers."""

    def open(self) -> "OfferQuerySet":
        """Offers that wait for an answer."""
        return self.filter(state="open")

    def overdue(self, *, on: date) -> "OfferQuerySet":
        """Open offers whose reply-by date has passed."""
        return self.open().filter(reply_by__lt=on)

    def of(self, person: "Person") -> "OfferQuerySet":
        """Offers made to one person."""
        return self.filter(application__person=person)


class ReserveQuerySet(HouseQuerySet["Reserve"]):
    """Reserve lists."""

    def unused(self) -> "ReserveQuerySet":
        """Reserves who have not been offered a place."""
        return self.filter(used_at__isnull=True)


class ImportBatchQuerySet(HouseQuerySet["ImportBatch"]):
    """Staged files."""

    def staged_before(self, moment: datetime) -> "ImportBatchQuerySet":
        """Batches old enough to be erased."""
        return self.filter(staged_at__lt=moment)
