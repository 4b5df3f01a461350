"""Widgets that Django does not have."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _


class DateInput(forms.MultiWidget):
    """Three boxes, day, month and year: a date that is known is typed faster than found in a calendar.

    The boxes post `<name>_day`, `<name>_month` and `<name>_year`. `birthday=True` lets the browser fill them in.
    """

    parts = ("day", "month", "year")
    labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
    characters = {"day": 2, "month": 2, "year": 4}

    def __init__(self, attrs: dict[str, Any] | None = None, *, birthday: bool = False) -> None:
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {}
        for part in self.parts:
            filled = {"autocomplete": f"bday-{part}"} if birthday else {}
            boxes[part] = forms.TextInput(attrs={"inputmode": "numeric", **filled})
        super().__init__(boxes, attrs)

    def decompress(self, value: Any) -> list[str]:
        """Return what the boxes show for a date."""
        if isinstance(value, dt.date):
            return [str(value.day), str(value.month), str(value.year)]
        return ["", "", ""]

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 - Django names the arguments of a widget
        name: str,
    ) -> list[str]:
        """Return the three texts as they were typed."""
        return [str(data.get(f"{name}_{part}", "")).strip() for part in self.parts]
