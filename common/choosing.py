"""Choosing one row of many in a bar of filters."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.forms.models import ModelChoiceIterator

M = TypeVar("M", bound=models.Model)


class _Named(ModelChoiceIterator[Any]):
    """The choices of a `NamedChoiceField`: two columns, not whole rows."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        names = getattr(self.field, "names", None)
        yield from self.queryset.values_list("ref", "name") if names is None else names


class NamedChoiceField(forms.ModelChoiceField[M]):
    """One row of those whose `ref` and `name` say all that a select shows: a filter may offer hundreds of cohorts."""

    iterator = _Named
    names: "models.QuerySet[Any, Any] | None" = None

    def __init__(self, queryset: "models.QuerySet[M]", **kwargs: Any) -> None:
        super().__init__(queryset, to_field_name="ref", **kwargs)

    def offer(self, rows: "models.QuerySet[M]", names: "models.QuerySet[Any, Any]") -> None:
        """Let one of `rows` be chosen; `names` are `ref` and `name` of the same, asked for by themselves."""
        self.names = names
        self.queryset = rows
