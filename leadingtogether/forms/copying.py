"""The form that copies a programme."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.models import Programme
from common.forms import OncePostedForm

NO_DATES, LATER = "none", "later"


class CopyProgrammeForm(OncePostedForm):
    """What the copy is called, its year, and whether the dates come along."""

    name = forms.CharField(label=gettext_lazy("Name of the copy"), max_length=120)
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        min_value=2016,
        max_value=2099,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
    )
    dates = forms.ChoiceField(
        label=gettext_lazy("Dates of recruitment and workshops"),
        choices=[
            (NO_DATES, gettext_lazy("Leave them open")),
            (LATER, gettext_lazy("Move them 52 weeks on for each year")),
        ],
        initial=NO_DATES,
        widget=forms.RadioSelect,
    )
    hints = {
        "dates": {
            LATER: gettext_lazy(
                "Each keeps its weekday. A bank holiday moves a week on. A day that has passed is left open."
            )
        }
    }
    submit_label = gettext_lazy("Copy this programme")

    def __init__(self, *args: Any, source: Programme, **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    @staticmethod
    def initial_of(source: Programme) -> dict[str, Any]:
        """Return the next year, and the name with its year in it."""
        return {"year": source.year + 1, "name": source.name.replace(str(source.year), str(source.year + 1))}

    @property
    def with_dates(self) -> bool:
        """Whether the dates come along."""
        return bool(self.cleaned_data["dates"] == LATER)

    def clean(self) -> dict[str, Any]:
        """Refuse dates for a year that is not later. Whether the name is free, the database knows."""
        cleaned = super().clean() or {}
        year = cleaned.get("year")
        if year is not None and cleaned.get("dates") == LATER and year <= self.source.year:
            self.add_error("year", _("To move the dates, enter a year after %(year)d.") % {"year": self.source.year})
        return cleaned
