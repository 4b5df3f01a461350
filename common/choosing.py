"""Choosing one row of many in a bar of filters."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django import forms
from django.db import models
from django.forms.models import ModelChoiceIterator
from django.utils.choices import BaseChoiceIterator

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


class _Pairs(BaseChoiceIterator):
    """Choices that are pairs already: of hundreds Django would look at each twice, to make sure that it is one."""

    def __init__(self, pairs: Sequence[tuple[Any, Any]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        return iter(self.pairs)


def offer(form: forms.BaseForm, name: str, pairs: Sequence[tuple[Any, Any]]) -> None:
    """Let a field of the form offer these pairs of value and label; groups of choices are not among them."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = _Pairs(pairs)
