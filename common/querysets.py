"""What every read of the house shares."""

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class HouseQuerySet(models.QuerySet[M]):
    """A queryset that can lock its rows where the database knows how (SQLite's IMMEDIATE already serialises)."""

    def locked(self) -> "HouseQuerySet[M]":
        """Lock the rows until the transaction ends."""
        return self.select_for_update()
