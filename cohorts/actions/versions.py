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


NOTHING: Mapping[str, Any] = {}


def save_version(
    *, row: M, version: int, values: Mapping[str, Any], stamp: Mapping[str, Any] = NOTHING, whole: bool = False
) -> list[str]:
    """Write `values` to `row` where its version is still `version`; return the names of the fields that changed.

    One conditional UPDATE decides, so that of two people who save at a time one is told. `stamp` says who saved and
    when, and is written along. Where `values` are the whole of what the page held, and the row holds them already, it
    is nobody’s change: a button was pressed twice, and nothing is written.

    Raises:
        StaleError: the version has moved on.
    """
    manager = type(row)._default_manager  # noqa: SLF001 - Django documents it for code that takes any model
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    written = manager.filter(pk=row.pk, version=version).update(**values, **stamp, version=F("version") + 1)
    if not written:
        current = manager.get(pk=row.pk)
        if not whole or any(getattr(current, name) != value for name, value in values.items()):
            raise StaleError(current)
        changed = []
    row.refresh_from_db()
    return changed
