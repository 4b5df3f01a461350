"""Choosing one row of many in a bar of filters."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django import forms
from django.db import DEFAULT_DB_ALIAS, models
from django.forms.models import ModelChoiceIterator
from django.utils.choices import BaseChoiceIterator

M = TypeVar("M", bound=models.Model)
Pairs = Sequence[tuple[Any, Any]]


class _Named(ModelChoiceIterator[Any]):
    """The choices of a `NamedChoiceField`: two columns, not whole rows."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        names = getattr(self.field, "names", None)
        yield from self.queryset.values_list("ref", "name") if names is None else (row[:2] for row in names)


class NamedChoiceField(forms.ModelChoiceField[M]):
    """One row of those whose `ref` and `name` say all that a select shows: a filter may offer hundreds of cohorts."""

    iterator = _Named
    names: Iterable[tuple[Any, ...]] | None = None

    def __init__(self, queryset: "models.QuerySet[M]", *, key_is_enough: bool = False, **kwargs: Any) -> None:
        """Make the field; where the chosen row's `key_is_enough` it is not read, and what else is asked of it is."""
        super().__init__(queryset, to_field_name="ref", **kwargs)
        self.key_is_enough = key_is_enough

    def offer(self, rows: "models.QuerySet[M]", names: Iterable[tuple[Any, ...]]) -> None:
        """Let one of `rows` be chosen; `names` are `ref`, `name` and `pk` of the same, asked for by themselves.

        They are gone through more than once: give a queryset or a list. The key is needed where it is enough.
        """
        self.names = names
        self.queryset = rows

    def to_python(self, value: Any) -> M | None:
        """Return the row that was chosen. Raise ValidationError where it is none of those on offer."""
        if not self.key_is_enough or self.names is None or self.queryset is None or value in self.empty_values:
            return super().to_python(value)
        for ref, name, key in self.names:
            if ref == value:
                row: M = _known(self.queryset.model, {"id": key, "ref": ref, "name": name})
                return row
        raise forms.ValidationError(
            self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value}
        )


def _known(model: Any, values: Mapping[str, Any]) -> Any:
    """Return a row of which so much is known; anything else is read when it is asked for."""
    # Django takes the values in the order of the columns.
    columns = [field.attname for field in model._meta.concrete_fields if field.attname in values]  # noqa: SLF001
    return model.from_db(DEFAULT_DB_ALIAS, columns, [values[column] for column in columns])


class _Pairs(BaseChoiceIterator):
    """Choices that are pairs already: of hundreds Django would look at each twice, to make sure that it is one."""

    def __init__(self, pairs: Pairs | Callable[[], Pairs]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        if callable(self.pairs):
            self.pairs = self.pairs()
        return iter(self.pairs)


def offer(form: forms.BaseForm, name: str, pairs: Pairs | Callable[[], Pairs]) -> None:
    """Let a field of the form offer these pairs of value and label; groups of choices are not among them.

    What gives the pairs is asked when the form is drawn, and not where it is only read.
    """
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
    field.choices = _Pairs(pairs)
