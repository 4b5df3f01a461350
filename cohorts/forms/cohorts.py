"""Forms of a cohort."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.forms.versions import VersionedForm
from cohorts.models import Cohort, Programme, Venue
from common.forms import DateField, LTForm
from common.words import MILES_IN_A_KILOMETRE

FIELDS = ("name", "venue", "pairs_wanted", "recruitment_opens", "recruitment_closes", "care_system")


class CohortForm(VersionedForm):
    """A cohort's venue, size, recruitment dates and area."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("Mostly the town, like “Oxford”.")
    )
    venue = forms.ModelChoiceField(
        label=gettext_lazy("Venue"), queryset=Venue.objects.all(), empty_label=gettext_lazy("Choose a venue")
    )
    pairs_wanted = forms.IntegerField(
        label=gettext_lazy("Pairs wanted"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=gettext_lazy("10 pairs are 20 places: 10 lay partners and 10 professional partners."),
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-2"}),
    )
    recruitment_opens = DateField(label=gettext_lazy("Recruitment opens"), required=False)
    recruitment_closes = DateField(label=gettext_lazy("Recruitment closes"), required=False)
    area_miles = forms.IntegerField(
        label=gettext_lazy("Area: how many miles around the venue"),
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    area_outward_codes = forms.CharField(
        label=gettext_lazy("Area: outward codes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The first halves of postcodes, with spaces between them, like “OX1 OX2 OX33”."),
    )
    care_system = forms.CharField(label=gettext_lazy("Integrated care system"), max_length=120, required=False)
    submit_label = gettext_lazy("Save cohort")
    secondary_label = gettext_lazy("Add a venue that is not in the list")
    secondary_name = "new_venue"

    def __init__(self, *args: Any, programme: Programme, cohort: Cohort | None = None, **kwargs: Any) -> None:
        self.programme, self.cohort = programme, cohort
        super().__init__(*args, **kwargs)

    @staticmethod
    def initial_of(cohort: Cohort) -> dict[str, Any]:
        """Return what the form shows for a cohort."""
        radius = cohort.area_radius_km
        return {name: getattr(cohort, name) for name in (*FIELDS, "version")} | {
            "area_outward_codes": " ".join(cohort.area_outward_codes),
            "area_miles": None if radius is None else round(radius * MILES_IN_A_KILOMETRE),
        }

    @classmethod
    def typed_before(cls, typed: Mapping[str, list[str]]) -> dict[str, Any]:
        """Return what was typed, right or wrong, as the fields show it; nothing is judged."""
        data = MultiValueDict(typed)
        return {name: field.widget.value_from_datadict(data, {}, name) for name, field in cls.base_fields.items()}

    def layout(self) -> Layout:
        """Return the fields in groups."""
        return Layout(
            "version",
            Fieldset(_("Cohort"), Row("name", "venue"), "pairs_wanted"),
            Fieldset(_("Recruitment"), Row("recruitment_opens", "recruitment_closes")),
            Fieldset(_("Where people come from"), "area_miles", "area_outward_codes", "care_system"),
        )

    def clean_area_outward_codes(self) -> list[str]:
        """Return the codes in capitals, each once."""
        codes = str(self.cleaned_data["area_outward_codes"]).upper().replace(",", " ").split()
        wrong = [code for code in codes if not (2 <= len(code) <= 4 and code.isalnum() and code[0].isalpha())]
        if wrong:
            raise ValidationError(
                _("“%(code)s” is not the first half of a postcode. Write codes like OX1 or SN25."),
                params={"code": wrong[0]},
            )
        return list(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """Refuse dates in the wrong order and a name that the programme has already."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("recruitment_opens"), cleaned.get("recruitment_closes")
        if opens and closes and closes < opens:
            self.add_error("recruitment_closes", _("Recruitment must close on or after the day it opens."))
        same = Cohort.objects.filter(programme=self.programme, name=cleaned.get("name"))
        if self.cohort is not None:
            same = same.exclude(pk=self.cohort.pk)
        if same.exists():
            self.add_error("name", _("This programme has a cohort with this name. Give this one another name."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Return what goes into the row; miles are kept as kilometres."""
        found = super().values()
        miles = found.pop("area_miles")
        return found | {"area_radius_km": None if miles is None else round(miles / MILES_IN_A_KILOMETRE)}


class MoveForm(LTForm):
    """One move along the states of a cohort."""

    to = forms.ChoiceField(choices=Cohort.State.choices, widget=forms.HiddenInput)
    # Whoever opens recruitment has read what applicants are not told yet.
    sure = forms.BooleanField(required=False)
