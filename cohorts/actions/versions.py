"""Saving a row that two people may edit at a time: whoever saves second sees both texts."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.db.models import F

M = TypeVar("M", bound=models.Model)


class StaleError(Exception):
    """Somebody else has saved the row since it was read; `row` is what the database holds now."""

    def __init__(self, row: models.Model) -> None:
        super().__init__("The row has changed since it was read.")
        self.row = row


class NotAllowedError(Exception):
    """A rule stands against it; the message is a sentence for the screen that says what to do."""


def save_version(*, row: M, version: int, values: Mapping[str, Any]) -> list[str]:
    """Write `values` to `row` where its version is still `version`; return the names of the fields that changed.

    One conditional UPDATE decides, so that of two people who save at a time one is told.

    Raises:
        StaleError: the version has moved on.
    """
    manager = type(row)._default_manager  # noqa: SLF001 - Django documents it for code that takes any model
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    written = manager.filter(pk=row.pk, version=version).update(**values, version=F("version") + 1)
    if not written:
        raise StaleError(manager.get(pk=row.pk))
    row.refresh_from_db()
    return changed
