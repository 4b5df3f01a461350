"""Forms over rows that two people may edit at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from common.dates import say_date
from common.forms import LTForm


@dataclass(frozen=True)
class Difference:
    """One field in which what was typed and what is saved differ, as text."""

    label: str
    yours: str
    saved: str


class VersionedForm(LTForm):
    """A form that carries the version of the row it was filled from, so that nobody's work is overwritten unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=1)

    @property
    def read_version(self) -> int:
        """The version that the page showed; a page that sent none counts as the first."""
        return int(self.cleaned_data.get("version") or 0)

    def values(self) -> dict[str, Any]:
        """Return what goes into the row."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def differences(self, saved: Mapping[str, Any]) -> list[Difference]:
        """Return where the typed values differ from the saved ones, given as this form's initial values."""
        return [
            Difference(str(field.label), _said(field, self.cleaned_data.get(name)), _said(field, saved.get(name)))
            for name, field in self.fields.items()
            if name != "version" and _said(field, self.cleaned_data.get(name)) != _said(field, saved.get(name))
        ]

    def over(self, version: int, **arguments: Any) -> Self:
        """Return the same form with what was typed, over the version that is saved now."""
        data = QueryDict(mutable=True)
        for name, texts in self.data.lists() if isinstance(self.data, QueryDict) else ():
            data.setlist(name, list(texts))
        data["version"] = str(version)
        return type(self)(data, **arguments)


def _said(field: forms.Field, value: Any) -> str:
    """Return a value as a person reads it."""
    if value is None or value in ("", []):
        return _("(empty)")
    if isinstance(field, forms.DateField):
        return say_date(value)
    if isinstance(field, forms.MultipleChoiceField):
        named = dict(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(named.get(item, item)) for item in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return str(value).replace("\r\n", "\n").strip()
